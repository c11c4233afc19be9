"""Restatements: what a quarter read in the snapshot it was published from, what it reads today, and
every row that made the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from srmlib.agreement.bridge import RowReading, facts_text, read_rows, value_of_rows
from srmlib.encoding import encoded
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.coverage import missing_words
from srmlib.metrics.disputes import DECIDED
from srmlib.metrics.rows import former_firms
from srmlib.numbers import decimal_of, digits
from srmlib.rules.calendar import FiscalYear, Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.switches import Choice
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import definitions_of, rows_table

# What a receipt of the line moves; and what only follows from other columns, so that it is no news
# beside them.
MOVED_BY_RECEIPTS = {"first_on", "filled_on", "received_qty", "on_time_qty"}
FOLLOWS = {
    "is_on_time",
    "lead_time_days",
    "late_until_on",
    "is_received_before_ordered",
    "is_full_known",
    "is_day_known",
}
# The day a claim came, of a row that is one.
CAME_ON = ("found_on", "received_on")
UNKNOWN = "unknown"
# By column: what stood there then, what stands there now.
Changed = dict[str, tuple[object, object]]


@dataclass(frozen=True)
class Receipt:
    """A receipt, reversal or return that only one of the two snapshots has."""

    receipt_id: str
    line_id: str
    kind: str
    docked_on: date
    posted_on: date | None


@dataclass(frozen=True)
class Reason:
    """Why a row reads differently. `kind`: keyed_late, left_out, arrived_since, taken_back,
    withdrawn (each told by `receipts`), came_later, new, merged, gone, borne, corrected, definition, read_with.

    A notice or complaint came_later than that day and counts with the goods or order it is about. A
    receipt was keyed_late after the day the first snapshot knows up to; left_out when it should
    have been in that one by its own dates; withdrawn when only that one has it. `columns` are the
    names of the columns that changed.
    """

    kind: str
    words: str
    receipts: tuple[Receipt, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowChange:
    """A row that counts in the quarter, then or now, and reads differently. A reading is None where
    the snapshot does not know the row.

    `is_counted` of a reading says whether the row counts in the quarter; a row that moved to
    another quarter counts no more.
    """

    row_id: str
    then: RowReading | None
    now: RowReading | None
    reasons: tuple[Reason, ...]

    @property
    def reason(self) -> str:
        """All reasons in words."""
        return "; ".join(reason.words for reason in self.reasons)

    @property
    def change(self) -> tuple[Fraction, Fraction]:
        """What the row adds to the quarter's numerator and denominator."""
        then = _weight(self.then)
        now = _weight(self.now)
        return now[0] - then[0], now[1] - then[1]

    @property
    def moves(self) -> bool:
        """Whether the row weighs differently, in or out included."""
        then = self.then.what_counts if self.then else ()
        now = self.now.what_counts if self.now else ()
        return then != now

    def to_json(self) -> dict:
        then, now = (row and _side(row) for row in (self.then, self.now))
        return encoded(
            {
                "row_id": self.row_id,
                "then": then,
                "now": now,
                "reason": self.reason,
                "kinds": [reason.kind for reason in self.reasons],
            }
        )


def _weight(row: RowReading | None) -> tuple[Fraction, Fraction]:
    """What the row adds to the numerator and denominator of the quarter."""
    if row is None or not row.is_counted:
        return Fraction(0), Fraction(0)
    return row.what_counts


@dataclass(frozen=True)
class Total:
    """What a quarter reads in one snapshot: the value in its definition's unit (null when nothing
    is counted), and the sums over the counted rows.
    """

    value: Fraction | None
    numerator: Fraction
    denominator: Fraction
    rows: int

    def to_json(self, definition: Definition) -> dict:
        sums = {}
        # The sum of measured values is not what their statistic is made of.
        if definition.is_ratio:
            sums = {
                "numerator": _exact(self.numerator),
                "denominator": _exact(self.denominator),
            }
        return encoded({"value": self.value, **sums, "n": self.rows})


