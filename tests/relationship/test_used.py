"""Every number printed can be contested from the files beside the page: what was entered of the
supplier is copied, and nothing that may not be shown.
"""

from __future__ import annotations

from datetime import date

import pytest
from books import AS_OF, SUPPLIER, BookByHand

from srmlib.register import KINDS, Kind
from srmlib.register.kinds.agreed import Involvement, Saving
from srmlib.register.kinds.ahead import Milestone, Topic, TopicEvent, TopicValue
from srmlib.register.kinds.people import Person, RoleHeld
from srmlib.register.kinds.voice import FormSent, HealthCheck
from srmlib.register.kinds.work import Action
from srmlib.relationship.evidence import evidence_of
from srmlib.relationship.used import KEPT_BACK, column_of, used_tables
from srmlib.reports.sheets import described
from srmlib.rules.calendar import Quarter

SINCE = date(2026, 7, 1)
KEPT = "KEPT"


def rated() -> BookByHand:
    """What the evidence of ratings counts."""
    book = BookByHand()
    book.add(Topic(what="Cast to size", is_chosen=True, is_about_cost=True), "T-1")
    book.add(TopicEvent(topic="T-1", on=date(2026, 8, 1), what="First samples"))
    book.add(Milestone(topic="T-1", what="Tool ready", due_on=date(2026, 8, 31)))
    book.add(
        Saving(
            what="Fewer trips",
            agreed_on=date(2026, 5, 4),
            agreed_amount="1000.00",
            to_supplier_amount="400.00",
            currency="EUR",
        )
    )
    frozen = date(2026, 3, 1)
    return book.add(
        Involvement(
            project="P9", first_involved_on=date(2026, 2, 1), design_frozen_on=frozen
        )
    )


def test_what_the_evidence_of_ratings_rests_on_is_copied() -> None:
    book = rated().book()
    found = evidence_of(book, SUPPLIER, Quarter.parse("2026Q3"), AS_OF)
    used = used_tables(book, SUPPLIER, AS_OF)
    assert found.milestones_met.whole == len(used["register_milestone"]) == 1
    assert found.topics_active.whole == len(used["register_topic"]) == 1
    assert (
        found.savings_shared.whole + found.savings_unknown
        == len(used["register_saving"])
        == 1
    )
    assert list(used["register_topic_event"]["what"]) == ["First samples"]
    assert list(used["register_involvement"]["design_frozen_on"]) == [date(2026, 3, 1)]
    assert str(used["register_saving"]["to_supplier_amount"][0]) == "400.00"


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_is_copied_or_kept_back_for_a_reason(kind: type[Kind]) -> None:
    """One record of the kind, all that it may state filled in, and seen by both firms."""
    book = BookByHand().add(filled(kind), "X-1", SUPPLIER if kind.of_one_supplier else None)
    if kind in (HealthCheck, TopicValue):
        book.add(filled(kind, side="supplier"))
    # Without an entry of this supplier nothing at all is copied.
    book.add(
        Action(what="Seen", side="buyer", measure="x")
        if kind is not Action
        else filled(kind)
    )
    if kind is Person:
        book.add(RoleHeld(side="buyer", role="quality", person="X-1"))
    used = used_tables(book.book(), SUPPLIER, AS_OF)
    if kind in KEPT_BACK:
        assert KEPT_BACK[kind] and f"register_{kind.kind}" not in used
        assert KEPT not in "".join(frame.to_csv() for frame in used.values())
    else:
        assert "X-1" in list(used[f"register_{kind.kind}"]["record"])


def filled(kind: type[Kind], **more: object) -> Kind:
    """Every text says KEPT; a topic is chosen, so that its values may be shown."""
    plain = {
        "name": KEPT,
        "text": KEPT,
        "ids": (KEPT,),
        "day": SINCE,
        "whole": 1,
        "amount": "1.00",
    }
    said: dict[str, object] = {}
    for one in kind.fields():
        said[one.name] = (
            (one.choices[0] == "yes" or one.choices[0]) if one.choices else None
        )
        said[one.name] = said[one.name] or plain[one.form]
    said |= {name: 0 for name in said if name == "days_agreed"}
    said |= {"fingerprint": "ab" * 32} if "fingerprint" in said else {}
    said |= {"form": "ab" * 32} if kind is FormSent else {}
    said |= {"metric": "D1"} if "metric" in said else {}
    return kind(**said | more)


def test_what_one_firm_alone_has_said_is_copied_nowhere() -> None:
    """Not revealed, not a champion's, not answered by the other firm, of another supplier."""
    book = BookByHand().add(Action(what="Seen", side="buyer", measure="x"))
    book.rate("buyer", "2026Q3", "access", 1, comment=KEPT, revealed_on=date(2026, 12, 1))
    book.rate("buyer", "2026Q2", "access", 1, comment=KEPT, is_champion=False)
    book.lock("buyer", rater=KEPT, is_champion=False)
    book.add(Topic(what="Seen"), "T-1")
    book.add(TopicValue(topic="T-1", side="buyer", value=9, on=SINCE))
    book.add(HealthCheck(side="buyer", on=SINCE, trust=1))
    book.add(HealthCheck(side="supplier", on=date(2025, 7, 1), trust=1))
    book.add(Action(what=KEPT, side="buyer"), supplier="S-2")
    used = used_tables(book.book(), SUPPLIER, AS_OF)
    assert sorted(used) == ["register_action", "register_topic"]
    assert KEPT not in "".join(frame.to_csv() for frame in used.values())


def test_a_health_check_is_copied_once_both_firms_have_answered() -> None:
    book = BookByHand().add(HealthCheck(side="buyer", on=SINCE, trust=1))
    book.add(HealthCheck(side="supplier", on=date(2026, 12, 1), trust=2))
    assert not used_tables(book.book(), SUPPLIER, AS_OF)
    book.add(HealthCheck(side="supplier", on=AS_OF, trust=3))
    copied = used_tables(book.book(), SUPPLIER, AS_OF)["register_health_check"]
    assert list(copied["trust"]) == [1, 3]


def test_every_column_of_an_entry_is_described() -> None:
    for name, kind in KINDS.items():
        sheet = described({}, f"register_{name}")
        assert kind.words in sheet.holds
        assert all(sheet.columns[column_of(one.name)].words for one in kind.fields())
