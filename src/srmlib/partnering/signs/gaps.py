"""Sign 4: adversarial gaps between the firms; it is of both."""

from __future__ import annotations

from collections.abc import Iterator

from srmlib.metrics.result import Reading
from srmlib.numbers import count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known
from srmlib.relationship.persons import SIDES
from srmlib.relationship.rated import WIDE, ElementRated
from srmlib.relationship.ratings import LEFT_UNRATED


def read(known: Known, side: str) -> Iterator[Fact]:
    yield _elements(known)
    yield from _counts(known)
    yield from _comments(known)


def _elements(known: Known) -> Fact:
    if not known.ratings.rated_by_both:
        return cannot_tell(
            _why_closed(known),
            known.how_to_rate,
        )
    wide = known.ratings.wide
    again = [one for one in wide if (one.previous_gap or 0) >= WIDE]
    most = known.marks["wide_elements"]
    said = (
        f"{count_words(len(wide), 'element')} two or more steps apart ({most} is the mark)"
    )
    if again:
        said += f", {len(again)} of them again"
    rows = tuple(Row("rating", one.id, None, _apart(one)) for one in wide)
    compared = (known.held("elements apart", len(wide), "wide_elements"),)
    return Fact(len(wide) < most and not again, said, rows, compared)


def _why_closed(known: Known) -> str:
    """Who has not rated; what is locked is rated, until it is opened without a colour."""
    ratings = known.ratings
    if ratings.unrated:
        names = " and ".join(known.name(one) for one in ratings.unrated)
        return f"{names} {LEFT_UNRATED} for {known.quarter}"
    if ratings.state == "revealed":
        return f"both firms have rated no element of {known.quarter}"
    silent = [
        known.name(one)
        for one in SIDES
        if one not in ratings.opened and one not in ratings.locks
    ]
    if not silent:
        return f"both have rated {known.quarter}, and nobody has opened it yet"
    return f"{' and '.join(silent)} not rated for {known.quarter}"


def _apart(one: ElementRated) -> str:
    return f"buyer {one.buyer.colour}, supplier {one.supplier.colour} of 5"


def _counts(known: Known) -> Iterator[Fact]:
    """Metrics of which one firm's own count meets the goal and the other's does not."""
    judged = [one for one in known.readings if one.state == "ok"]
    both = [
        one for one in judged if None not in (_own(one, "buyer"), _own(one, "supplier"))
    ]
    if not both:
        return
    apart = [one for one in both if _meets(one, "buyer") != _meets(one, "supplier")]
    most = known.marks["counts_apart"]
    yield Fact(
        len(apart) < most,
        f"on {len(apart)} of {count_words(len(both), 'metric')} the own counts lie on opposite sides of"
        f" the goal ({most} is the mark)",
        tuple(Row("metric", one.id, None, one.definition.name) for one in apart),
        (known.held("own counts apart", len(apart), "counts_apart"),),
    )


def _own(reading: Reading, side: str) -> float | None:
    basis = reading.bases.get(side)
    return basis.value if basis else None


def _meets(reading: Reading, side: str) -> bool:
    value = _own(reading, side) or 0.0
    goal = reading.definition.goal
    return value >= goal if reading.definition.better == "up" else value <= goal


def _comments(known: Known) -> Iterator[Fact]:
    if known.ratings.state != "revealed":
        return
    count = {
        side: sum(bool(one.said(side).comment) for one in known.ratings.elements)
        for side in SIDES
    }
    least = known.marks["comments_of_one"]
    if max(count.values()) >= least:
        said = [f"{count[side]} by {known.name(side)}" for side in SIDES]
        yield Fact(
            min(count.values()) > 0,
            f"comments on ratings shown to the other firm: {', '.join(said)}",
        )


GAPS = Rule(
    "sign",
    4,
    "We-they gaps",
    "Of both firms. Found where {wide_elements} or more elements are rated two steps apart,"
    " or one is so twice running; where the firms' own counts of {counts_apart} or more"
    " metrics lie on opposite sides of the goal; or where one champion shows the other"
    " {comments_of_one} comments and is shown none.",
    read,
)
