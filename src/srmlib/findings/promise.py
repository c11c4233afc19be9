"""The promise to customers in words: how many were kept, whose cause the broken ones are, and what the customer saw."""

from __future__ import annotations

from collections import Counter

from srmlib.findings.trace import side_words
from srmlib.findings.words import count_words, listed
from srmlib.trace.kept import BrokenPromise, Promises

OWNERSHIP = "Ours to answer for, whoever caused it: the customer sees one company."
COMPLAINTS_TOLD = 2


def promise_headline(promises: Promises) -> str:
    """How many promises were kept, and whose cause the broken ones are: `37 of 40 promises kept; of 3 broken, cause agreed: 2 supplier's, 1 ours`."""
    if not promises.is_supplied:
        return "Whether customers got what we promised is not known: the extract has no promises to customers"
    if not promises.promised:
        return "No promise to a customer that depended on this supplier fell due in the quarter"
    if not promises.broken:
        return f"All {promises.promised:,} promises to customers were kept" if promises.promised > 1 else "The one promise to a customer was kept"
    kept = f"{promises.kept:,} of {count_words(promises.promised, 'promise')} to customers {'was' if 1 in (promises.promised, promises.kept) else 'were'} kept"
    sides = Counter(promise.side for promise in promises.broken)
    agreed = [f"{sides[side]:,} {side_words(side)}" for side in ("theirs", "ours", "shared") if sides[side]]
    said = ([f"cause agreed: {listed(agreed)}"] if agreed else []) + ([f"{sides['not_agreed']:,} not agreed yet"] if sides["not_agreed"] else [])
    return f"{kept}; of {len(promises.broken):,} broken, {'; '.join(said)}"


def seen_words(promise: BrokenPromise) -> str:
    """What the customer saw: `3 days late; complained: “seal leaks”`, `still waiting, 12 days after the day promised`."""
    late = f"{count_words(promise.days, 'day')} late" if promise.kept_on else f"still waiting, {count_words(promise.days, 'day')} after the day promised"
    if not promise.complaints:
        return late
    told = listed([f"“{subject}”" for subject in promise.complaints[:COMPLAINTS_TOLD]])
    more = len(promise.complaints) - COMPLAINTS_TOLD
    return f"{late}; complained: {told}{f' and {more} more' if more > 0 else ''}"


def cause_agreed_words(side: str) -> str:
    """`cause agreed: supplier's`, `cause agreed: ours`, `not agreed yet`."""
    return side_words(side) if side == "not_agreed" else f"cause agreed: {side_words(side)}"
