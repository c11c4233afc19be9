"""The promise to customers in words: how many were kept, whose cause the broken ones are, and what
the customer saw.
"""

from __future__ import annotations

from collections import Counter

from srmlib.numbers import by_count, compact, count_words
from srmlib.promises.broken import Broken, Share
from srmlib.promises.customers import (
    PublishedAssumption,
    Regions,
    RepeatPurchase,
    TopCustomers,
)
from srmlib.promises.hand_overs import HandOvers
from srmlib.promises.kept import BrokenPromise, Promises
from srmlib.promises.meaning import Meaning
from srmlib.words.plainly import possessive
from srmlib.words.words import listed, upper_first

SUPPLIER = "the supplier"
BUYER = "the buyer"
COMPLAINTS_QUOTED = 2
SIDES = {
    "theirs": "supplier's",
    "ours": "buyer's or another firm's",
    "shared": "shared",
    "not_agreed": "not agreed yet",
}
# Who has a complaint or a return, from step to step.
STEPS = {
    "customer_to_us": "from the customer to {buyer}",
    "us_to_supplier": "on to {supplier}",
    "supplier_to_us": "back to {buyer}",
    "us_to_customer": "back to the customer",
    "whole_way": "the whole way",
}


def promise_headline(
    promises: Promises, supplier: str = SUPPLIER, buyer: str = BUYER
) -> str:
    """How many promises were kept, and whose cause the broken ones are: `37 of 40 promises to
    customers were kept; of the 3 broken, both firms agree that Harrow Castings caused 2; the cause
    of 1 is not agreed yet`.
    """
    if not promises.is_supplied:
        return "Whether promises to customers were kept is not known: the extract has none"
    if not promises.promised:
        return (
            f"No promise to a customer that depended on {supplier} fell due in the quarter"
        )
    if not promises.broken and promises.promised == 1:
        return "The one promise to a customer was kept"
    if not promises.broken:
        return f"All {promises.promised:,} promises to customers were kept"
    be = "was" if 1 in (promises.promised, promises.kept) else "were"
    promised = count_words(promises.promised, "promise")
    kept = f"{promises.kept:,} of {promised} to customers {be} kept"
    if not promises.kept:
        kept = f"None of {promised} to customers was kept"
    return f"{kept}; {_causes(promises, supplier, buyer)}"


def _causes(promises: Promises, supplier: str, buyer: str) -> str:
    sides = Counter(promise.side for promise in promises.broken)
    count = len(promises.broken)
    broken = "the one broken" if count == 1 else f"the {count:,} broken"
    if len(sides) == 1:
        return _one_cause(next(iter(sides)), count, supplier, buyer)
    words = {
        "theirs": f"{supplier} caused {sides['theirs']:,}",
        "ours": f"{buyer} or another firm caused {sides['ours']:,}",
        "shared": f"{sides['shared']:,} had a shared cause",
    }
    agreed = [said for side, said in words.items() if sides[side]]
    said = f"of {broken}, both firms agree that {listed(agreed)}"
    if sides["not_agreed"]:
        said += f"; the cause of {sides['not_agreed']:,} is not agreed yet"
    return said


def _one_cause(side: str, count: int, supplier: str, buyer: str) -> str:
    """Where all that were broken have one: `both firms agree that Harrow Castings caused both
    broken`.
    """
    several = "both broken" if count == 2 else f"all {count:,} broken"
    broken = by_count(count, "the one broken", several)
    if side == "not_agreed":
        return f"the cause of {broken} is not agreed yet"
    caused = {
        "theirs": f"{supplier} caused {broken}",
        "ours": f"{buyer} or another firm caused {broken}",
        "shared": f"{broken} had a shared cause",
    }
    return f"both firms agree that {caused[side]}"


def ownership_words(buyer: str = BUYER) -> str:
    """Who answers for a broken promise, whoever caused it."""
    return (
        f"{upper_first(buyer)} answers to its customers for each broken promise, whoever caused it:"
        " a customer sees one company."
    )


def counted_words(buyer: str = BUYER) -> str:
    """Why customers have no names here, and how a row of theirs is found all the same."""
    return (
        f"{upper_first(possessive(buyer))} customers are counted here and not named."
        f" {upper_first(buyer)} can tell which one a label such as “promise 12” is: ask by the label,"
        " and contest a row by it."
    )


def seen_words(promise: BrokenPromise) -> str:
    """What the customer saw: `3 days late; complained: “seal leaks”`, `still waiting, 12 days after
    the day promised`. Complaints that may not be quoted are counted.
    """
    days = count_words(promise.days, "day")
    if promise.kept_on:
        seen = f"{days} late"
    else:
        seen = f"still waiting, {days} after the day promised"
    if not promise.complaints:
        return seen
    quoted = [f"“{words}”" for words in promise.complaints if words is not None]
    if not quoted:
        return f"{seen}; {count_words(len(promise.complaints), 'complaint')}"
    said = listed(quoted[:COMPLAINTS_QUOTED])
    more = len(quoted) - COMPLAINTS_QUOTED
    if more > 0:
        said += f" and {more} more"
    return f"{seen}; complained: {said}"


def promise_side_words(side: str) -> str:
    """Whose cause a broken promise is. What is not this supplier's may be another's: of each
    supplier of an order the extract says only whether it was that one's.
    """
    return SIDES[side]


