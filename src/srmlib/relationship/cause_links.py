"""The links of the trace whose cause both firms agreed on in the register, in place of those that
the load made by rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from srmlib.load.causes import LINK, agreed_links
from srmlib.relationship.causes import AgreedCause
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement

# What of a thing that broke stands in each of its links.
OF_THE_EFFECT = ("occurred_on", "breakdown", "service")
# The kinds of rows that are in a trace.
TRACED = ("customer_order", "ticket", "complaint", "cost_event")


def lay_links_over(
    snapshot: Snapshot, supplier_id: str, causes: Sequence[AgreedCause]
) -> bool:
    """Let the links of what broke lead where both firms agreed, in this open snapshot; whether there
    are any.
    """
    con = snapshot.con
    found = [
        link
        for cause in causes
        for kind, effect_id in effects_of_cause(snapshot, supplier_id, cause)
        for link in _links(snapshot, supplier_id, cause, kind, effect_id)
    ]
    if not found:
        return False
    con.execute("CREATE TEMP TABLE register_links AS SELECT * FROM trace_links LIMIT 0")
    columns = [row[0] for row in con.execute("DESCRIBE register_links").fetchall()]
    con.executemany(
        "INSERT INTO register_links VALUES"
        " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [[link[name] for name in columns] for link in found],
    )
    con.execute("CREATE TEMP VIEW trace_links AS " + statement("relationship/links_over"))
    return True


def effects_of_cause(
    snapshot: Snapshot, supplier_id: str, cause: AgreedCause
) -> list[tuple[str, str]]:
    """Kind and id of what broke that a cause is of; none where it is of a cost alone."""
    if cause.of not in TRACED or cause.row is None:
        return []
    of = cause.of.removeprefix("customer_").removeprefix("cost_")
    # A cost event is the supplier's own, or moves nothing.
    asked = [cause.row, supplier_id] if of == "event" else [cause.row]
    rows = snapshot.records(statement(f"relationship/effects_of_{of}"), asked)
    return [(row["effect_kind"], row["effect_id"]) for row in rows]


def _links(
    snapshot: Snapshot, supplier_id: str, cause: AgreedCause, kind: str, effect_id: str
) -> Iterator[Record]:
    """All links of one effect, those that were agreed among them, without what they cost."""
    loaded = snapshot.records(statement("relationship/links_of_effect"), [kind, effect_id])
    if not loaded:
        return
    kept: list[Record] = []
    if cause.of == "customer_order":
        # An order may wait for several suppliers: what is agreed with one is of its part alone.
        own = [link for link in loaded if supplier_id in _firms(link)]
        kept = [link for link in loaded if supplier_id not in _firms(link)]
        made = [{name: link[name] for name in LINK} | _as_agreed(cause) for link in own]
    else:
        firm = supplier_id if cause.side == "theirs" else None
        whole = [{name: link[name] for name in LINK} for link in loaded]
        told = [(cause.side, firm, Fraction(1), _words(cause))]
        made = [link | _as_agreed(cause) for link in agreed_links(whole, told)]
    links = kept + _with_words(snapshot, made)
    of_effect = {name: loaded[0][name] for name in OF_THE_EFFECT}
    of_effect |= {"effect_kind": kind, "effect_id": effect_id, "amount": None}
    for number, link in enumerate(links, start=1):
        yield link | of_effect | {"link_no": number}


def _firms(link: Record) -> tuple[object, object]:
    return link["supplier_id"], link["behind_supplier_id"]


def _as_agreed(cause: AgreedCause) -> Record:
    return {"cause_side": cause.side, "rule": _words(cause)}


def _words(cause: AgreedCause) -> str:
    """The rule by which a link leads where it does; links that are agreed are known by its first
    word.
    """
    where = "in the review of" if cause.is_in_review else "in the register on"
    return f"agreed {where} {cause.agreed_on}" + (f": {cause.words}" if cause.words else "")


def _with_words(snapshot: Snapshot, links: list[Record]) -> list[Record]:
    """The links with the words of their cause, as the load says them."""
    con = snapshot.con
    con.execute(
        "CREATE TEMP TABLE links AS SELECT effect_kind, effect_id, part_id, receipt_id, line_id,"
        " lot_id, supplier_id, behind_supplier_id, cause_side, rule AS made_at, rule, evidence,"
        " weight, least, most FROM trace_links LIMIT 0"
    )
    if links:
        con.executemany(
            "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [[link[name] for name in LINK] for link in links],
        )
    found = snapshot.records(statement("trace/cause_links") + " ORDER BY link_no")
    con.execute(sql("DROP TABLE {links}", links="links"))
    return found
