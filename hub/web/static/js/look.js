// Colours and marks of charts, from the style sheet.
export const TONES = { accent: "--chart-accent", muted: "--chart-muted", second: "--chart-second",
  negative: "--worst", neutral: "--soft", positive: "--best" };
// Lines that cross are told apart by their marks and strokes too, not by colour alone.
export const MARKS = { negative: "triangle", neutral: "rect", positive: "circle" };
export const ZOOM_FROM = 45; // more values than this get a slider

export function readLook() {
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
