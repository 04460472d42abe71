// Tables whose rows can be put in order by one column: each head becomes a button.
// Without scripts they stand in the order that the server chose.

const decimalMark = (1.5).toLocaleString(document.documentElement.lang || "en")[1];

/**
 * Let a table be sorted.
 * @param {HTMLTableElement} table whose heads are in `thead`, its rows in one `tbody`
 */
export function makeSortable(table) {
  const heads = [...table.querySelectorAll("thead th")];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isNumber = head.classList.contains("n");
      // Numbers begin with the highest, names with A; a second time the other way round.
      const turned = isNumber ? "descending" : "ascending";
      const other = isNumber ? "ascending" : "descending";
      const order = head.getAttribute("aria-sort") === turned ? other : turned;
      for (const one of heads) one.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      sort(table.tBodies[0], column, isNumber, order === "ascending" ? 1 : -1);
    });
  });
}

function sort(body, column, isNumber, sign) {
  const rows = [...body.rows].map((row) => [key(row.cells[column], isNumber), row]);
  rows.sort(([one], [other]) => compare(one, other, sign));
  body.append(...rows.map(([, row]) => row));
}

function compare(one, other, sign) {
  // What is not known stands last either way.
  if (one === null || other === null) return (one === null) - (other === null);
  if (typeof one === "number") return sign * (one - other);
  return sign * one.localeCompare(other, document.documentElement.lang, { numeric: true });
}

function key(cell, isNumber) {
  const text = cell.firstChild ? cell.firstChild.textContent.trim() : "";
  if (!isNumber) return text;
  const plain = text.replace("\u2212", "-").replace(decimalMark, "\u0000");
  const digits = plain.replace(/[^0-9\u0000-]/gu, "").replace("\u0000", ".");
  return /[0-9]/u.test(digits) ? Number(digits) : null;
}
