// One press at a time: touch, answer, back to the faces. Nothing a shopper does leaves this page.
"use strict";

const answer = document.getElementById("answer");
const text = answer.querySelector("p");
const thankMs = Number(document.body.dataset.thankMs);
const PATIENCE_MS = 6000; // a little more than the kiosk itself takes before it gives up
const SORRY_MS = 3000;
let busy = false;

async function send(button) {
  try {
    const response = await fetch("press", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ button }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
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
    await show(await send(Number(element.dataset.button)));
  } finally {
    answer.hidden = true;
    text.textContent = "";
    element.classList.remove("pressed");
    document.activeElement.blur();
    busy = false;
  }
}

for (const element of document.querySelectorAll("button")) {
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
