"""First paint: seconds from opening a report's file to its first text on the screen."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("SRM_CHROMIUM", "/usr/bin/chromium")
MOST_SECONDS = 0.5
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def first_paints(file: Path, times: int = 5) -> list[float]:
    """Each in a window that has not seen the page; one before them, uncounted, starts Chromium's
    processes.
    """
    seconds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(times + 1):
            page = browser.new_page(viewport={"width": 1200, "height": 900})
            page.goto(file.resolve().as_uri())
            seconds.append(page.wait_for_function(PAINTED).json_value() / 1000)
            page.close()
        browser.close()
    return seconds[1:]


def bench_paint(file: Path) -> None:
    seconds = sorted(first_paints(file))
    print(
        f"\n{'first paint':24} {'KB':>12} {'seconds':>9} {'from':>9} {'to':>12} {'at most':>12}"
    )
    print(
        f"{file.name:24} {file.stat().st_size / 1000:12.0f} {median(seconds):9.2f}"
        f" {seconds[0]:9.2f} {seconds[-1]:12.2f} {MOST_SECONDS:12.2f}"
    )
