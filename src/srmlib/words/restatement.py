"""A restated number in words: what was published, what it reads today, and because of which
rows.
"""

from __future__ import annotations

from collections import Counter

from srmlib.agreement.restatement import Reason, Restatement, RowChange, Total
from srmlib.metrics.result import beside_limits
from srmlib.numbers import by_count, decimal_of, exact, points_words
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Noun
from srmlib.words.plainly import spelled
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
    moving = [row for row in r.rows if row.moves]
    rows = moving or r.rows
    causes = listed(_cause_words(r, rows, noun))
    if r.then == r.now:
        now = _total_words(r.now, r.definition)
        differ = _differ_words(rows, noun)
        return (
            f"{r.definition.name}: {r.quarter} still reads {now}, though {differ}: {causes}"
        )
    because = causes
    if moving:
        because = f"{_differ_words(moving, noun)}: {causes}"
    return f"{r.definition.name}: {_then_words(r)}; {_now_words(r)}, because {because}"


def reads_differently(r: Restatement) -> bool:
    """Whether the number is printed otherwise today; else only the rows behind it are others."""
    return said_then(r) != said_now(r)


def too_few_words(count: int) -> str:
    """`two that were too few to judge`: numbers that were counted and not published."""
    return f"{spelled(count)} that {by_count(count, 'was', 'were')} too few to judge"


def said_then(r: Restatement) -> str:
    """The number as it was printed."""
    return _value_words(r.then, r.definition_then)


def said_now(r: Restatement) -> str:
    """The number as it is printed today."""
    return _value_words(r.now, r.definition)


def _value_words(total: Total, definition: Definition) -> str:
    if total.value is None:
        return "nothing to count"
    return beside_limits(float(total.value), definition)


def _then_words(r: Restatement) -> str:
    if r.then.value is None:
        return f"{r.quarter} had nothing to count"
    published = "published" if r.was_published else "counted"
    return f"{r.quarter} was {published} as {_total_words(r.then, r.definition_then)}"


def _now_words(r: Restatement) -> str:
    if r.now.value is None:
        return "today there is nothing to count"
    return f"today it reads {_total_words(r.now, r.definition)}"


def _total_words(total: Total, definition: Definition) -> str:
    """`83.3% (50 of 60)`, `5.2 days (50 rows)`."""
    value = _value_words(total, definition)
    if total.value is None:
        return value
    counted = definition.row.count(total.rows)
    if definition.is_ratio:
        numerator = decimal_of(total.numerator)
        denominator = decimal_of(total.denominator)
        counted = f"{exact(numerator)} of {exact(denominator)}"
    return f"{value} ({counted})"


def _differ_words(rows: list[RowChange], noun: Noun) -> str:
    return f"{noun.count(len(rows))} {by_count(len(rows), 'counts', 'count')} differently"


def _cause_words(r: Restatement, rows: list[RowChange], noun: Noun) -> list[str]:
    """The reasons of the rows, each kind once: receipts by their number, other rows by theirs."""
    reasons = [reason for row in rows for reason in row.reasons]
    kinds = Counter(reason.kind for reason in reasons)
    counts = []
    for kind, (what, one, more) in RECEIPTS.items():
        receipts = {
            receipt
            for reason in reasons
            if reason.kind == kind
            for receipt in reason.receipts
        }
        counts.append((len(receipts), what, one, more))
    claim = r.definition.metric.in_numerator
    for kind, what, one, more in (
        ("came_later", claim, "came after {}", "came after {}"),
        ("new", noun, "is new", "are new"),
        ("merged", noun, "came with a merger", "came with a merger"),
        ("gone", noun, "is gone", "are gone"),
        ("borne", LEDGER_ROW, "is borne by other receipts", "are borne by other receipts"),
    ):
        counts.append((kinds[kind], what, one, more))
    words = []
    for count, what, one, more in counts:
        became = by_count(count, one, more).format(r.then_as_of)
        if count:
            words.append(f"{what.count(count)} {became}")
    words += _corrected_words(reasons, len(rows), noun)
    if decided := kinds["decided"]:
        disputes = by_count(decided, "a dispute over it was", "disputes over these were")
        words.append(
            f"{noun.count(decided)} {by_count(decided, 'reads', 'read')} as {disputes} decided"
        )
    if read_with := kinds["read_with"]:
        be = by_count(read_with, "is", "are")
        words.append(f"{noun.count(read_with)} {be} counted with what is known since")
    if kinds["definition"] or r.by_definition or not words:
        words.append(_definition_words(r))
    return words


def _corrected_words(reasons: list[Reason], row_count: int, noun: Noun) -> list[str]:
    """Which columns changed on how many rows: the three most frequent, then the rest as one."""
    corrected = Counter(reason.columns for reason in reasons if reason.kind == "corrected")
    words = []
    rest = sum(corrected.values())
    for columns, count in corrected.most_common(3):
        changed = f"{listed([_column_words(column) for column in columns])} changed"
        if count != row_count:
            changed = f"on {noun.count(count)} {changed}"
        words.append(changed)
        rest -= count
    if rest:
        words.append(f"on {noun.count(rest)} something else changed")
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
