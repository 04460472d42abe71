// One press at a time: touch, answer, back to the faces. Nothing a shopper does leaves this page.
"use strict";

const answer = document.getElementById("answer");
const text = answer.querySelector("p");
const reasons = document.getElementById("reasons");
const thankMs = Number(document.body.dataset.thankMs);
const waitMs = Number(document.body.dataset.waitMs);
const PATIENCE_MS = 6000; // a little more than the kiosk itself takes before it gives up
const SORRY_MS = 3000;
let busy = false;

async function send(what, body) {
  try {
    const response = await fetch(what, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { kept: response.ok, asked: response.ok && (await response.json()).asked };
  } catch {
    return { kept: false, asked: false };
  }
}

// Asks once, and goes away by itself: whoever comes next must find the faces.
function ask() {
  reasons.hidden = false;
  return new Promise((done) => {
    const over = setTimeout(() => done(null), waitMs);
    reasons.onclick = (event) => {
      const chosen = event.target.closest("button");
      if (!chosen) return;
      clearTimeout(over);
      done(chosen.dataset.reason ? Number(chosen.dataset.reason) : null);
    };
  }).finally(() => {
    reasons.hidden = true;
    reasons.onclick = null;
  });
}

function show(kept) {
  answer.classList.toggle("sorry", !kept);
  answer.hidden = false;
  text.textContent = kept ? text.dataset.thanks : text.dataset.sorry;
  return new Promise((done) => setTimeout(done, kept ? thankMs : SORRY_MS));
}

async function press(element) {
  if (busy) return; // the second tap of a double tap falls on the thanks, not on a button
  busy = true;
  element.classList.add("pressed");
  try {
    const told = await send("press", { button: Number(element.dataset.button) });
    await show(told.kept);
    if (told.asked && reasons) {
      answer.hidden = true;
      const reason = await ask();
      if (reason) await show((await send("reason", { reason })).kept);
    }
  } finally {
    answer.hidden = true;
    text.textContent = "";
    element.classList.remove("pressed");
    document.activeElement.blur();
    busy = false;
  }
}

for (const element of document.querySelectorAll("button[data-button]")) {
  element.addEventListener("click", () => press(element));
}

document.addEventListener("keydown", (event) => {
  const element = document.querySelector(`button[data-button="${CSS.escape(event.key)}"]`);
  if (element && !event.repeat) press(element);
});

// No menu, no dragging, no selecting, no zooming.
for (const kind of ["contextmenu", "dragstart", "selectstart", "gesturestart"]) {
  document.addEventListener(kind, (event) => event.preventDefault());
}
const noZoom = (event) => (event.ctrlKey || event.touches?.length > 1) && event.preventDefault();
document.addEventListener("wheel", noZoom, { passive: false });
document.addEventListener("touchmove", noZoom, { passive: false });
