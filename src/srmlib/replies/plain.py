"""Texts as a form writes them: the same characters in the browser and in Python."""

from __future__ import annotations

import re
from unicodedata import normalize

# The form stops earlier; some characters are longer in NFC.
MOST_CHARACTERS = 16_000
# What stands for half a character: in no font, as it is never printed.
REPLACEMENT = chr(0xFFFD)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# What a page, a spreadsheet and the register cannot hold: controls but for line end and tab, and
# what Unicode calls no character.
NO_LETTER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}"
        for plane in range(17)
    )
    + "]"
)


def plain(text: str) -> str:
    """A text as it is sealed: NFC, lines end with LF, half a surrogate pair is U+FFFD, and no
    control characters.

    >>> plain("e\u0301\\r\\n")
    'é\\n'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return normalize("NFC", NO_LETTER.sub("", LONE_SURROGATE.sub(REPLACEMENT, lines)))
