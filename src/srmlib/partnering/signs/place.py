"""Sign 3: people inside do not know who the key partners are, and where they fit."""

from __future__ import annotations

from collections.abc import Iterator

from srmlib.numbers import count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import YEAR, Known, how_to_add, percent
from srmlib.register import Record
from srmlib.register.kinds.people import Onboarding, Person, PromiseOwner
from srmlib.snapshot.database import statement


def read(known: Known, side: str) -> Iterator[Fact]:
    promises = known.found("promises", since=known.as_of - YEAR, until=known.as_of)
    spend = spend_percent(known)
    if not promises and spend < known.marks["key_spend_percent"]:
        yield Fact(
            True,
            f"no key supplier: under {known.marks['key_spend_percent']}% of a year's purchases, no"
            " promise to a customer",
        )
        return
    if side == "buyer":
        yield _chain(known, len(promises))
        yield from _unknown(known)
    yield promise_owner(known, side)
    yield _site_owners(known, side)
    yield from _newcomers(known, side)


def spend_percent(known: Known) -> float:
    """This supplier's part of a year's purchases from outside firms."""
    [sums] = known.found("purchases", since=known.as_of - YEAR, until=known.as_of)
    return percent(float(sums["theirs"]), float(sums["of_all"])) if sums["of_all"] else 0.0


def _chain(known: Known, promised: int) -> Fact:
    if not promised:
        return Fact(
            False, "no promise to a customer is linked to it, though it is a key supplier"
        )
    return Fact(
        True,
        f"{count_words(promised, 'promise')} to customers linked to it",
        (Row("customer_promises", f"{promised} rows", None, "promises of a year"),),
    )


def _unknown(known: Known) -> Iterator[Fact]:
    """Whether too many of all incidents name no supplier: they are of every supplier, so
    that it is told to the buyer alone.
    """
    if known.audience != "internal":
        return
    since = known.as_of - YEAR
    asked = {"since": since, "until": known.as_of}
    [found] = known.snapshot.records(statement("partnering/unknown_supplier"), asked)
    if not found["all_count"]:
        return
    share = percent(found["unknown_count"], found["all_count"])
    mark = known.marks["unknown_supplier_percent"]
    is_good = share <= mark
    said = f"{found['unknown_count']} of {count_words(found['all_count'], 'incident')}"
    yield Fact(
        is_good,
        f"{said} of a year, of whatever supplier, name none ({mark}% is the mark)",
        compared=(
            known.held("% of incidents that name none", share, "unknown_supplier_percent"),
        ),
    )


def promise_owner(known: Known, side: str) -> Fact:
    own = [one for one in known.all(PromiseOwner) if one.now.side == side]
    if not own:
        return cannot_tell(
            f"no owner of a promise to customers at {known.name(side)} is on record",
            how_to_add(PromiseOwner, f"promise=… side={side} person=…"),
        )
    said = f"{count_words(len(own), 'promise')} to customers with an owner at {known.name(side)}"
    return Fact(True, said, tuple(known.row(one, None, one.now.promise) for one in own))


def _site_owners(known: Known, side: str) -> Fact:
    """Every site that delivers or is delivered to has a person with a role here."""
    since = known.as_of - YEAR
    sites = [
        one["site"]
        for one in known.found("sites", since=since, until=known.as_of)
        if one["side"] == side
    ]
    people = _in_charge(known, side)
    if not sites:
        return cannot_tell(
            f"the sites of {known.name(side)} are not in the extract",
            "site and made_at of schedule_lines: docs/sources.md",
            is_needed=False,
        )
    if not people:
        return cannot_tell(
            f"no list of {possessive(known.name(side))} people by site",
            how_to_add(Person, f"record=… side={side} role=… site=…"),
        )
    with_owner = [
        site
        for site in sites
        if any(
            one.now.site and one.now.site.casefold() in site.casefold() for one in people
        )
    ]
    return Fact(
        len(with_owner) == len(sites),
        f"{len(with_owner)} of {count_words(len(sites), 'site')} with a person in charge",
        tuple(known.row(one, None, f"{one.now.role}, {one.now.site}") for one in people),
    )


def _in_charge(known: Known, side: str) -> list[Record[Person]]:
    """The people of a firm who hold a role here or are somebody's peer, and whose site is known."""
    named = {one.person.id for one in known.plan.roles if one.side == side and one.person}
    named |= {person.id for one in known.plan.pairs if (person := one.person(side))}
    return [one for one in known.book.all(Person) if one.id in named and one.now.site]


def _newcomers(known: Known, side: str) -> Iterator[Fact]:
    late = [one for one in known.plan.newcomers if one.person.side == side and one.is_late]
    there = [one for one in known.plan.newcomers if one.person.side == side]
    if there:
        yield Fact(
            not late,
            _late_said(len(late), len(there)),
            tuple(
                Row(Onboarding.kind, one.person.id, one.joined_on, f"{one.days} days")
                for one in there
            ),
        )


def _late_said(late: int, there: int) -> str:
    if not late:
        return "nobody new waits too long to be introduced"
    if there == 1:
        return "the one newcomer was not introduced in time"
    return f"{late} of {there} newcomers not introduced in time"


def possessive(name: str) -> str:
    return f"{name}’" if name[-1:] in ("s", "S") else f"{name}’s"


PLACE = Rule(
    "sign",
    3,
    "People do not know the key partners",
    "Asked of key suppliers: those with promises to customers, or {key_spend_percent}% of a year's"
    " purchases. Found where no promise is linked to it, a site has nobody in charge,"
    " somebody new is not introduced in time, or (told to the buyer alone) over"
    " {unknown_supplier_percent}% of incidents name no supplier.",
    read,
)
