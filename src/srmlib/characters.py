"""Characters that are not what they look like: dashes of every kind, other widths, and what cannot be
seen at all.
"""

from __future__ import annotations

import unicodedata

# Dashes that Unicode counts among other kinds: minus, hyphen bullet, modifier and heavy minus.
OTHER_DASHES = frozenset(map(chr, (0x2212, 0x2043, 0x02D7, 0x2796)))
# What is not seen though Unicode counts it among marks, letters or symbols: the joiner of marks,
# fillers, inherent vowels, the empty Braille cell, variation selectors.
UNSEEN = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *range(0x180B, 0x1810),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ),
    )
)


def is_dash(char: str) -> bool:
    """Whether it looks like a hyphen.

    >>> is_dash("-"), is_dash("\\u2011"), is_dash("\\u2212"), is_dash("_")
    (True, True, True, False)
    """
    return unicodedata.category(char) == "Pd" or char in OTHER_DASHES


def is_unseen(char: str) -> bool:
    """Whether nothing of it is seen; a blank, a tab or a line end is seen as room.

    >>> is_unseen("\\u00ad"), is_unseen("\\ufe0f"), is_unseen(" "), is_unseen("\\t")
    (True, True, False, False)
    """
    if char.isspace():
        return False
    return unicodedata.category(char) in ("Cf", "Cc") or char in UNSEEN


def shown(text: str) -> str:
    """A text in which nothing hides: what looks like a blank, a hyphen, a plain letter or nothing is
    named.

    >>> shown("S\\u20111"), shown("\\uff331"), shown("M\\u00fcller - 5\\u00a0m\\u00b2")
    ('S<U+2011>1', '<U+FF33>1', 'Müller - 5<U+00A0>m²')
    """
    return "".join(f"<U+{ord(char):04X}>" if _hides(char) else char for char in text)


def _hides(char: str) -> bool:
    if ord(char) < 127:
        return is_unseen(char)
    return (
        is_unseen(char)
        or is_dash(char)
        or unicodedata.category(char) in ("Mn", "Zs")
        or unicodedata.east_asian_width(char) in ("F", "H")
    )
