"""In a real browser, with the network cut: what articles say stays text on every page, and every page can be used."""

from pathlib import Path
from typing import Any

import pytest
from browser.hostile import ATTACK, FORMULA
from browser.watch import watch

pytestmark = pytest.mark.slow
SCREENS = [("light", 1280), ("dark", 1280), ("light", 375), ("dark", 375)]

# Of every text on the page: its colour against the nearest background that is not transparent, as WCAG counts it.
CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const worst = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.getClientRects().length) continue;
    const style = getComputedStyle(node);
    const ink = parse(node.closest('svg') ? style.fill : style.color);
    const pair = [light(ink), light(behind(node))].sort((a, b) => a - b);
    const ratio = (pair[1] + 0.05) / (pair[0] + 0.05);
    const name = node.tagName + '.' + node.getAttribute('class');
    if (!(worst[name] <= ratio)) worst[name] = ratio;
  }
  return worst;
}"""

# What waits for the mouse, for a click on something closed, or for something to go wrong, gets it.
STIR = """() => document.querySelectorAll('*').forEach((node) => {
  if (node.tagName === 'DETAILS') node.open = true;
  for (const name of ['mouseover', 'focus', 'error', 'load', 'toggle']) node.dispatchEvent(new Event(name));
})"""


def list_pages(reports: Path) -> list[Path]:
    pages = sorted(reports.rglob("*.html"))
    assert len(pages) > 3 * 8  # three attempts of eight pages, and their Data Docs
    return pages


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
def test_nothing_runs_and_nobody_is_asked(chromium: Any, hostile_reports: Path, scheme: str, width: int) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, offline=True)
    page = context.new_page()
    seen = watch(page)
    for path in list_pages(hostile_reports):
        page.goto(path.as_uri())
        page.evaluate(STIR)
        assert "PWNED" not in page.title(), path
        assert page.evaluate("document.querySelectorAll('script, img, iframe, object, embed, form').length") == 0, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert seen == []
    context.close()


def test_the_attacks_are_there_as_text(chromium: Any, hostile_reports: Path) -> None:
    page = chromium.new_page(offline=True)
    texts = {}
    for path in list_pages(hostile_reports):
        page.goto(path.as_uri())
        texts.setdefault("gx" if "gx" in path.parts else path.stem, []).append(page.text_content("body"))
    for name in ("quarantine", "delta", "data", "feeds", "failures", "gx"):
        assert any(ATTACK[:150] in text for text in texts[name]), name
    assert any(FORMULA in text for text in texts["data"])
    page.close()


def test_links_lead_to_the_web_or_to_pages_that_exist(chromium: Any, hostile_reports: Path) -> None:
    page = chromium.new_page(offline=True)
    for path in list_pages(hostile_reports):
        page.goto(path.as_uri())
        for raw, resolved in page.eval_on_selector_all(
            "a", "nodes => nodes.map(n => [n.getAttribute('href'), n.href])"
        ):
            assert resolved.startswith(("http://", "https://", "file:///")), (path, raw)
            if resolved.startswith("file:"):
                target = resolved.removeprefix("file://").split("#")[0]
                assert Path(target).is_relative_to(hostile_reports) and Path(target).is_file(), (path, raw)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(chromium: Any, hostile_reports: Path, scheme: str) -> None:
    page = chromium.new_page(color_scheme=scheme, offline=True)
    for path in list_pages(hostile_reports):
        if "gx" in path.parts and "index" not in path.stem:
            continue
        page.goto(path.as_uri())
        low = {name: ratio for name, ratio in page.evaluate(CONTRAST).items() if ratio < 4.5}
        assert low == {}, path
    page.close()


def test_a_keyboard_reaches_everything(chromium: Any, hostile_reports: Path) -> None:
    page = chromium.new_page(offline=True)
    (front,) = hostile_reports.glob("2026-03-06-*/index.html")
    page.goto(front.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0  # it shows itself
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.goto(front.as_uri())
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert {
        f"{name}.html" for name in ("failures", "quarantine", "delta", "data", "accuracy", "feeds", "checks")
    } <= reached
    page.close()


def test_pages_say_what_they_are_to_a_screen_reader(chromium: Any, hostile_reports: Path) -> None:
    page = chromium.new_page(offline=True)
    for path in list_pages(hostile_reports):
        if "gx" in path.parts:
            continue
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.title() and page.locator("h1").count() == 1 and page.locator("main").count() == 1
        unlabelled = "nodes => nodes.filter(n => !n.getAttribute('aria-label')).length"
        assert page.eval_on_selector_all("svg[role=img], nav, [role=region]", unlabelled) == 0, path
        assert page.locator("svg:not([role=img]):not(svg svg)").count() == 0, path
        assert page.eval_on_selector_all("th", "nodes => nodes.filter(n => !n.scope).length") == 0, path
    page.close()
