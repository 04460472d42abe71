// The page on which a camera is set up: live picture, drawing, names, saving.
import { all, ask, fill, noAnswer, one, words } from "./common.js";
import { Canvas } from "./canvas.js";
import { live } from "./live.js";
import { element } from "./paint.js";
import { Drawing, isLine, KINDS, leastPoints } from "./shapes.js";

const CHECK_MS = 400;
const canvas = new Canvas(one("frame"), one("canvas"), refresh, learn);
let look = { lines: {}, zones: {}, turn: 0 };
let savedTurn = null;
let timer = 0;
let checked = "";

function refresh() {
  const { drawing, mode } = canvas;
  canvas.paint();
  one("add-tools").hidden = Boolean(mode);
  one("drawing-tools").hidden = !mode;
  one("done").hidden = one("middle").hidden = mode === "tag";
  one("done").disabled = !canvas.complete;
  one("hint").textContent = mode ? words[`hint_${mode}`] : drawing.shape ? words.hint_edit : "";
  one("undo").disabled = !drawing.changed;
  one("save").disabled = mode ? !canvas.complete : !drawing.changed;
  showShapes();
  showPanel();
  showTags();
  checkSoon();
}

function numbers(shape) {
  if (shape.table === "staff_areas") return words.staff_only;
  if (shape.table === "zones") return fill(words.visits, look.zones[shape.was] ?? { present: 0, visits: 0 });
  const found = look.lines[shape.was] ?? { in: 0, out: 0, staff: 0 };
  const staff = found.staff ? ` · ${found.staff} ${words.of_staff}` : "";
  if (shape.kind === "street") return `${found.in + found.out} ${words.passed}${staff}`;
  return `${found.in} ${words.in} · ${found.out} ${words.out}${staff}`;
}

function showShapes() {
  const { shapes, picked } = canvas.drawing;
  const list = one("shapes");
  while (list.children.length > shapes.length) list.lastChild.remove();
  shapes.forEach((shape, i) => {
    const row = list.children[i] ?? list.appendChild(shapeRow(i));
    const [dot, name, number] = row.firstChild.children;
    dot.className = `dot ${shape.kind}`;
    name.textContent = `${shape.name} (${words[shape.kind].toLowerCase()})`;
    number.textContent = numbers(shape);
    row.firstChild.setAttribute("aria-pressed", String(i === picked));
  });
  one("none").hidden = shapes.length > 0;
}

function shapeRow(index) {
  const row = document.createElement("li");
  const button = row.appendChild(document.createElement("button"));
  button.type = "button";
  button.append(document.createElement("span"), document.createElement("span"), document.createElement("span"));
  button.lastChild.className = "number";
  button.addEventListener("click", () => {
    canvas.drawing.picked = canvas.drawing.picked === index ? -1 : index;
    refresh();
  });
  return row;
}

function showPanel() {
  const { shape } = canvas.drawing;
  one("panel").hidden = !shape;
  if (!shape) return;
  if (document.activeElement !== one("name")) one("name").value = shape.name;
  const kinds = KINDS[shape.table];
  one("kind-field").hidden = kinds.length < 2;
  one("kind").replaceChildren(...kinds.map((kind) => new Option(words[kind], kind, false, kind === shape.kind)));
  one("swap").hidden = !isLine(shape) || shape.kind === "street";
  one("remove-point").disabled = shape.points.length <= leastPoints(shape);
}

function showTags() {
  const rows = canvas.drawing.tags.map((tag, index) => {
    const row = document.createElement("li");
    row.className = "swatch";
    const [low, high] = tag.hue_degrees;
    const hue = (low + ((high - low + 360) % 360) / 2) % 360;
    const chip = element("svg", { viewBox: "0 0 1 1", "aria-hidden": "true" }, row);
    element("rect", { width: 1, height: 1, fill: `hsl(${hue} 80% 50%)` }, chip);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = words.forget;
    remove.addEventListener("click", () => change(() => canvas.drawing.removeTag(index)));
    row.append(tag.name, remove);
    return row;
  });
  one("tags").replaceChildren(...rows);
}

/** Ask for faults once the drawing has rested for a moment. */
function checkSoon() {
  const told = canvas.drawing.text;
  if (!canvas.drawing.changed || canvas.mode || told === checked) return;
  checked = told;
  one("said").textContent = words.unsaved;
  clearTimeout(timer);
  timer = setTimeout(async () => {
    try {
      showFaults((await ask("/drawing/try", "POST", canvas.drawing.told())).faults);
    } catch (error) {
      noAnswer(error);
    }
  }, CHECK_MS);
}

function showFaults(faults) {
  const rows = faults.map((fault) => Object.assign(document.createElement("li"), { textContent: fault }));
  one("faults").replaceChildren(...rows);
}

function change(what) {
  what();
  refresh();
}

async function save() {
  if (canvas.mode) canvas.finish();
  one("said").textContent = words.saving;
  try {
    const wanted = canvas.drawing.text;
    savedTurn = (await ask("/drawing", "PUT", JSON.parse(wanted))).turn;
    clearTimeout(timer);
    showFaults([]);
    change(() => canvas.drawing.keep(wanted));
  } catch (error) {
    one("said").textContent = "";
    if (error.faults) showFaults(error.faults);
    else noAnswer(error);
  }
}

async function learn(box) {
  one("tag-said").textContent = "";
  try {
    const colour = await ask("/tag", "POST", { box: box.map(Math.round) });
    change(() => canvas.drawing.addTag(colour));
    one("tag-said").textContent = words.tag_learnt;
  } catch (error) {
    one("tag-said").textContent = error.message;
  }
}

function seen(news) {
  look = news;
  one("empty").hidden = news.number > 0;
  if (news.size) canvas.resize(news.size);
  canvas.showBodies(news.bodies);
  if (savedTurn !== null && news.turn > savedTurn) {
    savedTurn = null;
    if (!canvas.drawing.changed) one("said").textContent = words.saved;
  }
  showShapes();
}

for (const button of all("add")) button.addEventListener("click", () => canvas.begin(button.dataset.add));
one("learn").addEventListener("click", () => {
  canvas.begin("tag");
  one("frame").scrollIntoView({ block: "nearest" });
});
one("done").addEventListener("click", () => canvas.finish());
one("middle").addEventListener("click", () => canvas.place());
one("cancel").addEventListener("click", () => canvas.begin(""));
one("undo").addEventListener("click", () => change(() => canvas.drawing.undo()));
one("save").addEventListener("click", save);
one("delete").addEventListener("click", () => change(() => canvas.drawing.remove()));
one("swap").addEventListener("click", () => change(() => {
  canvas.drawing.mark();
  canvas.drawing.shape.points.reverse();
}));
one("remove-point").addEventListener("click", () => change(() => {
  canvas.drawing.mark();
  canvas.drawing.shape.points.pop();
}));
one("kind").addEventListener("change", (event) => change(() => {
  canvas.drawing.mark();
  canvas.drawing.shape.kind = event.target.value;
}));
one("name").addEventListener("change", (event) => change(() => {
  canvas.drawing.mark();
  canvas.drawing.shape.name = event.target.value.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  event.target.value = canvas.drawing.shape.name;
}));
one("new-code").addEventListener("click", async () => {
  try {
    one("code").textContent = (await ask("/code", "POST")).code;
  } catch (error) {
    noAnswer(error);
  }
});

window.addEventListener("beforeunload", (event) => {
  if (canvas.drawing?.changed) event.preventDefault();
});

canvas.drawing = new Drawing(await ask("/drawing"));
refresh();
live(one("picture"), seen);
