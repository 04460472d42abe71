// Menus close with Escape and when something else is pressed. Opening them needs no script.
"use strict";

// On a low screen the column of pages scrolls: whoever is on one of the last sees it there.
document.querySelector(".frame nav [aria-current]")?.scrollIntoView({ block: "nearest" });

const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
