"""Templates of the meeting: those of reports, with its own; autoescape everywhere."""

from __future__ import annotations

from datetime import date
from json import dumps
from typing import Any

from jinja2 import PackageLoader
from markupsafe import Markup

from srmlib.meeting.words import (
    decided_words,
)
from srmlib.meeting.words_of_ratings import apart_words, gap_headline
from srmlib.metrics.result import beside_limits, in_unit
from srmlib.relationship.elements import COLOURS, element_of
from srmlib.reports.templating import TEMPLATES
from srmlib.words.plainly import goal_said, possessive, spelled
from srmlib.words.words import day_words, upper_first

# What a template is given.
Shown = dict[str, Any]
OURS = TEMPLATES.overlay(loader=PackageLoader("srmlib.meeting"))


def short_day(day: date) -> str:
    """
    >>> short_day(date(2026, 10, 30))
    '30 Oct'
    """
    return f"{day.day} {day:%b}"


def attribute_json(value: object) -> str:
    """A value as a page's script reads it again from an attribute, which escapes it."""
    return dumps(value, ensure_ascii=False, default=str)


OURS.globals = TEMPLATES.globals | {
    "COLOURS": COLOURS,
    "attribute_json": attribute_json,
    "beside_limits": beside_limits,
    "day_words": day_words,
    "apart_words": apart_words,
    "decided_words": decided_words,
    "element_of": element_of,
    "gap_headline": gap_headline,
    "goal_said": goal_said,
    "in_unit": in_unit,
    "possessive": possessive,
    "short_day": short_day,
    "spelled": spelled,
    "upper_first": upper_first,
}


def render(template: str, **facts: object) -> Markup:
    """The template's HTML; every text in `facts` is escaped, only Markup passes as it
    is.
    """
    return Markup(OURS.get_template(template).render(**facts))


def source_of(template: str) -> str:
    """A file of templates/ as it is: a style sheet or a script of ours."""
    loader = OURS.loader
    assert loader is not None
    return loader.get_source(OURS, template)[0]
