"""What the page says of the chain: who stands behind the supplier, what hangs on it, where it is
weak.
"""

from __future__ import annotations

from srmlib.facts import Facts
from srmlib.numbers import by_count, count_words
from srmlib.relationship.chain import Chain, Place
from srmlib.relationship.downstream import HandedOn, Partner
from srmlib.words.plainly import (
    LONGEST_NAME,
    every,
    listed_to,
    spelled,
    spelled_with,
)
from srmlib.words.ratings import Firms
from srmlib.words.words import listed, upper_first

FORMS = {
    "tier2": "behind the supplier",
    "distributor": "distributor",
    "agent": "agent",
    "service": "service partner",
    "carrier": "carrier",
}
TITLES = {
    "tier2": "who they buy from",
    "supplier": "supplier",
    "process": "where it goes in",
    "product": "what is sold",
    "downstream": "who hands over",
    "customers": "who feels it",
}
# So many parts are named.
MOST_PARTS = 2
ALL = 99.95


def chain_headline(chain: Chain, facts: Facts, firms: Firms) -> str:
    """`One foundry feeds both works of Harrow; 68 customer promises hang on this chain`."""
    said = _fed_said(chain, firms)
    promised = facts.promises.promised
    if not promised:
        return said
    hang = by_count(promised, "hangs", "hang")
    return f"{said}; {count_words(promised, 'customer promise')} {hang} on this chain"


def _fed_said(chain: Chain, firms: Firms) -> str:
    makers, works = chain.of("tier2"), len(chain.of("supplier"))
    if not makers:
        return f"Who stands behind {firms.supplier} is not known"
    whom = f"{every(works)} works of {firms.supplier}" if works > 1 else firms.supplier
    if len(makers) == 1 and len(makers[0].name) <= LONGEST_NAME:
        return f"{upper_first(makers[0].name)} feeds {whom}"
    feed = by_count(len(makers), "feeds", "feed")
    return f"{upper_first(spelled_with(len(makers), 'firm'))} of tier 2 {feed} {whom}"


def chain_explained(chain: Chain, facts: Facts, firms: Firms) -> list[str]:
    said = [
        "Lines: how much of what reaches a place comes this way, thin and dashed where nobody knows;"
        " a dashed red frame: where what broke this quarter began, or was passed on late.",
        _broken_said(facts, firms),
        _unknown_said(chain),
        _carried_said(chain),
        _owners_said(chain, firms),
    ]
    return [one for one in said if one]


def _broken_said(facts: Facts, firms: Firms) -> str:
    """How many of the promises broke, and by whose cause."""
    broken = facts.promises.broken
    if not facts.promises.promised:
        return ""
    if not broken:
        return "None of the promises was broken."
    called = broken_by(firms)
    counts = {side: sum(one.side == side for one in broken) for side in called}
    parts = [f"{spelled(count)} {called[side]}" for side, count in counts.items() if count]
    were = by_count(len(broken), "was", "were")
    of = f"{spelled(len(broken))} of {count_words(facts.promises.promised, 'promise')}"
    return f"{upper_first(of)} {were} broken: {listed(parts)}."


def broken_by(firms: Firms) -> dict[str, str]:
    """By whom a promise to a customer was broken, by the side of its cause: what is not the
    supplier's may be the buyer's, or another firm's.
    """
    return {
        "ours": f"by {firms.buyer} or another firm",
        "theirs": f"by {firms.supplier}",
        "shared": "by both",
        "not_agreed": "with no agreed cause",
    }


def _unknown_said(chain: Chain) -> str:
    """Parts of which nobody knows who makes what they are made of, where of others it is known."""
    if not chain.without_maker or not chain.of("tier2"):
        return ""
    return f"Who stands behind {listed_to(chain.without_maker, MOST_PARTS)} is not known."


def _carried_said(chain: Chain) -> str:
    if not chain.carriers:
        return ""
    bring = by_count(len(chain.carriers), "brings", "bring")
    return f"{listed(list(chain.carriers))} {bring} the goods."


def _owners_said(chain: Chain, firms: Firms) -> str:
    if not chain.has_owners:
        return "Nobody is named yet who answers for a promise."
    if not chain.other_owners:
        return ""
    said = [
        f"{one.called} ({firms.of(one.side)}) for {promise}"
        for promise, one in chain.other_owners
    ]
    return f"Promises beside these products: {listed(said)}."


def place_said(place: Place) -> str:
    """What goes through a place, where it is a site or firm."""
    if place.column in ("tier2", "process"):
        parts = [one for one in place.parts if one != place.name]
        return listed_to(parts, MOST_PARTS) if parts else ""
    return ""


def share_said(share: float | None) -> str:
    if share is None:
        return "share not known"
    if share >= ALL:
        return "all of it"
    return f"{share:.0f}%" if share >= 1 else "under 1%"


def partner_said(one: Partner) -> list[tuple[str, bool]]:
    """What passed through a partner's hands, each with whether it took too long."""
    said = [(FORMS[one.form], False)]
    for what, handed in (("complaint", one.complaints), ("return", one.returns)):
        if handed.count:
            said.append((handed_said(what, handed, one.days_agreed), bool(handed.late)))
    if one.promises is not None and one.promises.n:
        said.append(
            (f"kept {one.promises.k:,} of {count_words(one.promises.n, 'promise')}", False)
        )
    return said


def handed_said(what: str, handed: HandedOn, agreed: int | None) -> str:
    """`3 complaints passed on after 9 days (agreed: 3 days); 1 not yet passed on, for 20 days`."""
    said = []
    limit = f" (agreed: {count_words(agreed, 'day')})" if agreed is not None else ""
    if handed.median_days is not None:
        after = f"{handed.median_days:g} {by_count(int(handed.median_days), 'day', 'days')}"
        said.append(f"{count_words(handed.n, what)} passed on after {after}{limit}")
        limit = ""
    if handed.open:
        days = count_words(handed.longest_open_days or 0, "day")
        kept = count_words(handed.open, what) if not said else str(handed.open)
        oldest = "the oldest for" if handed.open > 1 else "for"
        said.append(f"{kept} not yet passed on, {oldest} {days}{limit}")
    return "; ".join(said)
