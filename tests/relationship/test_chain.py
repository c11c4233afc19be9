"""The chain from its definition: what the extract knows, what people entered over it, partners and
what passed through their hands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from books import BookByHand
from small_world import small_home

from srmlib.register.kinds.beyond import ChainLink, Partner, PassedOn
from srmlib.register.kinds.people import PromiseOwner
from srmlib.relationship.chain import Chain, chain_of
from srmlib.relationship.downstream import HandedOn
from srmlib.relationship.used import used_tables
from srmlib.reports.export import csv_text
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot, open_snapshot

Q3 = Quarter.parse("2026Q3")
AS_OF = date(2026, 10, 13)
LINES = (
    *[{"part_id": "P", "site": "North"}] * 3,
    {"part_id": "P", "site": "South"},
    {"part_id": "P-2", "site": "South", "requested_on": "2026-08-01"},
    {"part_id": "P-2", "site": "South", "cancelled_on": "2026-07-01"},
    {"part_id": "P-2", "site": "Old", "requested_on": "2024-08-01"},
    {"part_id": "P-2", "site": "Other", "supplier_id": "S-2"},
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    promise = {"first_promised_on": "2026-08-01", "promised_on": "2026-08-01"}
    orders = ("O-1", "O-2", "O-3")
    home = small_home(
        tmp_path_factory.mktemp("chain"),
        suppliers=[
            {"supplier_id": "S", "name": "Supplier"},
            {"supplier_id": "S-2", "name": "SECRET"},
            {"supplier_id": "T", "name": "Foundry"},
            {"supplier_id": "C", "name": "Carrier", "kind": "carrier"},
        ],
        parts=[
            {"part_id": "P", "name": "Housing"},
            {"part_id": "P-2", "name": "Bracket"},
            {"part_id": "F", "name": "Pump"},
        ],
        schedule_lines=[one | {"line_id": f"L{n}"} for n, one in enumerate(LINES)],
        supply_links=[
            {
                "supplier_id": "S",
                "behind_supplier_id": "T",
                "kind": "maker",
                "part_id": "P",
            },
            {"supplier_id": "S", "behind_supplier_id": "C", "kind": "carrier"},
            {"supplier_id": "S-2", "behind_supplier_id": "C", "kind": "maker"},
        ],
        bill_of_materials=[
            {
                "part_id": "F",
                "component_id": "P",
                "component_qty": "1",
                "valid_from": "2020-01-01",
            }
        ],
        customer_orders=[
            {"customer_order_id": one, "ordered_on": "2026-07-01"} for one in orders
        ],
        customer_promises=[
            promise
            | {"promise_id": f"CP-{one}", "customer_order_id": one, "supplier_id": firm}
            | {"kept_on": kept_on}
            for one, firm, kept_on in (
                ("O-1", "S", "2026-08-01"),
                ("O-1", "C", "2026-08-01"),
                ("O-2", "S", "2026-08-01"),
                ("O-2", "C", "2026-08-09"),
                # An order the supplier has no part in.
                ("O-3", "C", "2026-08-01"),
            )
        ],
    )
    with open_snapshot(home) as opened:
        yield opened


def read(snapshot: Snapshot, book: BookByHand | None = None, supplier: str = "S") -> Chain:
    return chain_of(snapshot, (book or BookByHand()).book(), supplier, Q3, AS_OF)


def entered() -> BookByHand:
    return BookByHand()


def add(book: BookByHand, one, record: str | None = None) -> BookByHand:
    return book.add(one, record, supplier="S")


def test_what_the_extract_knows(snapshot):
    found = read(snapshot)
    assert [(one.column, one.id, one.weight) for one in found.places] == [
        ("tier2", "T", None),
        ("supplier", "S", 5),
        ("process", "North", 3),
        ("process", "South", 2),
        ("product", "F", 4),
        ("product", "P-2", 1),
    ]
    assert {(one.start, one.end): one.share for one in found.links} == {
        ("T", "S"): None,
        ("S", "North"): 60.0,
        ("S", "South"): 40.0,
        ("North", "F"): 75.0,
        ("South", "F"): 25.0,
        ("South", "P-2"): 100.0,
    }
    assert (found.carriers, found.without_maker) == (("Carrier",), ("Bracket",))


def test_of_the_chain_of_another_supplier_nothing_is_there(snapshot):
    assert "SECRET" not in str(read(snapshot).to_json())


def test_a_supplier_of_which_nothing_is_known_has_no_chain(snapshot):
    found = read(snapshot, supplier="T")
    assert not found and [one.id for one in found.places] == ["T"]


def test_works_that_people_entered_stand_for_the_supplier(snapshot):
    book = entered()
    for works, site, share in (("Works A", "North", 100), ("Works B", "South", None)):
        add(
            book, ChainLink(column="supplier", from_place=works, to_place=site, share=share)
        )
    found = read(snapshot, book)
    assert [one.id for one in found.of("supplier")] == ["Works A", "Works B"]
    assert {(one.start, one.end, one.share) for one in found.from_column("supplier")} == {
        ("Works A", "North", 100),
        ("Works B", "South", None),
    }
    # One foundry feeds both.
    assert {(one.start, one.end) for one in found.from_column("tier2")} == {
        ("T", "Works A"),
        ("T", "Works B"),
    }


def test_a_link_finds_its_places_by_id_or_name(snapshot):
    book = add(entered(), Partner(name="Agents", form="agent"), "PA-1")
    add(book, ChainLink(column="product", from_place="pump", to_place="agents", share=40))
    (link,) = read(snapshot, book).from_column("product")
    assert (link.start, link.end, link.share, link.is_entered) == ("F", "PA-1", 40, True)


def test_partners_stand_in_their_column_while_they_stand(snapshot):
    book = add(entered(), Partner(name="Agents", form="agent"), "PA-1")
    add(book, Partner(name="Second foundry", form="tier2"), "PA-2")
    add(book, Partner(name="The same", form="tier2", extract_id="T"), "PA-3")
    add(book, Partner(name="Gone", form="agent", until_on="2026-10-12"), "PA-4")
    add(book, Partner(name="Not yet", form="agent", from_on="2026-10-14"), "PA-5")
    found = read(snapshot, book)
    assert [one.name for one in found.of("tier2")] == ["Foundry", "Second foundry"]
    assert [one.name for one in found.of("downstream")] == ["Agents"]
    assert [one.id for one in found.partners] == ["PA-1"]


def test_who_answers_for_a_promise_stands_at_its_product(snapshot):
    book = entered()
    book.revisions.clear()
    for person, side in (("P-1", "buyer"), ("P-2", "supplier"), ("P-3", "buyer")):
        book.person(person, side, f"Name {person}", "owner", may_be_named=person == "P-1")
        book.revisions[-1] = book.revisions[-1].__class__(
            **{**book.revisions[-1].__dict__, "supplier_id": "S"}
        )
    for promise, person in (
        ("Pump", "P-1"),
        ("P", "P-2"),
        ("spare parts", "P-3"),
        ("Pump", "?"),
    ):
        add(book, PromiseOwner(promise=promise, side="buyer", person=person))
    found = read(snapshot, book)
    owners = {one.id: [who.called for who in one.owners] for one in found.of("product")}
    assert owners == {"F": ["Name P-1", "owner"], "P-2": []}
    assert [(promise, who.called) for promise, who in found.other_owners] == [
        ("spare parts", "owner")
    ]


# --- Partners downstream


def passed(*days: tuple[str, str | None], agreed: int | None = 3) -> BookByHand:
    book = add(entered(), Partner(name="Agents", form="agent", days_agreed=agreed), "PA-1")
    for received_on, passed_on in days:
        stated = {"received_on": received_on, "passed_on": passed_on, "case": "CC-SECRET"}
        add(book, PassedOn(partner="PA-1", form="complaint", **stated))
    return book


def handed(snapshot: Snapshot, book: BookByHand) -> HandedOn:
    (partner,) = read(snapshot, book).partners
    assert partner.returns == HandedOn(0, None, 0, None, 0 if partner.days_agreed else None)
    return partner.complaints


def test_days_of_what_was_passed_on_and_of_what_is_still_there(snapshot):
    old = (AS_OF - timedelta(days=200)).isoformat()
    book = passed(
        ("2026-07-01", "2026-07-03"),
        ("2026-08-01", "2026-08-10"),
        ("2026-09-30", "2026-10-09"),
        # Of another quarter; still there, whenever it came; told wrongly; known tomorrow.
        ("2026-06-30", "2026-07-30"),
        (old, None),
        ("2026-08-05", "2026-08-01"),
        ("2026-09-01", "2026-10-14"),
    )
    assert handed(snapshot, book) == HandedOn(3, 9.0, 2, 200, 4)


def test_without_days_agreed_nothing_is_late(snapshot):
    book = passed(("2026-07-01", "2026-09-03"), agreed=None)
    assert handed(snapshot, book).late is None
    assert not read(snapshot, book).partners[0].is_late
    assert read(snapshot, passed(("2026-07-01", "2026-07-05"))).partners[0].is_late
    assert not read(snapshot, passed(("2026-07-01", "2026-07-04"))).partners[0].is_late


def test_the_number_of_a_case_is_never_copied():
    tables = used_tables(passed(("2026-07-01", "2026-07-05")).book(), "S", AS_OF)
    assert list(tables["register_passed_on"]["partner"]) == ["PA-1"]
    assert not any("SECRET" in csv_text(table) for table in tables.values())


def test_promises_of_a_partner_are_those_of_orders_of_this_supplier(snapshot):
    book = add(entered(), Partner(name="Carrier", form="carrier", extract_id="C"), "PA-1")
    (partner,) = read(snapshot, book).partners
    assert (partner.promises.k, partner.promises.n) == (1, 2)
    other = add(entered(), Partner(name="Agents", form="agent"), "PA-1")
    assert read(snapshot, other).partners[0].promises is None