def cause_agreed_words(side: str) -> str:
    """`cause agreed: supplier's`, `cause agreed: buyer's or another firm's`, `not agreed yet`."""
    if side == "not_agreed":
        return SIDES[side]
    return f"cause agreed: {SIDES[side]}"


def meaning_words(
    meaning: Meaning, supplier: str = SUPPLIER, buyer: str = BUYER
) -> list[str]:
    """What the supplier meant to the buyer's customers, a sentence for each measure that can be
    said; an assumption is called one.
    """
    return [
        *_touched(meaning.broken, supplier),
        *_top(meaning.top_customers, supplier),
        *_repeat(meaning.repeat),
        *_handed(meaning.hand_overs, supplier, buyer),
        *_regions(meaning.regions),
    ]


def _touched(broken: Broken, supplier: str) -> list[str]:
    if not broken.orders:
        return []
    due = count_words(broken.orders_due or 0, "order")
    said = f"Broken promises touched {broken.orders:,} of {due} that depended on {supplier}"
    if broken.customers:
        said += f", of {count_words(broken.customers, 'customer')}"
    if broken.revenue is not None:
        said += f", worth {compact(broken.revenue)} {broken.currency}"
    if broken.share_of_revenue is not None:
        said += f", {broken.share_of_revenue:.0f}% of what all of these orders are worth"
    if broken.orders_without_amount:
        said += f"; of {broken.orders_without_amount:,} the worth is not known"
    return [f"{said}."]


def _top(top: TopCustomers, supplier: str) -> list[str]:
    if top.state != "ok":
        return []
    largest = top.dependent.n
    said = (
        f"{count_words(largest, 'customer')} {by_count(largest, 'is', 'are')} enough to make 80% of"
        " sales in the last four quarters"
    )
    dependent = top.dependent.k
    if not dependent:
        return [f"{said}; none of these depends on {supplier}."]
    who = f"all {largest:,}" if dependent == largest > 1 else f"{dependent:,} of these"
    return [
        f"{said}; {who} {by_count(dependent, 'depends', 'depend')} on {supplier}, with orders"
        f" worth {top.share_of_sales:.0f}% of sales."
    ]


def _repeat(repeat: RepeatPurchase) -> list[str]:
    if repeat.state == "not_supplied":
        return []
    said = (
        f"Customers who ordered again within a year: {share_words(repeat.after_bad)} after a bad first"
        f" experience, {share_words(repeat.after_good)} after a good one."
    )
    if repeat.cause_open:
        customers = count_words(repeat.cause_open, "more customer")
        said += (
            f" {upper_first(customers)} {by_count(repeat.cause_open, 'is', 'are')} in neither count:"
            " the cause of the first broken promise is still open."
        )
    if repeat.assumption is None:
        return [said]
    return [said, _assumed(repeat.assumption)]


def _assumed(known: PublishedAssumption) -> str:
    return (
        "A group of fewer than 20 is too few to judge. An assumption in its place, not measured"
        " here:"
        f" {known.avoid_after_bad}% still avoid a firm two years or more after a bad experience,"
        f" {known.come_back_after_good}% still seek one out after a good one ({known.source})."
    )


def share_words(share: Share) -> str:
    """`12 of 40 (18 to 46%)`, with its 95 % interval where there are enough; `nobody yet` of none."""
    if not share.n:
        return "nobody yet"
    counted = f"{share.k:,} of {share.n:,}"
    if share.state != "ok" or share.interval is None:
        return counted
    low, high = share.interval
    return f"{counted} ({low:.0f} to {high:.0f}%)"


def _handed(hand_overs: HandOvers, supplier: str, buyer: str) -> list[str]:
    """Returns and complaints from hand to hand, where the dates are known."""
    said = []
    for kind, count in hand_overs.counts.items():
        steps = [step for step in hand_overs.steps if step.kind == kind and step.n]
        if not steps or count is None:
            continue
        days = ", ".join(
            f"{STEPS[step.step].format(supplier=supplier, buyer=buyer)}"
            f" {count_of_days(step.median_days)} ({step.n} of {count})"
            for step in steps
        )
        waiting = max(
            (step.longest_open_days or 0 for step in hand_overs.steps if step.kind == kind),
            default=0,
        )
        sentence = f"{upper_first(kind)}s took, as a median: {days}"
        if waiting:
            sentence += f"; the oldest open one has waited {count_words(waiting, 'day')}"
        said.append(f"{sentence}.")
    return said


def count_of_days(days: float | None) -> str:
    """A median of days.

    >>> count_of_days(1.0), count_of_days(12.5)
    ('1 day', '12.5 days')
    """
    return f"{days:g} {by_count(1 if days == 1 else 2, 'day', 'days')}"


def _regions(regions: Regions) -> list[str]:
    if len(regions.regions) < 2:
        return []
    kept = "; ".join(
        f"{one.region or 'not stated'}: {one.kept.k:,} of {one.kept.n:,}"
        for one in regions.regions
    )
    if regions.spread is None:
        return [f"Promises kept by region: {kept}. Too few in each to compare."]
    return [
        f"Promises kept by region: {kept}. The best and the worst are {regions.spread:.0f} percentage"
        " points apart."
    ]
