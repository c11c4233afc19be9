"""What no page may have, whatever its facts: a word for one of both firms, a table without a name, a
section that is missing and not named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

from pages import of_class, visible, words_of

from srmlib.facts import Facts
from srmlib.metrics.result import Reading
from srmlib.reports.page import Section

# What assistive technology reads out, and what shows on hover.
SPOKEN = ("title", "aria-label", "aria-description", "alt", "summary")
# Of two firms that read the same file, each would be "we".
ONE_SIDED = re.compile(r"\b(we|our|ours|us|them|theirs)\b", re.IGNORECASE)
# Behind these words it is rows that were counted, or goals.
NO_FIRM = re.compile(r"\b((of|among) them|meet theirs)$")


def without_words_of_people(facts: Facts) -> Facts:
    """The same facts with nothing in them that a person wrote for one firm: disputes' words and
    answers, and notes of definitions.
    """

    def unsaid(readings: list[Reading]) -> list[Reading]:
        return [
            replace(one, definition=replace(one.definition, note=None)) for one in readings
        ]

    return replace(
        facts,
        readings=unsaid(facts.readings),
        ours=unsaid(facts.ours),
        disputes=facts.disputes.assign(words="(as written)", answer="(as answered)"),
    )


def one_sided(root: ElementTree.Element, block: dict) -> list[str]:
    """Where a page, or a sentence of report.json, speaks for one firm."""
    faults = []
    for text in (visible(root), *_spoken(root), *_texts(block["sentences"])):
        for found in ONE_SIDED.finditer(text):
            if not NO_FIRM.search(text[: found.end()]):
                faults.append(text[max(found.start() - 40, 0) : found.end() + 40])
    return faults


def _spoken(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        for name in SPOKEN:
            yield element.get(name) or ""


def _texts(block: object) -> Iterator[str]:
    """The sentences of a block; what a part of the cost is drawn as is a code."""
    if isinstance(block, str):
        yield block
    elif isinstance(block, dict):
        for name, part in block.items():
            yield from _texts(part) if name != "role" else ()
    elif isinstance(block, list | tuple):
        for part in block:
            yield from _texts(part)


def nameless(root: ElementTree.Element) -> list[str]:
    """Tables and scroll regions without a name or with that of another, and regions that the
    keyboard does not reach.
    """
    faults, regions = [], of_class(root, "scroll")
    for kind in (list(root.iter("table")), regions):
        names = Counter(name_of(root, one) for one in kind)
        faults += [f"{count} times {name}" for name, count in names.items() if count > 1]
        faults += [
            f"unnamed: {words_of(one)[:60]}" for one in kind if not name_of(root, one)
        ]
    for one in regions:
        if (one.get("tabindex"), one.get("role")) != ("0", "region"):
            faults.append(f"not reached: {name_of(root, one)}")
    return faults


def name_of(root: ElementTree.Element, element: ElementTree.Element) -> str:
    """What assistive technology calls an element."""
    if label := element.get("aria-label"):
        return label.strip()
    ids = (element.get("aria-labelledby") or "").split()
    return " ".join(words_of(one) for one in root.iter() if one.get("id") in ids)


def faults_of_contents(root: ElementTree.Element, made: list[Section]) -> list[str]:
    """Where the contents, the sections of the page, and those named as missing are not each section
    once. The masthead stands above the contents.
    """
    shown = [one.get("id") for one in root.iter("section") if one.get("id")]
    links = [one.get("href") for one in next(root.iter("nav")).iter("a")]
    absent = [one for one in made if one.absent]
    named = [words_of(one) for one in of_class(root, "absent")]
    faults = []
    if shown != [one.id for one in made[1:] if not one.absent]:
        faults.append(f"sections {shown}")
    if links != [f"#{name}" for name in shown]:
        faults.append(f"contents {links}")
    missing = "; ".join(one.absent for one in absent)
    if named != ([f"Not in this data: {missing}."] if absent else []):
        faults.append(f"missing {named}")
    places = {one.get("id") for one in root.iter()} | {
        one.get("href") for one in root.iter("a")
    }
    return faults + [one.id for one in absent if {one.id, f"#{one.id}"} & places]
