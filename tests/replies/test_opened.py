"""What topics are worth, and the yearly health check: sealed, and entered when both have said it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from srmlib.register import Draft, Register
from srmlib.register.kinds.ahead import Topic, TopicValue
from srmlib.register.kinds.voice import HealthCheck, Rating
from srmlib.relationship.health import health_of
from srmlib.relationship.values import values_of
from srmlib.replies.commands import revealed_lines
from srmlib.replies.sealing import (
    Checked,
    Rated,
    Sealed,
    Valued,
    lock,
    release,
    reveal,
    seal,
)

ON = date(2026, 10, 13)
WORDS = "zebra crossing"


def sealed(
    side: str,
    values: dict[str, int],
    health: Checked | None = None,
    *,
    rated: Sequence[Rated] = (Rated(element="access", version=1, colour=3),),
) -> Sealed:
    valued = [Valued(topic=topic, value=value) for topic, value in values.items()]
    return seal(
        "S-1001",
        "2026Q3",
        side,  # type: ignore[arg-type]
        side,
        rated,
        "2026-10-05T09:30:00Z",
        values=valued,
        health=health,
    )


@pytest.fixture
def register(tmp_path: Path) -> Register:
    made = Register.at(
        tmp_path / "register.sqlite", lambda: datetime(2026, 10, 13, tzinfo=UTC)
    )
    topics = [
        Topic(what="T1"),
        Topic(what="T2"),
        Topic(what="T3"),
        Topic(what="T4", is_chosen=True),
    ]
    made.append([Draft(one, "S-1001") for one in topics], side="buyer", author="buyer")
    return made


def opened(
    register: Register, buyer: Sealed, supplier: Sealed
) -> dict[tuple[str, str], int]:
    for one in (buyer, supplier):
        lock(register, "S-1001", one.seal)
    reveal(register, "S-1001", "2026Q3", [buyer, supplier], ON)
    return known(register)


def known(register: Register) -> dict[tuple[str, str], int]:
    values = register.book().all(TopicValue)
    return {(one.now.topic, one.now.side): one.now.value for one in values}


def test_of_a_topic_enters_what_both_have_said(register: Register) -> None:
    found = opened(
        register,
        sealed("buyer", {"T-1": 0, "T-2": 4}),
        sealed("supplier", {"T-1": 10, "T-3": 9}),
    )
    assert found == {("T-1", "buyer"): 0, ("T-1", "supplier"): 10}
    shown = values_of(register.book(), "S-1001", set(), ON)["T-1"]
    assert (shown.buyer, shown.supplier) == (0, 10)


def test_what_the_other_said_before_counts(register: Register) -> None:
    before = TopicValue(topic="T-3", side="buyer", value=2, on=date(2026, 4, 1))
    register.append([Draft(before, "S-1001")], side="buyer", author="buyer")
    found = opened(register, sealed("buyer", {}), sealed("supplier", {"T-3": 9, "T-2": 1}))
    assert found == {("T-3", "buyer"): 2, ("T-3", "supplier"): 9}


def test_what_is_chosen_is_ranked_no_more_and_what_is_no_topic_does_not_enter(
    register: Register,
) -> None:
    found = opened(
        register, sealed("buyer", {"T-9": 1}), sealed("supplier", {"T-4": 6, "T-9": 1})
    )
    assert found == {("T-4", "supplier"): 6}


def test_no_value_is_in_a_file_of_the_register_before_the_other_has_said_it(
    register: Register,
) -> None:
    health = Checked(trust=2, comment=WORDS, visible=True)
    opened(register, sealed("buyer", {"T-1": 1}), sealed("supplier", {"T-2": 7}, health))
    register.close()
    assert register.file
    held = b"".join(file.read_bytes() for file in register.file.parent.iterdir())
    assert b'"access"' in held
    assert b"topic_value" not in held
    assert b"health_check" not in held
    assert WORDS.encode() not in held


def test_one_side_released_alone_opens_no_value_of_its_own(register: Register) -> None:
    alone = sealed("supplier", {"T-1": 7}, Checked(trust=2))
    lock(register, "S-1001", alone.seal)
    entered = release(register, "S-1001", "2026Q3", alone, ON)
    assert [one.kind for one in entered] == ["rating"]


def test_the_health_check_opens_when_both_have_answered(register: Register) -> None:
    said = Checked(communication=4, trust=2, comment=WORDS, visible=True)
    opened(
        register,
        sealed("buyer", {}, Checked(trust=5, comment=WORDS)),
        sealed("supplier", {}, said),
    )
    (year,) = health_of(register.book(), "S-1001", ON).years
    assert year.is_open
    supplier = year.checks["supplier"]
    assert supplier.answers == {
        "communication": 4,
        "satisfaction": None,
        "trust": 2,
        "compatibility": None,
    }
    assert supplier.comment == WORDS
    # Without the tick words stay with their rater.
    assert year.checks["buyer"].comment is None


def test_a_check_of_another_year_opens_nothing(register: Register) -> None:
    def check_of(year: int) -> None:
        check = HealthCheck(side="buyer", on=date(year, 3, 1), trust=4)
        register.append([Draft(check, "S-1001")], side="buyer", author="buyer")

    check_of(2025)
    opened(register, sealed("buyer", {}), sealed("supplier", {}, Checked(trust=2)))
    assert [one.now.side for one in register.book().all(HealthCheck)] == ["buyer"]


def test_a_check_of_this_year_opens_the_others(register: Register) -> None:
    check = HealthCheck(side="buyer", on=date(2026, 3, 1), trust=4)
    register.append([Draft(check, "S-1001")], side="buyer", author="buyer")
    opened(register, sealed("buyer", {}), sealed("supplier", {}, Checked(trust=2)))
    sides = [one.now.side for one in register.book().all(HealthCheck)]
    assert sides == ["buyer", "supplier"]


def test_a_check_without_an_answer_opens_nothing(register: Register) -> None:
    check = HealthCheck(side="buyer", on=date(2026, 3, 1), asked=7)
    register.append([Draft(check, "S-1001")], side="buyer", author="buyer")
    opened(register, sealed("buyer", {}), sealed("supplier", {}, Checked(trust=2)))
    assert [one.now.side for one in register.book().all(HealthCheck)] == ["buyer"]


def test_what_a_rater_will_do_needs_the_same_tick(register: Register) -> None:
    rated = [
        Rated(
            element="access", version=1, colour=3, will_do="Call on Mondays.", visible=True
        ),
        Rated(element="open_info", version=1, colour=3, will_do=WORDS),
    ]
    opened(register, sealed("buyer", {}), sealed("supplier", {}, rated=rated))
    said = {one.now.element: one.now.will_do for one in register.book().all(Rating)[1:]}
    assert said == {"access": "Call on Mondays.", "open_info": None}
    register.close()
    assert register.file
    assert WORDS.encode() not in register.file.read_bytes()


def test_what_was_opened_is_told(register: Register) -> None:
    buyer, supplier = (
        sealed(side, {"T-1": 1}, Checked(trust=1)) for side in ("buyer", "supplier")
    )
    for one in (buyer, supplier):
        lock(register, "S-1001", one.seal)
    entered = reveal(register, "S-1001", "2026Q3", [buyer, supplier], ON)
    told = "\n".join(revealed_lines(entered, "S-1001", "2026Q3"))
    assert (
        "2 ratings of S-1001 of 2026Q3 are revealed.\n  2 values of topics\n  2 health"
        in told
    )
