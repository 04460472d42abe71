// What a page with charts or live figures needs. Without it the page shows the same numbers.
import { drawCharts } from "./charts.js";
import { followLive } from "./live.js";
import { makeSortable } from "./sort.js";

const charts = drawCharts();

for (const element of document.querySelectorAll("[data-live]")) {
  followLive(element, charts);
}

for (const table of document.querySelectorAll("table[data-sortable]")) makeSortable(table);

// A file that is too large is not sent at all: the server would hang up in the middle of it.
for (const field of document.querySelectorAll("[data-most-bytes]")) {
  field.addEventListener("change", () => {
    const large = [...field.files].some((one) => one.size > Number(field.dataset.mostBytes));
    field.setCustomValidity(large ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
}

// Choosing a shop goes there at once; the button is for pages without scripts.
for (const form of document.querySelectorAll("[data-submit-on-change]")) {
  for (const select of form.querySelectorAll("select")) {
    select.addEventListener("change", () => {
      if (select.name === "site") {
        for (const other of form.querySelectorAll('[name="kiosk"]')) other.value = "";
      }
      for (const dates of form.querySelectorAll('input[type="date"]')) {
        // Dates belong to a range only; else they would stand in the address for nothing.
        dates.disabled = form.querySelector("[data-period]")?.value !== "range";
      }
      for (const empty of form.querySelectorAll("select")) empty.disabled = empty.value === "";
      form.requestSubmit();
    });
  }
}
