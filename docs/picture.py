"""`make picture`: the README's screenshot, page one of the sample world's real report, as a browser
shows it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH = 1200
# Page one ends with the scorecard.
BELOW = "() => document.getElementById('scorecard').getBoundingClientRect().bottom + scrollY + 24"


def main(quarter_folder: Path, supplier_id: str, target: Path) -> None:
    entries = json.loads((quarter_folder / "index.json").read_text(encoding="utf-8"))[
        "suppliers"
    ]
    page_path = quarter_folder / next(
        entry["path"] for entry in entries if entry["supplier_id"] == supplier_id
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        page.goto(page_path.resolve().as_uri())
        page.evaluate("() => document.fonts.ready.then(() => true)")
        page_one = {"x": 0, "y": 0, "width": WIDTH, "height": page.evaluate(BELOW)}
        page.screenshot(path=target, full_page=True, clip=page_one)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), "S-1001", Path(sys.argv[2]))
