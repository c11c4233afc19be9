"""Sign 6: rules for the lowest common denominator."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from srmlib.numbers import count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, percent
from srmlib.register import Record
from srmlib.register.kinds.agreed import Rule as RuleEntered
from srmlib.register.kinds.work import Escalation, Issue

ALL = 100


def read(known: Known, side: str) -> Iterator[Fact]:
    rules = _rules(known, side)
    if not rules:
        yield cannot_tell(
            f"no rule of {known.name(side)} is on record",
            known.how_to_add(RuleEntered, "about=inspection what=… reason=… review_on=…"),
        )
    yield from _inspections(known, rules)
    yield from _penalties(known, rules)
    yield from _clauses(known, side)
    if rules:
        yield Fact(
            True, f"{count_words(len(rules), 'rule')} of {known.name(side)} on record"
        )


def _rules(known: Known, side: str) -> list[Record[RuleEntered]]:
    """The rules of a firm that stand: those it entered."""
    return [
        one
        for one in known.all(RuleEntered)
        if one.first.side in (side, "joint")
        if one.now.from_on is None or one.now.from_on <= known.as_of
        if one.now.until_on is None or one.now.until_on > known.as_of
    ]


def _inspections(known: Known, rules: list[Record[RuleEntered]]) -> Iterator[Fact]:
    """Everything is inspected though one lot after the other was accepted."""
    most = known.marks["clean_lots"]
    inspections = [one for one in rules if one.now.about == "inspection"]
    unstated = [one for one in inspections if one.now.share is None]
    if unstated:
        which = f"{count_words(len(unstated), 'rule')} of inspection"
        yield cannot_tell(
            f"of {which} nobody entered the share",
            known.how_to_add(RuleEntered, "record=… share=…"),
        )
    for one in inspections:
        if one.now.share != ALL:
            continue
        lots = known.found("lots", part=one.now.part, until=known.as_of)
        clean = list(takewhile(lambda lot: lot["decision"] == "accept", lots))
        part = one.now.part or "everything"
        if not lots:
            yield cannot_tell(
                f"{part} is inspected in full, and no lot of it is in the extract",
                "inspection_lots in the extract: docs/sources.md",
            )
            continue
        yield Fact(
            len(clean) < most,
            f"{part} is inspected in full after {len(clean)} clean lots ({most} is the"
            " mark)",
            (
                known.row(one, one.now.from_on, one.now.what),
                *(
                    Row(
                        "inspection_lots", lot["lot_id"], lot["decided_on"], lot["decision"]
                    )
                    for lot in clean
                ),
            ),
            (known.held("clean lots in a row", len(clean), "clean_lots"),),
        )


def _penalties(known: Known, rules: list[Record[RuleEntered]]) -> Iterator[Fact]:
    penalties = [one for one in rules if one.now.about == "penalty"]
    bonuses = [one for one in rules if one.now.about == "bonus"]
    if penalties:
        said = (
            f"{_counted(len(penalties), 'penalty rule')},"
            f" {_counted(len(bonuses), 'bonus rule')}"
        )
        rows = tuple(
            known.row(one, one.now.from_on, one.now.what) for one in (*penalties, *bonuses)
        )
        yield Fact(bool(bonuses), said, rows)


def _counted(count: int, noun: str) -> str:
    """
    >>> _counted(0, "rule"), _counted(1, "rule"), _counted(2, "rule")
    ('no rule', 'one rule', '2 rules')
    """
    few = ("no", "one")
    return f"{few[count]} {noun}" if count < len(few) else count_words(count, noun)


def _clauses(known: Known, side: str) -> Iterator[Fact]:
    """Issues a firm raised that climbed by a clause of the contract, of those that
    climbed.
    """
    raised = {
        one.id: one
        for one in known.all(Issue)
        if one.now.raised_by == side and known.in_a_year(one.now.raised_on)
    }
    climbs = [
        one
        for one in known.all(Escalation)
        if one.now.issue in raised and one.now.on <= known.as_of
    ]
    climbed = {one.now.issue for one in climbs}
    if not climbed:
        return
    by_clause = sorted({one.now.issue for one in climbs if one.now.by_clause})
    share = percent(len(by_clause), len(climbed))
    rows = tuple(
        known.row(raised[issue], raised[issue].now.raised_on, raised[issue].now.what)
        for issue in sorted(climbed)
    )
    yield Fact(
        share <= known.marks["clause_percent"],
        f"{len(by_clause)} of {count_words(len(climbed), 'issue')} of {known.name(side)}"
        " climbed by a clause of the contract",
        rows,
        (known.held("% of escalations by a clause", share, "clause_percent"),),
    )


WORST = Rule(
    "sign",
    6,
    "Rules made for the worst firm apply to everyone",
    "Found where everything is inspected after {clean_lots} or more lots accepted in a row;"
    " where there are penalties and no bonus; or where over {clause_percent}% of a firm's"
    " escalations of a year are by a clause of the contract. Whether approvals are the same"
    " at every level of relationship is on no record: rules name no level.",
    read,
)
