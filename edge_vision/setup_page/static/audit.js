// Counting beside the door: two thumbs, a clock, and at the end the result.
import { all, ask, fill, minutes, noAnswer, one, problem, Refused, rest, showLeft, words } from "./common.js";

const POLL_MS = 1000;
const AGAIN_MS = 500;
const OLDEST_MS = 30_000;
const PARTS = ["before", "during", "settling", "after"];
let audit = null;
let waiting = [];
let sending = false;
let again = false;

/** Taps that the camera does not know of yet, so that a thumb sees its tap at once. */
const unsent = (way) => waiting.filter((tap) => tap.direction === way).reduce((sum, tap) => sum + tap.people, 0);

function show(told) {
  audit = told.audit;
  showLeft(told.seconds_left);
  const phase = audit === null || again ? "before" : { running: "during", settling: "settling", done: "after" }[audit.phase];
  for (const part of PARTS) one(part).hidden = part !== phase;
  if (audit === null) return;
  one("clock").textContent = minutes(audit.seconds);
  one("length").textContent = minutes(audit.length_seconds);
  one("line").textContent = one("result-line").textContent = audit.line;
  showTaps();
  one("settling-text").textContent = fill(words.settling, { seconds: audit.settling_seconds });
  if (audit.tallies) showResult();
}

function showTaps() {
  for (const place of all("tapped")) {
    place.textContent = audit.tapped[place.dataset.tapped] + unsent(place.dataset.tapped);
  }
}

function showResult() {
  const { in: came, out: went } = audit.tallies;
  const both = Object.fromEntries(Object.keys(came).map((key) => [key, came[key] + went[key]]));
  for (const row of all("row")) {
    const way = row.dataset.row;
    row.querySelector("[data-verdict]").textContent = audit.verdicts[way];
    row.querySelector("[data-numbers]").textContent = fill(words.numbers, { in: came, out: went, both }[way]);
  }
}

function tapProblem(text) {
  one("tap-problem").hidden = !text;
  one("tap-problem").textContent = text;
}

/** Send what waits, in order. A tap carries its age, so a slow network does not move it in time. */
async function send() {
  if (sending) return;
  sending = true;
  while (waiting.length) {
    const [tap] = waiting;
    try {
      const age = Math.round(performance.now() - tap.made);
      if (age > OLDEST_MS) throw new Refused(409, { error: words.too_late });
      const told = await ask("/audit/tap", "POST", { direction: tap.direction, people: tap.people, number: tap.number, age_ms: age });
      waiting.shift();
      show(told);
    } catch (error) {
      if (error instanceof Refused) {
        waiting.shift();
        tapProblem(fill(words.not_sent, { why: error.message }));
      } else {
        await rest(AGAIN_MS); // the network is away: the tap waits
      }
    }
  }
  sending = false;
}

function tap(button) {
  const group = document.querySelector("[name=people]:checked");
  const number = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16)).join("-");
  waiting.push({ direction: button.dataset.tap, people: Number(group.value), number, made: performance.now() });
  document.querySelector("[name=people]").checked = true;
  navigator.vibrate?.(25);
  button.classList.add("took");
  setTimeout(() => button.classList.remove("took"), 150);
  tapProblem("");
  showTaps();
  send();
}

async function act(path, body) {
  try {
    show(await ask(path, "POST", body));
    tapProblem("");
  } catch (error) {
    if (error instanceof Refused && error.status === 409) tapProblem(error.message);
    else noAnswer(error);
  }
}

async function poll() {
  try {
    show(await ask("/audit/state"));
    problem("");
  } catch (error) {
    noAnswer(error);
  }
  setTimeout(poll, POLL_MS);
}

for (const button of all("tap")) {
  // On touch, not on release: a click comes when the finger leaves, and people tap in bursts.
  button.addEventListener("pointerdown", (event) => { if (!event.button) tap(button); });
  button.addEventListener("keydown", (event) => { if (["Enter", " "].includes(event.key) && !event.repeat) tap(button); });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}
one("start")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const told = new FormData(event.target);
  again = false;
  act("/audit/start", { line: told.get("line"), minutes: Number(told.get("minutes")) });
});
one("undo-tap").addEventListener("click", () => act("/audit/undo"));
one("end").addEventListener("click", async () => {
  one("end").disabled = true;
  while (waiting.length) await rest(AGAIN_MS); // taps that are on their way belong to this audit
  await act("/audit/end");
  one("end").disabled = false;
});
one("again").addEventListener("click", () => {
  again = true;
  for (const part of PARTS) one(part).hidden = part !== "before";
});
poll();
