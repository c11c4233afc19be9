"""The words of docs/glossary.md that a page uses, with what they mean."""

from __future__ import annotations

import re
from pathlib import Path


def read_glossary(path: Path) -> dict[str, str]:
    """What each word means; empty where there is no glossary."""
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8").splitlines()
    rows = [
        [cell.strip() for cell in line.split("|")] for line in lines if line.startswith("|")
    ]
    return {row[1]: row[2].replace("`", "") for row in rows if len(row) > 3}


def used_in(glossary: dict[str, str], text: str) -> dict[str, str]:
    """Those of the words that a text uses."""
    return {word: means for word, means in glossary.items() if _is_used(word, text)}


def _is_used(word: str, text: str) -> bool:
    """Whether it is there without what stands in brackets behind it, also with an s:
    `dispute` in `three disputes`. One of several words is enough.

    >>> _is_used("lot, lot genealogy", "two lots")
    True
    >>> _is_used("gap (of ratings)", "no gaping hole")
    False
    """
    whole = re.sub(r" \(.*?\)", "", word)
    names = [whole, *whole.split(", ")]
    return any(re.search(rf"\b{re.escape(one)}s?\b", text, re.IGNORECASE) for one in names)
