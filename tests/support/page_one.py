"""Page one of a report against its report.json: each sentence word for word, and no number that the
facts do not bear out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree

from pages import of_class, section_of, visible, words_of

COLUMNS = ("for_supplier", "for_buyer", "to_settle")
# Metrics in these states have no row.
OFF_THE_SCORECARD = ("not_supplied", "not_agreed")
# Rules that the page explains, what a goal allows and how often chance would do it, and names with
# a digit in them, are no numbers of a supplier.
EXPLAINED = (
    r"once in 40|95% interval|goal allows [\d,]+|by chance: (?:up to |less than )?1 quarter in [\d,]+"
    r"|judged from [\d,]+|per 1,000|per 100 lines|\d{4} Q\d|one quarter of [\d,]+"
    r"|up to \d+\.\d times a quarter"
)
NUMBER = r"(?<![\w.-])(\d[\d,]*(?:\.\d+)?)(?: ([kM])\b)?(?![\w-])"
TIMES = {"k": 1000, "M": 1_000_000, None: 1}


def page_one(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [
        next(root.iter("header")),
        section_of(root, "summary"),
        section_of(root, "scorecard"),
    ]


# Sentences


def page_one_shown(root: ElementTree.Element) -> dict:
    """Every sentence of page one as the page prints it, by its key in report.json."""
    header, summary, scorecard = page_one(root)
    (status,) = of_class(header, "status")
    (lead,) = of_class(summary, "lead")
    (moved,) = of_class(summary, "moved")
    columns = [_all(column, "./ul/li") for column in summary.findall("./div/section")]
    return dict(zip(COLUMNS, columns, strict=True)) | {
        "status": _lines(status),
        "lead": words_of(lead),
        "cost": _all(summary, "./div[@class='cost-line']/p"),
        # Where a part stands is a matter of room.
        "cost_parts": sorted(_all(summary, ".//ul[@class='stack']/li")),
        "moved": words_of(moved),
        "scorecard": words_of(next(scorecard.iter("h2"))),
        "allowed": allowed_shown(scorecard),
    }


def _all(root: ElementTree.Element, path: str) -> list[str]:
    return [words_of(one) for one in root.findall(path)]


def _lines(element: ElementTree.Element) -> list[str]:
    """The pieces of text that elements part."""
    pieces = [" ".join(text.split()) for text in element.itertext()]
    return [piece for piece in pieces if piece]


def allowed_shown(section: ElementTree.Element) -> dict[str, list[str]]:
    """What each row of a scorecard says was missed and what the goal allows, by the metric that its
    name leads to.
    """
    shown = {}
    for row in of_class(section, "metric"):
        (cell,) = of_class(row, "misses")
        shown[row.find("th/a").get("href").removeprefix("#m-")] = _lines(cell)
    return shown


def page_one_said(block: dict) -> dict:
    """The same of report.json: its sentences, put together as the page does."""
    said = block["sentences"]
    same = {name: said[name] for name in ("status", "lead", "moved", "scorecard")}
    columns = {name: _points(said[name]) for name in COLUMNS}
    rows = [one["id"] for one in block["metrics"] if one["state"] not in OFF_THE_SCORECARD]
    cost, parts = (
        said["cost"],
        [f"{one['rounded']} {one['words']}" for one in said["cost_parts"]],
    )
    sentences = [cost["strong"], cost["words"], cost["quiet"]] if cost else []
    if cost and parts:
        sentences.append("By cause:")
    return (
        same
        | columns
        | {
            "cost": [" ".join(filter(None, sentences))] if cost else [],
            "cost_parts": sorted(parts) if cost else [],
            "allowed": {name: list(filter(None, said["allowed"][name])) for name in rows},
        }
    )


def _points(points: list[dict]) -> list[str]:
    return [f"{one['strong']} {one['words']}" for one in points] or [
        "Nothing this quarter."
    ]


def other_texts(root: ElementTree.Element) -> list[str]:
    """What stands in a paragraph or a point above the scorecard and is no sentence of report.json;
    but for the quarter's name.
    """
    shown = page_one_shown(root)
    known = {shown["lead"], shown["moved"], " ".join(shown["status"])}
    for name in ("cost", "cost_parts", *COLUMNS):
        known.update(shown[name])
    header, summary, _ = page_one(root)
    texts = [
        text
        for part in (header, summary)
        for tag in ("p", "li")
        for text in _all(part, f".//{tag}")
    ]
    return [text for text in texts if text not in known and "upplier review, " not in text]


# Numbers


def unknown_numbers(root: ElementTree.Element, block: dict) -> list[str]:
    """The numbers on page one that nothing in report.json beside its sentences bears out."""
    stated = dict(block)
    for words in ("sentences", "definitions"):
        del stated[words]
    known = numbers_of(stated) | counts_of(block)
    said = re.sub(EXPLAINED, "", " ".join(map(visible, page_one(root))))
    return [
        found.group()
        for found in re.finditer(NUMBER, said)
        if not is_known(found[1], TIMES[found[2]], known)
    ]


def numbers_of(facts: object) -> set[Decimal]:
    """Every number in report.json, as a number or in a text (money, quantities and dates are
    texts), without its sign.
    """
    if isinstance(facts, dict):
        return numbers_of(list(facts.values()))
    if isinstance(facts, list):
        return set().union(*map(numbers_of, facts))
    if isinstance(facts, str):
        return set(map(Decimal, re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)", facts)))
    is_number = isinstance(facts, int | Decimal) and not isinstance(facts, bool)
    return {abs(Decimal(facts))} if is_number else set()


def counts_of(block: dict) -> set[Decimal]:
    """How many rows of each share met and how many did not, in the quarter and in the year."""
    metrics = [*block["metrics"], *block["our_part"]]
    return {count for metric in metrics for count in _counts(metric)}


def _counts(metric: dict) -> Iterator[Decimal]:
    met, of, year = metric["numerator"], metric["denominator"], metric["year"]
    if isinstance(met, int) and isinstance(of, int):
        yield Decimal(of - met)
    if year and metric["unit"] == "%":
        hits = round(year["value"] * year["n"] / 100)
        yield Decimal(hits)
        yield Decimal(year["n"] - hits)


def is_known(number: str, times: int, known: set[Decimal]) -> bool:
    """Printed with fewer decimals, or in thousands, is the same number; nothing printed may be off
    by more than half of its last digit.
    """
    value = Decimal(number.replace(",", ""))
    half = Decimal(1).scaleb(value.as_tuple().exponent) / 2
    return value == 0 or any(abs(value * times - other) <= half * times for other in known)
