"""Fields of forms in a real browser: none covers another or sticks out of its card."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
FORMS = (
    *("/bonus", "/audits/checklists", "/experiments", "/posters", "/notes", "/tasks", "/people"),
    *("/groups", "/webhooks", "/account", "/sales", "/audit-log", "/alerts"),
)
FAULTS = """() => {
  document.querySelectorAll("main details:not(.menu)").forEach((one) => { one.open = true; });
  const fields = [...document.querySelectorAll(
    "main input:not([type=hidden]), main select, main textarea, main button")]
    .map((one) => ({ one, box: one.getBoundingClientRect() })).filter(({ box }) => box.width);
  const name = (one) => `${one.tagName} ${one.name || one.innerText}`;
  const faults = [];
  for (const { one, box } of fields) {
    const card = one.closest(".card")?.getBoundingClientRect();
    if (card && box.right > card.right + 1) faults.push(`${name(one)} sticks out`);
    for (const other of fields) {
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (one !== other.one && across > 1 && down > 1)
        faults.push(`${name(one)} covers ${name(other.one)}`);
    }
  }
  return faults;
}"""


@pytest.mark.parametrize("width", [390, 1440])
def test_fields_keep_to_their_places(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in FORMS:
        page.goto(path)
        assert page.evaluate(FAULTS) == [], path
