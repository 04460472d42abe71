// What every page does: talk to the camera, show the time that is left, say what is wrong.
export const words = JSON.parse(document.getElementById("words").textContent);
const token = document.body.dataset.token;

export const one = (name) => document.querySelector(`[data-${name}]`);
export const all = (name) => [...document.querySelectorAll(`[data-${name}]`)];
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

export class Refused extends Error {
  constructor(status, body) {
    super(body.error || String(status));
    this.status = status;
    this.faults = body.faults || [this.message];
  }
}

/** Ask the camera. Throws `Refused` with its sentence, or a TypeError when it does not answer. */
export async function ask(path, method = "GET", body = undefined) {
  const options = { method, headers: {}, cache: "no-store" };
  if (method !== "GET") {
    options.headers = { "Content-Type": "application/json", "X-Otklik-Token": token };
    options.body = JSON.stringify(body ?? {});
  }
  const answer = await fetch(path, options);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

export const rest = (ms) => new Promise((wake) => setTimeout(wake, ms));

export const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

let closed = false;
export function showLeft(seconds) {
  one("left").textContent = minutes(seconds);
  closed = seconds <= 1;
}

export function problem(text) {
  const place = one("problem");
  place.hidden = !text;
  if (place.textContent !== text) place.textContent = text;
}

export function noAnswer(error) {
  if (error instanceof Refused && error.status === 401) location.assign("/enter");
  problem(error instanceof Refused ? error.message : closed ? words.closed : words.lost);
}

one("stay").addEventListener("click", async () => {
  try {
    showLeft((await ask("/stay", "POST")).seconds_left);
  } catch (error) {
    noAnswer(error);
  }
});
