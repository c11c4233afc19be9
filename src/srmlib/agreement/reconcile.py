"""Rows against rows: a supplier's own file beside ours, matched line by line, and a bridge from
their number to the agreed one.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from srmlib.agreement.bridge import (
    Bridge,
    RowReading,
    bases_in_place,
    bridge,
    step_words,
    value_of_rows,
)
from srmlib.errors import UsageError
from srmlib.numbers import table_change, table_number
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.switches import Basis
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.snapshot.definitions import definition_of, rows_sql

# The metrics whose rows a list of lines and deliveries settles; every other one needs tables that
# such a list does not hold.
FROM_LINES = ("D1",)
# The kinds of difference with their words, in the printed order of the bridge.
KINDS = {
    "missing there": "lines the supplier does not have",
    "missing here": "lines the buyer does not have",
    "date": "another date",
    "quantity": "another quantity",
    "status": "another status",
    "other": "the same dates, quantities and status, counted differently",
}
# What is told of a line, by each firm: the days it was due and full by the supplier's rule, and
# what its rows say whatever the rule.
FACTS = (
    "due_on",
    "filled_on",
    "docked_on",
    "ordered_qty",
    "received_qty",
    "value_amount",
    "status",
    "cancelled_on",
    "source_file",
    "source_row",
)


@dataclass(frozen=True)
class Difference:
    """A line the two firms tell differently. `theirs` and `ours` are how it reads by the supplier's
    rule, None where a firm does not have it.

    `kinds` are all that differs, in printed order; the first is the one it stands under.
    """

    row_id: str
    kinds: tuple[str, ...]
    theirs: RowReading | None
    ours: RowReading | None

    @property
    def kind(self) -> str:
        return self.kinds[0]

    @property
    def reads_differently(self) -> bool:
        return _what_counts(self.theirs) != _what_counts(self.ours)


@dataclass(frozen=True)
class KindStep:
    """Our reading put in place of theirs for all lines of one kind: the number after it, the
    change, and the lines, also those that change nothing.
    """

    kind: str
    value: Fraction
    change: Fraction
    differences: list[Difference]


@dataclass(frozen=True, repr=False)
class Reconciliation:
    """From the supplier's number to the agreed one, in the metric's unit. Fractions: nothing is
    rounded.

    `start` plus `remainder`, the changes of `steps` and the changes of `switches` is `end`,
    exactly. `start` is the number the supplier stated, else what its own rows give; `remainder` is
    what its rows do not explain of the stated one. `switches` is the bridge of our rows from the
    supplier's rule to the agreed one, None where the supplier states no rule of its own.
    `their_lines` and `our_lines` are how many lines each firm counts in the quarter by the
    supplier's rule.
    """

    definition: Definition
    supplier_id: str
    name: str
    quarter: Quarter
    stated: Decimal | None
    start: Fraction
    remainder: Fraction
    their_value: Fraction
    steps: list[KindStep]
    our_value: Fraction
    switches: Bridge | None
    end: Fraction
    their_lines: int
    our_lines: int

    def __repr__(self) -> str:
        return "\n".join(bridge_lines(self))

    @property
    def differences(self) -> list[Difference]:
        """Every line told differently, kind by kind in printed order."""
        return [difference for step in self.steps for difference in step.differences]

    def table(self) -> pd.DataFrame:
        """Every difference as a row: what differs, and how each firm tells the line and how it then
        reads by the supplier's rule.
        """
        columns = ["row_id", "kind", "kinds", "reads_differently"]
        columns += [
            f"{name}_{firm}"
            for name in ("counts", "outcome", "numerator", "denominator", *FACTS)
            for firm in ("theirs", "ours")
        ]
        rows = [
            {
                "row_id": d.row_id,
                "kind": d.kind,
                "kinds": ", ".join(d.kinds),
                "reads_differently": d.reads_differently,
            }
            | _told("theirs", d.theirs)
            | _told("ours", d.ours)
            for d in self.differences
        ]
        return pd.DataFrame(rows, columns=columns, dtype=object)


def reconcile(
    ours: Snapshot,
    theirs: Snapshot,
    supplier_id: str,
    quarter: Quarter,
    metric_id: str = "D1",
    stated: Decimal | None = None,
    theirs_id: str | None = None,
) -> Reconciliation:
    """A supplier's own rows against ours for one quarter, both read by the supplier's rule (the
    agreed one where it states none).

    The rules are those agreed with this supplier in our snapshot; `theirs` should be built as of
    the same day. Lines are matched by their id over all quarters, so that a line which only one
    firm places in this one is told as another date. `stated` is the number the supplier gave, in
    the metric's unit: it agrees with its rows when they round to it. `theirs_id` is the supplier's
    id in its own file; without it the only supplier there is taken, unless that is another supplier
    of ours.
    Raises UsageError for an unknown supplier, for rows of which none bears an id of ours, for a
    metric that is not counted from lines alone, and where either firm has nothing to count.
    """
    known = _suppliers(ours)
    _check_asked(ours, supplier_id, metric_id, known)
    definition = definition_of(ours.con, metric_id, supplier_id)
    rule = definition.bases.get("supplier", definition.agreed)
    their_lines = _read_lines(
        theirs, definition, _id_in(theirs, supplier_id, theirs_id, known), quarter, rule
    )
    our_lines = _read_lines(ours, definition, supplier_id, quarter, rule)
    _check_ids(theirs, their_lines, our_lines)

    def value(reading: dict[str, RowReading]) -> Fraction | None:
        return value_of_rows(definition, rule, reading)

    their_value = value(their_lines)
    our_value = value(our_lines)
    if their_value is None:
        raise UsageError(
            f"Nothing to count for {metric_id} in {quarter}: source {theirs.source} has no line due"
            " then.\nName the quarter the file is about, or look whether its lines bear due dates."
        )
    switches = None
    has_rule = "supplier" in definition.bases
    if has_rule:
        switches = bridge(ours, metric_id, supplier_id, quarter, "supplier", "agreed")
    if our_value is None or (has_rule and switches is None):
        raise UsageError(
            f"Nothing to count for {metric_id} in {quarter}: the buyer's snapshot {ours.id} has no line of"
            f" '{supplier_id}' that counts then.\nName another quarter, or load an extract that"
            " covers it."
        )
    remainder = Fraction(0)
    if stated is not None and not _rounds_to(their_value, stated):
        remainder = their_value - Fraction(stated)
    return Reconciliation(
        definition=definition,
        supplier_id=supplier_id,
        name=known[supplier_id],
        quarter=quarter,
        stated=stated,
        start=their_value - remainder,
        remainder=remainder,
        their_value=their_value,
        steps=steps_by_kind(
            their_lines, differences_between(their_lines, our_lines, quarter), value
        ),
        our_value=our_value,
        switches=switches,
        end=switches.end if switches else our_value,
        their_lines=sum(row.is_counted for row in their_lines.values()),
        our_lines=sum(row.is_counted for row in our_lines.values()),
    )


def _check_asked(
    ours: Snapshot, supplier_id: str, metric_id: str, known: Container[str]
) -> None:
    if metric_id not in FROM_LINES:
        raise UsageError(
            f"{metric_id} cannot be reconciled line by line, expected"
            f" {' or '.join(FROM_LINES)}.\nCompare its two numbers by the bridge of the report."
        )
    if supplier_id not in known:
        raise UsageError(
            f"There is no supplier '{supplier_id}' in snapshot {ours.id} of source"
            f" {ours.source}.\nCorrect the id, or load the extract it is in."
        )


def differences_between(
    theirs: dict[str, RowReading], ours: dict[str, RowReading], quarter: Quarter
) -> list[Difference]:
    """The lines told differently, of those that either firm places in the quarter, by id. Both
    readings hold all lines of the supplier.
    """
    found = []
    for row_id in sorted(theirs.keys() | ours.keys()):
        their_row = theirs.get(row_id)
        our_row = ours.get(row_id)
        if any(
            row and row.counted_on and row.counted_on in quarter
            for row in (their_row, our_row)
        ) and (kinds := _kinds(their_row, our_row)):
            found.append(Difference(row_id, kinds, their_row, our_row))
    return found


def steps_by_kind(
    theirs: dict[str, RowReading],
    differences: list[Difference],
    value: Callable[[dict[str, RowReading]], Fraction | None],
) -> list[KindStep]:
    """One step per kind: its lines are read our way from then on. A line that differs in several
    kinds is replaced at the first of them.

    Where nothing is left to count on the way, the number stays as it was and the next step bears
    the change. "Other" is left out when empty.
    """
    reading = dict(theirs)
    before = value(theirs)
    if before is None:
        raise ValueError("their own rows have nothing to count")
    steps = []
    for kind in KINDS:
        own = [difference for difference in differences if difference.kind == kind]
        for difference in own:
            if difference.ours is None:
                del reading[difference.row_id]
            else:
                reading[difference.row_id] = difference.ours
        after = value(reading)
        if after is None:
            after = before
        if own or kind != "other":
            steps.append(KindStep(kind, after, after - before, own))
        before = after
    return steps


def _kinds(theirs: RowReading | None, ours: RowReading | None) -> tuple[str, ...]:
    """What differs, in printed order; empty when the two firms tell the line alike."""
    if theirs is None:
        return ("missing there",)
    if ours is None:
        return ("missing here",)
    a = theirs.facts
    b = ours.facts
    # A line that one firm holds for full and the other does not: because of the quantities, or else
    # because of a day that one does not know.
    is_full_for_one = (a["filled_on"] is None) != (b["filled_on"] is None)
    is_qty_another = (
        a["received_qty"] != b["received_qty"] or a["ordered_qty"] != b["ordered_qty"]
    )
    dates = (
        a["due_on"] != b["due_on"]
        or _both_known_differ(a, b, "filled_on", "docked_on")
        or (is_full_for_one and not is_qty_another)
    )
    quantity = _both_known_differ(a, b, "ordered_qty", "received_qty") or (
        is_full_for_one and is_qty_another
    )
    status = (a["status"], a["cancelled_on"]) != (b["status"], b["cancelled_on"])
    kinds = tuple(
        kind
        for kind, differs in (("date", dates), ("quantity", quantity), ("status", status))
        if differs
    )
    if not kinds and theirs.what_counts != ours.what_counts:
        return ("other",)
    return kinds


def _both_known_differ(a: dict[str, object], b: dict[str, object], *names: str) -> bool:
    """What only one firm knows is no difference."""
    return any(
        a[name] is not None and b[name] is not None and a[name] != b[name] for name in names
    )


def _what_counts(row: RowReading | None) -> tuple:
    return row.what_counts if row else ()


def _rounds_to(value: Fraction, stated: Decimal) -> bool:
    """True when a value is what was stated, at the decimals it was stated with.

    >>> _rounds_to(Fraction(4700, 49), Decimal("95.9")), _rounds_to(Fraction(4700, 49), Decimal("95.90"))
    (True, False)
    """
    unit = Fraction(10) ** min(int(stated.as_tuple().exponent), 0)
    return 2 * abs(value - Fraction(stated)) <= unit


def _suppliers(snapshot: Snapshot) -> dict[str, str]:
    rows = snapshot.records("SELECT supplier_id, name FROM suppliers ORDER BY supplier_id")
    return {row["supplier_id"]: row["name"] for row in rows}


def _id_in(
    theirs: Snapshot, supplier_id: str, theirs_id: str | None, our_suppliers: Container[str]
) -> str:
    """The id a supplier bears in its own file: as said, else that of the only supplier there, else
    the same as ours.
    """
    known = list(_suppliers(theirs))
    # A file of another supplier of ours is no file of this one.
    is_only_one = len(known) == 1 and known[0] not in our_suppliers
    wanted = theirs_id or supplier_id
    if is_only_one and not theirs_id:
        wanted = known[0]
    if wanted not in known:
        raise UsageError(
            f"There is no supplier '{wanted}' in the rows of source {theirs.source}, which has"
            f" {', '.join(known[:5]) or 'none'}.\nName the supplier whose file it is, or let"
            " suppliers.sql of the source select it under this id."
        )
    return wanted


def _check_ids(
    theirs: Snapshot, their_lines: dict[str, RowReading], our_lines: dict[str, RowReading]
) -> None:
    """Refuse rows of which none bears an id of ours: they are named in another way, or are not this
    supplier's.
    """
    if their_lines and our_lines and not their_lines.keys() & our_lines.keys():
        raise UsageError(
            f"No line of source {theirs.source} has an id of the buyer's: the supplier's are such"
            f" as '{min(their_lines)}', the buyer's such as '{min(our_lines)}'.\nLet"
            " schedule_lines.sql of the source name the lines as the buyer's extract does."
        )


def _read_lines(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarter: Quarter,
    rule: Basis,
) -> dict[str, RowReading]:
    """All lines of a supplier by id, as they read by one rule; `is_counted` says whether a line
    counts in the quarter, `facts` are FACTS.

    docked_on is the last arrival; received_qty is all that arrived, zero when nothing did, None
    where the extract has no quantities.
    """
    with bases_in_place(snapshot, definition.metric, supplier_id, {"rule": rule}):
        rows = snapshot.records(
            "WITH rows_read AS (\n"
            + rows_sql(definition.metric)
            + "\n)\n"
            + statement("agreement/lines_read")
        )
    return {row["row_id"]: RowReading.of(quarter, row) for row in rows}


def _told(firm: str, row: RowReading | None) -> dict[str, object]:
    if row is None:
        return {}
    reads = {
        "counts": row.is_counted,
        "outcome": row.outcome,
        "numerator": str(row.numerator),
        "denominator": str(row.denominator),
    }
    return {f"{name}_{firm}": value for name, value in (reads | row.facts).items()}


def bridge_lines(found: Reconciliation) -> list[str]:
    """The bridge as aligned plain lines: change, number after it, lines told differently, and how
    many of them read differently.
    """
    definition = found.definition
    has_rule = "supplier" in definition.bases
    rule = "the supplier's rule" if has_rule else "the agreed rule"
    table: list[tuple] = [("", "change", "number", "lines", "count differently")]
    if found.remainder:
        table += [
            ("the supplier's stated number", "", table_number(found.start), "", ""),
            ("  not explained by its own rows", table_change(found.remainder), "", "", ""),
        ]
    table.append(
        (
            f"the supplier's rows, {rule}",
            "",
            table_number(found.their_value),
            found.their_lines,
            "",
        )
    )
    for step in found.steps:
        differ = sum(difference.reads_differently for difference in step.differences)
        table.append(
            (
                f"  {KINDS[step.kind]}",
                table_change(step.change),
                table_number(step.value),
                len(step.differences),
                differ,
            )
        )
    table.append(
        (
            f"the buyer's rows, {rule}",
            "",
            table_number(found.our_value),
            found.our_lines,
            "",
        )
    )
    if found.switches:
        for turn in found.switches.steps:
            asked, was, reads = step_words(definition.metric, turn)
            words = f"  {asked}: {reads}, not {was}"
            table.append(
                (
                    words,
                    table_change(turn.change),
                    table_number(turn.value),
                    "",
                    len(turn.flips),
                )
            )
        table.append(
            ("the buyer's rows, the agreed rule", "", table_number(found.end), "", "")
        )
    widths = [max(len(str(line[i])) for line in table) for i in range(5)]
    said = [
        f"{found.name} ({found.supplier_id}), {found.quarter}: {definition.name}, in"
        f" {definition.unit}"
    ]
    if not has_rule:
        said.append(
            "The supplier states no way of counting of its own: both files are read by the agreed"
            " one."
        )
    if found.stated is not None and not found.remainder:
        said.append(
            f"The supplier's stated number, {found.stated}, is what its own rows give."
        )
    return said + [
        "  ".join(
            [str(line[0]).ljust(widths[0])]
            + [
                str(cell).rjust(width)
                for cell, width in zip(line[1:], widths[1:], strict=True)
            ]
        ).rstrip()
        for line in table
    ]
