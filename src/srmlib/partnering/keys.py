"""Five keys to partners outside the firm."""

from __future__ import annotations

from collections.abc import Iterator

from srmlib.numbers import by_count, count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, percent
from srmlib.partnering.principles.governance import programme
from srmlib.partnering.principles.rhythm import pairs_in_contact
from srmlib.partnering.signs.place import promise_owner
from srmlib.register.kinds.agreed import Award, Saving
from srmlib.register.kinds.ahead import Topic
from srmlib.register.kinds.work import Action
from srmlib.trace.links import events_of

# The mark of receipts with a lot, as of breakdowns that are traced.
TRACED = "traced_percent"


def lowest_total_cost(known: Known, side: str) -> Iterator[Fact]:
    """The buyer awards; the supplier lowers the cost of both."""
    yield _last_award(known) if side == "buyer" else _joint_cost(known)


def _last_award(known: Known) -> Fact:
    made = [one for one in known.all(Award) if one.now.decided_on <= known.as_of]
    if not made:
        return cannot_tell(
            "no award is on record",
            known.how_to_add(Award, "what=… decided_on=… outcome=given by_total_cost=yes"),
        )
    last = max(made, key=lambda one: one.now.decided_on)
    on = f"{last.now.decided_on:%B %Y}"
    if last.now.by_total_cost is None:
        return cannot_tell(
            f"of the award of {on} nobody entered whether it went by total cost",
            known.how_to_add(Award, "record=… by_total_cost=…"),
        )
    said = f"the award of {on} went by total cost"
    if not last.now.by_total_cost:
        said = f"the award of {on} went without total cost"
    return Fact(
        last.now.by_total_cost, said, (known.row(last, last.now.decided_on, last.now.what),)
    )


def _joint_cost(known: Known) -> Fact:
    savings = [one for one in known.all(Saving) if one.now.agreed_on <= known.as_of]
    about_cost = [one for one in known.topics.chosen if one.is_about_cost]
    if not (savings or known.topics.chosen or known.topics.finished):
        return cannot_tell(
            "neither savings nor topics about cost are on record",
            known.how_to_add(Saving, "what=… agreed_on=… agreed_amount=… currency=EUR"),
        )
    agreed = "no saving on record"
    if savings:
        agreed = f"{count_words(len(savings), 'saving')} agreed"
    return Fact(
        bool(savings or about_cost),
        f"{agreed}, {count_words(len(about_cost), 'topic')} about the cost of both",
        (
            *(known.row(one, one.now.agreed_on, one.now.what) for one in savings),
            *(Row(Topic.kind, one.id, one.chosen_on, one.what) for one in about_cost),
        ),
    )


def traced_upstream(known: Known, side: str) -> Iterator[Fact]:
    yield _breakdowns(known) if side == "buyer" else _lots(known)


def _breakdowns(known: Known) -> Fact:
    """What broke for customers in the quarter and touches this supplier, or may: what of it
    is traced to a cause. What touches others alone is not counted, for they would be read
    from it.
    """
    trace = known.trace
    touching = trace.events + trace.possible
    supplier = known.name("supplier")
    if not touching:
        return cannot_tell(
            f"no breakdown that customers felt and that touches {supplier} is in the"
            " extract",
            "complaints, customer_returns or customer_promises in the extract:"
            " docs/trace.md",
        )
    lost = events_of(one for one in trace.links if one.cause_side == "not_traced")
    traced = trace.events - lost
    share = percent(traced, touching)
    mark = known.marks[TRACED]
    return Fact(
        share >= mark,
        f"{traced} of {count_words(touching, 'breakdown')} that"
        f" {by_count(touching, 'touches', 'touch')} {supplier}"
        f" {by_count(traced, 'is', 'are')} traced ({mark}% is the mark)",
        tuple(
            Row("trace_links", effect, None, f"{link.breakdown}: {link.cause}")
            for link in trace.links
            for effect in sorted(link.effect_ids)
        ),
        (known.held("% of breakdowns traced", share, TRACED),),
    )


def _lots(known: Known) -> Fact:
    receipts = known.found(
        "lots_named", start=known.quarter.start, until=known.quarter.until
    )
    named = [one for one in receipts if one["lot_count"]]
    if not named:
        return cannot_tell(
            f"no lots that {known.name('supplier')} delivered are in the extract",
            "lots and lot_receipts in the extract: docs/trace.md",
        )
    share = percent(len(named), len(receipts))
    mark = known.marks[TRACED]
    return Fact(
        share >= mark,
        f"{len(named)} of {count_words(len(receipts), 'receipt')} with named lots"
        f" ({mark}% is the mark)",
        tuple(
            Row("receipts", one["receipt_id"], one["docked_on"], f"{one['lot_count']} lots")
            for one in receipts
        ),
        (known.held("% of receipts with lots", share, TRACED),),
    )


def others_take_part(known: Known, side: str) -> Iterator[Fact]:
    actions = [one for one in known.all(Action) if one.now.side in (side, "joint")]
    actions = [one for one in actions if known.in_a_year(one.now.agreed_on)]
    if not actions:
        yield cannot_tell(
            f"no action of {known.name(side)} of the last year is on record",
            known.how_to_add(Action, f"what=… side={side} agreed_on=… partner=…"),
        )
        return
    shared = [one for one in actions if one.now.partner]
    yield Fact(
        bool(shared),
        f"{len(shared)} of {count_words(len(actions), 'action')} with a customer, a"
        " distributor or a firm behind the supplier",
        tuple(known.row(one, one.now.agreed_on, one.now.what) for one in shared or actions),
    )


def connected(known: Known, side: str) -> Iterator[Fact]:
    yield pairs_in_contact(known)
    yield promise_owner(known, side)


KEYS = (
    Rule(
        "key",
        1,
        "Lowest total cost",
        "In place at the buyer where the last award went by total cost, at the supplier"
        " where a saving is agreed or a chosen topic is about the cost of both.",
        lowest_total_cost,
    ),
    Rule(
        "key",
        2,
        "Trace upstream",
        "In place at the buyer where {traced_percent}% of the quarter's breakdowns that"
        " customers felt and that touch this supplier are traced to a cause, at the"
        " supplier where lots are named for as many of its receipts.",
        traced_upstream,
    ),
    Rule(
        "key",
        3,
        "A programme that is run",
        "As principle 5.",
        programme,
    ),
    Rule(
        "key",
        4,
        "Partners up and down take part",
        "In place where an action of a year, of this firm or joint, names a customer, a"
        " distributor or a firm behind the supplier that takes part.",
        others_take_part,
    ),
    Rule(
        "key",
        5,
        "Connections and ownership",
        "In place where {pairs_active_percent}% of the pairs with a contact on record spoke"
        " in 90 days, and this firm names an owner of a promise to customers.",
        connected,
    ),
)
