// Keeps the parts of a page up to date by server-sent events. The server sends finished HTML of
// its own templates (escaped there), so there is one way to write a number.

import { say } from "./words.js";

const ANNOUNCE_EVERY_MS = 30_000; // a screen reader must not be talked over
const TRY_AGAIN_MS = 10_000;

export function followLive(element, charts) {
  const state = document.querySelector("[data-live-state]");
  const announce = announcer(element);
  let source;

  const show = (name, text) => {
    if (!state) return;
    state.hidden = false;
    state.dataset.liveState = name;
    state.textContent = text;
  };

  const open = () => {
    source = new EventSource(element.dataset.live);
    source.onmessage = (event) => {
      const news = JSON.parse(event.data);
      if (news.trouble) {
        show("paused", say("trouble"));
        return;
      }
      show("live", say("live"));
      putParts(element, news.parts ?? {});
      for (const [name, data] of Object.entries(news.charts ?? {})) charts.update(name, data);
      announce(news.summary);
    };
    source.onerror = () => {
      show("paused", say("away"));
      // The browser itself tries again after a lost connection, but not after a refusal.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, TRY_AGAIN_MS);
    };
  };

  open();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
}

function putParts(element, parts) {
  for (const [name, html] of Object.entries(parts)) {
    const part = element.querySelector(`[data-part="${name}"]`);
    if (!part || part.lastHtml === html) continue;
    const known = new Set(keys(part));
    part.innerHTML = html;
    // Nothing is new to somebody who has just opened the page.
    if (part.lastHtml !== undefined) {
      for (const item of part.querySelectorAll("[data-key]")) {
        if (!known.has(item.dataset.key)) item.classList.add("new");
      }
    }
    part.lastHtml = html;
  }
}

function keys(part) {
  return [...part.querySelectorAll("[data-key]")].map((item) => item.dataset.key);
}

function announcer(element) {
  const place = element.querySelector("[data-announce]");
  let last = performance.now();
  return (text) => {
    const now = performance.now();
    if (!place || !text || place.textContent === text || now - last < ANNOUNCE_EVERY_MS) return;
    place.textContent = text;
    last = now;
  };
}
