// Draws the charts of a page with Apache ECharts, in the colours of the style sheet.
// Data come from the page itself (hub/web/charts.py says which); the look is decided here.

const TONES = { accent: "--chart-accent", muted: "--chart-muted", second: "--chart-second",
  negative: "--worst", neutral: "--soft", positive: "--best" };
// Lines that cross are told apart by their marks and strokes too, not by colour alone.
const MARKS = { negative: "triangle", neutral: "rect", positive: "circle" };
const STROKES = { neutral: "dashed" };
const WEEK_POINTS = 20; // how far from the overall share the colours of the heat map reach
const ZOOM_FROM = 45; // more values than this get a slider

export function drawCharts() {
  const drawn = new Map();
  for (const place of document.querySelectorAll("[data-chart]")) {
    place.hidden = false;
    const chart = echarts.init(place, null, { renderer: "canvas" });
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    drawn.set(place.id, { chart, place, data });
    draw(drawn.get(place.id));
    new ResizeObserver(() => chart.resize()).observe(place);
  }
  for (const button of document.querySelectorAll("[data-picture]")) {
    button.hidden = false;
    button.addEventListener("click", () => savePicture(drawn.get(button.dataset.picture)));
  }
  const again = () => drawn.forEach(draw);
  document.addEventListener("themechange", again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  return {
    update(name, data) {
      const one = drawn.get(name);
      if (!one) return;
      one.data = data;
      draw(one);
    },
  };
}

function draw({ chart, place, data }) {
  const look = readLook();
  const option = data.kind === "week" ? weekOption(data, look) : overOption(data, look);
  option.aria = { enabled: true, label: { description: describe(place.dataset.title, data) } };
  option.textStyle = { fontFamily: look.font, fontSize: look.size, color: look.ink };
  option.animation = false; // live figures must not wobble
  chart.setOption(option, { notMerge: true });
}

function readLook() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    colour,
    ink: colour("--ink"),
    soft: colour("--soft"),
    line: colour("--line"),
    card: colour("--card"),
    font: getComputedStyle(document.body).fontFamily,
    size: parseFloat(style.fontSize) * 0.8,
  };
}

function tooltip(look, extra) {
  return {
    renderMode: "richText", // HTML tooltips carry inline styles, which the page's policy forbids
    confine: true,
    backgroundColor: look.card,
    borderColor: look.line,
    textStyle: { color: look.ink, fontSize: look.size },
    ...extra,
  };
}

// Bars and lines over days or hours.
function overOption(data, look) {
  const long = data.labels.length > ZOOM_FROM;
  return {
    // Half of a long last label stands to the right of its bar.
    grid: { left: 4, right: (data.labels.at(-1) ?? "").length > 8 ? look.size * 2 : 4, top: look.size * 3, bottom: long ? look.size * 4 : 4, containLabel: true },
    legend: { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8,
      data: data.series.map((one) => ({ name: one.name, icon: MARKS[one.tone] ?? "roundRect" })),
      formatter: (name) => (data.series.find((one) => one.name === name).axis ? `${name} (right)` : name),
      textStyle: { color: look.soft, fontSize: look.size } },
    tooltip: tooltip(look, { trigger: "axis", formatter: (points) => overTip(data, points) }),
    xAxis: {
      type: "category",
      data: data.labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.soft, fontSize: look.size, hideOverlap: true,
        interval: data.labels.length <= 12 ? 0 : "auto" },
    },
    yAxis: data.axes.map((unit, number) => valueAxis(unit, number, data, look)),
    dataZoom: [
      // With a key held, so that a wheel over the chart still scrolls the page.
      { type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, moveOnMouseMove: false },
      ...(long ? [{ type: "slider", height: look.size * 1.6, bottom: 4, textStyle: { color: look.soft } }] : []),
    ],
    series: data.series.flatMap((one) => SERIES[one.kind](one, look)),
  };
}

// Every axis has the same number of steps, so that one set of lines serves both sides.
const STEPS = 4;

function valueAxis(unit, number, data, look) {
  const share = unit === "%";
  const values = data.series.filter((one) => one.axis === number).flatMap((one) => one.values);
  // Beside a share, bars stay low: the line is what the chart is about.
  const room = data.axes.length > 1 && data.axes.includes("%") ? 1.7 : 1;
  const whole = values.every((value) => value === null || Number.isInteger(value));
  const most = room * Math.max(...values, whole ? 1 : 0.1);
  const step = share ? shareTop(data, number) / STEPS : roundStep(most / STEPS, whole);
  return {
    type: "value",
    position: number === 0 ? "left" : "right",
    min: 0,
    max: step * STEPS,
    interval: step,
    splitLine: { show: number === 0, lineStyle: { color: look.line } },
    axisLabel: {
      color: look.soft,
      fontSize: look.size,
      formatter: share ? "{value}%" : (value) => value.toLocaleString("en"),
    },
  };
}