@dataclass(frozen=True)
class Restatement:
    """One metric of one quarter, then and now. `then` is as of `then_as_of`, by the definition of
    that day; `now` likewise.

    Of a ratio, numerator and denominator differ by exactly what the rows add. `by_definition` is
    the part of the change that the new definition makes on the rows as they are today; null where
    the definition reads as it did, or nothing is counted by one of the two. `was_published` is
    false where there was too little to print a number then.
    """

    quarter: Quarter
    definition_then: Definition
    definition: Definition
    then_as_of: date
    now_as_of: date
    then: Total
    now: Total
    rows: list[RowChange]
    was_published: bool = True
    by_definition: Fraction | None = None
    switches: dict[str, tuple[Choice, Choice]] = field(default_factory=dict)

    @property
    def metric_id(self) -> str:
        return self.definition.metric_id

    @property
    def change(self) -> Fraction | None:
        """now − then in the metric's unit; null where there is no value on one side, or the unit
        changed.
        """
        if (
            self.then.value is None
            or self.now.value is None
            or self.definition_then.unit != self.definition.unit
        ):
            return None
        return self.now.value - self.then.value

    def to_json(self) -> dict:
        """Values are rounded to four decimals; sums and weights are exact (a text where they are
        not whole).
        """
        return encoded(
            {
                "metric": self.metric_id,
                "quarter": self.quarter,
                "unit": self.definition.unit,
                "then": {
                    "as_of": self.then_as_of,
                    **self.then.to_json(self.definition_then),
                    "definition_version": self.definition_then.version,
                },
                "now": {
                    "as_of": self.now_as_of,
                    **self.now.to_json(self.definition),
                    "definition_version": self.definition.version,
                },
                "change": self.change,
                "by_definition": self.by_definition,
                "switches": self.switches,
                "rows": self.rows,
            }
        )


def restatements(
    before: Snapshot, now: Snapshot, supplier_id: str, quarter: Quarter
) -> list[Restatement]:
    """What the quarter read in `before` and reads in `now`, for each metric both count and that
    reads differently; in printed order.

    Each side is counted on the agreed basis of its own definition. Left out: metrics of which
    neither the value nor a row reads differently, metrics not supplied or not agreed on one side,
    and everything where `before` does not know the supplier: nothing was published then. A row
    reads differently when its outcome, its day or its weight does; one that counts in neither is
    left out.
    """
    if not before.scalar(
        "SELECT count(*) FROM suppliers WHERE supplier_id = ?", [supplier_id]
    ):
        return []
    known_then = {
        definition.metric_id: definition
        for definition in definitions_of(before.con, supplier_id)
        if _is_counted(before, definition)
    }
    both = [
        (known_then[d.metric_id], d)
        for d in definitions_of(now.con, supplier_id)
        if d.metric_id in known_then and _is_counted(now, d)
    ]
    printed = {
        reading.id
        for reading in readings_of(before, supplier_id, quarter)
        if reading.state == "ok"
    }
    found = [
        replace(
            _restatement(before, now, supplier_id, quarter, then, definition),
            was_published=then.metric_id in printed,
        )
        for then, definition in both
    ]
    return [
        restated
        for restated in found
        if restated.rows or restated.then.value != restated.now.value
    ]


def restated_rows(found: Restatement) -> list[dict]:
    """Every row of a restatement as a plain row: how it read then and how it reads now, with its
    dates and quantities as text, and why.
    """
    rows = []
    for row in found.rows:
        sides = {
            f"{name}_{side}": value
            for side, reading in (("then", row.then), ("now", row.now))
            for name, value in (_side(reading) if reading else {"outcome": UNKNOWN}).items()
        }
        rows.append(
            {
                "metric_id": found.metric_id,
                "quarter": found.quarter.label,
                "row_id": row.row_id,
            }
            | sides
            | {"reason": row.reason}
        )
    return rows


RESTATED_COLUMNS = (
    "metric_id",
    "quarter",
    "row_id",
    *(
        f"{name}_{side}"
        for side in ("then", "now")
        for name in (
            "counted_on",
            "outcome",
            "is_counted",
            "numerator",
            "denominator",
            "facts",
        )
    ),
    "reason",
)


def _is_counted(snapshot: Snapshot, definition: Definition) -> bool:
    return definition.applies and not missing_words(snapshot, definition)


