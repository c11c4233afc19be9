"""Days that follow each other: each pair that a kind declares is refused the wrong way round."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from srmlib.errors import DataFaults, RegisterError
from srmlib.register import KINDS, Draft, Kind, Register
from srmlib.register.days import backwards
from srmlib.register.importing import import_lists
from srmlib.register.kinds.people import RoleHeld
from srmlib.register.kinds.work import Escalation, Issue, Meeting

BUYER = {"side": "buyer", "author": "buyer's champion"}
S1 = "S-1001"
EARLY, LATE = date(2026, 3, 2), date(2026, 3, 9)
PAIRS = [(kind, *pair) for kind in KINDS.values() for pair in kind.days]
ISSUE = {"what": "porous", "raised_by": "buyer", "level": "functional"}
CLIMBED = {"issue": "I-1", "to_tier": "executive"}


@pytest.fixture
def register(tmp_path: Path, clock) -> Register:
    """On SQLite: what is checked does not depend on where it goes."""
    return Register.at(tmp_path / "data" / "register.sqlite", clock)


@pytest.mark.parametrize(("kind", "earlier", "later"), PAIRS)
def test_each_pair_names_days_and_is_told_the_wrong_way_round(kind, earlier, later):
    def told(first: date, last: date) -> list:
        own, other = {}, {}
        for path, day in ((earlier, first), (later, last)):
            field, _, of_other = path.partition(".")
            own[field] = "X-1" if of_other else day
            other |= {of_other: day} if of_other else {}
        return list(
            backwards(filled(kind, own), lambda name, _: filled(KINDS[name], other))
        )

    def filled(one: type[Kind], said: dict[str, object]) -> Kind:
        return one.model_construct(**dict.fromkeys(one.model_fields) | said)

    assert told(EARLY, LATE) == told(EARLY, EARLY) == []
    [fault] = told(LATE, EARLY)
    assert fault.seen in (EARLY, LATE) and fault.column in kind.model_fields


def test_what_runs_backwards_is_not_entered(register):
    wrong = Issue(**ISSUE, raised_on=LATE, resolved_on=EARLY)
    with pytest.raises(
        RegisterError, match="resolved_on is 2026-03-02, expected 2026-03-09 or af"
    ):
        register.append([Draft(wrong, S1)], **BUYER)
    role = RoleHeld(
        side="buyer", role="champion", person="P-1", from_on=LATE, until_on=EARLY
    )
    with pytest.raises(RegisterError, match="until_on is 2026-03-02"):
        register.append([Draft(role, S1)], **BUYER)
    assert not register.entries()
    # A meeting may be brought forward.
    register.append(
        [Draft(Meeting(tier="executive", planned_on=LATE, held_on=EARLY), S1)], **BUYER
    )


def test_days_hang_on_those_of_the_record_referred_to_both_ways(register):
    issue = Issue(**ISSUE, raised_on=EARLY)
    register.append([Draft(issue, S1, "I-1")], **BUYER)
    early = Escalation(**CLIMBED, on=date(2026, 3, 1))
    with pytest.raises(
        RegisterError, match="on is 2026-03-01, expected 2026-03-02 or after, which"
    ):
        register.append([Draft(early, S1)], **BUYER)
    register.append(
        [Draft(Escalation(**CLIMBED, on=date(2026, 3, 5)), S1, "ES-1")], **BUYER
    )
    moved = issue.model_copy(update={"raised_on": LATE})
    with pytest.raises(
        RegisterError, match="days that ES-1 can follow: its on is 2026-03-05"
    ):
        register.append([Draft(moved, S1, "I-1")], **BUYER)
    solved = issue.model_copy(update={"resolved_on": EARLY})
    with pytest.raises(
        RegisterError, match="expected 2026-03-02 or before, which is resolved_on"
    ):
        register.append([Draft(solved, S1, "I-1")], **BUYER)
    # What is taken back binds nobody.
    register.withdraw("escalation", "ES-1", **BUYER)
    register.append([Draft(moved, S1, "I-1")], **BUYER)


def test_lists_tell_the_cell(register, tmp_path):
    (tmp_path / "issue.csv").write_text(
        "record,what,raised_by,raised_on,level,resolved_on\n"
        "I-1,porous,buyer,2026-03-09,functional,2026-03-02\n"
        "I-2,late,buyer,2026-03-09,functional,\n"
    )
    (tmp_path / "escalation.csv").write_text(
        "issue,to_tier,on\nI-2,executive,2026-03-10\nI-2,operational,2026-03-02\n"
    )
    with pytest.raises(DataFaults) as told:
        import_lists(register, tmp_path, supplier_id=S1, **BUYER)
    assert [str(fault) for fault in told.value.faults] == [
        "escalation.csv, row 3: on is '2026-03-02', expected 2026-03-09 or after, which is raised_on"
        " of I-2.\nCorrect one of them.",
        "issue.csv, row 2: resolved_on is '2026-03-02', expected 2026-03-09 or after, which is"
        " raised_on.\nCorrect one of them.",
    ]
    assert not register.exists()


def test_an_old_entry_that_runs_backwards_is_still_read_and_may_be_taken_back(register):
    """Entered before days were checked."""
    wrong = Issue(**ISSUE, raised_on=LATE, resolved_on=EARLY)
    days, Issue.days = Issue.days, ()
    try:
        register.append([Draft(wrong, S1, "I-1")], **BUYER)
    finally:
        Issue.days = days
    assert register.book().find(Issue, "I-1").now == wrong
    register.withdraw("issue", "I-1", **BUYER)


def test_what_has_happened_does_not_lie_ahead(tmp_path, clock):
    """What is planned may. East of Greenwich the next day has begun."""
    register = Register.at(tmp_path / "register.sqlite", clock)
    held = Meeting(tier="operational", planned_on=date(2026, 11, 3))
    register.append([Draft(held, "S-1001")], side="buyer", author="x")
    ahead = held.model_copy(update={"held_on": date(2026, 10, 15)})
    with pytest.raises(
        RegisterError, match="held_on is 2026-10-15, expected 2026-10-13 or"
    ):
        register.append([Draft(ahead, "S-1001", "M-1")], side="buyer", author="x")
    (tmp_path / "health_check.csv").write_text(
        "side,on,asked,answered\nbuyer,2026-10-15,12,15\nsupplier,2026-10-14,12,12\n"
    )
    with pytest.raises(DataFaults) as told:
        import_lists(
            register,
            tmp_path / "health_check.csv",
            side="buyer",
            author="x",
            supplier_id="S-1001",
        )
    first, second = map(str, told.value.faults)
    assert "expected 2026-10-13 or before, as it tells what has happened" in first
    assert "expected 12 or less, which is asked" in second
