// The kinds of series that stand over days or hours, as series of Apache ECharts.
import { MARKS, TONES, ZOOM_FROM } from "./look.js";
import { say } from "./words.js";

const STROKES = { neutral: "dashed" };
const KINDS = { band, bars, off, usual, before };

export const bands = (one, look) => KINDS[one.kind](one, look);

// Days without figures, as grey columns behind the lines; and a line where something was changed.
function off(one, look) {
  return [{
    name: one.name,
    type: "bar",
    data: one.off.map((is) => (is ? 100 : null)),
    barWidth: "100%",
    silent: true,
    itemStyle: { color: look.colour("--raised") },
    z: 0,
    ...(one.changed === null ? {} : { markLine: {
      symbol: "none",
      silent: true,
      z: 1,
      label: { formatter: say("changed"), color: look.soft, fontSize: look.size },
      lineStyle: { color: look.soft, type: "solid", width: 1.5 },
      data: [{ xAxis: one.changed }],
    } }),
  }];
}

function bars(one, look) {
  return [{
    name: one.name,
    type: "bar",
    yAxisIndex: one.axis,
    data: one.values,
    barMaxWidth: 28,
    barGap: "10%",
    itemStyle: { color: look.colour(TONES[one.tone]), borderRadius: [3, 3, 0, 0] },
  }];
}

// The days before, at the same place: a thin dashed line without marks.
function before(one, look) {
  return [{
    name: one.name,
    type: "line",
    yAxisIndex: one.axis,
    data: one.values,
    symbol: "none",
    lineStyle: { color: look.soft, width: 1.5, type: "dashed" },
    itemStyle: { color: look.soft },
    z: 2,
  }];
}

// What is usual at this hour: from the low to the high end, behind the bars of today.
function usual(one, look) {
  const colour = look.colour("--soft");
  return [
    ...spread(one, { color: colour, opacity: 0.16 }, 0),
    { name: one.name, type: "line", yAxisIndex: one.axis, data: one.values, symbol: "none", step: "middle",
      lineStyle: { color: colour, width: 1.5, type: "dotted" }, itemStyle: { color: colour }, z: 1 },
  ];
}

// A line with its interval. Grey marks: too few to judge by.
function band(one, look) {
  const colour = look.colour(TONES[one.tone]);
  return [
    ...(one.low ? spread(one, { color: colour, opacity: 0.22 }, 2) : []),
    {
      name: one.name,
      type: "line",
      yAxisIndex: one.axis,
      data: one.values.map((value, n) => ({
        value,
        itemStyle: { color: one.few[n] ? look.colour("--neutral") : colour },
      })),
      symbol: MARKS[one.tone] ?? "emptyCircle",
      symbolSize: one.tone in MARKS ? 8 : 6,
      showAllSymbol: one.values.length <= ZOOM_FROM,
      lineStyle: { color: colour, width: 2, type: STROKES[one.tone] ?? "solid" },
      itemStyle: { color: colour },
      z: 3,
    },
  ];
}

// An unseen line at the lower end, and the width stacked on it.
function spread(one, areaStyle, z) {
  const unseen = {
    type: "line",
    yAxisIndex: one.axis,
    stack: `${one.name} interval`,
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    step: one.kind === "usual" ? "middle" : false,
    z,
  };
  return [
    { ...unseen, name: "low", data: one.low },
    { ...unseen, name: "high", areaStyle,
      data: one.low.map((low, n) => (low === null ? null : one.high[n] - low)) },
  ];
}
