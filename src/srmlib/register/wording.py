"""Whether two texts are one text of which somebody mended a slip: a wrong letter, sign or
blank.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

# Of two words that are one with a slip, at least so much is the same.
MOSTLY_THE_SAME = 0.8


def is_slip(words: str, other: str) -> bool:
    """Whether two texts are the same but for capitals, signs, blanks, or a few letters of a
    word. Of another number or another word it is another text.

    >>> is_slip("One lable for both", "One label for both."), is_slip("re-label", "Relabel")
    (True, True)
    >>> is_slip("a plan for six weeks", "a plan for two weeks"), is_slip("in 2026", "in 2027")
    (False, False)
    """
    one, another = _words_of(words), _words_of(other)
    if "".join(one) == "".join(another):
        return True
    pairs = zip(one, another, strict=False)
    return len(one) == len(another) and all(_is_one_word(*pair) for pair in pairs)


def _is_one_word(word: str, other: str) -> bool:
    if word == other:
        return True
    if not (word.isalpha() and other.isalpha()):
        return False
    # Letters that changed places, as in teh.
    if sorted(word) == sorted(other):
        return True
    return SequenceMatcher(None, word, other).ratio() >= MOSTLY_THE_SAME


def _words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
