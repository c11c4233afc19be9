"""A restated number in words: what was published, what it reads today, and because of which
rows.
"""

from __future__ import annotations

from collections import Counter

from srmlib.agreement.restatement import Restatement, RowChange, Total
from srmlib.metrics.result import beside_limits
from srmlib.numbers import by_count, decimal_of, exact, points_words
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Noun
from srmlib.words.words import listed

RECEIPT = Noun(one="receipt", many="receipts")
REVERSAL = Noun(one="reversal or return", many="reversal or returns")
LEDGER_ROW = Noun(one="ledger row", many="ledger rows")
# Per kind of reason that receipts give: what they are, and what became of one and of several.
RECEIPTS = {
    "keyed_late": (RECEIPT, "was keyed in after {}", "were keyed in after {}"),
    "left_out": (RECEIPT, "was not in the extract then", "were not in the extract then"),
    "arrived_since": (RECEIPT, "came since", "came since"),
    "taken_back": (REVERSAL, "came since", "came since"),
    "withdrawn": (RECEIPT, "is no longer in the extract", "are no longer in the extract"),
}


def restatement_words(r: Restatement) -> str:
    """One restated metric in a sentence without its full stop: `On time, in full: 2026 Q2 was
    published as 83.3% (50 of 60); today it reads
    93.3% (56 of 60), because 6 lines count differently: 7 receipts were keyed in after 2026-07-02`.
    """
    noun = r.definition.row
    then = _total_words(r.then, r.definition_then)
    now = _total_words(r.now, r.definition)
    moving = [row for row in r.rows if row.moves]
    causes = listed(_cause_words(r, moving or r.rows, noun))
    if r.then == r.now:
        return (
            f"{r.definition.name}: {r.quarter} still reads {now}, though"
            f" {_differ_words(moving or r.rows, noun)}: {causes}"
        )
    published = "published" if r.was_published else "counted"
    first = f"{r.quarter} was {published} as {then}"
    second = f"today it reads {now}"
    if r.then.value is None:
        first = f"{r.quarter} had nothing to count"
    if r.now.value is None:
        second = "today there is nothing to count"
    because = causes
    if moving:
        because = f"{_differ_words(moving, noun)}: {causes}"
    return f"{r.definition.name}: {first}; {second}, because {because}"


def _total_words(total: Total, definition: Definition) -> str:
    """`83.3% (50 of 60)`, `5.2 days (50 rows)`."""
    if total.value is None:
        return "nothing to count"
    counted = definition.row.count(total.rows)
    if definition.is_ratio:
        numerator = decimal_of(total.numerator)
        denominator = decimal_of(total.denominator)
        counted = f"{exact(numerator)} of {exact(denominator)}"
    return f"{beside_limits(float(total.value), definition)} ({counted})"


def _differ_words(rows: list[RowChange], noun: Noun) -> str:
    return f"{noun.count(len(rows))} {by_count(len(rows), 'counts', 'count')} differently"


def _cause_words(r: Restatement, rows: list[RowChange], noun: Noun) -> list[str]:
    """The reasons of the rows, each kind once: receipts by their number, other rows by theirs."""
    reasons = [reason for row in rows for reason in row.reasons]
    told = {
        kind: len({one for reason in reasons if reason.kind == kind for one in reason.receipts})
        for kind in RECEIPTS
    }
    kinds = Counter(reason.kind for reason in reasons)
    said = [(told[kind], what, one, more) for kind, (what, one, more) in RECEIPTS.items()]
    said += [
        (kinds["new"], noun, "is new", "are new"),
        (kinds["merged"], noun, "came with a merger", "came with a merger"),
        (kinds["gone"], noun, "is gone", "are gone"),
    ]
    said += [
        (kinds["borne"], LEDGER_ROW, "is borne by other receipts", "are borne by other receipts")
    ]
    corrected = Counter(reason.columns for reason in reasons if reason.kind == "corrected")
    changed = {
        columns: listed([_column_words(column) for column in columns]) + " changed"
        for columns in corrected
    }
    words = [
        f"{what.count(count)} {by_count(count, one, more).format(r.then_as_of)}"
        for count, what, one, more in said
        if count
    ]
    for columns, count in corrected.most_common(3):
        if count == len(rows):
            words.append(changed[columns])
        else:
            words.append(f"on {noun.count(count)} {changed[columns]}")
    if rest := sum(corrected.values()) - sum(count for _, count in corrected.most_common(3)):
        words.append(f"on {noun.count(rest)} something else changed")
    if kinds["read_with"]:
        be = by_count(kinds["read_with"], "is", "are")
        words.append(f"{noun.count(kinds['read_with'])} {be} counted with what is known since")
    if kinds["definition"] or r.by_definition or not words:
        words.append(_definition_words(r))
    return words


def _definition_words(r: Restatement) -> str:
    said = "the definition changed"
    then = r.definition_then.version
    now = r.definition.version
    if then != now:
        said += f" (version {then} → {now})"
    if r.by_definition and r.by_definition != r.change:
        part = points_words(float(r.by_definition), r.definition.unit_decimals)
        unit = "points" if r.definition.unit == "%" else r.definition.unit
        said += f", which makes {part} {unit} of it"
    return said


def _column_words(column: str) -> str:
    """A column as people call it: `paid date`, `confirmed quantity`, `cause agreed`."""
    name, _, kind = column.rpartition("_")
    kinds = {"on": " date", "at": " time", "qty": " quantity"}
    if kind in kinds:
        column = name + kinds[kind]
    return column.removeprefix("is_").replace("_", " ")
