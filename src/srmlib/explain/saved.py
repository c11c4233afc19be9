"""What a line of the cost ledger is a cost of, so that it falls with a goal: worked out anew from
the rows it names.
"""

from __future__ import annotations

from srmlib.explain.mechanism import Case, Read, columns_of
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot.database import statement

WHAT_FAILED = Read(statement("explain/what_failed"), "event_id", "told, named")
# What on time, in full makes of a line that somebody waited for.
WAITED_FOR = ("late", "short", "partly", "overdue")


def words(case: Case) -> str:
    """Which metric counts what it is a cost of, and what tells; or that nothing does. Empty for
    what no goal can make less.
    """
    if case.state != "amount" or case.cause == "terms":
        return ""
    if not (ELEMENTS[case.element].falls_with or _told(case, "incident")):
        return ""
    metrics, why = counted_by(case)
    if not metrics:
        return f"{why}: no saving counts it."
    return f"{why}: it falls with {' or '.join(metrics)}."


def rests_on(case: Case) -> list[dict]:
    return columns_of(case.what_failed, "told named which is_so")


def counted_by(case: Case) -> tuple[tuple[str, ...], str]:
    """The metrics that count what a row is a cost of, none where nothing tells, and why."""
    incident = _told(case, "incident")
    if incident:
        return _by_incident(case, incident[0])
    if ticket := _told(case, "ticket"):
        back = bool(ticket[0]["is_so"])
        said = "came back" if back else "did not come back"
        return ("S2",) if back else (), f"Ticket {ticket[0]['named']} {said}"
    if action := _told(case, "action"):
        return ("Q2", "Q1"), f"The action is about {action[0]['named']}"
    return _by_line(case) or _by_element(case)


def _told(case: Case, kind: str) -> list[dict]:
    return [row for row in case.what_failed if row["told"] == kind]


def _by_incident(case: Case, incident: dict) -> tuple[tuple[str, ...], str]:
    named = incident["named"].replace("_", " ")
    late = _late(case)
    if not incident["is_so"]:
        return (), f"{named} is in no table, or did not break"
    if incident["which"]:
        if late:
            return (), f"{named} names {incident['which']} and line {late}"
        return ("Q2", "Q1"), f"{named} is of {incident['which']}"
    back = [row for row in _told(case, "ticket") if row["is_so"]]
    if back and case.element == "support_time":
        return ("S2",), f"{named}: ticket {back[0]['named']} came back"
    if not named.startswith(("late order ", "line stop ")):
        return (
            (),
            f"{named} names no lot, piece, family of defects or ticket that came back",
        )
    if case.cause == "ours" and (changed := _changed(case)):
        return ("B1",), f"{named} waited for line {changed}, which the buyer changed"
    if case.cause != "ours" and late:
        return ("D1",), f"{named} waited for line {late}"
    return (), f"{named} is known to have waited for no line"


def _late(case: Case) -> str | None:
    lines = [row["named"] for row in _told(case, "line") if row["which"] in WAITED_FOR]
    return min(lines, default=None)


def _changed(case: Case) -> str | None:
    lines = [row["named"] for row in _told(case, "line") if row["is_so"]]
    return min(lines, default=None)


def _by_line(case: Case) -> tuple[tuple[str, ...], str] | None:
    """By the line it names, where the element may be a cost of that; null where the line says
    nothing of it.
    """
    falls_with = ELEMENTS[case.element].falls_with
    late = _late(case)
    if case.element == "early_stock":
        early = [row["named"] for row in _told(case, "line") if row["which"] == "early"]
        late = early[0] if early else None
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    if (
        late
        and "D1" in falls_with
        and (case.cause != "ours" or case.element == "early_stock")
    ):
        found["D1"] = (("D1",), f"Line {late} missed on time, in full")
    if case.cause == "ours" and "B1" in falls_with and (changed := _changed(case)):
        found["B1"] = (("B1",), f"The buyer changed line {changed}")
    if "Q1" in falls_with and (back := _told(case, "returned")):
        found["Q1"] = (("Q2", "Q1"), f"Goods of line {back[0]['named']} went back")
    if len(found) > 1:
        return (), "The line it names was late, and goods of it went back"
    return next(iter(found.values()), None)


def _by_element(case: Case) -> tuple[tuple[str, ...], str]:
    """Where every cost of an element is of one thing, or the row it was derived from says whose
    cause it is.
    """
    element = ELEMENTS[case.element]
    ours = [metric for metric in element.falls_with if metric == "B1"]
    theirs = [metric for metric in element.falls_with if metric != "B1"]
    is_booked = case.source == "cost_events"
    names_a_line = bool(_told(case, "line"))
    if element.by_incident:
        return (), "It names no incident, lot, line or ticket that tells what caused it"
    if not ours or not theirs:
        return tuple(element.falls_with), f"All {element.name.lower()} is of that"
    if names_a_line or (is_booked and case.cause == "ours"):
        return (), "No line it names is a miss"
    return tuple(
        ours if case.cause == "ours" else theirs
    ), f"So is all {element.name.lower()}"
