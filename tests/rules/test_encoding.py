"""How values are written in report.json."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import ClassVar

import pytest
from facts_fixture import rich

import srmlib
from srmlib.encoding import encoded, encoded_fields, keys_of
from srmlib.rules.calendar import Quarter

FIRST = date(2026, 7, 1)


@dataclass(frozen=True)
class Plain:
    part: str
    amount: Decimal | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Renamed:
    JSON: ClassVar = {"side": "cause_side", "found_by": None}

    side: str
    found_by: set[str]
    days: int


@dataclass(frozen=True)
class Chosen:
    JSON: ClassVar = ("n", "value", "k")

    k: int
    n: int
    note: str = ""

    @property
    def value(self) -> float:
        return 100 * self.k / self.n


@dataclass(frozen=True)
class Exact:
    """Written with one more decimal than others."""

    share: float
    kept: Plain = field(default_factory=lambda: Plain("P-1"))

    def to_json(self) -> dict:
        return encoded_fields(self) | {"share": round(self.share, 5)}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("7.00001", "7.00001"),
        (2 / 3, 0.6667),
        (Fraction(2, 3), 0.6667),
        (Fraction(3), 3.0),
        # Every digit and no exponent; a quantity of nothing keeps its places.
        (Decimal("1250.00"), "1250.00"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0E-9"), "0.000000000"),
        (FIRST, "2026-07-01"),
        (datetime(2026, 7, 1, 6, 30), "2026-07-01T06:30:00"),
        (Quarter(FIRST), "2026Q3"),
        ((1 / 3, None), [0.3333, None]),
        ([], []),
        ({"b": Decimal("0.10"), "a": (FIRST,)}, {"b": "0.10", "a": ["2026-07-01"]}),
        (
            Plain("P-1", Decimal("0.50"), FIRST),
            {"part": "P-1", "amount": "0.50", "due_on": "2026-07-01"},
        ),
        (Plain("P-1"), {"part": "P-1", "amount": None, "due_on": None}),
        (Renamed("theirs", {"lot"}, 3), {"cause_side": "theirs", "days": 3}),
        (Chosen(1, 3, "few"), {"n": 3, "value": 33.3333, "k": 1}),
    ],
    ids=repr,
)
def test_what_is_written_of_a_value(value, written):
    found = encoded(value)
    assert (type(found), found) == (type(written), written)
    # Keys in order; and nothing is left that a file cannot hold.
    assert json.dumps(found) == json.dumps(written)


def test_what_a_class_writes_itself_stands_as_it_is():
    exact = {
        "share": 0.12346,
        "kept": {"part": "P-1", "amount": None, "due_on": None},
    }
    assert encoded({"shares": [Exact(0.123456)]}) == {"shares": [exact]}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            {1, 2},
            r"\{1, 2\} is of type set, which report.json has no form for, expected a number",
        ),
        (Plain, "is of type type"),
        ({FIRST: 1}, "a key is datetime.date.*, expected a text"),
    ],
)
def test_what_no_file_can_hold_is_refused(value, words):
    with pytest.raises(TypeError, match=words):
        encoded(value)


def test_a_refusal_says_where_the_value_stands():
    with pytest.raises(TypeError) as refused:
        encoded([Exact(0.5, kept=Plain("P-1", amount={1}))])
    assert refused.value.__notes__ == [
        "It stands in Plain.amount.",
        "It stands in Exact.kept.",
    ]


def dataclasses_of_the_library() -> Iterator[type]:
    for found in pkgutil.walk_packages(srmlib.__path__, "srmlib."):
        if found.name == "srmlib.__main__":
            continue
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            is_own = isinstance(kind, type) and kind.__module__ == found.name
            if is_own and is_dataclass(kind):
                yield kind


def strangers(kind: type) -> set[str]:
    """The names in a class's JSON that it does not have."""
    declared = getattr(kind, "JSON", ())
    known = kind.__dataclass_fields__.keys()
    if isinstance(declared, tuple):
        known |= vars(kind).keys()
    return set(declared) - known


def test_every_class_has_what_it_says_is_written_of_it():
    @dataclass(frozen=True)
    class Misspelt:
        JSON: ClassVar = {"sied": "cause_side"}

        side: str

    assert strangers(Misspelt) == {"sied"}
    assert [strangers(kind) for kind in (Renamed, Chosen)] == [set(), set()]
    declaring = [kind for kind in dataclasses_of_the_library() if hasattr(kind, "JSON")]
    assert len(declaring) > 10
    assert {kind.__name__: strangers(kind) for kind in declaring if strangers(kind)} == {}


def test_no_two_values_of_a_class_are_written_under_one_key():
    for kind in dataclasses_of_the_library():
        keys = list(keys_of(kind).values())
        assert len(keys) == len(set(keys)), kind.__name__


def test_a_whole_report_is_written_with_its_keys_in_order():
    written = rich().to_json()
    assert list(written["trace"]) == [
        *("unit", "state", "total", "events", "untraced", "possible"),
        *("links", "faults", "missing", "are_others_left_out"),
    ]
    assert list(written["customer_promise"]) == [
        *(
            "customers",
            "state",
            "promised",
            "kept",
            "grain",
            "periods",
            "broken",
            "complaints",
        )
    ]
    assert list(written["bridges"][0]) == ["metric", "from", "to", "start", "end", "steps"]
    assert json.loads(json.dumps(written, allow_nan=False)) == written


def test_what_cannot_be_changed_is_written_as_what_can():
    assert encoded(MappingProxyType({"late_days": 2})) == {"late_days": 2}
