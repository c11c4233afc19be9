"""Sign 3: people inside do not know who the key partners are, and where they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from srmlib.numbers import count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import YEAR, Known, percent
from srmlib.register import Record
from srmlib.register.kinds.people import Onboarding, Person, PromiseOwner, RoleHeld
from srmlib.snapshot.database import statement


def read(known: Known, side: str) -> Iterator[Fact]:
    promises = known.promises
    spend = spend_percent(known)
    if not promises and spend is None:
        yield cannot_tell(
            "no purchases of a year, and no promise to a customer, are in the extract",
            "receipts with a price in the extract: docs/sources.md",
        )
        return
    if not promises and spend is not None and spend < known.marks["key_spend_percent"]:
        said = (
            f"no key supplier: under {known.marks['key_spend_percent']}% of a year's"
            " purchases"
        )
        yield Fact(True, said if promises is None else f"{said}, no promise to a customer")
        return
    if side == "buyer":
        yield _chain(promises)
        yield from _unknown(known)
    yield promise_owner(known, side)
    yield _site_owners(known, side)
    yield from _newcomers(known, side)


def spend_percent(known: Known) -> float | None:
    """This supplier's part of a year's purchases from outside firms; null without any."""
    [sums] = known.found("purchases", since=known.as_of - YEAR, until=known.as_of)
    if not sums["of_all"]:
        return None
    return percent(float(sums["theirs"]), float(sums["of_all"]))


def _chain(promises: Sequence[object] | None) -> Fact:
    if promises is None:
        return cannot_tell(
            "no promise to a customer of a year is in the extract",
            "customer_promises in the extract: docs/sources.md",
        )
    if not promises:
        return Fact(
            False, "no promise to a customer is linked to it, though it is a key supplier"
        )
    return Fact(
        True,
        f"{count_words(len(promises), 'promise')} to customers linked to it",
        (Row("customer_promises", f"{len(promises)} rows", None, "promises of a year"),),
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
    named = [one for one in known.all(PromiseOwner) if one.now.side == side]
    own = [one for one in named if known.is_there(one.now.person)]
    if not own:
        said = f"no owner of a promise to customers at {known.name(side)} is on record"
        if named:
            said = f"who owned a promise to customers at {known.name(side)} has left"
        return cannot_tell(
            said, known.how_to_add(PromiseOwner, f"promise=… side={side} person=…")
        )
    said = (
        f"{count_words(len(own), 'promise')} to customers with an owner at"
        f" {known.name(side)}"
    )
    return Fact(True, said, tuple(known.row(one, None, one.now.promise) for one in own))


def _site_owners(known: Known, side: str) -> Fact:
    """Every site that delivers or is delivered to has a person with a role here."""
    since = known.as_of - YEAR
    sites = [
        one["site"]
        for one in known.found("sites", since=since, until=known.as_of)
        if one["side"] == side
    ]
    in_charge = _in_charge(known, side)
    people = [one for one in in_charge if one.now.site]
    if not sites:
        return cannot_tell(
            f"the sites of {known.name(side)} are not in the extract",
            "site and made_at of schedule_lines: docs/sources.md",
            is_needed=False,
        )
    if not people:
        return cannot_tell(
            f"no list of {possessive(known.name(side))} people by site",
            _how_to_list(known, side),
        )
    with_owner = [
        site
        for site in sites
        if any(
            one.now.site and one.now.site.casefold() in site.casefold() for one in people
        )
    ]
    said = f"{len(with_owner)} of {count_words(len(sites), 'site')} with a person in charge"
    unplaced = [one.now.role for one in in_charge if not one.now.site]
    if len(with_owner) < len(sites) and unplaced:
        which = ", ".join(dict.fromkeys(unplaced))
        return cannot_tell(
            f"{said}, no site is entered of: {which}", _how_to_list(known, side)
        )
    return Fact(
        len(with_owner) == len(sites),
        said,
        tuple(known.row(one, None, f"{one.now.role}, {one.now.site}") for one in people),
    )


def _in_charge(known: Known, side: str) -> list[Record[Person]]:
    """The people of a firm who hold a role here or are somebody's peer."""
    named = {one.person.id for one in known.plan.roles if one.side == side and one.person}
    named |= {person.id for one in known.plan.pairs if (person := one.person(side))}
    return [one for one in known.book.all(Person) if one.id in named]


def _how_to_list(known: Known, side: str) -> str:
    """Where people are there, the site of one is missing; else who has a part in it."""
    if _in_charge(known, side):
        return known.how_to_add(Person, "record=… site=…")
    return known.how_to_add(RoleHeld, f"role=… tier=… person=… side={side}")


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
    "Asked of key suppliers: those with promises to customers, or {key_spend_percent}% of a"
    " year's purchases. Found where no promise is linked to it, a site has nobody in"
    " charge, somebody new is not introduced in time, or (told to the buyer alone) over"
    " {unknown_supplier_percent}% of incidents name no supplier.",
    read,
)