// Shares reach to 100 %, unless all of them and their intervals are small.
function shareTop(data, number) {
  const ends = data.series.filter((one) => one.axis === number).flatMap((one) => one.high ?? one.values);
  return [4, 8, 20, 40].find((top) => top >= Math.max(...ends)) ?? 100;
}

// The next of 1, 2, 2.5, 5, 10, 20, ...; of people a whole one, of means also 0.1, 0.2, ...
function roundStep(least, whole) {
  const power = 10 ** Math.floor(Math.log10(whole ? Math.max(least, 1) : least));
  const steps = [1, 2, 2.5, 5, 10].map((n) => n * power);
  return steps.find((n) => n >= least && (!whole || Number.isInteger(n)));
}

const SERIES = { band, bars: (one, look) => [bar(one, look)], off: (one, look) => [off(one, look)] };

// Days without figures, as grey columns behind the lines; and a line where something was changed.
function off(one, look) {
  return {
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
      label: { formatter: "changed", color: look.soft, fontSize: look.size },
      lineStyle: { color: look.soft, type: "solid", width: 1.5 },
      data: [{ xAxis: one.changed }],
    } }),
  };
}

function bar(one, look) {
  return {
    name: one.name,
    type: "bar",
    yAxisIndex: one.axis,
    data: one.values,
    barMaxWidth: 28,
    barGap: "10%",
    itemStyle: { color: look.colour(TONES[one.tone]), borderRadius: [3, 3, 0, 0] },
  };
}

// A line with its interval: an unseen line at the lower end, and the width stacked on it.
function band(one, look) {
  const colour = look.colour(TONES[one.tone]);
  const unseen = {
    type: "line",
    yAxisIndex: one.axis,
    stack: `${one.name} interval`,
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    z: 2,
  };
  const interval = one.low && [
    { ...unseen, name: "low", data: one.low },
    { ...unseen, name: "high", data: one.low.map((low, n) => (low === null ? null : one.high[n] - low)),
      areaStyle: { color: colour, opacity: 0.22 } },
  ];
  return [
    ...(interval || []),
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

function overTip(data, points) {
  const at = points[0].dataIndex;
  const isOff = data.series.some((one) => one.kind === "off" && one.off[at]);
  const lines = isOff ? ["off"] : data.series.filter((one) => one.kind !== "off").map((one) => {
    const value = one.values[at];
    if (value === null || value === undefined) return `${one.name}: none`;
    if (one.kind !== "band") return `${one.name}: ${value.toLocaleString("en")}`;
    if (!one.low) return `${one.name}: ${value}% (uncorrected)`;
    const few = one.few[at] ? ", too few to judge" : "";
    return `${one.name}: ${value}% (${one.low[at]} to ${one.high[at]}%${few})`;
  });
  return [data.labels[at], ...lines].join("\n");
}

// Hours across, weekdays down.
function weekOption(data, look) {
  const scale = ["--worst", "--bad", "--neutral", "--good", "--best"].map(look.colour);
  const cell = (one) => ({
    value: [...one.at, one.value],
    few: one.few,
    tip: `${data.days[one.at[1]]} ${data.hours[one.at[0]]}:00\nHappy: ${one.value}% (${one.low} to ${one.high}%)\nPresses: ${one.presses}${one.few ? ", too few to judge" : ""}`,
    ...(one.few ? { itemStyle: { color: look.colour("--raised"), borderColor: look.line } } : {}),
  });
  const axis = {
    type: "category",
    splitArea: { show: false },
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: { color: look.soft, fontSize: look.size },
  };
  return {
    grid: { left: 4, right: 4, top: 8, bottom: look.size * 4, containLabel: true },
    tooltip: tooltip(look, { formatter: (point) => point.data.tip }),
    xAxis: { ...axis, data: data.hours },
    yAxis: { ...axis, data: data.days, inverse: true },
    visualMap: {
      // Fixed width: chance must not be blown up to a pattern.
      min: data.overall - WEEK_POINTS,
      max: data.overall + WEEK_POINTS,
      calculable: false,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemWidth: look.size,
      itemHeight: look.size * 12,
      text: [`${WEEK_POINTS} points happier`, `${WEEK_POINTS} less`],
      textStyle: { color: look.soft, fontSize: look.size },
      inRange: { color: scale },
    },
    series: [{ type: "heatmap", data: data.cells.map(cell), itemStyle: { borderColor: look.card, borderWidth: 2, borderRadius: 4 } }],
  };
}

// What a screen reader says in place of the picture; the table below has every number.
function describe(title, data) {
  const what = data.kind === "week" ? "heat map of weekdays and hours" : `chart of ${data.series.map((one) => one.name).join(" and ")}`;
  return `${title}: ${what}. The table below it has the numbers.`;
}

function savePicture({ chart, place }) {
  const link = document.createElement("a");
  link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: readLook().card });
  link.download = `otklik-${place.id}.png`;
  link.click();
}
