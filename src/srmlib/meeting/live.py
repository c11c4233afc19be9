"""The quarter's numbers as the register stands: where an entry moves some of them since
they were worked out, those are read anew.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date

from srmlib.facts import Facts, SupplierQuarter, supplier_quarter
from srmlib.meeting.sitting import Sitting
from srmlib.metrics.result import Reading
from srmlib.register import Book, Register
from srmlib.register.kinds.work import Dispute, Meeting
from srmlib.relationship.cause_overlay import ASKED_BY
from srmlib.relationship.causes import agreed_causes
from srmlib.relationship.disputes import standing_of
from srmlib.relationship.entered import Entered, fix_entered
from srmlib.relationship.overlay import MEETINGS
from srmlib.relationship.persons import of_supplier
from srmlib.snapshot import Snapshot

# By metric what its number hangs on in the register: where that is equal, so is the number.
HangsOn = dict[str, list[Hashable]]


def entered_by(register: Register, on: date, extract_as_of: date) -> Entered | None:
    """All that is entered, as a report made on a day knows it; null where nothing is."""
    return fix_entered(register, max(on, extract_as_of))


class Numbers:
    """`facts` of a quarter, as they stand after the last entry that the sitting has
    read.
    """

    def __init__(self, opened: SupplierQuarter, sitting: Sitting):
        self._opened, self._sitting = opened, sitting
        self._extract_as_of: date = opened.loaded.as_of
        self._facts = opened.facts
        self._read_by = opened.book or Book(())
        self._hangs_on = self._hanging(self._read_by)

    @property
    def facts(self) -> Facts:
        book = self._sitting.book
        if book is not self._read_by:
            self._follow(self._hanging(book))
            self._read_by = book
        return self._facts

    def _follow(self, now: HangsOn) -> None:
        before = self._hangs_on
        moved = {one for one in now | before if now.get(one) != before.get(one)}
        if moved:
            self._facts = self._read_anew(moved)
        self._hangs_on = now

    def _hanging(self, book: Book) -> HangsOn:
        supplier_id, quarter = self._opened.supplier_id, self._opened.quarter
        found: HangsOn = {}
        for one in of_supplier(book, Dispute, supplier_id):
            decided = (one.id, one.now, standing_of(book, one))
            found.setdefault(one.now.metric, []).append(decided)
        causes = agreed_causes(book, supplier_id, self._as_of)
        for metric in sorted(set().union(*ASKED_BY.values())):
            found.setdefault(metric, []).append(causes)
        meetings = of_supplier(book, Meeting, supplier_id)
        days = [(one.id, one.now.planned_on, one.now.held_on) for one in meetings]
        # Of later ones it matters whether there are any, and whether any was held.
        later = {held is not None for _, planned, held in days if planned >= quarter.until}
        placed = [one for one in days if one[1] < quarter.until]
        return found | {MEETINGS: [frozenset(later), *placed]}

    @property
    def _as_of(self) -> date:
        return max(self._sitting.on, self._extract_as_of)

    def _read_anew(self, moved: set[str]) -> Facts:
        """The facts with these metrics as a quarter that is opened now reads them: in this
        thread, which is another one where a widget hands over a decision.
        """
        opened, facts, sitting = self._opened, self._facts, self._sitting
        entered = entered_by(sitting.register, sitting.on, self._extract_as_of)
        with ExitStack() as stack:
            own = stack.enter_context(Snapshot(opened.loaded.path))
            asked = (opened.supplier_id, opened.quarter, own)
            anew = stack.enter_context(supplier_quarter(*asked, register=entered))

            def read(known: list[Reading]) -> list[Reading]:
                return [anew.reading(one.id) if one.id in moved else one for one in known]

            return replace(facts, readings=read(facts.readings), ours=read(facts.ours))
