// Words and numbers in the language of the page. The server gives the patterns (hub/web/charts.py).
const language = document.documentElement.lang || "en";
const place = document.getElementById("chart-words");
const patterns = place ? JSON.parse(place.textContent) : {};
// As the server writes them: Polish would leave four digits together.
const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: "always" });
const percents = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });

export const number = (value) => numbers.format(value);

// 84.2, of 100, as the language writes a percentage.
export const percent = (value) => percents.format(value / 100);

export function say(name, values = {}) {
  return (patterns[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}
