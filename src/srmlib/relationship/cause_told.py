"""Where both firms agreed on a cause in the register: why a row counts as it does, and why it reads
otherwise than it was published.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from srmlib.agreement.restatement import Reason, Restatement, RowChange
from srmlib.explain import Explanation
from srmlib.explain.explanation import Step, spoken
from srmlib.register import Book
from srmlib.relationship.causes import AgreedCause, agreed_causes
from srmlib.relationship.decided import explained_as_decided
from srmlib.relationship.entered import Entered
from srmlib.relationship.record import open_book
from srmlib.relationship.settled import ended_by, row_since, words_since
from srmlib.snapshot import Snapshot

# The columns by which a row says whose cause it is.
CAUSE_COLUMNS = {"cause", "cause_by", "broken_cause", "is_cause_agreed", "cause_id"}
SAID = {
    "theirs": "the supplier's",
    "ours": "the buyer's",
    "shared": "shared",
}


def explained_in_register(
    snapshot: Snapshot, entered: Entered | None, found: Explanation
) -> Explanation:
    """Why a row counts as it does, with what the register has of it; `snapshot` stays as it is."""
    if entered is None:
        return found
    with Snapshot(snapshot.path) as own:
        book = open_book(own, entered, found.supplier_id)
        causes = agreed_causes(book, found.supplier_id, entered.as_of)
        return explained_as_entered(own, book, causes, found)


def explained_as_entered(
    snapshot: Snapshot, book: Book, causes: Sequence[AgreedCause], found: Explanation
) -> Explanation:
    """Why a row counts as it does, with the cause both firms agreed on, where that moved it, and
    with their decision on a dispute as its last steps.
    """
    return explained_as_decided(
        snapshot, book, _explained_by_cause(snapshot, causes, found)
    )


def _explained_by_cause(
    snapshot: Snapshot, causes: Sequence[AgreedCause], found: Explanation
) -> Explanation:
    row = row_since(snapshot, found)
    cause = _cause_of(causes, row.values()) if row else None
    if row is None or cause is None or row["outcome"] == found.outcome:
        return found
    step = Step(
        "Did both firms agree on its cause?",
        f"Yes: {SAID[cause.side]}, {_where(cause)}.",
        data=({"cause": cause.id, "agreed_on": cause.agreed_on},),
        outcome=row["outcome"],
    )
    words = words_since(snapshot, found, row)
    return ended_by(found, row, words, step, "Before it was agreed")


def with_agreed_reasons(
    found: Iterable[Restatement], causes: Sequence[AgreedCause]
) -> list[Restatement]:
    """Restatements in which a row that moved for its cause alone says that both firms agreed on
    it.
    """
    return [
        replace(one, rows=[_with_agreed_reason(row, causes) for row in one.rows])
        for one in found
    ]


def _with_agreed_reason(row: RowChange, causes: Sequence[AgreedCause]) -> RowChange:
    if row.then is None or row.now is None:
        return row
    cause = _cause_of(causes, (row.row_id, *row.now.facts.values()))
    is_by_cause = all(
        one.kind == "read_with" or (one.columns and CAUSE_COLUMNS.issuperset(one.columns))
        for one in row.reasons
    )
    if cause is None or not is_by_cause:
        return row
    was = "; ".join(one.words for one in row.reasons if one.columns)
    words = f"both firms agreed on its cause, {_where(cause)}"
    return replace(row, reasons=(Reason("agreed", words + (f" ({was})" if was else "")),))


def _cause_of(
    causes: Iterable[AgreedCause], values: Iterable[object]
) -> AgreedCause | None:
    """The agreed cause of a row that has these values, which the row or its cost is known by."""
    known = {value for value in values if isinstance(value, str)}
    return next(
        (
            one
            for one in causes
            if one.side in SAID
            and not known.isdisjoint({one.row, *(event for _, event in one.events)})
        ),
        None,
    )


def _where(cause: AgreedCause) -> str:
    where = "in the review of" if cause.is_in_review else "in the register on"
    return f"agreed {where} {spoken(cause.agreed_on)}"
