"""What people entered, laid over what the extract brings: disputes and meetings by their number,
agreed causes by what they are of.
Temporary tables and views of one open snapshot, before the tables of its file.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date

from srmlib.metrics.disputes import DECIDED, as_claimed
from srmlib.register import Book
from srmlib.register.kinds.work import Dispute, Meeting
from srmlib.relationship.cause_overlay import lay_causes_over
from srmlib.relationship.causes import agreed_causes
from srmlib.relationship.disputes import standing_of
from srmlib.relationship.effects import can_be_moved
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import definitions_of, rows_table

MEETINGS = "B6"


def lay_over(snapshot: Snapshot, book: Book, supplier_id: str, as_of: date) -> None:
    """Let the disputes, meetings and agreed causes of a supplier's book stand in this open snapshot,
    as of a day. A dispute that was accepted moves its row. The snapshot is the caller's own: whoever
    else asks it would read the same.
    """
    disputes = _known_disputes(book, supplier_id, as_of)
    meetings = [one for one in book.all(Meeting) if one.supplier_id == supplier_id]
    snapshot.entered_until = max(as_of, snapshot.as_of)
    if disputes:
        _put_disputes(snapshot, supplier_id, disputes)
    if meetings:
        rows = [
            (one.id, supplier_id, one.now.tier, one.now.planned_on, one.now.held_on)
            for one in meetings
        ]
        _put_meetings(snapshot, rows)
    snapshot.con.execute("CREATE TEMP TABLE register_supplier (supplier_id VARCHAR)")
    snapshot.con.execute("INSERT INTO register_supplier VALUES (?)", [supplier_id])
    definitions = {one.metric_id: one for one in definitions_of(snapshot.con, supplier_id)}
    granted = _granted(disputes, definitions)
    made_anew = lay_causes_over(
        snapshot, supplier_id, agreed_causes(book, supplier_id, as_of)
    )
    made_anew = (made_anew | ({MEETINGS} if meetings else set())) & definitions.keys()
    touched = granted.keys() | made_anew
    if touched:
        _read_anew(snapshot, supplier_id, touched, made_anew)
        for metric, claims in granted.items():
            _grant(snapshot, definitions[metric], claims)
        _months_anew(snapshot)


def _known_disputes(book: Book, supplier_id: str, as_of: date) -> dict[str, Dispute]:
    """By number, in the order they were decided, each in the state that it stands in."""
    found = [
        one
        for one in book.all(Dispute)
        if one.supplier_id == supplier_id and one.now.raised_on <= as_of
    ]
    found.sort(key=lambda one: (one.now.decided_on or date.max, one.last.number))
    return {
        one.id: one.now.model_copy(update={"state": standing_of(book, one).state})
        for one in found
    }


def _granted(
    disputes: dict[str, Dispute], definitions: dict[str, Definition]
) -> dict[str, list[tuple[str, str]]]:
    """By metric the rows of accepted disputes with the claim that is granted. A statistic of values
    and one of whole orders do not move by a row.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for one in disputes.values():
        definition = definitions.get(one.metric)
        if one.state == "accepted" and definition is not None and can_be_moved(definition):
            found.setdefault(one.metric, []).append((one.row, one.claim))
    return found


def _put_disputes(
    snapshot: Snapshot, supplier_id: str, disputes: dict[str, Dispute]
) -> None:
    con = snapshot.con
    con.execute(
        "CREATE TEMP TABLE register_disputes (dispute_id VARCHAR, supplier_id VARCHAR, metric_id"
        " VARCHAR, row_id VARCHAR, raised_by VARCHAR, raised_on DATE, claim VARCHAR, words VARCHAR,"
        " state VARCHAR, answer VARCHAR)"
    )
    rows = [
        (
            dispute_id,
            supplier_id,
            one.metric,
            one.row,
            one.raised_by,
            one.raised_on,
            one.claim,
            one.claim_words,
            one.state,
            # Both may refuse a claim without words: that is no refusal without an answer.
            one.answer or ("" if one.state == "refused" else None),
        )
        for dispute_id, one in disputes.items()
    ]
    con.executemany(
        "INSERT INTO register_disputes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
    )
    con.execute("CREATE TEMP VIEW disputes AS " + statement("relationship/disputes"))


def _put_meetings(snapshot: Snapshot, rows: Sequence[tuple[object, ...]]) -> None:
    con = snapshot.con
    con.execute(
        "CREATE TEMP TABLE register_meetings (meeting_id VARCHAR, supplier_id VARCHAR, tier"
        " VARCHAR, planned_on DATE, held_on DATE)"
    )
    con.executemany("INSERT INTO register_meetings VALUES (?, ?, ?, ?, ?)", rows)
    con.execute("CREATE TEMP VIEW meetings AS " + statement("relationship/meetings"))
    snapshot.supplied_tables |= {"meetings"}


def _entered(metric: str) -> str:
    """The table of one supplier's rows of a metric, read anew."""
    return "entered_" + rows_table(metric)


def _read_anew(
    snapshot: Snapshot, supplier_id: str, metrics: Iterable[str], made_anew: Container[str]
) -> None:
    """The supplier's rows of these metrics in tables of their own, and a view over all rows: as the
    load made them, or made anew from what was entered.
    """
    con = snapshot.con
    con.execute("CREATE TEMP TABLE register_metrics (metric_id VARCHAR)")
    for metric in sorted(metrics):
        con.execute("INSERT INTO register_metrics VALUES (?)", [metric])
        made = sql("SELECT * FROM {rows}", rows=rows_table(metric))
        if metric in made_anew:
            made = statement("metrics/" + metric)
        table = sql("CREATE TEMP TABLE {entered} AS ", entered=_entered(metric))
        of_one = "SELECT * FROM (" + made + ") AS made WHERE supplier_id = ?"
        con.execute(table + of_one, [supplier_id])
        names = {"rows": rows_table(metric), "entered": _entered(metric)}
        view = sql("CREATE TEMP VIEW {rows} AS ", rows=names["rows"])
        con.execute(view + sql(statement("relationship/rows_over"), **names))


def _grant(
    snapshot: Snapshot, definition: Definition, claims: list[tuple[str, str]]
) -> None:
    """Let each row read as it was claimed, on the agreed basis."""
    names = {"entered": _entered(definition.metric_id)}
    asked = sql("SELECT * FROM {entered} WHERE basis = 'agreed' AND row_id = ?", **names)
    change = sql(
        "UPDATE {entered} SET outcome = ?, is_counted = ?, numerator = ?, denominator = ?"
        " WHERE basis = 'agreed' AND row_id = ?",
        **names,
    )
    for row_id, claim in claims:
        for row in snapshot.records(asked, [row_id]):
            weights = as_claimed(definition, row, claim)
            numerator, denominator = weights or (row["numerator"], row["denominator"])
            values = [
                f"{DECIDED}{claim}",
                weights is not None,
                numerator,
                denominator,
                row_id,
            ]
            snapshot.con.execute(change, values)


def _months_anew(snapshot: Snapshot) -> None:
    con = snapshot.con
    con.execute(
        "CREATE TEMP TABLE months_entered AS " + statement("relationship/months_entered")
    )
    con.execute(
        "CREATE TEMP VIEW metric_months AS " + statement("relationship/months_over")
    )
