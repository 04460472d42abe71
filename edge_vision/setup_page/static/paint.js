// Draws people and shapes over the picture, as SVG in the picture's own pixels.
import { fill, words } from "./common.js";
import { arrowOf, isLine, leastPoints } from "./shapes.js";

const SPACE = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, parent = undefined) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}

const path = (points, closed) => points.map(([x, y], i) => `${i ? "L" : "M"}${x} ${y}`).join("") + (closed ? "Z" : "");

/** People as boxes; `unit` is the picture's pixels for one of the screen. */
export function paintBodies(group, bodies, unit) {
  group.replaceChildren();
  for (const { box: [x1, y1, x2, y2], sure, tag } of bodies) {
    const looks = `body ${sure ? "" : "unsure"} ${tag ? "worn" : ""}`;
    element("rect", { class: looks, x: x1, y: y1, width: Math.max(0, x2 - x1), height: Math.max(0, y2 - y1), rx: 4 * unit, "stroke-width": 2 * unit }, group);
    if (tag) {
      element("text", { x: x1, y: Math.max(18 * unit, y1 - 4 * unit), "font-size": 18 * unit, "stroke-width": 3 * unit }, group).textContent = "★";
    }
  }
}

/** One shape; with handles for its points when it is picked. */
export function paintShape(group, shape, index, picked, unit) {
  const closed = !isLine(shape) && shape.points.length > 2;
  const whole = element("g", { class: `${shape.kind} ${picked ? "picked" : ""}` }, group);
  const d = path(shape.points, closed);
  if (closed) element("path", { class: "fill", d }, whole);
  element("path", { class: "halo", d, "stroke-width": (picked ? 7 : 5) * unit }, whole);
  element("path", { class: "stroke", d, "stroke-width": (picked ? 4 : 3) * unit }, whole);
  element("path", { class: "hit", d, "stroke-width": 30 * unit, "data-shape": index }, whole);
  if (isLine(shape) && shape.kind === "door" && shape.points.length > 1) paintArrow(whole, shape, unit);
  paintName(whole, shape, unit);
  if (picked) paintHandles(whole, shape, closed, unit);
}

/** The name beside the leftmost point, where it runs into the picture and not out of it. */
function paintName(group, { points, name }, unit) {
  const [x, y] = points.reduce((left, point) => (point[0] < left[0] ? point : left), points[0]);
  const at = { x: x + 8 * unit, y: Math.max(16 * unit, y - 10 * unit) };
  element("text", { ...at, "font-size": 14 * unit, "stroke-width": 3 * unit }, group).textContent = name;
}

function paintArrow(group, shape, unit) {
  const { at: [x, y], to: [dx, dy] } = arrowOf(shape.points);
  const [far, head, wide] = [40 * unit, 24 * unit, 10 * unit];
  const tip = [x + dx * far, y + dy * far];
  const neck = [x + dx * head, y + dy * head];
  const points = [tip, [neck[0] - dy * wide, neck[1] + dx * wide], [neck[0] + dy * wide, neck[1] - dx * wide]];
  element("path", { class: "halo", d: path([[x, y], neck], false), "stroke-width": 6 * unit }, group);
  element("path", { class: "stroke", d: path([[x, y], neck], false), "stroke-width": 4 * unit }, group);
  element("path", { class: "arrow", d: path(points, true), "stroke-width": unit }, group);
  const text = element("text", { x: tip[0] + 8 * unit, y: tip[1] + 6 * unit, "font-size": 16 * unit, "stroke-width": 3 * unit, "data-arrow": "in" }, group);
  text.textContent = words.in.toUpperCase();
}

function paintHandles(group, shape, closed, unit) {
  const { points } = shape;
  const pairs = points.map((point, i) => [point, points[i + 1] ?? (closed ? points[0] : undefined), i]);
  for (const [a, b, i] of pairs) {
    if (!b || points.length < leastPoints(shape)) continue;
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    handle(group, [x, y], { "data-between": i, "aria-label": fill(words.corner_between, shape) }, "between", 5 * unit, 16 * unit);
  }
  points.forEach((point, i) => {
    const says = fill(words.point_of, { number: i + 1, name: shape.name });
    handle(group, point, { "data-point": i, "aria-label": says }, "knob", 8 * unit, 22 * unit);
  });
}

function handle(group, [x, y], attributes, looks, radius, reach) {
  const made = element("g", { class: "handle", tabindex: 0, role: "button", ...attributes }, group);
  element("circle", { class: "touch", cx: x, cy: y, r: reach }, made);
  element("circle", { class: looks, cx: x, cy: y, r: radius, "stroke-width": radius / 3 }, made);
}
