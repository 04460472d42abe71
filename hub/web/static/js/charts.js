// Draws the charts of a page with Apache ECharts. Data come from the page itself (hub/web/charts.py
// says which), words in the reader's language from base.html; options.js decides how it looks.
import { readLook } from "./look.js";
import { optionOf } from "./options.js";
import { addTools } from "./chart_tools.js";
import { say } from "./words.js";

export function drawCharts() {
  const drawn = new Map();
  for (const place of document.querySelectorAll("[data-chart]")) {
    place.hidden = false;
    const chart = echarts.init(place, null, { renderer: "canvas" });
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const one = { chart, place, data, zoom: { start: 0, end: 100 } };
    drawn.set(place.id, one);
    draw(one);
    addTools(one, () => draw(one));
    new ResizeObserver(() => chart.resize()).observe(place);
  }
  const again = () => drawn.forEach(draw);
  document.addEventListener("themechange", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return {
    // Series that the news leave out stay as they are: what is usual does not change in a day.
    update(name, data) {
      const one = drawn.get(name);
      if (!one) return;
      const told = new Set(data.series.map((series) => series.name));
      const kept = one.data.series.filter((series) => series.kind === "usual" && !told.has(series.name));
      one.data = { ...data, series: [...kept, ...data.series] };
      draw(one);
    },
  };
}

function draw({ chart, place, data, zoom }) {
  const look = readLook();
  const option = optionOf(data, look, zoom, Boolean(place.closest("dialog")));
  option.textStyle = { fontFamily: look.font, fontSize: look.size, color: look.ink };
  option.animation = false; // live figures must not wobble
  option.aria = { enabled: false }; // its own description is in English only
  chart.setOption(option, { notMerge: true });
  if (option.toolbox) {
    // Dragging over the chart zooms in; a finger scrolls the page instead.
    chart.dispatchAction({ type: "takeGlobalCursor", key: "dataZoomSelect", dataZoomSelectActive: true });
  }
  const names = data.series?.map((one) => one.name).join(", ");
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", say(names ? "chart" : "map", { title: place.dataset.title, names }));
}
