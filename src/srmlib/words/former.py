"""That something was entered under a firm which merged into another since."""

from __future__ import annotations

from srmlib.numbers import by_count, count_words
from srmlib.relationship.former import Former
from srmlib.words.words import day_words


def former_said(one: Former) -> str:
    """`2 records are under OLD, which merged into S on 1 July 2026, and are not read`"""
    are = by_count(one.records, "is", "are")
    return (
        f"{count_words(one.records, 'record')} {are} under {one.supplier_id}, which merged into"
        f" {one.into_supplier_id} on {day_words(one.merged_on)}, and {are} not read"
    )
