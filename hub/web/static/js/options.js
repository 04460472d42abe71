// How charts look: from the data that the server sends to options of Apache ECharts.
import { MARKS, ZOOM_FROM } from "./look.js";
import { bands } from "./series.js";
import { number, percent, say } from "./words.js";

const WEEK_POINTS = 20; // how far from the overall share the colours of the heat map reach

export function optionOf(data, look, zoom, large) {
  return data.kind === "week" ? weekOption(data, look) : overOption(data, look, zoom, large);
}

function tooltip(look, extra) {
  return {
    renderMode: "richText", // HTML tooltips carry inline styles, which the page's policy forbids
    confine: true,
    hideDelay: 0, // at once, so that a saved picture is without it
    backgroundColor: look.card,
    borderColor: look.line,
    textStyle: { color: look.ink, fontSize: look.size },
    ...extra,
  };
}

// Bars and lines over days or hours.
function overOption(data, look, zoom, large) {
  const wide = large || data.labels.length > ZOOM_FROM;
  const values = { start: zoom.start, end: zoom.end };
  return {
    // Half of a long last label stands to the right of its bar.
    grid: { left: 4, right: (data.labels.at(-1) ?? "").length > 8 ? look.size * 2 : 4, top: look.size * 3, bottom: wide ? look.size * 4 : 4, containLabel: true },
    legend: { top: 0, left: 0, type: "scroll", icon: "roundRect", itemWidth: 12, itemHeight: 8,
      pageTextStyle: { color: look.soft }, pageIconColor: look.soft, pageIconInactiveColor: look.line,
      data: data.series.filter((one) => one.name).map((one) => ({ name: one.name, icon: MARKS[one.tone] ?? "roundRect" })),
      formatter: (name) => (data.series.find((one) => one.name === name).axis ? say("right", { name }) : name),
      textStyle: { color: look.soft, fontSize: look.size } },
    tooltip: tooltip(look, { trigger: "axis", formatter: (points) => tipAt(data, points[0].dataIndex) }),
    xAxis: {
      type: "category",
      data: data.labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.soft, fontSize: look.size, hideOverlap: true,
        // Clear of the zero beside the first one.
        margin: look.size,
        // Half of a long one has no room beside the first point.
        alignMinLabel: data.labels.length > 60 && data.labels[0].length > 10 ? "left" : undefined,
        interval: data.labels.length <= 12 ? 0 : "auto" },
    },
    yAxis: data.axes.map((unit, axis) => valueAxis(unit, axis, data, look)),
    toolbox: matchMedia("(pointer: fine)").matches && data.labels.length > 2
      ? { itemSize: 0, feature: { dataZoom: { yAxisIndex: "none", brushStyle: { color: look.colour("--accent"), opacity: 0.15 } } } } : undefined,
    dataZoom: [
      // With a key held, so that a wheel over the chart still scrolls the page.
      { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, moveOnMouseMove: false, ...values },
      ...(wide ? [slider(look, values)] : []),
    ],
    series: [...data.series.flatMap((one) => bands(one, look)), ...noteLines(data, look)],
  };
}

// Where somebody wrote a note; the whole text stands below the chart.
function noteLines(data, look) {
  if (!data.notes?.length) return [];
  const short = (text) => (text.length > 20 ? `${text.slice(0, 19)}…` : text);
  return [{
    type: "line",
    data: [],
    markLine: {
      symbol: "none",
      silent: true,
      lineStyle: { color: look.soft, type: "dotted", width: 1.5 },
      label: { color: look.soft, fontSize: look.size, position: "insideEndTop" },
      data: data.notes.map((one) => ({ xAxis: one.at, label: { formatter: short(one.text) } })),
    },
  }];
}

function slider(look, values) {
  const accent = look.colour("--accent");
  return {
    type: "slider", height: look.size * 1.6, bottom: 4, textStyle: { color: look.soft }, ...values,
    brushSelect: false, borderColor: look.line, backgroundColor: "transparent", showDataShadow: false,
    fillerColor: look.colour("--accent-weak"), handleStyle: { color: look.card, borderColor: accent },
    moveHandleStyle: { color: accent, opacity: 0.5 }, emphasis: { handleStyle: { borderColor: accent } },
  };
}

// Every axis has the same number of steps, so that one set of lines serves both sides.
const STEPS = 4;

