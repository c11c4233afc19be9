"""A supplier's quarter: the one noun that every number of an analysis hangs on. What is asked for is
worked out then, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NoReturn, TypeVar

import pandas as pd

from srmlib.agreement.bridge import Bridge, bridge, what_if
from srmlib.agreement.reconcile import Reconciliation, reconcile
from srmlib.agreement.restatement import Restatement, restatements
from srmlib.cost.detail import CostDetail, cost_detail
from srmlib.cost.ledger import ledger_rows, summary_of
from srmlib.cost.rows import cost_rows
from srmlib.cost.summary import CostSummary
from srmlib.errors import UsageError
from srmlib.explain import Explanation, explain
from srmlib.facts.customers import for_readers
from srmlib.facts.data import checks_of, extracts_of
from srmlib.facts.record import Facts
from srmlib.facts.suppliers import Supplier, find_supplier
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.contested import verdicts_if_decided
from srmlib.metrics.disputes import disputed_range, disputes_of
from srmlib.metrics.monthly import monthly_chart
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import rows_behind
from srmlib.partnering import Partnering, partnering_of
from srmlib.partnering.known import Known
from srmlib.partnering.marks import marks_of
from srmlib.promises.kept import Promises, promises_of
from srmlib.promises.meaning import Meaning, meaning_of
from srmlib.promises.warranty import Warranty, warranty_by_age
from srmlib.register import Book, Register
from srmlib.register.kinds.work import Dispute
from srmlib.relationship.cause_told import explained_as_entered, with_agreed_reasons
from srmlib.relationship.causes import AgreedCause, agreed_causes
from srmlib.relationship.decided import with_decided
from srmlib.relationship.entered import Entered, fix_entered
from srmlib.relationship.plan import plan_of
from srmlib.relationship.ratings import ratings_of
from srmlib.relationship.record import Relationship, open_book, relationship_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.checking import seen
from srmlib.rules.switches import Choice
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.snapshot.definitions import definition_of
from srmlib.trace.attribution import trace_of
from srmlib.trace.links import Trace
from srmlib.workspace import Workspace

AUDIENCES = ("shared", "internal")
# The states in which a metric's rows were counted, if there were any; and those with a value.
COUNTED = ("ok", "too_few", "no_data")
HAS_VALUE = ("ok", "too_few")
# The bridges of a report: from the supplier's own number to the agreed one, and on to the buyer's.
PRINTED_BRIDGES = (("supplier", "agreed"), ("agreed", "buyer"))


Found = TypeVar("Found")
AN_OPEN_SNAPSHOT = "one that is open: open_snapshot(…)"
EXAMPLES = {
    "supplier_id": "S-1001",
    "metric_id": "D1",
    "row_id": "4510010312/20",
    "basis": "agreed",
    "from_basis": "supplier",
    "to_basis": "agreed",
}


def _check_kind(name: str, value: object, kind: type, words: str) -> None:
    if not isinstance(value, kind):
        raise UsageError(f"{name} is {seen(value)}, expected {words}.\nPass that.")


def _check_texts(**asked: object) -> None:
    for name, value in asked.items():
        _check_kind(name, value, str, f"a text such as '{EXAMPLES[name]}'")


@dataclass(frozen=True, repr=False)
class SupplierQuarter:
    """One supplier in one quarter, as one snapshot knows it; `supplier_quarter` opens one. It is
    asked in the thread that opened its snapshot, and cannot be copied.

    Everything is worked out when it is first asked for, and kept: asking again costs nothing and
    gives the same object, so copy a data frame before you change it. `supplier` is its record: id,
    name, kind, category and country, the last two null where the extract does not say. `before` is
    the snapshot that last quarter's report was published from; without it nothing is restated.
    `audience` matters to `trace`, `partnering` and `facts` alone: with `shared`, no other
    supplier is named and nothing told that hangs on all of them, and in `facts` no customer of
    the buyer, unless its source shares them.

    Money is in the snapshot's reporting currency (`snapshot.reporting_currency`), costs positive
    and credits negative; values of metrics are in the unit of their definition. The value of a
    reading is a float, the values of a bridge (`what_if` gives one too) are Fractions, amounts of
    cost are Decimals. A quarter runs from its first day up to, not including, the next quarter's.

    A snapshot that `supplier_quarter` opened stays open as long as this lives, or until `close` or
    the end of a `with`; one that was handed in is closed by whoever opened it. What was worked out
    before stays readable; a new question then raises SnapshotError: open the quarter again.

    Raises UsageError for a supplier the snapshot does not know, and for an unknown audience.
    """

    snapshot: Snapshot
    supplier_id: str
    quarter: Quarter
    audience: str = "shared"
    before: Snapshot | None = None
    # What was entered in the register, and the snapshot it was laid over is this quarter's own.
    entered: Entered | None = None
    supplier: Supplier = field(init=False, compare=False)
    book: Book | None = field(init=False, compare=False, default=None)
    # The snapshot without what was entered.
    loaded: Snapshot = field(init=False, compare=False)
    _kept: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False)
    _opened: ExitStack = field(default_factory=ExitStack, init=False, compare=False)

    def __post_init__(self) -> None:
        _check_texts(supplier_id=self.supplier_id)
        _check_kind("quarter", self.quarter, Quarter, 'Quarter.parse("2026Q3")')
        _check_kind("snapshot", self.snapshot, Snapshot, AN_OPEN_SNAPSHOT)
        object.__setattr__(self, "quarter", self.snapshot.quarter(self.quarter))
        if self.before is not None:
            _check_kind("before", self.before, Snapshot, AN_OPEN_SNAPSHOT)
            if self.before.fiscal_year != self.snapshot.fiscal_year:
                raise UsageError(
                    f"The snapshot {self.before.id} has quarters of another fiscal year than"
                    f" {self.snapshot.id}, expected the same.\nLeave before out: their quarters"
                    " cannot be compared."
                )
        if self.audience not in AUDIENCES:
            raise UsageError(
                f"'{self.audience}' is no audience, expected one of {', '.join(AUDIENCES)}.\nName"
                " one of them."
            )
        object.__setattr__(self, "supplier", find_supplier(self.snapshot, self.supplier_id))
        object.__setattr__(self, "loaded", self.snapshot)
        if self.entered is not None:
            own = self._opened.enter_context(Snapshot(self.snapshot.path))
            object.__setattr__(self, "snapshot", own)
            object.__setattr__(self, "book", open_book(own, self.entered, self.supplier_id))

    def __repr__(self) -> str:
        return (
            f"{self.supplier.name} ({self.supplier_id}), {self.quarter}, as of"
            f" {self.snapshot.as_of}"
        )

    def close(self) -> None:
        """Close the snapshots that `supplier_quarter` opened for this; once more does nothing."""
        self._opened.close()

    def __enter__(self) -> SupplierQuarter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        # A copy that is closed would close the snapshot of the original.
        raise UsageError(
            f"{self!r} cannot be copied, expected one that is opened.\nOpen another:"
            " supplier_quarter(…)."
        )

    def _once(self, asked: Hashable, work: Callable[[], Found]) -> Found:
        """What `work` gives, worked out the first time and kept under what was asked."""
        if asked not in self._kept:
            self._kept[asked] = work()
        found: Found = self._kept[asked]
        return found

    @property
    def _trio(self) -> tuple[Snapshot, str, Quarter]:
        """What the functions of the rooms above take."""
        return self.snapshot, self.supplier_id, self.quarter

    # Metrics

    @cached_property
    def readings(self) -> list[Reading]:
        """Every metric in printed order, the buyer's own part (B1 …) last, as `reading` gives it."""
        return [self.reading(metric_id) for metric_id in self._counted]

    def reading(self, metric_id: str) -> Reading:
        """One metric: value, n, interval, verdict, the two firms' own values, its months and, where
        rows of it are disputed, the range of its value.

        `value` is in the unit of the definition and null unless `state` is ok or too_few; the state
        is not_supplied where the extract lacks a table it needs, not_agreed where it does not
        apply. Raises DefinitionError for an unknown metric.
        """
        _check_texts(metric_id=metric_id)
        return self._once(("reading", metric_id), lambda: self._complete(metric_id))

    @cached_property
    def _counted(self) -> dict[str, Reading]:
        """Every metric by id, still without its months and its disputed range."""
        return {reading.id: reading for reading in readings_of(*self._trio)}

    def _complete(self, metric_id: str) -> Reading:
        definition = definition_of(self.snapshot.con, metric_id, self.supplier_id)
        reading = self._counted[metric_id]
        is_hidden = reading.value is None and not reading.is_known_enough
        if reading.state not in COUNTED or is_hidden:
            return reading
        asked = (self.snapshot, definition, self.supplier_id, self.quarter)
        if_decided = verdicts_if_decided(
            self.snapshot, reading, self.supplier_id, self.quarter
        )
        return replace(
            reading,
            months=monthly_chart(*asked),
            disputed=disputed_range(*asked),
            rests_on_dispute=any(word != reading.verdict for word in if_decided.values()),
            if_decided=if_decided,
        )

    def rows(self, metric_id: str, basis: str = "agreed") -> pd.DataFrame:
        """The rows behind a metric's number, one each, by the day that places them: row_id,
        counted_on, outcome, is_counted, numerator, denominator, and what describes them.

        Rows that the basis leaves out are there too (is_counted false, the outcome says why). Empty
        where nothing is placed in the quarter. Raises DefinitionError for an unknown metric,
        UsageError for a basis that is not stated.
        """
        _check_texts(metric_id=metric_id, basis=basis)
        return self._once(("rows", metric_id, basis), lambda: self._rows(metric_id, basis))

    def _rows(self, metric_id: str, basis: str) -> pd.DataFrame:
        definition = definition_of(self.snapshot.con, metric_id, self.supplier_id)
        definition.choices_of(basis)
        return rows_behind(self.snapshot, metric_id, self.supplier_id, self.quarter, basis)

    # What the two firms agree on

    def bridge(self, metric_id: str, from_basis: str, to_basis: str) -> Bridge | None:
        """From one way of counting to another (agreed, buyer, supplier, before), one switch at a
        time. Values and changes are exact fractions in the metric's unit; they add up.

        None when one of the numbers on the way has nothing to count. Raises DefinitionError for an
        unknown metric, UsageError for a basis that is not stated.
        """
        _check_texts(metric_id=metric_id, from_basis=from_basis, to_basis=to_basis)
        return self._once(
            ("bridge", metric_id, from_basis, to_basis),
            lambda: self._decided(
                metric_id,
                bridge(
                    self.snapshot,
                    metric_id,
                    self.supplier_id,
                    self.quarter,
                    from_basis,
                    to_basis,
                ),
            ),
        )

    def _decided(self, metric_id: str, found: Bridge | None) -> Bridge | None:
        """With what both firms decided in the register as a step of its own."""
        stated = self.book.all(Dispute) if self.book else []
        if not any(one.now.metric == metric_id for one in stated):
            return found
        return with_decided(self.snapshot, self.supplier_id, self.quarter, found)

    def what_if(
        self, metric_id: str, *, from_basis: str = "agreed", **choices: Choice
    ) -> Bridge | None:
        """The bridge from a stated way of counting to the same with other choices:
        `q.what_if("D1", late_days=2).end`. `data/definitions/SWITCHES.md` lists every switch. From
        the agreed one, rows that both firms decided in the register count as decided.

        None when nothing is left to count. Raises DefinitionError for an unknown metric, switch or
        choice, UsageError for a basis that is not stated.
        """
        _check_texts(metric_id=metric_id, from_basis=from_basis)
        return self._once(
            ("what if", metric_id, from_basis, repr(sorted(choices.items()))),
            lambda: what_if(
                self.snapshot,
                metric_id,
                self.supplier_id,
                self.quarter,
                from_basis,
                **choices,
            ),
        )

    @cached_property
    def bridges(self) -> list[Bridge]:
        """A list of `Bridge`, as in a report and in printed order: of each metric with a value from
        the supplier's own number to the agreed one, and from there to the buyer's own, as far as
        they are stated.
        """
        found = []
        for reading in self._counted.values():
            if reading.state not in HAS_VALUE:
                continue
            for ends in PRINTED_BRIDGES:
                if set(ends) <= set(reading.definition.switches):
                    found.append(self.bridge(reading.id, *ends))
        return [one for one in found if one]

    def reconcile(
        self,
        theirs: Snapshot,
        metric_id: str = "D1",
        stated: Decimal | None = None,
        theirs_id: str | None = None,
    ) -> Reconciliation:
        """The supplier's own rows against ours, line by line, and from its number to the agreed
        one; see srmlib.agreement.reconcile. What both firms decided in the register is its last
        step. Worked out each time; `theirs` stays open.
        """
        _check_kind("theirs", theirs, Snapshot, AN_OPEN_SNAPSHOT)
        _check_texts(metric_id=metric_id)
        found = reconcile(
            self.snapshot,
            theirs,
            self.supplier_id,
            self.quarter,
            metric_id,
            stated,
            theirs_id,
        )
        loaded = found.switches or Bridge(
            metric_id, "agreed", "agreed", found.end, found.end, []
        )
        decided = self._decided(metric_id, loaded)
        if decided is None or decided == loaded:
            return found
        return replace(found, switches=decided, end=decided.end)

    def explain(
        self, row_id: str, metric_id: str = "D1", basis: str = "agreed"
    ) -> Explanation:
        """Why a row of this supplier counts as it does, step by step, with the data of each step;
        whatever the quarter it is placed in.

        Raises UsageError for a row this supplier does not have and for a basis that is not stated,
        DefinitionError for an unknown metric.
        """
        _check_texts(row_id=row_id, metric_id=metric_id, basis=basis)
        return self._once(
            ("explain", row_id, metric_id, basis),
            lambda: self._explain(row_id, metric_id, basis),
        )

    def _explain(self, row_id: str, metric_id: str, basis: str) -> Explanation:
        """By the rows as they were loaded; a decision in the register stands behind them."""
        found = explain(self.loaded, row_id, metric_id, basis, self.supplier_id)
        if self.book is None:
            return found
        return explained_as_entered(self.snapshot, self.book, self._causes, found)

    @property
    def _causes(self) -> tuple[AgreedCause, ...]:
        """What both firms agreed in the register of whose cause a row is."""
        if self.entered is None or self.book is None:
            return ()
        return agreed_causes(self.book, self.supplier_id, self.entered.as_of)

    @cached_property
    def disputes(self) -> pd.DataFrame:
        """Data frame: the disputes over rows placed in the quarter, one each, oldest first:
        dispute_id, metric_id, row_id, raised_by, raised_on, claim, words, state, answer,
        counted_on, outcome, and origin: the extract, or the register.
        """
        found = disputes_of(*self._trio)
        entered = {one.id for one in self.book.all(Dispute)} if self.book else set()
        origin = [
            "register" if name in entered else "extract" for name in found["dispute_id"]
        ]
        return found.assign(origin=pd.Series(origin, found.index, dtype="string[pyarrow]"))

    @cached_property
    def relationship(self) -> Relationship | None:
        """`Relationship`: actions, replies, disputes as both firms entered them; None without a
        register.
        """
        if self.entered is None or self.book is None:
            return None
        return relationship_of(
            self.snapshot,
            self.book,
            self.entered,
            self.supplier_id,
            self.quarter,
            self.disputes,
        )

    @cached_property
    def partnering(self) -> Partnering:
        """`Partnering`: signs, principles, keys and the level. Without a register what the extract
        alone can tell.
        """
        book = self.book or Book([])
        entered = self.entered
        as_of = entered.as_of if entered else self.snapshot.as_of
        known = self.relationship
        asked = (book, self.supplier_id, self.quarter, as_of)
        return partnering_of(
            Known(
                snapshot=self.snapshot,
                supplier_id=self.supplier_id,
                quarter=self.quarter,
                as_of=as_of,
                book=book,
                plan=known.plan if known else plan_of(*asked),
                ratings=known.ratings if known else ratings_of(*asked),
                readings=self.readings,
                trace=self.trace,
                marks=marks_of(self.snapshot, self.supplier_id),
                firms={
                    "buyer": self.snapshot.buyer or "the buyer",
                    "supplier": self.supplier.name,
                },
                audience=self.audience,
            )
        )

    @cached_property
    def restatements(self) -> list[Restatement]:
        """A list of `Restatement`: what the quarter before read in the snapshot it was published
        from (`before`), and reads now, for each metric that reads differently; empty without
        `before`.
        """
        if self.before is None:
            return []
        found = restatements(
            self.before, self.snapshot, self.supplier_id, self.quarter.previous()
        )
        return with_agreed_reasons(found, self._causes)

    # What it costs

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Data frame: the ledger's rows booked in the quarter, one per cost event and receipt that
        bears it; amounts to the cent, null where they are unknown or included in the price.
        """
        return ledger_rows(*self._trio)

    @cached_property
    def cost(self) -> CostSummary:
        """`CostSummary`: price, every element on top of it, and their total, to the cent. What is
        unknown is said with its state and coverage, never zero.
        """
        rows = cost_rows(*self._trio)
        return summary_of(self.snapshot, rows, self.supplier_id, self.quarter)

    @cached_property
    def cost_detail(self) -> CostDetail:
        """`CostDetail`: what stands around the total: intervals, what each uncertain rate does,
        what goals would save, the rates used, and what became of each row of the extract.
        """
        return cost_detail(*self._trio, self._counted.values())

    # What customers feel

    @cached_property
    def trace(self) -> Trace:
        """`Trace`: the incidents of the quarter that lead to this supplier, or to a firm it stands
        behind; shares add up to 1, amounts to the total. In events where no cost is known of any.
        """
        return trace_of(*self._trio, self.audience)

    @cached_property
    def promises(self) -> Promises:
        """`Promises`: the promises to customers that depended on this supplier, kept and broken,
        and the complaints, as known on the as-of date.
        """
        return promises_of(*self._trio)

    @cached_property
    def meaning(self) -> Meaning:
        """`Meaning`: what the supplier meant to our customers: orders and revenue touched, the
        customers who depend on it, who orders again, hand-overs, regions.
        """
        return meaning_of(*self._trio)

    @cached_property
    def warranty(self) -> Warranty:
        """`Warranty`: complaints by the month the goods were made, and by their age."""
        return warranty_by_age(*self._trio)

    @cached_property
    def facts(self) -> Facts:
        """`Facts`: all of it as the plain record that words, pictures and pages are made from, with
        what its audience may know of the buyer's customers.
        """
        known = Facts(
            supplier=self.supplier,
            quarter=self.quarter,
            as_of=self.snapshot.as_of,
            as_of_words=self.snapshot.as_of_words,
            rows_after=self.snapshot.rows_after(),
            snapshot_id=self.snapshot.id,
            audience=self.audience,
            extracts=extracts_of(self.snapshot),
            readings=[one for one in self.readings if not one.definition.is_ours],
            ours=[one for one in self.readings if one.definition.is_ours],
            cost=self.cost,
            checks=checks_of(*self._trio),
            rows={
                one.id: self.rows(one.id) for one in self.readings if one.state in COUNTED
            },
            ledger=self.ledger,
            disputes=self.disputes,
            bridges=self.bridges,
            before_snapshot=self.before.id if self.before else "",
            restatements=self.restatements,
            cost_detail=self.cost_detail,
            trace=self.trace,
            promises=self.promises,
            meaning=self.meaning,
            buyer=self.snapshot.buyer,
            shares_customers=self.snapshot.shares_customers,
            relationship=self.relationship,
            partnering=self.partnering if self.relationship else None,
        )
        return for_readers(known)


def supplier_quarter(
    supplier_id: str,
    quarter: Quarter | str,
    snapshot: Snapshot | str | None = None,
    *,
    before: Snapshot | str | None = None,
    audience: str = "shared",
    workspace: Workspace | None = None,
    register: Register | Entered | None = None,
) -> SupplierQuarter:
    """One supplier in one quarter: `supplier_quarter("S-1001", "2026Q3").reading("D1").value`.

    `snapshot` and `before` are snapshots that are open, or ids (empty: the current one, and none);
    `workspace` is where ids are looked up, the one the working folder lies in unless it is named.
    With `register` (`open_register(workspace)`), what both firms entered stands over the extract:
    actions and replies are known, and a dispute that was decided moves its number.
    Raises UsageError for an unknown supplier, for what is no quarter and for an unknown audience,
    SnapshotError for a snapshot that is not there.
    """
    if workspace is not None:
        _check_kind("workspace", workspace, Workspace, "Workspace(DIR)")
    home = workspace or Workspace.find()
    with ExitStack() as opened:

        def at_hand(name: str, wanted: Snapshot | str | None) -> Snapshot:
            if isinstance(wanted, Snapshot):
                return wanted
            if wanted is not None:
                _check_kind(name, wanted, str, "the id of a snapshot, or one that is open")
            return opened.enter_context(open_snapshot(home, wanted or None))

        now = at_hand("snapshot", snapshot)
        then = at_hand("before", before) if before else None
        asked = now.quarter(quarter)
        if isinstance(register, Register):
            register = fix_entered(register, now.as_of)
        found = SupplierQuarter(now, supplier_id, asked, audience, then, register)
        # Its own snapshot was opened last, so it is closed first.
        opened.push(found._opened.pop_all())
        found._opened.push(opened.pop_all())
        return found