def _restatement(
    before: Snapshot,
    now: Snapshot,
    supplier_id: str,
    quarter: Quarter,
    definition_then: Definition,
    definition: Definition,
) -> Restatement:
    metric_id = definition.metric_id
    rows_then, rows_now = (
        _rows_in(snapshot, metric_id, supplier_id, quarter) for snapshot in (before, now)
    )
    value_then = value_of_rows(definition_then, definition_then.agreed, rows_then)
    value_now = value_of_rows(definition, definition.agreed, rows_now)
    # A row that left the quarter is not gone: it is looked up where it is now.
    elsewhere_then = _rows_named(
        before, metric_id, supplier_id, quarter, rows_now.keys() - rows_then.keys()
    )
    elsewhere_now = _rows_named(
        now, metric_id, supplier_id, quarter, rows_then.keys() - rows_now.keys()
    )
    then_all = rows_then | elsewhere_then
    now_all = rows_now | elsewhere_now
    switches = {
        name: (choice, definition.agreed[name])
        for name, choice in definition_then.agreed.items()
        if name in definition.agreed and choice != definition.agreed[name]
    }
    is_another = _switches(definition_then) != _switches(definition) or not _has_hours(
        now, definition_then
    )
    # Today's rows by the definition of then: what differs from them is the definition's doing, what
    # they differ from then is the rows'.
    by_then = rows_now
    value_by_then = None
    by_definition = None
    if switches and not is_another:
        path = [definition_then.agreed, definition.agreed]
        by_then = read_rows(now, definition_then, supplier_id, quarter, path)[0]
        value_by_then = value_of_rows(definition_then, definition_then.agreed, by_then)
    has_one_unit = definition_then.unit == definition.unit
    if value_by_then is not None and value_now is not None and has_one_unit:
        by_definition = value_now - value_by_then
    changed = [
        i
        for i in sorted(then_all.keys() | now_all.keys())
        if _reads_differently(then_all.get(i), now_all.get(i))
    ]
    came, went = _receipts_of_one(
        before,
        now,
        [row for i in changed for row in (then_all.get(i), now_all.get(i)) if row],
    )
    lines = _lines_changed(
        before,
        now,
        [
            row.facts["line_id"]
            for i in changed
            if (row := now_all.get(i)) and row.facts.get("line_id")
        ],
    )
    # A cost that both extracts have may be borne by other receipts: its rows are other ones, the
    # cost is the same.
    kept_events = {row.facts.get("event_id") for row in then_all.values()} & {
        row.facts.get("event_id") for row in now_all.values()
    } - {None}
    evidence = _Evidence(
        before.as_of,
        now.as_of,
        (definition_then.version, definition.version),
        came,
        went,
        lines,
        kept_events,
        quarter.calendar,
        former_firms(now, metric_id, supplier_id),
        definition.is_by_cohort,
    )
    by_then = now_all | by_then
    if is_another:
        # With other switches nothing of today can be read as it was then.
        by_then = {}
    changes = [
        RowChange(
            i,
            then_all.get(i),
            now_all.get(i),
            evidence.of_a_merger(i, then_all.get(i))
            or evidence.reasons(then_all.get(i), by_then.get(i), now_all.get(i)),
        )
        for i in changed
    ]
    totals = _total(value_then, rows_then), _total(value_now, rows_now)
    return Restatement(
        quarter,
        definition_then,
        definition,
        before.as_of,
        now.as_of,
        *totals,
        changes,
        by_definition=by_definition,
        switches=switches,
    )


def _has_hours(snapshot: Snapshot, definition: Definition) -> bool:
    """Whether the service hours that a definition names are there."""
    named = {
        definition.agreed[switch.name]
        for switch in definition.metric.switches.values()
        if switch.calendar
    }
    return named <= snapshot.service_hours.keys()


def _switches(definition: Definition) -> dict[str, str]:
    """What its statement is told of a basis."""
    return {name: switch.sql_type for name, switch in definition.metric.switches.items()}


def _rows_in(
    snapshot: Snapshot, metric_id: str, supplier_id: str, quarter: Quarter
) -> dict[str, RowReading]:
    """The rows the agreed basis places in the quarter, by row id."""
    rows = snapshot.records(
        sql(statement("metrics/readings/rows_behind"), rows=rows_table(metric_id)),
        ["agreed", supplier_id, quarter.start, quarter.until],
    )
    return _by_id(rows, quarter)


def _rows_named(
    snapshot: Snapshot,
    metric_id: str,
    supplier_id: str,
    quarter: Quarter,
    row_ids: Iterable[str],
) -> dict[str, RowReading]:
    """Rows by their ids, wherever they are placed; those the snapshot does not know are missing."""
    asked = sorted(row_ids)
    if not asked:
        return {}
    rows = snapshot.records(
        sql(statement("agreement/rows_named.duckdb"), rows=rows_table(metric_id)),
        [supplier_id, asked],
    )
    return _by_id(rows, quarter)


def _by_id(rows: list[dict], quarter: Quarter) -> dict[str, RowReading]:
    return {row["row_id"]: RowReading.of(quarter, row) for row in rows}


