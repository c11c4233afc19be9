"""The section of the chain: columns, holes, weak places, folding, customers counted, hostile texts."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from facts_fixture import HOSTILE, hostile, rich
from pages import tree, visible

from srmlib.facts import Facts
from srmlib.promises.broken import Share
from srmlib.relationship.chain import Chain, Link, Place
from srmlib.relationship.downstream import HandedOn, Partner
from srmlib.relationship.persons import Who
from srmlib.reports import sections
from srmlib.reports.export import csv_text
from srmlib.reports.page import Section
from srmlib.words.chain import chain_explained
from srmlib.words.ratings import firms_of

NOTHING = HandedOn(0, None, 0, None, None)


def person(called: str, side: str = "buyer") -> Who:
    return Who("P-1", side, called, "owner", True, None)


def chain(**more: object) -> Chain:
    """One foundry, the supplier, two plants, a product, an agent through whom complaints pass late."""
    late = HandedOn(2, 9.0, 1, 20, 3)
    told = {
        "places": (
            Place("tier2", "T", "Foundry", None, ("Housing",)),
            Place("supplier", "S", "Harrow", 5),
            Place("process", "North", "North", 3, ("Housing",)),
            Place("process", "South", "South", 2, ("Bracket",)),
            Place("product", "F", "Pump", 5, ("Housing",), ("P",), (person("Ann"),)),
            Place("downstream", "PA-1", "Agents"),
        ),
        "links": (
            Link("tier2", "T", "S", None, False),
            Link("supplier", "S", "North", 60.0, False),
            Link("supplier", "S", "South", 40.0, False),
            Link("process", "North", "F", 100.0, False),
            Link("product", "F", "PA-1", 100.0, True),
        ),
        "carriers": ("Carrier",),
        "without_maker": (),
        "partners": (
            Partner("PA-1", "Agents", "agent", None, 3, late, NOTHING, Share(40, 44)),
        ),
        "other_owners": (),
        "has_owners": True,
    }
    return Chain(**told | more)


def shown(known: Chain, facts: Facts | None = None) -> Section:
    of = replace(facts or rich(), relationship=SimpleNamespace(chain=known))
    return sections.chain(of)


def says(section: Section) -> str:
    return " ".join(visible(tree(section.body)).split())


def test_without_anything_known_it_says_how_to_begin():
    for facts in (
        rich(),
        replace(rich(), relationship=SimpleNamespace(chain=chain(places=()))),
    ):
        assert "srm register add partner" in sections.chain(facts).absent


def test_the_headline_names_who_feeds_and_counts_what_hangs_on_it():
    promised = rich().promises.promised
    supplier = rich().supplier.name
    assert shown(chain()).headline == (
        f"Foundry feeds {supplier}; {promised:,} customer promises hang on this chain"
    )
    works = tuple(Place("supplier", one, one) for one in ("A", "B"))
    two = (Place("tier2", "T", "x" * 40), Place("tier2", "U", "U"))
    assert shown(chain(places=(two[0], *works))).headline.startswith(
        f"One firm of tier 2 feeds both works of {supplier}"
    )
    assert shown(chain(places=(*two, works[0]))).headline.startswith(
        f"Two firms of tier 2 feed {supplier}"
    )
    assert shown(chain(places=works)).headline.startswith(
        f"Who stands behind {supplier} is not known"
    )


def test_without_promises_none_is_counted():
    facts = rich()
    facts = replace(
        facts, promises=replace(facts.promises, promised=0, broken=()), meaning=None
    )
    section = shown(chain(), facts)
    assert section.headline == f"Foundry feeds {facts.supplier.name}"
    assert "no promises known" in says(section) and "broken" not in section.headline


def test_what_nobody_knows_is_a_hole():
    bare = chain(places=chain().places[1:4], links=(), partners=())
    section = shown(bare)
    assert section.body.count('class="place  unknown"') >= 3
    tier2 = shown(chain(without_maker=("Bracket",)))
    assert "others not known" in says(
        tier2
    ) and "stands behind Bracket is not known" in says(tier2)


def test_a_late_partner_is_weak_and_told_with_its_days():
    section = shown(chain())
    said = says(section)
    assert (
        "2 complaints passed on after 9 days (agreed: 3 days); 1 not yet passed on, for 20 days"
        in said
    )
    assert "kept 40 of 44 promises" in said
    on_time = replace(chain().partners[0], complaints=NOTHING)
    weak = [
        one.body.count("place  weak")
        for one in (section, shown(chain(partners=(on_time,))))
    ]
    assert weak[0] == weak[1] + 1


@pytest.mark.parametrize(
    ("side", "item", "weak"),
    [
        ("tier2", "anything", ["Foundry"]),
        ("theirs", "anything", ["Harrow"]),
        # Of two plants the one that the item goes into; of none nothing is said.
        ("ours", "Bracket", ["South"]),
        ("ours", "Housing", ["North"]),
        ("ours", "anything", []),
        ("not_agreed", "Housing", []),
    ],
)
def test_where_it_broke_is_told_of_a_place_only_where_it_can_be_no_other(side, item, weak):
    facts = rich()
    trace = SimpleNamespace(links=[SimpleNamespace(cause_side=side, item=item)])
    section = shown(chain(partners=()), replace(facts, trace=trace))
    found = re.findall(r'class="place \w* weak"><b>(\w+)', section.body)
    assert found == weak


def test_a_product_without_an_owner_is_a_hole_where_others_have_one():
    product = Place("product", "G", "Valve", 1)
    section = shown(chain(places=(*chain().places, product)))
    assert says(section).count("nobody answers") == 1
    nobody = says(shown(chain(has_owners=False)))
    assert "Nobody is named yet who answers for a promise." in nobody
    spare = (("spare parts", person("Bo", "supplier")),)
    assert f"Bo ({rich().supplier.name}) for spare parts" in says(
        shown(chain(other_owners=spare))
    )


@pytest.mark.parametrize(("count", "drawn"), [(4, 4), (5, 4), (12, 4)])
def test_more_than_four_places_are_folded_and_their_links_with_them(count, drawn):
    products = tuple(
        Place("product", f"F{n}", f"Product {n}", 99 - n) for n in range(count)
    )
    links = tuple(Link("process", "North", one.id, 10.0, False) for one in products)
    known = chain(places=(*chain().places[:4], *products), links=links, partners=())
    section = shown(known)
    body = section.body.partition("<details>")[0]
    assert sum(f"<b>Product {n}</b>" in body for n in range(count)) == (
        drawn if count <= 4 else 3
    )
    assert (f"{count - 3} more" in body) is (count > 4)
    assert body.count("<path") == drawn
    # The table says all of them.
    assert all(
        f"Product {n}" in section.body.partition("<details>")[2] for n in range(count)
    )


def test_the_table_says_each_link_with_its_share():
    said = says(shown(chain()))
    for words in ("Foundry Harrow share not known extract", "Harrow North 60% extract"):
        assert words in said
    assert "Pump Agents all of it entered" in said


def test_customers_bear_the_names_this_report_may_use():
    """The place of customers is made of the regions of the facts, as their readers may know them."""
    facts = rich()
    if facts.meaning is None:
        region = SimpleNamespace(region="region 1", kept=Share(1, 3))
        other = SimpleNamespace(region=None, kept=Share(2, 2))
        meaning = SimpleNamespace(regions=SimpleNamespace(regions=(region, other)))
        facts = replace(facts, meaning=meaning)
    said = says(shown(chain(), facts))
    assert "Region 1 3 promises, 2 broken" in said
    assert "Region not told 2 promises, none broken" in said


def test_a_hostile_text_is_a_text():
    partner = Partner(HOSTILE, HOSTILE, "agent", HOSTILE, 1, NOTHING, NOTHING, None)
    places = tuple(
        Place(column, HOSTILE, HOSTILE, 1, (HOSTILE, "x"), (), (person(HOSTILE),))
        for column in ("tier2", "supplier", "process", "product", "downstream")
    )
    known = chain(
        places=places,
        links=(Link("tier2", HOSTILE, HOSTILE, 1.0, True),),
        carriers=(HOSTILE,),
        without_maker=(HOSTILE,),
        partners=(partner,),
        other_owners=((HOSTILE, person(HOSTILE)),),
    )
    section = shown(known, hostile())
    assert "<img" not in section.body and "</script" not in section.body
    assert all(csv_text(table) for table in section.tables.values())


def test_what_is_not_the_suppliers_cause_may_be_another_firms():
    facts = rich()
    (one, *_) = facts.promises.broken
    broken = (replace(one, side="ours"),)
    facts = replace(facts, promises=replace(facts.promises, promised=9, broken=broken))
    said = chain_explained(chain(), facts, firms_of(facts))
    assert f"one by {firms_of(facts).buyer} or another firm." in " ".join(said)
