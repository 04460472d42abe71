// Fingers, mouse and keys on the picture: drawing new shapes and moving points.
import { box, leastPoints, middle, TABLE, within } from "./shapes.js";
import { element, paintBodies, paintShape } from "./paint.js";

const DRAG_PX = 12;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Canvas {
  /** `tell` is called after each change; `boxed(box)` when a tag was framed. */
  constructor(frame, svg, tell, boxed) {
    Object.assign(this, { frame, svg, tell, boxed, size: [640, 480], mode: "", sketch: [], held: null });
    this.bodies = element("g", {}, svg);
    this.layer = element("g", {}, svg);
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => this.up(event));
    svg.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.drawing && this.paint()).observe(svg);
  }

  get unit() {
    return this.size[0] / (this.svg.clientWidth || this.size[0]);
  }

  resize(size) {
    if (String(size) === String(this.size)) return;
    this.size = size;
    this.svg.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    this.frame.style.setProperty("--ratio", size[0] / size[1]);
  }

  showBodies(bodies) {
    paintBodies(this.bodies, bodies, this.unit);
  }

  /** Begin a new shape, or `tag`; empty: stop. */
  begin(mode) {
    this.mode = mode;
    this.sketch = [];
    this.frame.classList.toggle("drawing", Boolean(mode));
    if (mode) this.drawing.picked = -1;
    this.tell();
  }

  /** Whether what is being drawn is a whole shape already. */
  get complete() {
    return this.mode in TABLE && this.sketch.length >= leastPoints({ table: TABLE[this.mode] });
  }

  finish() {
    if (this.complete) this.drawing.add(this.mode, this.sketch);
    this.begin("");
  }

  place() {
    this.sketch = middle(this.mode, this.size);
    this.finish();
  }

  paint() {
    const focused = this.svg.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
    this.layer.replaceChildren();
    this.drawing.shapes.forEach((shape, i) => paintShape(this.layer, shape, i, i === this.drawing.picked, this.unit));
    if (this.sketch.length) {
      paintShape(this.layer, { table: TABLE[this.mode] || "zones", kind: this.mode, name: "", points: this.sketch }, -1, true, this.unit);
    }
    if (focused) {
      const [[key, value]] = Object.entries(focused);
      this.layer.querySelector(`.handle[data-${key}="${value}"]`)?.focus();
    }
  }

  at(event) {
    const { left, top, width, height } = this.svg.getBoundingClientRect();
    const [w, h] = this.size;
    return within([((event.clientX - left) * w) / width, ((event.clientY - top) * h) / height], this.size);
  }

  down(event) {
    if (event.button) return;
    const spot = this.at(event);
    if (this.mode) this.held = { from: spot, fresh: true, begun: this.sketch.length };
    else if (!this.grip(event.target, spot)) return;
    this.svg.setPointerCapture(event.pointerId);
    if (this.mode) {
      this.sketch.push(spot);
      this.tell();
    }
  }

  /** Take hold of a point, or pick the shape that was touched. False: nothing was. */
  grip(target, spot) {
    const { point, between } = target.closest(".handle")?.dataset ?? {};
    const { shape } = this.drawing;
    if (point !== undefined) {
      this.held = { index: Number(point), from: spot };
    } else if (between !== undefined) {
      this.drawing.mark();
      shape.points.splice(Number(between) + 1, 0, spot);
      this.held = { index: Number(between) + 1, from: spot, marked: true };
    } else {
      this.drawing.picked = Number(target.dataset.shape ?? -1);
      this.tell();
      return false;
    }
    return true;
  }

  move(event) {
    if (!this.held) return;
    const spot = this.at(event);
    const far = Math.hypot(spot[0] - this.held.from[0], spot[1] - this.held.from[1]) > DRAG_PX * this.unit;
    if (this.mode) this.stretch(spot, far);
    else if (far || this.held.moved) this.carry(spot);
  }

  stretch(spot, far) {
    const first = this.held.begun === 0;
    if (first && !far) return;
    if (!first) this.sketch[this.sketch.length - 1] = spot;
    else this.sketch = TABLE[this.mode] === "lines" ? [this.held.from, spot] : box(this.held.from, spot);
    this.tell();
  }

  carry(spot) {
    if (!this.held.marked) this.drawing.mark();
    Object.assign(this.held, { marked: true, moved: true });
    this.drawing.shape.points[this.held.index] = spot;
    this.tell();
  }

  up() {
    const { held } = this;
    this.held = null;
    if (!held || !this.mode) return;
    const dragged = held.begun === 0 && this.sketch.length > 1;
    if (this.mode === "tag" && dragged) {
      const [[x1, y1], , [x2, y2]] = this.sketch;
      this.begin("");
      this.boxed([Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]);
    } else if (this.mode === "tag") {
      this.sketch = [];
    } else if (dragged && TABLE[this.mode] !== "lines") {
      this.finish();
    }
    this.tell();
  }

  key(event) {
    const { point, between } = event.target.dataset;
    const { shape } = this.drawing;
    if (!shape || (point === undefined && between === undefined)) return;
    if (STEPS[event.key] && point !== undefined) {
      const [dx, dy] = STEPS[event.key].map((step) => step * (event.shiftKey ? 1 : 8));
      this.drawing.mark();
      const [x, y] = shape.points[point];
      shape.points[point] = within([x + dx, y + dy], this.size);
    } else if (event.key === "Delete" && point !== undefined && shape.points.length > leastPoints(shape)) {
      this.drawing.mark();
      shape.points.splice(Number(point), 1);
    } else if (event.key === "Enter" && between !== undefined) {
      const [a, b] = [shape.points[between], shape.points[(Number(between) + 1) % shape.points.length]];
      this.drawing.mark();
      shape.points.splice(Number(between) + 1, 0, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    } else {
      return;
    }
    event.preventDefault();
    this.tell();
  }
}
