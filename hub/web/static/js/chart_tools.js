// What can be done with a chart: read it by keyboard, zoom, enlarge, save as a picture.
import { readLook } from "./look.js";
import { tipAt } from "./options.js";

const STEP = 0.2; // of what is shown, at each end

export function addTools(one, redraw) {
  const section = one.place.closest("section");
  const tool = (name) => section.querySelector(`[data-${name}="${one.place.id}"]`);
  tool("picture")?.addEventListener("click", () => savePicture(one, section));
  tool("large")?.addEventListener("click", () => enlarge(section, redraw));
  for (const name of ["picture", "large"]) tool(name)?.removeAttribute("hidden");
  const whole = tool("whole");
  const show = (start, end) => one.chart.dispatchAction({ type: "dataZoom", start, end });
  whole?.addEventListener("click", () => {
    show(0, 100);
    one.place.focus();
  });
  one.chart.on("datazoom", () => {
    const { start, end } = one.chart.getOption().dataZoom[0];
    one.zoom = { start, end };
    if (whole) whole.hidden = start <= 0 && end >= 100;
  });
  addKeys(one, show);
}

// Arrows go from value to value and read each aloud; plus and minus zoom, 0 shows all.
function addKeys(one, show) {
  const { chart, place } = one;
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("aria-live", "polite");
  place.after(said);
  place.tabIndex = 0;
  let at = -1;
  const readOut = (next) => {
    const most = (one.data.cells ?? one.data.labels).length - 1;
    at = Math.max(0, Math.min(most, next));
    chart.dispatchAction({ type: "showTip", seriesIndex: shownSeries(one, at), dataIndex: at });
    said.textContent = most < 0 ? "" : tipAt(one.data, at);
  };
  const narrow = (part) => {
    const { start, end } = one.zoom;
    const cut = (end - start) * part;
    show(Math.max(0, start + cut), Math.min(100, end - cut));
  };
  const keys = {
    ArrowRight: () => readOut(at + 1),
    ArrowLeft: () => readOut(at - 1),
    Home: () => readOut(0),
    End: () => readOut(Infinity),
    "+": () => narrow(STEP),
    "=": () => narrow(STEP),
    "-": () => narrow(-STEP / (1 - 2 * STEP)),
    0: () => show(0, 100),
  };
  place.addEventListener("keydown", (event) => {
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  place.addEventListener("blur", () => chart.dispatchAction({ type: "hideTip" }));
}

// A tip needs a series that is seen and has a value there.
function shownSeries({ chart, data }, at) {
  if (data.kind === "week") return 0;
  const seen = chart.getOption().series.findIndex(
    (one) => !one.silent && (one.data[at]?.value ?? one.data[at] ?? null) !== null && one.data[at]?.value !== null);
  return Math.max(0, seen);
}

// The section itself moves into a dialog, so that its table and downloads come along.
function enlarge(section, redraw) {
  if (section.closest("dialog")) {
    section.closest("dialog").close();
    return;
  }
  const dialog = document.createElement("dialog");
  const gap = document.createElement("div");
  const pressed = document.activeElement;
  dialog.className = "large";
  dialog.setAttribute("aria-labelledby", section.getAttribute("aria-labelledby"));
  section.before(gap);
  dialog.append(section);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    gap.replaceWith(section);
    dialog.remove();
    redraw();
    pressed?.focus();
  });
  dialog.showModal();
  redraw();
  pressed?.focus();
}

// The chart under its title, with the shop and days that it shows: a picture travels alone.
function savePicture({ chart, place }, section) {
  const look = readLook();
  chart.dispatchAction({ type: "hideTip" });
  chart.dispatchAction({ type: "updateAxisPointer", currTrigger: "leave" });
  const drawing = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: look.card });
  const size = look.size * 2;
  const picture = document.createElement("canvas");
  picture.width = drawing.width + 2 * size;
  picture.height = drawing.height + 5.5 * size;
  const pen = picture.getContext("2d");
  pen.fillStyle = look.card;
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = look.ink;
  pen.font = `600 ${size * 1.2}px ${look.font}`;
  pen.fillText(section.querySelector("h2").innerText, size, 2 * size);
  pen.fillStyle = look.soft;
  pen.font = `${size}px ${look.font}`;
  const under = document.querySelector(".under")?.innerText.replace(/\s+/g, " ").trim() ?? "";
  const mark = document.querySelector(".banner.sample strong")?.innerText;
  pen.fillText([document.title, under, mark].filter(Boolean).join(" · "), size, 3.6 * size);
  pen.drawImage(drawing, size, 4.5 * size);
  const link = document.createElement("a");
  link.href = picture.toDataURL("image/png");
  const { pictureName } = document.getElementById("main").dataset;
  link.download = `${pictureName.replace("{chart}", place.id)}.png`;
  link.click();
}
