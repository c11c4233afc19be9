"""A report of facts, its page as a tree, and what a reader sees of it."""

from __future__ import annotations

from xml.etree import ElementTree

import html5lib

from srmlib.facts import Facts
from srmlib.reports import sections
from srmlib.reports.page import Report

# The sections of a report, in the order of its notebook.
ORDER = (
    "masthead",
    "summary",
    "scorecard",
    "every_metric",
    "last_actions",
    "spotlight",
    "relationship",
    "level",
    "partnering",
    "customer_promise",
    "total_cost",
    "traced_upstream",
    "our_part",
    "two_numbers",
    "chain",
    "ahead",
    "asks",
    "plan_and_contacts",
    "people",
    "escalations",
    "health_check",
    "replies",
    "definitions_and_data",
)

SECTIONS = tuple(getattr(sections, name) for name in ORDER)


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


def words_of(element: ElementTree.Element) -> str:
    """The text of an element as it is written, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def section_of(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return next(section for section in root.iter("section") if section.get("id") == name)


def of_class(root: ElementTree.Element, *names: str) -> list[ElementTree.Element]:
    """The elements that have all these classes."""
    return [
        one for one in root.iter() if set(names) <= set((one.get("class") or "").split())
    ]