def _total(value: Fraction | None, rows: dict[str, RowReading]) -> Total:
    counted = [row for row in rows.values() if row.is_counted]
    return Total(
        value,
        sum((row.numerator for row in counted), Fraction(0)),
        sum((row.denominator for row in counted), Fraction(0)),
        len(counted),
    )


def _reads_differently(then: RowReading | None, now: RowReading | None) -> bool:
    def reading(row: RowReading | None) -> tuple:
        if row is None or not row.is_counted:
            return ()
        return (row.outcome, row.counted_on, *row.what_counts)

    return reading(then) != reading(now)


@dataclass(frozen=True)
class _Evidence:
    """What the reasons of one metric's rows are found in: the receipts that only one of the
    snapshots has, and the definition's versions.
    """

    then_as_of: date
    now_as_of: date
    versions: tuple[int, int]
    came: list[Receipt]
    went: list[Receipt]
    lines: dict[str, Changed]
    kept_events: set[object]
    fiscal_year: FiscalYear
    former_firms: dict[str, str]
    is_by_cohort: bool

    def _later(self, now: RowReading) -> tuple[Reason, ...]:
        """That a claim came after the first snapshot's day, and on which; none where it is no such
        row, or such rows are placed by the day they come.
        """
        came_on = next(
            (day for name in CAME_ON if (day := now.facts.get(name)) is not None), None
        )
        if not (
            self.is_by_cohort and isinstance(came_on, date) and came_on > self.then_as_of
        ):
            return ()
        told = f"it came on {came_on} and counts with the goods or order it is about"
        return (Reason("came_later", told),)

    def of_a_merger(self, row_id: str, then: RowReading | None) -> tuple[Reason, ...]:
        """Why a row is here now that was another firm's; none where it is not so."""
        was = self.former_firms.get(row_id)
        if then is not None or was is None:
            return ()
        return (Reason("merged", f"a row of {was}, which merged into this firm since"),)

    def reasons(
        self, then: RowReading | None, by_then: RowReading | None, now: RowReading | None
    ) -> tuple[Reason, ...]:
        """Why a row reads `now` what it did not read `then`; `by_then` is today's row by the
        definition of then.
        """
        only = then or now
        if only is None:
            return ()
        is_one_sided = then is None or now is None
        if is_one_sided and only.facts.get("event_id") in self.kept_events:
            return (Reason("borne", "the same cost, borne by other receipts now"),)
        if now is None:
            return self._told_by(_of_receipt(self.went, only)) or (
                Reason("gone", f"the extract as of {self.now_as_of} no longer has it"),
            )
        if then is None:
            new = Reason(
                "new", f"a new row: the extract as of {self.then_as_of} did not have it"
            )
            return self._told_by(_of_receipt(self.came, now)) or self._later(now) or (new,)
        if now.outcome.startswith(DECIDED) and not then.outcome.startswith(DECIDED):
            return (Reason("decided", "a dispute over it was decided"),)
        reasons: tuple[Reason, ...] = ()
        if by_then is not None and _reads_differently(then, by_then):
            reasons = self._in_the_record(then, by_then)
        if _reads_differently(by_then, now):
            reasons = (*reasons, self._definition())
        return reasons

    def _definition(self) -> Reason:
        then, now = self.versions
        version = f"version {then} → {now}"
        if then == now:
            version = f"still called version {then}"
        return Reason("definition", f"the definition changed ({version})")

    def _in_the_record(self, then: RowReading, now: RowReading) -> tuple[Reason, ...]:
        own = _changed(then.facts, now.facts)
        changed = self.lines.get(now.facts.get("line_id") or "", {}) | own
        # What only follows is told where neither the row nor its line's record tells why.
        columns = (
            tuple(name for name in own if name not in FOLLOWS)
            or tuple(name for name in changed if name not in own)
            or tuple(own)
        )
        if not columns:
            days = f"as of {self.then_as_of}, now as of {self.now_as_of}"
            if self.then_as_of == self.now_as_of:
                days = f"as of {self.now_as_of} both times"
            return (
                Reason(
                    "read_with",
                    f"its own record is the same; what it is read with is not (then {days})",
                ),
            )
        told = ", ".join(
            f"{name} {_said(changed[name][0])} → {_said(changed[name][1])}"
            for name in columns
        ) + _moved_words(then, now, self.fiscal_year)
        of_line = []
        if MOVED_BY_RECEIPTS & set(columns):
            of_line = self._receipts_of_line(now.facts.get("line_id"))
        if not of_line:
            return (Reason("corrected", told, columns=columns),)
        *first, last = self._told_by(of_line)
        return (*first, replace(last, words=f"{last.words} ({told})", columns=columns))

    def _receipts_of_line(self, line_id: object) -> list[Receipt]:
        """Those that only one of the snapshots has."""
        if line_id is None:
            return []
        return [one for one in (*self.came, *self.went) if one.line_id == line_id]

    def _told_by(self, receipts: list[Receipt]) -> tuple[Reason, ...]:
        """One reason per kind: what the receipts say happened."""
        kinds: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in receipts:
            kinds[self._kind(receipt)].append(receipt)
        return tuple(
            Reason(
                kind,
                " and ".join(self._receipt_words(kind, one) for one in of_kind),
                tuple(of_kind),
            )
            for kind, of_kind in kinds.items()
        )

    def _kind(self, receipt: Receipt) -> str:
        if receipt in self.went:
            return "withdrawn"
        if receipt.kind != "receipt":
            return "taken_back"
        if receipt.docked_on > self.then_as_of:
            return "arrived_since"
        if receipt.posted_on and receipt.posted_on > self.then_as_of:
            return "keyed_late"
        return "left_out"

    def _receipt_words(self, kind: str, receipt: Receipt) -> str:
        what = f"a {receipt.kind} docked {receipt.docked_on}"
        if kind == "withdrawn":
            return f"{what} is no longer in the extract"
        if kind == "arrived_since":
            return f"{what} came since"
        if kind == "left_out" or receipt.posted_on is None:
            return f"{what} was not in the extract then"
        return f"{what} was keyed in {receipt.posted_on}"