function valueAxis(unit, axis, data, look) {
  const share = unit === "%";
  const ends = data.series.filter((one) => one.axis === axis).flatMap((one) => one.high ?? one.values ?? []);
  // Beside a share, bars stay low: the line is what the chart is about.
  const room = data.axes.length > 1 && data.axes.includes("%") ? 1.7 : 1;
  const whole = ends.every((value) => value === null || Number.isInteger(value));
  const most = room * Math.max(...ends, whole ? 1 : 0.1);
  // Shares reach to 100 %, unless all of them and their intervals are small.
  const known = ends.filter((value) => value !== null);
  const top = (known.length && [4, 8, 20, 40].find((limit) => limit >= Math.max(...known))) || 100;
  const step = share ? top / STEPS : roundStep(most / STEPS, whole);
  return {
    type: "value",
    position: axis === 0 ? "left" : "right",
    min: 0,
    max: step * STEPS,
    interval: step,
    splitLine: { show: axis === 0, lineStyle: { color: look.line } },
    axisLabel: { color: look.soft, fontSize: look.size, formatter: share ? percent : number },
  };
}

// The next of 1, 2, 2.5, 5, 7.5, 10, 20, ...; of people a whole one, of means also 0.1, 0.2, ...
function roundStep(least, whole) {
  const power = 10 ** Math.floor(Math.log10(whole ? Math.max(least, 1) : least));
  const steps = [1, 2, 2.5, 5, 7.5, 10].map((n) => n * power);
  return steps.find((n) => n >= least && (!whole || Number.isInteger(n)));
}

// What is known at one day or hour, a line for each series. Also read aloud.
export function tipAt(data, at) {
  if (data.kind === "week") return cellTip(data, data.cells[at]);
  const isOff = data.series.some((one) => one.kind === "off" && one.off[at]);
  const lines = isOff ? [say("off")] : data.series.filter((one) => one.kind !== "off").map((one) => seriesTip(data, one, at));
  return [data.labels[at], ...lines].join("\n");
}

function seriesTip(data, one, at) {
  const name = one.labels?.[at] ? `${one.name} (${one.labels[at]})` : one.name;
  const value = one.values[at];
  if (value === null || value === undefined) return say("none", { name });
  const write = data.axes[one.axis] === "%" ? percent : number;
  const said = { name, value: write(value), low: one.low && write(one.low[at]), high: one.high && write(one.high[at]) };
  if (one.kind === "usual") return say("usual", said);
  if (one.kind !== "band") return say("value", said);
  if (!one.low) return say("uncorrected", said);
  return say(one.few[at] ? "few" : "share", said);
}

function cellTip(data, one) {
  const where = `${data.days[one.at[1]]} ${data.hours[one.at[0]]}:00`;
  const write = data.scale === "share" ? percent : number;
  const said = { name: data.name, value: write(one.value), low: write(one.low ?? 0), high: write(one.high ?? 0) };
  const line = say(data.scale === "share" ? (one.few ? "few" : "share") : "value", said);
  return [where, line, say("value", { name: data.of, value: number(one.count) })].join("\n");
}

// Hours across, weekdays down. Shares are coloured against the overall share, at a fixed width:
// chance must not be blown up to a pattern. Counts go from none to the most.
function weekOption(data, look) {
  const share = data.scale === "share";
  const names = share ? ["--worst", "--bad", "--neutral", "--good", "--best"] : ["--raised", "--chart-accent"];
  const cell = (one) => ({
    value: [...one.at, one.value],
    ...(one.few ? { itemStyle: { color: look.colour("--raised"), borderColor: look.line } } : {}),
  });
  const axis = {
    type: "category",
    splitArea: { show: false },
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { color: look.soft, fontSize: look.size },
  };
  const most = Math.max(1, ...data.cells.map((one) => one.value));
  return {
    grid: { left: 4, right: 4, top: 8, bottom: look.size * 4, containLabel: true },
    tooltip: tooltip(look, { formatter: (point) => cellTip(data, data.cells[point.dataIndex]) }),
    xAxis: { ...axis, data: data.hours },
    yAxis: { ...axis, data: data.days, inverse: true },
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, moveOnMouseMove: false }],
    visualMap: {
      min: share ? data.overall - WEEK_POINTS : 0,
      max: share ? data.overall + WEEK_POINTS : most,
      calculable: false,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemWidth: look.size,
      itemHeight: look.size * 12,
      text: share ? [say("happier", { points: WEEK_POINTS }), say("less", { points: WEEK_POINTS })] : [number(most), "0"],
      textStyle: { color: look.soft, fontSize: look.size },
      inRange: { color: names.map(look.colour) },
    },
    series: [{ type: "heatmap", data: data.cells.map(cell), itemStyle: { borderColor: look.card, borderWidth: 2, borderRadius: 4 } }],
  };
}
