"""The disputed rows on the table, and the number as it reads with what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from srmlib.facts import SupplierQuarter
from srmlib.meeting.sitting import Sitting
from srmlib.meeting.written import STAYS_OPEN, stated
from srmlib.metrics.disputes import disputes_of
from srmlib.metrics.granted import Decidable, Granted, decidable
from srmlib.metrics.result import Reading
from srmlib.register.kinds.work import Dispute
from srmlib.relationship.disputes import Standing, standing_of, state_of
from srmlib.snapshot import Snapshot


@dataclass(frozen=True)
class OnTable:
    """One dispute. `now` is its metric with what is decided, `before` with what was decided
    before this meeting, `granted` and `refused` with this one decided for the one firm and
    for the other; null where its rows cannot be read anew one by one.
    """

    id: str
    stated: Dispute
    standing: Standing
    reading: Reading
    now: Granted | None
    before: Granted | None
    granted: Granted | None
    refused: Granted | None
    open_words: str | None

    @property
    def is_open(self) -> bool:
        return self.standing.is_open

    @property
    def is_settled(self) -> bool:
        """Decided, or left open with words."""
        return not self.is_open or self.open_words is not None


class Disputes:
    """The disputes over rows of the quarter: those of the extract, and those of the
    register, which stand for an extract's of the same firm over the same row.
    """

    def __init__(self, quarter: SupplierQuarter, sitting: Sitting):
        self._quarter, self._sitting = quarter, sitting
        self._decidable: dict[str, Decidable | None] = {}
        # A metric is read anew once for each set of claims.
        self._read: dict[tuple[str, frozenset[tuple[str, str]]], Granted | None] = {}

    @cached_property
    def _of_extract(self) -> dict[str, Dispute]:
        asked = self._quarter
        found = disputes_of(asked.loaded, asked.supplier_id, asked.quarter)
        rows = found.astype(object).to_dict("records")
        named = [{str(name): value for name, value in row.items()} for row in rows]
        return {row["dispute_id"]: _as_stated(row) for row in named}

    def stated(self) -> dict[str, Dispute]:
        """By id, the oldest first: as they stand."""
        entered = {
            record.id: record.now
            for record in self._sitting.book.all(Dispute)
            if record.supplier_id == self._sitting.supplier_id
            if record.id in self._of_extract or self._is_of_quarter(record.now)
        }
        rows = {(one.metric, one.row, one.raised_by) for one in entered.values()}
        of_extract = {
            id: one
            for id, one in self._of_extract.items()
            if (one.metric, one.row, one.raised_by) not in rows
        }
        known = of_extract | entered
        return dict(
            sorted(
                known.items(),
                key=lambda one: (one[1].raised_on, one[0]),
            )
        )

    def _is_of_quarter(self, dispute: Dispute) -> bool:
        rows = self._quarter.facts.rows.get(dispute.metric)
        return rows is not None and dispute.row in set(rows["row_id"])

    def on_table(self) -> list[OnTable]:
        """What was open when the meeting began, and what is raised on its day."""
        found = []
        known = self.stated()
        for id, one in known.items():
            if one.raised_on > self._sitting.on:
                continue
            # An extract says how a dispute ended, not on which day.
            was_before = one.decided_on is None or one.decided_on < self._sitting.on
            if self._standing(id, one).is_open or not was_before:
                found.append(
                    self._on_table(
                        id,
                        one,
                        known,
                    )
                )
        return found

    def _on_table(self, id: str, one: Dispute, known: dict[str, Dispute]) -> OnTable:
        reading = self._quarter.facts.reading(one.metric)
        claims = self._claims(one.metric, known)
        others = {row: claim for row, claim in claims.items() if row != one.row}
        return OnTable(
            id,
            self._sitting.people.hushing.stated(one),
            self._standing(id, one),
            reading,
            self._granted(one.metric, claims),
            self._granted(
                one.metric,
                self._claims(
                    one.metric,
                    known,
                    before=self._sitting.on,
                ),
            ),
            self._granted(one.metric, others | {one.row: one.claim}),
            self._granted(one.metric, others),
            self._sitting.words_on(f"{id} {STAYS_OPEN}"),
        )

    def _standing(self, id: str, one: Dispute) -> Standing:
        """One of the extract was settled by the firm that answers."""
        book = self._sitting.book
        record = book.find(Dispute, id)
        answering = "buyer" if one.raised_by == "supplier" else "supplier"
        return standing_of(book, record) if record else state_of(one, [answering])

    def _claims(
        self, metric_id: str, known: dict[str, Dispute], before: date = date.max
    ) -> dict[str, str]:
        """The claims that were granted, by row; an extract's are in its rows already."""
        return {
            one.row: one.claim
            for id, one in known.items()
            if one.metric == metric_id and self._standing(id, one).state == "accepted"
            if one.decided_on is not None and one.decided_on < before
        }

    def _granted(self, metric_id: str, claims: dict[str, str]) -> Granted | None:
        asked = (metric_id, frozenset(claims.items()))
        if asked not in self._read:
            rows = self._rows(metric_id)
            self._read[asked] = rows.granted(claims) if rows else None
        return self._read[asked]

    def _rows(self, metric_id: str) -> Decidable | None:
        """Asked of the snapshot once, as it was loaded: a decision is shown at once, and
        one of this meeting can be taken back.
        """
        if metric_id not in self._decidable:
            asked = self._quarter
            reading = asked.facts.reading(metric_id)
            # Its own: whoever raises one meanwhile is shown in the thread of a widget.
            with Snapshot(asked.loaded.path) as loaded:
                found = decidable(loaded, reading, asked.supplier_id, asked.quarter)
            self._decidable[metric_id] = found
        return self._decidable[metric_id]


def _as_stated(row: dict[str, Any]) -> Dispute:
    said = {name: None if pd.isna(value) else value for name, value in row.items()}
    raised_on: Any = said["raised_on"]
    found: Dispute = stated(
        Dispute,
        metric=said["metric_id"],
        row=said["row_id"],
        raised_by=said["raised_by"],
        raised_on=raised_on if isinstance(raised_on, date) else raised_on.date(),
        claim=said["claim"],
        claim_words=said["words"],
        state=said["state"],
        answer=said["answer"],
    )
    return found
