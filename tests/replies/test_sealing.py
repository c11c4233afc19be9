"""Sealed ratings: nobody sees or changes a rating before both firms have locked."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from srmlib.errors import RegisterError
from srmlib.register import Draft, Register
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import Lock, Rating
from srmlib.relationship.ratings import ratings_of
from srmlib.replies.sealing import (
    Checked,
    Rated,
    Sealed,
    Valued,
    canonical_text,
    lock,
    read_sealed,
    release,
    reveal,
    seal,
)
from srmlib.rules.calendar import Quarter

ON = date(2026, 10, 13)
AT = "2026-10-05T09:30:00Z"


def sealed(side: str = "supplier", colour: int = 4, **others: object) -> Sealed:
    rows = [
        Rated(
            element="open_info",
            version=1,
            colour=colour,
            comment=f"TOKEN {side} open",
            visible=True,
        ),
        Rated(element="access", version=1, colour=None),
        Rated(element="early_new", version=1, colour=1, comment=f"TOKEN {side} hidden"),
    ]
    stated = {
        "supplier_id": "S-1001",
        "quarter": "2026Q3",
        "rater": f"The {side}’s champion",
        "locked_at": AT,
    }
    return seal(side=side, ratings=rows, **(stated | others))  # type: ignore[arg-type]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.at(
        tmp_path / "register.sqlite", lambda: datetime(2026, 10, 13, tzinfo=UTC)
    )


def locked(register: Register, *those: Sealed) -> None:
    for one in those:
        lock(register, one.supplier, one.seal)


def test_the_canonical_text_is_this() -> None:
    one = seal(
        "S-1001",
        "2026Q3",
        "supplier",
        "Zoe\u0308",
        [
            Rated(
                element="open_info",
                version=1,
                colour=None,
                comment="a\r\nb\rc\n\u0303 \ud83d",
                will_do="Call. \u2028",
            )
        ],
        AT,
        salt="0" * 32,
        values=[Valued(topic="T-2", value=0), Valued(topic="T-1", value=10)],
        health=Checked(trust=5, comment="e\u0301", visible=True),
    )
    text = (
        '{"supplier":"S-1001","quarter":"2026Q3","side":"supplier","rater":"Zoë","champion":true,'
        '"locked_at":"2026-10-05T09:30:00Z","salt":"00000000000000000000000000000000",'
        '"ratings":[["open_info",1,null,"a\\nb\\nc\\n\u0303 \ufffd",false,"Call. \u2028"]],'
        '"values":[["T-2",0],["T-1",10]],"health":[null,null,5,null,"é",true]}'
    )
    assert canonical_text(one) == text
    assert one.fingerprint == sha256(text.encode()).hexdigest()
    assert read_sealed(one.to_json().encode()) == one


FIRST = """{"schema":"srm-sealed-ratings","schema_version":1,"supplier":"S-1001","quarter":"2026Q3",
"side":"supplier","rater":"Zoë","champion":true,"locked_at":"2026-10-05T09:30:00Z",
"salt":"00000000000000000000000000000000","ratings":[{"element":"open_info","version":1,
"colour":4,"comment":"As it was.","visible":true}],"fingerprint":"FINGERPRINT"}"""
FIRST_TEXT = (
    '{"supplier":"S-1001","quarter":"2026Q3","side":"supplier","rater":"Zoë","champion":true,'
    '"locked_at":"2026-10-05T09:30:00Z","salt":"00000000000000000000000000000000",'
    '"ratings":[["open_info",1,4,"As it was.",true]]}'
)


def first_version(**change: object) -> bytes:
    """A file as the first version of the form saved it."""
    stated = json.loads(
        FIRST.replace("FINGERPRINT", sha256(FIRST_TEXT.encode()).hexdigest())
    )
    return json.dumps(stated | change).encode()


def test_a_file_of_the_first_version_still_opens(register: Register) -> None:
    old, buyer = read_sealed(first_version()), sealed("buyer")
    assert canonical_text(old) == FIRST_TEXT
    assert old.is_as_locked
    locked(register, old, buyer)
    reveal(register, "S-1001", "2026Q3", [old, buyer], ON)
    found = {(r.now.side, r.now.element): r.now for r in register.book().all(Rating)}
    assert found["supplier", "open_info"].comment == "As it was."


@pytest.mark.parametrize(
    "change",
    [
        {"values": [{"topic": "T-1", "value": 10}]},
        {"health": {"trust": 5}},
        {
            "ratings": [
                {"element": "access", "version": 1, "colour": 1, "will_do": "Nothing."}
            ]
        },
    ],
)
def test_what_the_first_fingerprint_is_not_over_is_refused(
    change: dict[str, object],
) -> None:
    with pytest.raises(RegisterError, match="ratings alone, as it is of the first version"):
        read_sealed(first_version(**change))


def test_both_are_revealed_in_one_append(register: Register) -> None:
    buyer, supplier = sealed("buyer", 2), sealed("supplier", 4)
    locked(register, buyer, supplier)
    before = register.head().number
    entered = reveal(register, "S-1001", "2026Q3", [supplier, buyer], ON)
    assert [one.number for one in entered] == list(range(before + 1, before + 7))
    found = {(r.now.side, r.now.element): r.now for r in register.book().all(Rating)}
    assert found["buyer", "open_info"].colour == 2
    assert found["supplier", "open_info"].colour == 4
    assert found["supplier", "open_info"].comment == "TOKEN supplier open"
    assert found["supplier", "access"].colour is None
    assert found["supplier", "early_new"].comment is None


def test_no_value_is_in_the_register_before_the_reveal(register: Register) -> None:
    both = sealed("buyer", 2), sealed("supplier", 4)
    locked(register, *both)
    register.close()
    assert register.file
    for file in register.file.parent.iterdir():
        held = file.read_bytes()
        for one in both:
            assert b"TOKEN" not in held
            assert one.salt.encode() not in held
            assert b"open_info" not in held


def test_words_that_are_not_for_the_other_firm_never_enter(register: Register) -> None:
    both = sealed("buyer"), sealed("supplier")
    locked(register, *both)
    reveal(register, "S-1001", "2026Q3", both, ON)
    register.close()
    assert register.file
    assert b"hidden" not in register.file.read_bytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ratings": (Rated(element="open_info", version=1, colour=5),)}, "changed after"),
        ({"rater": "Somebody else"}, "changed after"),
        ({"salt": "f" * 32}, "changed after"),
        ({"values": (Valued(topic="T-1", value=1),)}, "changed after"),
        ({"health": Checked(trust=1)}, "changed after"),
        ({"schema_version": 1}, "changed after"),
        ({"locked_at": "2026-10-06T09:30:00Z"}, "changed after"),
        ({"quarter": "2026Q2"}, "are of 2026Q2, expected 2026Q3"),
        ({"supplier": "S-1002"}, "'S-1002', expected 'S-1001'"),
        ({"side": "buyer"}, "one of the buyer and one of the supplier"),
        ({"champion": False}, "not the champion"),
    ],
)
def test_what_is_not_what_was_locked_reveals_nothing(
    register: Register, change: dict[str, object], said: str
) -> None:
    buyer, supplier = sealed("buyer"), sealed("supplier")
    locked(register, buyer, supplier)
    with pytest.raises(RegisterError, match=said):
        reveal(
            register, "S-1001", "2026Q3", [buyer, supplier.model_copy(update=change)], ON
        )
    assert not register.entries("rating")


def test_a_forged_fingerprint_is_not_the_locked_one(register: Register) -> None:
    buyer, supplier = sealed("buyer"), sealed("supplier", 4)
    locked(register, buyer, supplier)
    with pytest.raises(RegisterError, match="not what was locked"):
        reveal(register, "S-1001", "2026Q3", [buyer, sealed("supplier", 1)], ON)
    assert not register.entries("rating")


def test_one_side_alone_stays_sealed(register: Register) -> None:
    buyer, supplier = sealed("buyer"), sealed("supplier")
    locked(register, buyer)
    for files in ([buyer], [buyer, supplier]):
        with pytest.raises(RegisterError, match="supplier has not locked"):
            reveal(register, "S-1001", "2026Q3", files, ON)
    locked(register, supplier)
    with pytest.raises(RegisterError, match="neither is shown alone"):
        reveal(register, "S-1001", "2026Q3", [supplier], ON)
    with pytest.raises(RegisterError, match="neither is shown alone"):
        release(register, "S-1001", "2026Q3", buyer, ON)
    assert not register.entries("rating")


def test_a_rater_may_release_its_own_where_the_other_never_locked(
    register: Register,
) -> None:
    supplier = sealed("supplier")
    with pytest.raises(RegisterError, match="has not locked"):
        release(register, "S-1001", "2026Q3", supplier, ON)
    locked(register, supplier)
    assert len(release(register, "S-1001", "2026Q3", supplier, ON)) == 3
    with pytest.raises(RegisterError, match="supplier are revealed"):
        locked(register, sealed("buyer"))


def test_locking_again_before_the_reveal_stays_to_be_seen(register: Register) -> None:
    first, second, buyer = sealed(colour=1), sealed(colour=5), sealed("buyer")
    locked(register, first, first, second, buyer)
    record = next(r for r in register.book().all(Lock) if r.now.side == "supplier")
    assert [one.stated.fingerprint for one in record.revisions] == [
        first.fingerprint,
        second.fingerprint,
    ]
    with pytest.raises(RegisterError, match="locked again since"):
        reveal(register, "S-1001", "2026Q3", [first, buyer], ON)
    reveal(register, "S-1001", "2026Q3", [second, buyer], ON)
    with pytest.raises(RegisterError, match="are revealed"):
        locked(register, first)
    with pytest.raises(RegisterError, match="are revealed"):
        reveal(register, "S-1001", "2026Q3", [second, buyer], ON)


def test_an_older_file_does_not_take_the_place_of_a_newer(register: Register) -> None:
    first, second = sealed(colour=1), sealed(colour=5)
    locked(register, first, second)
    with pytest.raises(RegisterError, match="Keep the newer file"):
        locked(register, first)


def test_nothing_is_locked_again_once_both_have(register: Register) -> None:
    """Whoever holds the register could have seen the other's file by then."""
    locked(register, sealed("supplier"), sealed("buyer"))
    with pytest.raises(RegisterError, match="Both firms have locked"):
        locked(register, sealed("buyer", colour=1))


