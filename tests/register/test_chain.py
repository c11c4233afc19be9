"""The chain of checksums, and what the database itself refuses."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
import sqlalchemy
from by_hand import ask, take_guards_away

from srmlib.errors import RegisterError
from srmlib.register import Draft, Register
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Action

BUYER = {"side": "buyer", "author": "buyer's champion"}
COLUMNS = (
    "number",
    "kind",
    "record",
    "revision",
    "supplier_id",
    "side",
    "author",
    "entered_at",
    "is_withdrawn",
    "payload",
    "personal_sha256",
    "previous_sha256",
)


@pytest.fixture
def filled(register: Register) -> Register:
    register.append(
        [
            Draft(
                Person(
                    name="Ann Example",
                    contact="ann@a.example",
                    side="buyer",
                    role="quality",
                )
            ),
            Draft(Action(what="one", side="buyer"), "S-1001"),
            Draft(Action(what="two", side="supplier"), "S-1001"),
        ],
        **BUYER,
    )
    return register


def test_a_chain_that_holds_is_proved(filled):
    head = filled.check()
    assert head == filled.head()
    assert head.number == 3


def test_the_checksum_can_be_made_by_hand(filled, url):
    """By another program, from the words of docs/register.md."""
    before = "0" * 64
    for row in ask(
        url, f"SELECT {', '.join(COLUMNS)}, sha256 FROM entries ORDER BY number"
    ):
        stated = dict(zip(COLUMNS, row, strict=False))
        stated["is_withdrawn"] = bool(stated["is_withdrawn"])
        assert stated["previous_sha256"] == before
        words = json.dumps(
            stated, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        before = sha256(words.encode()).hexdigest()
        assert row[-1] == before


@pytest.mark.parametrize(
    ("column", "planted"),
    [
        ("kind", "'cause'"),
        ("record", "'A-9'"),
        ("revision", "2"),
        ("supplier_id", "'S-1002'"),
        ("supplier_id", "NULL"),
        ("side", "'supplier'"),
        ("author", "'another'"),
        ("entered_at", "'2025-01-01T00:00:00.000000Z'"),
        ("is_withdrawn", "TRUE"),
        ("payload", """'{"side":"buyer","what":"other"}'"""),
        ("personal_sha256", "'0'"),
        ("previous_sha256", "'0'"),
        ("sha256", "'0'"),
    ],
)
@pytest.mark.parametrize("entry", [2, 3])
def test_a_change_of_any_column_is_seen(filled, url, column, planted, entry):
    take_guards_away(url)
    ask(url, f"UPDATE entries SET {column} = {planted} WHERE number = {entry}")
    with pytest.raises(RegisterError, match=r"chain is broken: .*entry|name or contact"):
        filled.check()


@pytest.mark.parametrize(
    ("planted", "words"),
    [
        ("DELETE FROM entries WHERE number = 2", "entry 2 is missing"),
        ("DELETE FROM entries WHERE number = 1", "entry 1 is missing"),
        ("UPDATE entries SET number = 7 WHERE number = 3", "entry 3 is missing"),
        (
            "DELETE FROM personal",
            "name or contact of P-1 in entry 1 are gone, and nobody erased them",
        ),
        (
            "UPDATE personal SET stated = '{}'",
            "name or contact of P-1 in entry 1 are not as",
        ),
        ("UPDATE personal SET salt = 'x'", "name or contact of P-1 in entry 1 are not as"),
        ("UPDATE personal SET number = 2", "name or contact"),
        (
            "INSERT INTO personal VALUES (9, 'x', '{}')",
            "personal words are kept for entry 9, which is not there",
        ),
    ],
)
def test_what_is_missing_or_put_in_is_seen(filled, url, planted, words):
    take_guards_away(url)
    ask(url, planted)
    with pytest.raises(RegisterError, match=words):
        filled.check()


def test_entries_in_another_order_are_seen(filled, url):
    swap = [
        "UPDATE entries SET number = 12 WHERE number = 2",
        "UPDATE entries SET number = 2 WHERE number = 3",
        "UPDATE entries SET number = 3 WHERE number = 12",
    ]
    take_guards_away(url)
    ask(url, *swap)
    with pytest.raises(RegisterError, match="entry 2 does not follow the entry before it"):
        filled.check()


def test_a_chain_cut_at_its_end_holds_and_its_head_is_another(filled, url):
    """What the chain cannot show alone: that is why reports print its head."""
    before = filled.head()
    take_guards_away(url)
    ask(url, "DELETE FROM entries WHERE number = 3")
    assert filled.check() != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET author = 'another' WHERE number = 2",
        "UPDATE entries SET author = author",
        "DELETE FROM entries WHERE number = 3",
        "DELETE FROM entries",
    ],
)
def test_the_database_refuses_to_change_what_is_entered(filled, url, statement):
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="is not changed or deleted"):
        ask(url, statement)
    assert filled.check().number == 3


REPLACES = (
    "number, kind, record, revision, side, author, entered_at, is_withdrawn, payload,"
    " previous_sha256, sha256) VALUES"
)


@pytest.mark.parametrize(
    "row",
    [
        "(2, 'x', 'x', 1, 'x', 'x', 'x', FALSE, 'x', 'x', 'x')",
        "(9, 'action', 'A-1', 1, 'x', 'x', 'x', FALSE, 'x', 'x', 'x')",
        "(9, 'x', 'x', 1, 'x', 'x', 'x', FALSE, 'x', 'x', (SELECT sha256 FROM entries LIMIT 1))",
    ],
)
def test_the_database_refuses_to_replace_what_is_entered(filled, url, row):
    """SQLite's REPLACE deletes without asking the guard of deletions."""
    if filled.file is None:
        clash = f"INSERT INTO entries ({REPLACES} {row}"
        with pytest.raises(sqlalchemy.exc.IntegrityError):
            ask(url, clash)
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="is not changed or deleted"):
            ask(url, "TRUNCATE entries")
    else:
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="is not changed or deleted"):
            ask(url, f"INSERT OR REPLACE INTO entries ({REPLACES} {row}")
    assert filled.check().number == 3
