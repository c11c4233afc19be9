"""Sign 1: service and quality levels are not monitored."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from srmlib.metrics.result import Reading
from srmlib.numbers import by_count, count_words
from srmlib.partnering.checks import Compared, Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, is_signed_by, other
from srmlib.register.kinds.voice import FormSent
from srmlib.relationship.persons import SIDES
from srmlib.relationship.revealed import revealed_records

QUARTERS_WITH_DATA = 2
QUARTERS_TOLD = 2
# So many definitions that wait are named.
NAMED = 3


def read(known: Known, side: str) -> Iterator[Fact]:
    if not known.counted:
        yield cannot_tell(
            "nothing of this supplier was counted in three quarters",
            "deliveries, tickets or lots of it in the extract: srm load SOURCE --files DIR",
        )
        return
    if side == "buyer":
        yield _enough_data(known)
    yield _signatures(known, side)
    if side == "buyer":
        yield _told(known)
    else:
        yield from _own_counts(known)


def _enough_data(known: Known) -> Fact:
    """Where two firms agreed to leave metrics out, or nothing can be counted of one (a
    service sends no invoices by the piece), fewer are enough.
    """
    agreed = [
        one
        for one in known.readings
        if one.definition.applies and not _has_nothing_to_count(known, one)
    ]
    steady = [one for one in agreed if known.with_data.get(one.id, 0) >= QUARTERS_WITH_DATA]
    mark = min(known.marks["monitored_metrics"], len(agreed))
    return Fact(
        len(steady) >= mark,
        f"{len(steady)} of {len(agreed)} agreed metrics have data ({mark} is the mark)",
        tuple(Row("metric", one.id, None, one.definition.name) for one in steady),
        (Compared("metrics with data", len(steady), mark),),
    )


def _has_nothing_to_count(known: Known, reading: Reading) -> bool:
    """Its tables are there, and for three quarters no row of this supplier is in them."""
    return reading.state == "no_data" and not known.with_data.get(reading.id)


def _signatures(known: Known, side: str) -> Fact:
    owed = owed_by(known, side)
    most = known.marks["unsigned_metrics"]
    return Fact(
        len(owed) <= most,
        signatures_said(known, side),
        rows_owed(known, side),
        (known.held("definitions that wait for it", len(owed), "unsigned_metrics"),),
    )


def rows_owed(known: Known, side: str) -> tuple[Row, ...]:
    """The definitions that wait for a firm, and for what of it."""
    return tuple(
        Row(
            "definition",
            one.id,
            None,
            "objection not answered" if _is_objected(known, one) else "not signed",
        )
        for one in owed_by(known, side)
    )


def signatures_said(known: Known, side: str) -> str:
    """What decides: which definitions wait for a firm, or why none does."""
    owed = owed_by(known, side)
    unsigned = [one.definition.name for one in owed if not _is_objected(known, one)]
    signed = sum(is_signed_by(one.definition, side) for one in known.counted)
    said = []
    if unsigned:
        names = ", ".join(unsigned[:NAMED])
        more = f" and {len(unsigned) - NAMED} more" if len(unsigned) > NAMED else ""
        wait = by_count(len(unsigned), "waits", "wait")
        said.append(
            f"{count_words(len(unsigned), 'definition')} {wait} for its signature:"
            f" {names}{more}"
        )
    if theirs := _objected(known, other(side)):
        firm, owes = known.name(other(side)), known.name(side)
        said.append(f"{firm} objects to {theirs}; {owes} has not answered")
    if own := _objected(known, side):
        said.append(f"objects to {own}, and waits for an answer")
    if said:
        return "; ".join(said)
    if signed < len(known.counted):
        return "owes no signature: a supplier signs after the buyer"
    return f"{signed} of {count_words(signed, 'definition')} with data signed"


def _objected(known: Known, side: str) -> str:
    """`Invoices right first time since 9 October`: the definitions a firm objects to."""
    made = [(one.definition.name, known.objection(one, side)) for one in known.counted]
    return ", ".join(
        f"{name} since {said.on.day} {said.on:%B}" for name, said in made if said
    )


def _is_objected(known: Known, reading: Reading) -> bool:
    return any(known.objection(reading, side) for side in SIDES)


def owed_by(known: Known, side: str) -> list[Reading]:
    """The metrics with data whose definition waits for this firm: for its answer where the
    other objects, else for its signature. The buyer puts it forward: while neither has
    signed, the supplier owes nothing.
    """
    return [
        one
        for one in known.counted
        if known.objection(one, other(side)) or _is_to_sign(known, one, side)
    ]


def _is_to_sign(known: Known, reading: Reading, side: str) -> bool:
    """Whether it is this firm's turn. Nobody signs what is objected to."""
    if is_signed_by(reading.definition, side) or _is_objected(known, reading):
        return False
    return side == "buyer" or is_signed_by(reading.definition, "buyer")


def _told(known: Known) -> Fact:
    """Whether the supplier was given a report: a form goes with each, and its champion
    rates on one. What the buyer's champion rated has reached nobody.
    """
    sent = [known.row(one, one.now.sent_on, "form sent") for one in known.all(FormSent)]
    opened = [
        known.row(one, one.now.revealed_on, "revealed")
        for one in revealed_records(known.book, known.supplier_id, known.as_of)
        if one.now.side == "supplier"
    ]
    told = {one.on: one for one in (*opened, *sent) if one.on and one.on <= known.as_of}
    if not told:
        return cannot_tell(
            "no report to the supplier is on record",
            f"srm reply-form {quote(known.supplier_id)} {known.quarter.label}",
            is_needed=False,
        )
    first = known.quarter.back(QUARTERS_TOLD)[0].start
    last = max(told)
    is_told = last >= first
    when = "in the last two quarters" if is_told else f"since {last}"
    return Fact(
        is_told,
        f"{'reports reached' if is_told else 'no report reached'} the supplier {when}",
        (told[last],),
    )


def _own_counts(known: Known) -> Iterator[Fact]:
    own = [one for one in known.counted if "supplier" in one.definition.switches]
    if own:
        yield Fact(
            True,
            f"its own way of counting is stated for {count_words(len(own), 'metric')}",
            tuple(Row("definition", one.id, None, "own way of counting") for one in own),
        )


MONITORED = Rule(
    "sign",
    1,
    "Service and quality are not measured",
    "Found where fewer than {monitored_metrics} of the agreed metrics have data in two of"
    " the last three quarters (fewer where fewer have anything to count), where a firm owes"
    " its signature, or its answer to an objection, under more than {unsigned_metrics}"
    " metrics with data, or where no"
    " report reached the supplier in the last two quarters although one did before.",
    read,
)
