"""Pages opened in a real browser, from disk and offline, and what happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

WIDE, NARROW = {"width": 1200, "height": 900}, {"width": 360, "height": 800}
FONT_IS_THERE = "() => document.fonts.ready.then(() => true)"
EVERYTHING_OPEN = (
    "() => document.querySelectorAll('details').forEach(one => one.open = true)"
)
EVERYTHING_SHUT = (
    "() => document.querySelectorAll('details').forEach(one => one.open = false)"
)
# Width and height in CSS pixels of what a sheet leaves between its margins, as @page states them.
SHEET = """() => {
  const all = rules => [...rules].flatMap(rule => [rule, ...(rule.cssRules ? all(rule.cssRules) : [])])
  const rules = [...document.styleSheets].flatMap(sheet => all(sheet.cssRules))
  const pages = rules.filter(rule => rule instanceof CSSPageRule)
  const stated = what => pages.findLast(page => page.style[what])?.style[what] ?? ''
  const [wide, high] = stated('size').includes('landscape') ? [297, 210] : [210, 297]
  const unit = {mm: 1, cm: 10, in: 25.4, pt: 25.4 / 72, px: 25.4 / 96}
  const mm = side => {
    const [, number, name] = stated(side).match(/^([\\d.]+)([a-z]+)$/) ?? [0, 0, 'mm']
    return number * unit[name]
  }
  return {
    width: Math.floor((wide - mm('marginLeft') - mm('marginRight')) * 96 / 25.4),
    height: Math.floor((high - mm('marginTop') - mm('marginBottom')) * 96 / 25.4),
  }
}"""


@dataclass
class Seen:
    """What happened while a page was open."""

    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def forget(self) -> None:
        for happened in (self.dialogs, self.errors, self.requests):
            happened.clear()

    def watch(self, page: Page) -> None:
        def dismiss(dialog) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        page.on(
            "console",
            lambda message: (
                self.errors.append(f"console: {message.text}")
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on(
            "requestfailed", lambda request: self.errors.append(f"failed: {request.url}")
        )
        page.on("request", lambda request: self.requests.append(request.url))

    def faults(self, file: Path) -> list[str]:
        """Everything but the one request for the page itself."""
        others = [url for url in self.requests if url != file.as_uri()]
        return (
            [f"dialog: {text}" for text in self.dialogs]
            + self.errors
            + [f"asked for: {url}" for url in others]
        )


def each_opened(
    browser: Browser, files: Iterable[Path], **mode
) -> Iterator[tuple[Path, Page, Seen]]:
    """Pages opened from disk one after the other, offline, and what happened meanwhile; late events
    have had their moment.
    """
    context = browser.new_context(offline=True, **mode)
    try:
        page = context.new_page()
        seen = Seen()
        seen.watch(page)
        for file in files:
            seen.forget()
            page.goto(file.as_uri(), wait_until="load")
            page.wait_for_timeout(150)
            yield file, page, seen
    finally:
        context.close()


@contextmanager
def opened(browser: Browser, file: Path, **mode) -> Iterator[tuple[Page, Seen]]:
    """One page, opened likewise."""
    with closing(each_opened(browser, [file], **mode)) as one:
        yield next(one)[1:]


def on_paper(page: Page) -> None:
    """Lay the page out as for print: on a sheet as wide as @page leaves it."""
    page.emulate_media(media="print", color_scheme="light")
    page.set_viewport_size(page.evaluate(SHEET))


def told(faults: Mapping[str, list[str]]) -> str:
    """What is wrong with which page, a line each, for the message of a test: empty where all is
    well.
    """
    return "\n".join(
        f"{page}: {fault}" for page, found in faults.items() for fault in found
    )