def test_a_lock_is_not_taken_back(register: Register) -> None:
    locked(register, sealed("supplier"))
    (lock,) = register.entries("lock")
    with pytest.raises(RegisterError, match="not taken back"):
        register.withdraw("lock", lock.record, side="buyer", author="P-1")
    with pytest.raises(RegisterError, match=r"has not locked|neither is shown alone"):
        release(register, "S-1001", "2026Q3", sealed("buyer"), ON)


def test_opened_ratings_are_not_changed_or_taken_back(register: Register) -> None:
    both = sealed("buyer"), sealed("supplier")
    locked(register, *both)
    reveal(register, "S-1001", "2026Q3", both, ON)
    before = register.head()
    rating = register.entries("rating")[0]
    changed = rating.stated.model_copy(update={"colour": 1})
    with pytest.raises(RegisterError, match="are opened"):
        register.withdraw("rating", rating.record, side="buyer", author="P-1")
    with pytest.raises(RegisterError, match="are opened"):
        draft = Draft(changed, "S-1001", rating.record)
        register.append([draft], side="buyer", author="P-1")
    assert register.head() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no file of sealed ratings"),
        (b'{"schema": "srm-reply"}', "no file of sealed ratings"),
        (b'{"schema": "srm-sealed-ratings", "schema_version": 9}', "another version"),
        (b" " * 1_000_001, "at most 1,000,000"),
        (sealed().to_json().replace('"colour": 4', '"colour": 6').encode(), "at most 5"),
        (sealed().to_json().replace("open_info", "access").encode(), "every element once"),
        (
            sealed().to_json().replace("open_info", "<b>").encode(),
            "expected open_info, commit_kept",
        ),
    ],
)
def test_a_file_that_is_no_sealed_ratings(text: bytes, said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        read_sealed(text, "handed.json")


def test_two_who_reveal_at_once_reveal_once(register: Register) -> None:
    both = sealed("buyer"), sealed("supplier")
    locked(register, *both)

    def attempt(_: int) -> int:
        try:
            return len(reveal(register, "S-1001", "2026Q3", both, ON))
        except RegisterError:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [0, 0, 0, 6]
    assert len(register.entries("rating")) == 6


def test_a_lock_that_came_from_a_list_counts(register: Register) -> None:
    both = sealed("buyer"), sealed("supplier")
    for one in both:
        register.append([Draft(one.seal, "S-1001")], side=one.side, author="x")
    locked(register, both[0])
    assert len(register.entries("lock")) == 2
    assert len(reveal(register, "S-1001", "2026Q3", both, ON)) == 6


def test_another_raters_ratings_are_sealed_apart(register: Register) -> None:
    buyer, other = (
        sealed("buyer"),
        sealed("buyer", rater="Somebody of the buyer", champion=False),
    )
    locked(register, buyer, other)
    assert len(register.book().all(Lock)) == 2
    with pytest.raises(RegisterError, match="not the champion"):
        release(register, "S-1001", "2026Q3", other, ON)


def test_another_raters_rating_forbids_no_champion_to_lock(register: Register) -> None:
    rating = Rating(
        quarter="2026Q3",
        element="access",
        side="buyer",
        rater="Somebody of the buyer",
        is_champion=False,
        revealed_on=ON,
    )
    register.append([Draft(rating, "S-1001")], side="buyer", author="buyer")
    both = sealed("buyer"), sealed("supplier")
    locked(register, *both)
    assert len(reveal(register, "S-1001", "2026Q3", both, ON)) == 6


@pytest.mark.parametrize(("is_typed", "rater"), [(False, "P-1"), (True, "supplier")])
def test_who_was_erased_since_the_lock_does_not_come_back(
    register: Register, is_typed: bool, rater: str
) -> None:
    """A lock names a listed person by id; one that was entered as typed lost its words."""
    name = "Zuzana Unmistakable"
    person = Person(name=name, side="supplier", role="champion")
    register.append([Draft(person, "S-1001", "P-1")], side="supplier", author="x")
    both = sealed("buyer"), sealed("supplier", rater=name)
    if is_typed:
        register.append([Draft(both[1].seal, "S-1001")], side="supplier", author="x")
    locked(register, *both)
    register.erase("P-1", side="supplier", author="x")
    reveal(register, "S-1001", "2026Q3", both, ON)
    raters = {one.now.side: one.now.rater for one in register.book().all(Rating)}
    assert raters == {"buyer": "champion", "supplier": rater}
    register.close()
    assert register.file
    assert name.encode() not in register.file.read_bytes()


def test_who_was_erased_before_the_lock_is_entered_does_not_come_back(
    register: Register,
) -> None:
    name = "Zuzana Unmistakable"
    person = Person(name=name, side="supplier", role="champion")
    register.append([Draft(person, "S-1001", "P-1")], side="supplier", author="x")
    both = sealed("buyer"), sealed("supplier", rater=name)
    register.erase("P-1", side="supplier", author="x")
    locked(register, *both)
    # The same file once more is nothing new.
    locked(register, *both)
    assert [one.stated.rater for one in register.entries("lock")] == [
        "champion",
        "supplier",
    ]
    assert len(reveal(register, "S-1001", "2026Q3", both, ON)) == 6
    register.close()
    assert register.file
    assert name.encode() not in register.file.read_bytes()


def test_another_raters_lock_has_an_id_that_tells_nobody_who_it_is(
    register: Register,
) -> None:
    person = Person(name="Zuzana Unmistakable", side="buyer", role="planner")
    register.append([Draft(person, None, "P-1")], side="buyer", author="x")

    def one_by(rater: str, at: str) -> Sealed:
        return sealed("buyer", rater=rater, champion=False, locked_at=f"2026-10-0{at}Z")

    first = one_by("Zuzana Unmistakable", "5T09:30:00")
    locked(register, first, first, one_by("Zuzana Unmistakable", "6T09:30:00"))
    locked(register, one_by("Jo Nobody", "5T09:30:00"), one_by("Max Noone", "5T09:30:00"))
    entries = register.entries("lock")
    told = [(one.record, one.revision, one.stated.rater) for one in entries]
    assert told == [
        ("L-1", 1, "P-1"),
        ("L-1", 2, "P-1"),
        ("L-2", 1, "buyer"),
        ("L-3", 1, "buyer"),
    ]


def test_whoever_asks_of_it_sees_no_rating_before_the_reveal(
    register: Register, tmp_path: Path
) -> None:
    """Every public way into the register, and what the report is made from."""
    both = sealed("buyer"), sealed("supplier")
    locked(register, *both)
    register.backup(tmp_path / "backup.sqlite")
    book = register.book("S-1001")
    said = [
        repr(register.entries()),
        repr([vars(record) for record in book.all(Lock)]),
        repr(book.all(Rating)),
        repr(ratings_of(book, "S-1001", Quarter.parse("2026Q3"), ON)),
        repr([one.seal for one in both]),
        (tmp_path / "backup.sqlite").read_bytes().decode("latin-1"),
    ]
    for secret in ("TOKEN", "open_info", "early_new", both[0].salt, both[1].salt):
        assert [
            place for place, text in enumerate(said) if secret in text and place != 3
        ] == []
    assert "TOKEN" not in said[3]
    assert both[1].salt not in said[3]
