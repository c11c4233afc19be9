"""The promise to customers in words: how many were kept, whose cause the broken ones are, and what
the customer saw.
"""

from __future__ import annotations

from collections import Counter

from srmlib.numbers import count_words, money
from srmlib.promises.broken import Share
from srmlib.promises.customers import Regions, RepeatPurchase
from srmlib.promises.hand_overs import HandOvers
from srmlib.promises.kept import BrokenPromise, Promises
from srmlib.promises.meaning import Meaning
from srmlib.words.trace import side_words
from srmlib.words.words import listed

OWNERSHIP = "Ours to answer for, whoever caused it: the customer sees one company."
COMPLAINTS_TOLD = 2


def promise_headline(promises: Promises) -> str:
    """How many promises were kept, and whose cause the broken ones are: `37 of 40 promises kept; of
    3 broken, cause agreed: 2 supplier's and 1 ours or another firm's`.
    """
    if not promises.is_supplied:
        return (
            "Whether customers got what we promised is not known: the extract has no promises to"
            " customers"
        )
    if not promises.promised:
        return "No promise to a customer that depended on this supplier fell due in the quarter"
    if not promises.broken and promises.promised == 1:
        return "The one promise to a customer was kept"
    if not promises.broken:
        return f"All {promises.promised:,} promises to customers were kept"
    be = "was" if 1 in (promises.promised, promises.kept) else "were"
    kept = (
        f"{promises.kept:,} of {count_words(promises.promised, 'promise')} to customers {be} kept"
    )
    sides = Counter(promise.side for promise in promises.broken)
    agreed = [
        f"{sides[side]:,} {promise_side_words(side)}"
        for side in ("theirs", "ours", "shared")
        if sides[side]
    ]
    said = []
    if agreed:
        said.append(f"cause agreed: {listed(agreed)}")
    if sides["not_agreed"]:
        said.append(f"{sides['not_agreed']:,} not agreed yet")
    return f"{kept}; of {len(promises.broken):,} broken, {'; '.join(said)}"


def seen_words(promise: BrokenPromise) -> str:
    """What the customer saw: `3 days late; complained: “seal leaks”`, `still waiting, 12 days after
    the day promised`.
    """
    days = count_words(promise.days, "day")
    if promise.kept_on:
        seen = f"{days} late"
    else:
        seen = f"still waiting, {days} after the day promised"
    if not promise.complaints:
        return seen
    told = listed([f"“{subject}”" for subject in promise.complaints[:COMPLAINTS_TOLD]])
    more = len(promise.complaints) - COMPLAINTS_TOLD
    if more > 0:
        told += f" and {more} more"
    return f"{seen}; complained: {told}"


def promise_side_words(side: str) -> str:
    """Whose cause a broken promise is. What is not this supplier's may be another's: of each
    supplier of an order the extract says only whether it was that one's.
    """
    return "ours or another firm's" if side == "ours" else side_words(side)


def cause_agreed_words(side: str) -> str:
    """`cause agreed: supplier's`, `cause agreed: ours or another firm's`, `not agreed yet`."""
    if side == "not_agreed":
        return side_words(side)
    return f"cause agreed: {promise_side_words(side)}"


def meaning_words(meaning: Meaning) -> list[str]:
    """What the supplier meant to our customers, a sentence for each measure that can be told; an
    assumption is called one.
    """
    return [
        *_touched(meaning),
        *_top(meaning),
        *_repeat(meaning.repeat),
        *_handed(meaning.hand_overs),
        *_regions(meaning.regions),
    ]


def _touched(meaning: Meaning) -> list[str]:
    broken = meaning.broken
    if not broken.orders:
        return []
    said = f"Broken promises touched {count_words(broken.orders, 'order')}"
    if broken.customers:
        said += f" of {count_words(broken.customers, 'customer')}"
    if broken.revenue is not None:
        said += f", worth {money(broken.revenue)} {broken.currency}"
    if broken.orders_without_amount:
        said += f"; of {broken.orders_without_amount:,} the worth is not known"
    return [f"{said}."]


def _top(meaning: Meaning) -> list[str]:
    top = meaning.top_customers
    if top.state != "ok":
        return []
    who = f"the {count_words(top.dependent.n, 'customer')} who make 80% of sales"
    return [
        f"Of {who} in the last four quarters, {top.dependent.k:,} depend on this supplier; they"
        f" make {top.share_of_sales:.0f}% of sales."
    ]


def _repeat(repeat: RepeatPurchase) -> list[str]:
    if repeat.state == "not_supplied":
        return []
    told = (
        f"Ordered again within a year: {_of(repeat.after_bad)} after a bad first experience,"
        f" {_of(repeat.after_good)} after a good one."
    )
    if repeat.cause_open:
        customers = count_words(repeat.cause_open, "customer")
        told += (
            f" Of {customers} the first promise was broken by a cause that is open: they are in"
            " neither count."
        )
    known = repeat.assumption
    if known is None:
        return [told]
    assumed = (
        f"{known.avoid_after_bad}% keep avoiding a firm after a bad experience and"
        f" {known.come_back_after_good}% keep coming back after a good one"
    )
    return [
        told,
        (
            f"Too few to judge. Assumption, not measured here: {assumed}, two years on (published"
            " figures)."
        ),
    ]


def _of(share: Share) -> str:
    if not share.n:
        return "nobody yet"
    counted = f"{share.k:,} of {share.n:,}"
    if share.state != "ok" or share.interval is None:
        return counted
    low, high = share.interval
    return f"{counted} ({low:.0f} to {high:.0f}%)"


def _handed(hand_overs: HandOvers) -> list[str]:
    """Returns and complaints from hand to hand, where the dates are told."""
    said = []
    for kind, count in hand_overs.counts.items():
        steps = [step for step in hand_overs.steps if step.kind == kind and step.n]
        if steps and count is not None:
            days = ", ".join(
                f"{step.step.replace('_', ' ')} {step.median_days:g} ({step.n})" for step in steps
            )
            waiting = max(
                (step.longest_open_days or 0 for step in hand_overs.steps if step.kind == kind),
                default=0,
            )
            sentence = f"{count_words(count, kind)}, median days (of how many): {days}"
            if waiting:
                sentence += f"; the oldest still waits, {count_words(waiting, 'day')}"
            said.append(f"{sentence}.")
    return said


def _regions(regions: Regions) -> list[str]:
    if len(regions.regions) < 2:
        return []
    kept = ", ".join(
        f"{one.region or 'not told'} {one.kept.k:,} of {one.kept.n:,}" for one in regions.regions
    )
    if regions.spread is None:
        return [f"Kept by region: {kept}; too few in each to compare."]
    return [f"Kept by region: {kept}; {regions.spread:.0f} points apart."]
