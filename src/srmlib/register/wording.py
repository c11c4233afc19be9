"""Whether two texts are one text of which somebody mended a slip: a letter too many or too few,
two that changed places, a sign or a blank.
"""

from __future__ import annotations

import re
from unicodedata import category, normalize

# In shorter words a letter more or less is another word: on and no, not and no.
SHORTEST_WITH_A_SLIP = 4


def is_slip(words: str, other: str) -> bool:
    """Whether two texts are the same but for capitals, signs, blanks, or in a word one letter
    that is missing, doubled, too many, or swapped with the next. Another letter in its place
    makes another word as often as not, and so do a prefix and other numbers: these are other
    texts. So is all that differs in a script without capitals, where a letter is a word.

    >>> is_slip("One lable for both", "One label for both."), is_slip("re-label", "Relabel")
    (True, True)
    >>> is_slip("lower costing", "lower casting"), is_slip("paid trial", "unpaid trial")
    (False, False)
    """
    if words == other:
        return True
    one, another = _words_of(words), _words_of(other)
    if not one or not another or _numbers_of(words) != _numbers_of(other):
        return False
    if "".join(one) == "".join(another):
        return True
    pairs = zip(one, another, strict=False)
    return len(one) == len(another) and all(_is_one_word(*pair) for pair in pairs)


def keys_of(text: str) -> set[str]:
    """Texts that are one but for a slip share one of these: their letters, or the first letters
    of their words with their numbers.
    """
    words = _words_of(text)
    firsts = "".join(word[0] for word in words)
    return {f"all {''.join(words)}", f"firsts {firsts} {_numbers_of(text)}"}


def _is_one_word(word: str, other: str) -> bool:
    if word == other:
        return True
    if not (_has_capitals(word) and _has_capitals(other)) or word[0] != other[0]:
        return False
    if min(len(word), len(other)) < SHORTEST_WITH_A_SLIP:
        return False
    return _has_one_more(word, other) or _has_one_more(other, word) or _swaps(word, other)


def _has_one_more(longer: str, shorter: str) -> bool:
    """Whether one letter is all that the longer has more."""
    return len(longer) == len(shorter) + 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    )


def _swaps(word: str, other: str) -> bool:
    """Whether two letters beside each other changed places, as in lable."""
    if len(word) != len(other):
        return False
    first = next(place for place in range(len(word)) if word[place] != other[place])
    swapped = word[:first] + word[first : first + 2][::-1] + word[first + 2 :]
    return swapped == other


def _has_capitals(word: str) -> bool:
    return all(letter.upper() != letter for letter in word)


def _words_of(text: str) -> list[str]:
    """Letters with the marks on them, and digits."""
    plain = normalize("NFC", text.casefold())
    return "".join(one if _is_of_a_word(one) else " " for one in plain).split()


def _is_of_a_word(char: str) -> bool:
    return char.isalnum() or category(char).startswith("M")


def _numbers_of(text: str) -> list[str]:
    return re.findall(r"\d+", text)
