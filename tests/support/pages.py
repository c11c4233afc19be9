"""A report of facts, its page as a tree, and what a reader sees of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import html5lib

from srmlib.facts import Facts
from srmlib.metrics.result import Reading
from srmlib.reports import sections
from srmlib.reports.page import Report, Section

# The sections of a report, in the order of its notebook.
ORDER = (
    "masthead",
    "summary",
    "scorecard",
    "every_metric",
    "spotlight",
    "customer_promise",
    "total_cost",
    "traced_upstream",
    "our_part",
    "two_numbers",
    "replies",
    "definitions_and_data",
)

SECTIONS = tuple(getattr(sections, name) for name in ORDER)
# What assistive technology reads out, and what shows on hover.
SPOKEN = ("title", "aria-label", "aria-description", "alt", "summary")
# Of two firms that read the same file, each would be "we".
ONE_SIDED = re.compile(r"\b(we|our|ours|us|them|theirs)\b", re.IGNORECASE)


def report(facts: Facts) -> Report:
    made = Report(facts)
    for section in SECTIONS:
        made.add(section(facts))
    return made


def tree(page: str) -> ElementTree.Element:
    return html5lib.parse(page, namespaceHTMLElements=False)


def visible(element: ElementTree.Element) -> str:
    """All text a reader can see, one piece per element, without the style sheet."""
    return " ".join(
        piece
        for child in element.iter()
        if child.tag != "style"
        for piece in (child.text or "", child.tail or "")
        if piece.strip()
    )


def spoken(element: ElementTree.Element) -> list[str]:
    """What is said of an element and shown on hover, beside its text."""
    return [said for one in element.iter() for name in SPOKEN if (said := one.get(name))]


def words_of(element: ElementTree.Element) -> str:
    """The text of an element as it is written, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def section_of(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(section for section in root.iter("section") if section.get("id") == name)


def of_class(root: ElementTree.Element, *names: str) -> list[ElementTree.Element]:
    """The elements that have all these classes."""
    return [one for one in root.iter() if set(names) <= set((one.get("class") or "").split())]


# Page one, against report.json


def page_one(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [next(root.iter("header")), section_of(root, "summary"), section_of(root, "scorecard")]


def page_one_shown(root: ElementTree.Element) -> dict:
    """Every sentence of page one as the page prints it, by its key in report.json."""
    header, summary, scorecard = page_one(root)
    (status,), (lead,), (moved,) = (
        of_class(one, name)
        for one, name in ((header, "status"), (summary, "lead"), (summary, "moved"))
    )
    columns = [column.findall("./ul/li") for column in summary.findall("./div/section")]
    return {
        "status": [line for text in status.itertext() if (line := " ".join(text.split()))],
        "lead": words_of(lead),
        "cost": [
            words_of(one) for line in of_class(summary, "cost-line") for one in line.iter("p")
        ],
        # Where they stand is a matter of room.
        "cost_parts": sorted(words_of(one) for bar in of_class(summary, "stack") for one in bar),
        **{
            name: [words_of(one) for one in column]
            for name, column in zip(
                ("for_supplier", "for_buyer", "to_settle"), columns, strict=True
            )
        },
        "moved": words_of(moved),
        "scorecard": words_of(next(scorecard.iter("h2"))),
        "allowed": allowed_shown(scorecard),
    }


def allowed_shown(section: ElementTree.Element) -> dict[str, list[str]]:
    """What each row of a scorecard says was missed and what the goal allows, by the metric that its
    name leads to.
    """
    return {
        next(row.iter("a")).get("href").removeprefix("#m-"): [
            " ".join(text.split()) for cell in of_class(row, "misses") for text in cell.itertext()
        ]
        for row in of_class(section, "metric")
    }


def page_one_said(block: dict) -> dict:
    """The same of report.json: its sentences, put together as the page does."""
    said, cost = block["sentences"], block["sentences"]["cost"]
    parts = [f"{part['rounded']} {part['words']}" for part in said["cost_parts"]]
    ends = [cost["words"], cost["quiet"], "By cause:" if parts else ""] if cost else []
    columns = ("for_supplier", "for_buyer", "to_settle")
    shown = [one["id"] for one in block["metrics"] if one["state"] not in OFF_THE_SCORECARD]
    return {
        **{name: said[name] for name in ("status", "lead", "moved", "scorecard")},
        "cost": [" ".join(filter(None, [cost["strong"], *ends]))] if cost else [],
        "cost_parts": sorted(parts) if cost else [],
        **{
            name: [f"{one['strong']} {one['words']}" for one in said[name]]
            or ["Nothing this quarter."]
            for name in columns
        },
        "allowed": {name: list(filter(None, said["allowed"][name])) for name in shown},
    }


OFF_THE_SCORECARD = ("not_supplied", "not_agreed")

# Rules that the page explains, what a goal allows and how often chance would do it, and names with
# a digit in them, are no numbers of a supplier.
EXPLAINED = (
    r"once in 40|95% interval|goal allows [\d,]+|by chance: (?:up to |less than )?1 quarter in [\d,]+"
    r"|judged from [\d,]+|per 1,000|per 100 lines|\d{4} Q\d|one quarter of [\d,]+"
    r"|up to \d+\.\d times a quarter"
)
NUMBER = r"(?<![\w.-])(\d[\d,]*(?:\.\d+)?)(?: ([kM])\b)?(?![\w-])"
TIMES = {"k": 1000, "M": 1_000_000, "": 1}


def unknown_numbers(root: ElementTree.Element, block: dict) -> list[str]:
    """The numbers on page one that nothing in report.json beside its sentences bears out."""
    stated = {
        name: part for name, part in block.items() if name not in ("sentences", "definitions")
    }
    known = numbers_of(stated) | counts_of(block)
    said = re.sub(EXPLAINED, "", " ".join(map(visible, page_one(root))))
    return [
        found.group()
        for found in re.finditer(NUMBER, said)
        if not _is_known(found[1], TIMES[found[2] or ""], known)
    ]


def numbers_of(facts: object) -> set[Decimal]:
    """Every number in report.json, as a number or in a text (money, quantities and dates are
    texts), without its sign.
    """
    if isinstance(facts, dict):
        return set().union(*map(numbers_of, facts.values()))
    if isinstance(facts, list):
        return set().union(set(), *map(numbers_of, facts))
    if isinstance(facts, str):
        return {Decimal(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", facts)}
    return (
        {abs(Decimal(facts))}
        if isinstance(facts, int | Decimal) and not isinstance(facts, bool)
        else set()
    )


def counts_of(block: dict) -> set[Decimal]:
    """How many rows of each share met and how many did not, in the quarter and in the year."""
    return {
        count for metric in (*block["metrics"], *block["our_part"]) for count in _counts(metric)
    }


def _counts(metric: dict) -> Iterator[Decimal]:
    met, of, year = metric["numerator"], metric["denominator"], metric["year"]
    if isinstance(met, int) and isinstance(of, int):
        yield Decimal(of - met)
    if year and metric["unit"] == "%":
        hits = round(year["value"] * year["n"] / 100)
        yield from (Decimal(hits), Decimal(year["n"] - hits))


def _is_known(number: str, times: int, known: set[Decimal]) -> bool:
    """Printed with fewer decimals, or in thousands, is the same number; nothing printed may be off
    by more than half of its last digit.
    """
    value = Decimal(number.replace(",", ""))
    half = Decimal(1).scaleb(value.as_tuple().exponent) / 2
    return value == 0 or any(abs(value * times - other) <= half * times for other in known)


def other_texts(root: ElementTree.Element) -> list[str]:
    """What stands in a paragraph or point of page one and is none of its sentences: but for the
    quarter's name, and the key and the notes below the scorecard.
    """
    shown = page_one_shown(root)
    known = {shown["lead"], shown["moved"], " ".join(shown["status"])}
    known |= {text for name, texts in shown.items() if name != "allowed" for text in texts}
    header, summary, _ = page_one(root)
    texts = [
        words_of(one) for part in (header, summary) for one in part.iter() if one.tag in ("p", "li")
    ]
    return [text for text in texts if text not in known and "upplier review, " not in text]


# Both firms read it


def without_words_of_people(facts: Facts) -> Facts:
    """The same facts with nothing in them that a person wrote for one firm: disputes' words and
    answers, and notes of definitions.
    """

    def unsaid(readings: list[Reading]) -> list[Reading]:
        return [replace(one, definition=replace(one.definition, note=None)) for one in readings]

    return replace(
        facts,
        readings=unsaid(facts.readings),
        ours=unsaid(facts.ours),
        disputes=facts.disputes.assign(words="(as written)", answer="(as answered)"),
    )


def one_sided(root: ElementTree.Element, block: dict) -> list[str]:
    """Where a page, or a sentence of report.json, speaks for one firm. "Them" behind "of" or
    "among" is what was counted, "theirs" behind "meet" are goals.
    """
    said = [visible(root), *spoken(root), *_texts(block["sentences"])]
    return [
        text[max(found.start() - 40, 0) : found.end() + 40]
        for text in said
        for found in ONE_SIDED.finditer(text)
        if not COUNTED.search(text[: found.end()])
    ]


COUNTED = re.compile(r"\b((of|among) them|meet theirs)$")


def _texts(block: object) -> Iterator[str]:
    """The sentences of a block; what a part of the cost is drawn as is a code."""
    if isinstance(block, dict):
        block = [part for name, part in block.items() if name != "role"]
    if isinstance(block, str):
        yield block
    elif isinstance(block, list | tuple):
        for part in block:
            yield from _texts(part)


# Found through without sight


def nameless(root: ElementTree.Element) -> list[str]:
    """Tables and scroll regions without a name or with that of another, and regions that the
    keyboard does not reach.
    """
    faults = []
    for kind in (list(root.iter("table")), of_class(root, "scroll")):
        names = [name_of(root, one) for one in kind]
        faults += [f"unnamed: {words_of(one)[:60]}" for one in kind if not name_of(root, one)]
        faults += [f"{count} times {name}" for name, count in Counter(names).items() if count > 1]
    for one in of_class(root, "scroll"):
        if (one.get("tabindex"), one.get("role")) != ("0", "region"):
            faults.append(f"not reached: {name_of(root, one)}")
    return faults


def name_of(root: ElementTree.Element, element: ElementTree.Element) -> str:
    """What assistive technology calls an element."""
    ids = (element.get("aria-labelledby") or "").split()
    headings = {one.get("id"): words_of(one) for one in root.iter() if one.get("id") in ids}
    return (element.get("aria-label") or " ".join(headings[one] for one in ids)).strip()


def faults_of_contents(root: ElementTree.Element, made: list[Section]) -> list[str]:
    """Where the contents, the sections of the page, and those that are named as missing are not
    each section once.
    """
    shown = [one.get("id") for one in root.iter("section") if one.get("id")]
    links = [one.get("href") for one in next(root.iter("nav")).iter("a")]
    absent, named = [one for one in made if one.absent], of_class(root, "absent")
    faults = []
    if shown != [one.id for one in made[1:] if not one.absent]:
        faults.append(f"sections {shown}")
    if links != [f"#{name}" for name in shown]:
        faults.append(f"contents {links}")
    missing = [f"Not in this data: {'; '.join(one.absent for one in absent)}."] if absent else []
    if [words_of(one) for one in named] != missing:
        faults.append(f"missing {[words_of(one) for one in named]}")
    linked = {one.get("href") for one in root.iter("a")}
    ids = {one.get("id") for one in root.iter()}
    faults += [one.id for one in absent if f"#{one.id}" in linked or one.id in ids]
    return faults
