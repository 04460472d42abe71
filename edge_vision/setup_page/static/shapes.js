// What is drawn, without a browser: lines, zones, staff areas, tags; changes can be undone.
export const TABLE = { door: "lines", street: "lines", area: "zones", queue: "zones", staff: "staff_areas" };
export const KINDS = { lines: ["door", "street"], zones: ["area", "queue"], staff_areas: ["staff"] };
const MOST_STEPS = 100;

export const isLine = (shape) => shape.table === "lines";
export const leastPoints = (shape) => (isLine(shape) ? 2 : 3);

export class Drawing {
  constructor(told) {
    this.shapes = Object.entries(KINDS).flatMap(([table, kinds]) =>
      told[table].map((part) => ({ table, was: part.name, name: part.name, kind: part.kind || kinds[0], points: part.points })));
    this.tags = told.staff_tags.map((tag) => ({ ...tag, was: tag.name }));
    this.past = [];
    this.picked = -1;
  }

  /** Remember how it is now, before it is changed. */
  mark() {
    this.past.push(JSON.stringify([this.shapes, this.tags]));
    if (this.past.length > MOST_STEPS) this.past.shift();
  }

  undo() {
    if (!this.past.length) return;
    [this.shapes, this.tags] = JSON.parse(this.past.pop());
    this.picked = Math.min(this.picked, this.shapes.length - 1);
  }

  get changed() {
    return this.past.length > 0;
  }

  get shape() {
    return this.shapes[this.picked];
  }

  /** `text` stands in the settings now. What was drawn since then is still to be saved. */
  keep(text) {
    if (this.text !== text) return;
    for (const part of [...this.shapes, ...this.tags]) part.was = part.name;
    this.past = [];
  }

  add(kind, points) {
    this.mark();
    this.shapes.push({ table: TABLE[kind], name: this.freeName(kind), kind, points });
    this.picked = this.shapes.length - 1;
  }

  addTag(colour) {
    this.mark();
    this.tags.push({ ...colour, name: this.freeName("tag") });
  }

  removeTag(index) {
    this.mark();
    this.tags.splice(index, 1);
  }

  remove() {
    this.mark();
    this.shapes.splice(this.picked, 1);
    this.picked = -1;
  }

  /** As the camera's settings have it. */
  told() {
    const out = { lines: [], zones: [], staff_areas: [], staff_tags: this.tags };
    for (const { table, was, name, kind, points } of this.shapes) {
      const part = { name, points: points.map(([x, y]) => [Math.round(x), Math.round(y)]) };
      if (was) part.was = was;
      if (table !== "staff_areas") part.kind = kind;
      out[table].push(part);
    }
    return out;
  }

  get text() {
    return JSON.stringify(this.told());
  }

  freeName(kind) {
    const taken = new Set([...this.shapes, ...this.tags].map((part) => part.name));
    let name = kind;
    for (let number = 2; taken.has(name); number += 1) name = `${kind}-${number}`;
    return name;
  }
}

export const within = ([x, y], [width, height]) => [
  Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];

/** A shape nobody has to drag for: across the middle of the picture. */
export function middle(kind, [width, height]) {
  const [left, right, top, bottom] = [width / 4, (3 * width) / 4, height / 4, (3 * height) / 4];
  return TABLE[kind] === "lines" ? [[left, height / 2], [right, height / 2]] : box([left, top], [right, bottom]);
}

export const box = ([x1, y1], [x2, y2]) => [[x1, y1], [x2, y1], [x2, y2], [x1, y2]];

/** Where the arrow of a line stands and points: "in" is to the right hand of who walks it. */
export function arrowOf(points) {
  let best = 0;
  for (let i = 1; i + 1 < points.length; i += 1) if (lengthOf(points, i) > lengthOf(points, best)) best = i;
  const [[x1, y1], [x2, y2]] = [points[best], points[best + 1]];
  const length = lengthOf(points, best) || 1;
  return { at: [(x1 + x2) / 2, (y1 + y2) / 2], to: [-(y2 - y1) / length, (x2 - x1) / length] };
}

const lengthOf = (points, i) => Math.hypot(points[i + 1][0] - points[i][0], points[i + 1][1] - points[i][1]);