def _changed(then: dict[str, object], now: dict[str, object]) -> Changed:
    """The columns that both have and that differ: what stood there then, what stands there now."""
    told = [name for name in then if name in now and not name.endswith("_if_unchanged")]
    return {name: (then[name], now[name]) for name in told if then[name] != now[name]}


def _lines_changed(
    before: Snapshot, now: Snapshot, line_ids: list[str]
) -> dict[str, Changed]:
    """Per schedule line what changed in its record: a row does not carry all of it, such as its
    cancellation.
    """
    asked = statement("agreement/lines_named.duckdb")
    then, today = (
        {record["line_id"]: record for record in snapshot.records(asked, [line_ids])}
        for snapshot in (before, now)
    )
    return {
        line_id: _changed(then[line_id], today[line_id])
        for line_id in then.keys() & today.keys()
    }


def _moved_words(then: RowReading, now: RowReading, fiscal_year: FiscalYear) -> str:
    """Where a row went that is placed in another quarter than before; empty where it stayed."""
    before, after = (
        fiscal_year.quarter_of(row.counted_on) if row.counted_on else "no quarter"
        for row in (then, now)
    )
    if before == after:
        return ""
    return f"; placed in {before} then, in {after} now"


def _of_receipt(receipts: list[Receipt], row: RowReading) -> list[Receipt]:
    return [
        receipt for receipt in receipts if receipt.receipt_id == row.facts.get("receipt_id")
    ]


def _receipts_of_one(
    before: Snapshot, now: Snapshot, rows: list[RowReading]
) -> tuple[list[Receipt], list[Receipt]]:
    """The receipts of these rows that only `now` has, and those only `before` had, oldest first."""
    asked = [
        sorted({row.facts[name] for row in rows if row.facts.get(name) is not None})
        for name in ("line_id", "receipt_id")
    ]
    if not any(asked):
        return [], []
    of_these = statement("agreement/receipts_named.duckdb")
    then, today = (
        [Receipt(**row) for row in snapshot.records(of_these, asked)]
        for snapshot in (before, now)
    )
    known_then, known_today = (
        {receipt.receipt_id for receipt in receipts} for receipts in (then, today)
    )
    return [one for one in today if one.receipt_id not in known_then], [
        one for one in then if one.receipt_id not in known_today
    ]


def _side(row: RowReading) -> dict:
    said = {
        "counted_on": row.counted_on,
        "outcome": row.outcome,
        "is_counted": row.is_counted,
        "numerator": row.numerator,
        "denominator": row.denominator,
    }
    return {
        name: _exact(value) if isinstance(value, Fraction) else value
        for name, value in said.items()
    } | {"facts": facts_text(row.facts)}


def _exact(value: Fraction) -> int | Decimal:
    """Weights have at most three decimals: as a decimal they are the same number."""
    if value.denominator == 1:
        return int(value)
    return decimal_of(value)


def _said(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, Decimal):
        return digits(value)
    return str(value)
