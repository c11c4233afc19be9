"""Sign 2: measurements are used to beat the partner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from srmlib.numbers import by_count, count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, other, percent
from srmlib.register.kinds.work import Action
from srmlib.register.kinds.work import Dispute as DisputeEntered
from srmlib.relationship.causes import SIDES as WHOSE
from srmlib.relationship.causes import agreed_causes
from srmlib.relationship.disputes import Dispute, disputes_stated

FAIR_USE = "measure_fair"
# Red so many rated quarters running.
RED_QUARTERS = 2


def read(known: Known, side: str) -> Iterator[Fact]:
    yield from _charges(known) if side == "buyer" else ()
    yield from _actions_land(known, side)
    yield _felt_fair(known, side)
    yield from _disputes(known, side)


def _charges(known: Known) -> Iterator[Fact]:
    """Charges whose cause no action is about; an action names the charge as its row."""
    first = known.quarter.back(known.marks["charge_quarters"])[0].start
    charges = known.found("charges", since=first, until=known.as_of)
    if not charges:
        return
    worked_on = {one.now.from_row for one in known.all(Action)}
    bare = [one for one in charges if one["event_id"] not in worked_on]
    said = (
        f"{len(bare)} of {count_words(len(charges), 'charge')} without an action for its"
        " cause"
    )
    rows = tuple(
        Row("cost_events", one["event_id"], one["occurred_on"], one["what"])
        for one in bare or charges
    )
    yield Fact(not bare, said, rows)


def _actions_land(known: Known, side: str) -> Iterator[Fact]:
    """The other firm gets nearly all actions though this firm's causes are on
    record, too.
    """
    new = [one for one in known.all(Action) if known.in_a_year(one.now.agreed_on)]
    causes = agreed_causes(known.book, known.supplier_id, known.as_of)
    ours = [one for one in causes if one.side == WHOSE[side]]
    if len(new) < known.marks["new_actions"] or not causes:
        return
    theirs = [one for one in new if one.now.side == other(side)]
    borne = percent(len(theirs), len(new))
    own = percent(len(ours), len(causes))
    is_fair = (
        borne <= known.marks["actions_on_one_percent"]
        or own <= known.marks["own_causes_percent"]
    )
    yield Fact(
        is_fair,
        f"{len(theirs)} of {count_words(len(new), 'action')} agreed in twelve months on"
        f" {known.name(other(side))}, {len(ours)} of {count_words(len(causes), 'agreed cause')} with"
        f" {known.name(side)}",
        tuple(known.row(one, one.now.agreed_on, one.now.what) for one in theirs),
        (
            known.held(
                "% of new actions on the other firm", borne, "actions_on_one_percent"
            ),
            known.held("% of agreed causes that are its own", own, "own_causes_percent"),
        ),
    )


def _felt_fair(known: Known, side: str) -> Fact:
    """How the other firm's champion rates the fair use of measurements."""
    strip = known.elements[FAIR_USE].strips[other(side)]
    if not any(strip.colours):
        return cannot_tell(
            f"{known.name(other(side))} has not rated the fair use of measurements in a"
            " quarter that both firms opened",
            known.how_to_rate,
        )
    is_red = strip.red_quarters >= RED_QUARTERS
    rated = known.name(other(side))
    said = f"{rated} rates fair use of measurements red for {strip.red_quarters} quarters"
    if not is_red:
        said = f"{rated} does not rate fair use of measurements red twice running"
    rows = tuple(
        Row("rating", f"{FAIR_USE} {quarter}", None, f"{other(side)}: {colour} of 5")
        for quarter, colour in zip(known.ratings.quarters, strip.colours, strict=True)
        if colour
    )
    return Fact(not is_red, said, rows)


def _disputes(known: Known, side: str) -> Iterator[Fact]:
    """Disputes the other firm raised, and how long they waited."""
    raised = [
        one
        for one in disputes_stated(known.book, known.supplier_id, known.as_of)
        if one.raised_by == other(side) and known.in_a_year(one.raised_on)
        if one.state != "withdrawn"
    ]
    if not raised:
        return
    answered = [one for one in raised if one.is_answered]
    share = percent(len(answered), len(raised))
    # How long one waited that was answered on a day nobody entered is not known.
    waits = [one.days for one in raised if one.answered_on or not one.is_answered]
    days = median(waits) if waits else None
    most = known.marks["answer_days"]
    are_quick = days is None or days <= most
    yield Fact(
        share >= known.marks["disputes_answered_percent"] and are_quick,
        _answers_said(raised, most),
        tuple(
            Row(DisputeEntered.kind, one.id, one.raised_on, waited_said(one))
            for one in raised
        ),
        (
            known.held("% of disputes answered", share, "disputes_answered_percent"),
            known.held("days, the middle one", days, "answer_days"),
        ),
    )


def waited_said(one: Dispute) -> str:
    """How long it took, or has taken so far."""
    if one.is_answered and not one.answered_on:
        return "answered, no day entered"
    return f"{one.days} days"


def _answers_said(raised: Sequence[Dispute], most: int) -> str:
    """Answers and waits apart: "2 of 4 disputes answered, each after 3 days; 2 have waited
    …".
    """
    took = [one.days for one in raised if one.answered_on]
    waited = sorted((one.days for one in raised if not one.is_answered), reverse=True)
    answered = len(raised) - len(waited)
    said = f"{answered} of {count_words(len(raised), 'dispute')} answered"
    if took:
        is_same = len(took) > 1 and len(set(took)) == 1
        said += f", each after {took[0]} days" if is_same else f", after {_days(took)} days"
    if waited:
        have = by_count(len(waited), "has", "have")
        said += f"; {len(waited)} {have} waited {_days(waited)} days"
    return f"{said} ({most} is the mark)"


def _days(days: Sequence[int]) -> str:
    """
    >>> _days([85, 50]), _days([1, 2, 3])
    ('85 and 50', '1, 2 and 3')
    """
    *first, last = map(str, days)
    return f"{', '.join(first)} and {last}" if first else last


BEATEN = Rule(
    "sign",
    2,
    "Measures are used to beat partners",
    "Found where a charge has no action for its cause (the buyer's alone; looked at: this"
    " quarter and those before it, {charge_quarters} in all); where over"
    " {actions_on_one_percent}% of a year's new actions are the other firm's while over"
    " {own_causes_percent}% of agreed causes are its own; where the other champion rates"
    " fair use of measurements red twice running, in quarters that both opened; or where"
    " under {disputes_answered_percent}% of the other firm's disputes of a year are"
    " answered, or half of them wait over {answer_days} days.",
    read,
)
