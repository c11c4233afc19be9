"""The checker of files that people write: what it says of every kind of fault."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import Field, field_validator

from srmlib.errors import DefinitionError
from srmlib.rules.checking import (
    Day,
    Many,
    Name,
    Stated,
    Text,
    checked,
    expected,
    text_of,
    toml_of,
    yaml_of,
)

PLACE = "rates.yaml"
FIX = "Correct it there."


class Value(Stated):
    starts: Day = Field(alias="from")
    number: float = Field(ge=0)


class Column(Stated):
    decimals: int | None = None


class Record(Stated):
    name: Text
    unit: Annotated[
        str, Field(pattern="^[A-Z]{3}$"), expected("three capitals, such as EUR")
    ]
    is_agreed: bool = False
    days: int | None = None
    better: Literal["up", "down"] = "up"
    texts: Many[str] = ()
    values: Annotated[Many[Value], Field(min_length=1)] | None = None
    columns: dict[str, Column | None] = Field(default_factory=dict)
    by_month: dict[int, Column] = Field(default_factory=dict)
    code: Annotated[str, Field(max_length=3)] = ""
    title: Name = "a title"

    @field_validator("code")
    @classmethod
    def _is_on_one_line(cls, code: str) -> str:
        if "\n" in code:
            raise ValueError(f"'{code}' is told by its own words")
        return code


ONE_OF = (
    "expected one of name, unit, is_agreed, days, better, texts, values, columns, by_month, code,"
    " title."
)
RIGHT = {"name": "a", "unit": "EUR"}


def faults(stated: object) -> list[str]:
    with pytest.raises(DefinitionError) as caught:
        checked(Record, stated, PLACE, FIX, DefinitionError)
    *lines, fix = str(caught.value).splitlines()
    assert fix == FIX
    return lines


def test_what_is_right_is_the_model_and_is_not_changed():
    stated = RIGHT | {
        "days": 7,
        "texts": ["N/A"],
        "values": [
            {"from": date(2026, 1, 1), "number": 1},
            {"from": "2026-07-01", "number": 0.5},
        ],
        "columns": {"Menge": {"decimals": 3}, "Ort": None},
    }
    record = checked(Record, stated, PLACE, FIX, DefinitionError)
    assert (record.days, record.texts, record.is_agreed) == (7, ("N/A",), False)
    assert [(value.starts, value.number) for value in record.values] == [
        (date(2026, 1, 1), 1.0),
        (date(2026, 7, 1), 0.5),
    ]
    assert record.columns["Menge"].decimals == 3
    with pytest.raises(ValueError, match="frozen"):
        record.days = 8


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": 7}, "rates.yaml: name is 7, expected a text."),
        ({"name": ""}, "rates.yaml: name is empty, expected a text that is not empty."),
        ({"days": "7"}, "rates.yaml: days is '7', expected a whole number."),
        ({"days": 7.5}, "rates.yaml: days is 7.5, expected a whole number."),
        ({"days": 7.0}, "rates.yaml: days is 7.0, expected a whole number."),
        ({"days": True}, "rates.yaml: days is true, expected a whole number."),
        ({"is_agreed": 1}, "rates.yaml: is_agreed is 1, expected true or false."),
        ({"is_agreed": "yes"}, "rates.yaml: is_agreed is 'yes', expected true or false."),
        ({"is_agreed": None}, "rates.yaml: is_agreed is empty, expected true or false."),
        ({"unit": "eur"}, "rates.yaml: unit is 'eur', expected three capitals, such as EUR."),
        ({"unit": 3}, "rates.yaml: unit is 3, expected three capitals, such as EUR."),
        ({"better": "more"}, "rates.yaml: better is 'more', expected up or down."),
        ({"texts": "N/A"}, "rates.yaml: texts is 'N/A', expected a list."),
        ({"texts": ["a", 7]}, "rates.yaml: texts (entry 2) is 7, expected a text."),
        ({"values": [1]}, "rates.yaml: values (entry 1) is 1, expected keys with their values."),
        ({"values": []}, "rates.yaml: values is [], expected at least one entry."),
        ({"columns": {"PO #": {"decimals": "2"}}},
         "rates.yaml: columns.\"PO #\".decimals is '2', expected a whole number."),
        ({"columns": {"Ort": "text"}},
         "rates.yaml: columns.Ort is 'text', expected keys with their values."),
        ({"columns": {7: None}}, "rates.yaml: 7 is no key in columns, expected a text."),
        ({"name": {"a": 1, "b": 2}}, "rates.yaml: name is {a: …, b: …}, expected a text."),
        ({"name": ["a", 1]}, "rates.yaml: name is ['a', 1], expected a text."),
        ({"name": [[[1]], "b"]}, "rates.yaml: name is [[[…]], 'b'], expected a text."),
        ({"name": [[]]}, "rates.yaml: name is [[]], expected a text."),
        ({"days": "a" * 70}, f"rates.yaml: days is '{'a' * 60}…', expected a whole number."),
        ({"better": 2**999},
         "rates.yaml: better is a number of more than 60 digits, expected up or down."),
        ({"columns": {2**999: None}},
         "rates.yaml: a number of more than 60 digits is no key in columns, expected a text."),
        ({1: 2}, f"rates.yaml: 1 is no key, {ONE_OF}"),
        ({None: 2}, f"rates.yaml: null is no key, {ONE_OF}"),
        ({True: 2}, f"rates.yaml: true is no key, {ONE_OF}"),
        ({date(2026, 1, 1): 2}, f"rates.yaml: 2026-01-01 is no key, {ONE_OF}"),
        ({"columns": {"Ort": {3: 1}}},
         "rates.yaml: 3 is no key in columns.Ort, expected one of decimals."),
        ({"by_month": {7: {"decimals": "x"}}},
         "rates.yaml: by_month.7.decimals is 'x', expected a whole number."),
        ({"by_month": {7: {"decimal": 1}}},
         "rates.yaml: 'decimal' is no key in by_month.7, did you mean decimals?"),
        ({"by_month": {7: 1}}, "rates.yaml: by_month.7 is 1, expected keys with their values."),
        ({"code": "ABCD"}, "rates.yaml: code is 'ABCD', expected at most 3 characters."),
        ({"code": "a\nb"}, r"rates.yaml: code: 'a\nb' is told by its own words."),
        ({"better": "\x1b[2J"}, r"rates.yaml: better is '\x1b[2J', expected up or down."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_as_it_was_written(wrong, words):
    assert faults(RIGHT | wrong) == [words]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"from": "1.1.2026", "number": 1}, "from is '1.1.2026', expected a date such as 2026-01-31."),
        ({"from": 2026, "number": 1}, "from is 2026, expected a date such as 2026-01-31."),
        ({"from": date(2026, 1, 1), "number": -1}, "number is -1, expected at least 0."),
        ({"from": date(2026, 1, 1), "number": True}, "number is true, expected a number."),
        ({"from": date(2026, 1, 1), "number": float("nan")}, "number is nan, expected a number."),
        ({"from": date(2026, 1, 1)}, "the key 'number' is missing."),
        ({"number": 1}, "the key 'from' is missing."),
    ],
)  # fmt: skip
def test_an_entry_of_a_list_is_counted_from_one(value, words):
    first = {"from": "2026-01-01", "number": 1}
    assert faults(RIGHT | {"values": [first, value]}) == [f"rates.yaml, value 2: {words}"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"nmae": "a"}, "'nmae' is no key, did you mean name?"),
        ({"days_": 7}, "'days_' is no key, did you mean days?"),
        ({"colour": 1}, f"'colour' is no key, {ONE_OF}"),
        ({"columns": {"Ort": {"decimal": 2}}}, "'decimal' is no key in columns.Ort, did you mean"
                                               " decimals?"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_told_with_the_nearest_known_one(wrong, words):
    assert faults(RIGHT | wrong) == [f"rates.yaml: {words}"]


def test_an_unknown_key_in_a_list_is_told_by_the_name_it_has_in_the_file():
    value = {"from": "2026-01-01", "number": 1, "frm": 2}
    assert faults(RIGHT | {"values": [value]}) == [
        "rates.yaml, value 1: 'frm' is no key, did you mean from?"
    ]


def test_a_value_that_grows_without_end_is_told_at_once():
    grown = ["x"]
    for _ in range(60):
        grown = [grown] * 10
    assert faults(RIGHT | {"name": grown}) == [
        f"rates.yaml: name is [{', '.join(['[' + ', '.join(['[…]'] * 10) + ']'] * 2)[:59]}…,"
        " expected a text."
    ]
    assert len(faults(RIGHT | {"name": dict.fromkeys(range(10**6))})[0]) < 120


def test_all_faults_are_told_at_once():
    assert faults({"unit": "€", "days": "7", "seperator": ","}) == [
        "rates.yaml: the key 'name' is missing.",
        "rates.yaml: unit is '€', expected three capitals, such as EUR.",
        "rates.yaml: days is '7', expected a whole number.",
        f"rates.yaml: 'seperator' is no key, {ONE_OF}",
    ]


def test_a_file_that_is_no_mapping():
    assert faults(["a"]) == ["rates.yaml is ['a'], expected keys with their values."]
    assert faults(None) == ["rates.yaml is empty, expected keys with their values."]


# --- Text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "unit: %/year",
            r"rates\.yaml, line 1: 'unit: %/year' cannot be read, expected 'key: v",
        ),
        ("a: 'EUR\nb: 1", r"line 1: 'a: 'EUR' cannot be read"),
        ("a: [1,\nb: 2", r"line 1: 'a: \[1,' cannot be read"),
        ("a: 1\n\tb: 2", r"line 2: 'b: 2' cannot be read"),
        ("a: \x07", r"rates\.yaml: the file holds a character that is no text"),
        (
            "a: 1\nb: 2\na: 3",
            r"line 3: the key 'a' stands there a second time, expected it once",
        ),
        ("- {a: 1, 'a': 2}", r"line 1: the key 'a' stands there a second time"),
        ("a: 2026-13-01", r"a day that is none"),
        ("a: b: c", r"line 1: 'a: b: c' cannot be read"),
        ("a: *b", r"line 1: 'a: \*b' cannot be read"),
        ("a: 1\n---\nb: 2", r"line 2: '---' cannot be read"),
        ("a: !!python/object:os.system x", r"line 1: 'a: !!python"),
        ("a: 2026-02-30", r"line 1: 'a: 2026-02-30' holds a day that is none"),
        ("a: 1\nb: " + "9" * 5000, r"line 2: 'b: 9{57}…' holds a .*or has too many digits"),
        ("a: !!timestamp x", r"line 1: 'a: !!timestamp x' holds a day that is none"),
        (
            "a: &x [1]\nb: *x",
            r"line 2: 'b: \*x' cannot be read: \* repeats what stands elsewhere",
        ),
        ("a: &x [*x]", r"line 1: 'a: &x \[\*x\]' cannot be read"),
        ("[" * 51 + "]" * 51, r"line 1: '\[{51}\]{9}…' is nested more than 50 deep"),
        ("[" * 100_000, r"is nested more than 50 deep"),
        ("- " * 5_000, r"is nested more than 50 deep"),
        ("a: 1:30", r"line 1: '1:30' would be read as another number"),
        ("a: [1, 1:30.5]", r"line 1: '1:30\.5' would be read as another number"),
        ("a: 010", r"line 1: '010' would be read as another number"),
        ("{a\x1b: 1}", r"a character that is no text"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(text, words):
    with pytest.raises(DefinitionError, match=words):
        yaml_of(text, PLACE, DefinitionError)


def test_yaml_is_read_as_it_is_or_as_text():
    text = "a: 1.10\nb: 2026-01-01\nc: [yes, no]\n"
    assert yaml_of(text, PLACE, DefinitionError) == {
        "a": 1.1,
        "b": date(2026, 1, 1),
        "c": [True, False],
    }
    assert yaml_of(text, PLACE, DefinitionError, as_text=True) == {
        "a": "1.10",
        "b": "2026-01-01",
        "c": ["yes", "no"],
    }
    assert yaml_of("# nothing", PLACE, DefinitionError) is None
    assert yaml_of("d: {<<: {b: 1}, e: 2}", PLACE, DefinitionError)["d"] == {"b": 1, "e": 2}
    assert yaml_of("a: '1:30'\nb: '010'", PLACE, DefinitionError) == {
        "a": "1:30",
        "b": "010",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "name = ",
            r"source\.toml, line 1: 'name =' is no valid TOML, expected 'key = value'",
        ),
        ('a = 1\nb = "x', r"line 2: 'b = \"x' is no valid TOML"),
        ("a = 1\na = 2", r"line 2: 'a = 2' is no valid TOML.*\n.*each key once"),
        ("a = 1\n[b]\nc = yes", r"line 3: 'c = yes' is no valid TOML"),
        ("a = " + "[" * 5_000, r"source\.toml: its brackets are nested too deep"),
        ("a = " + "9" * 5_000, r"source\.toml: it holds a number of too many digits"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text, words):
    with pytest.raises(DefinitionError, match=words):
        toml_of(text, "source.toml", DefinitionError)


def test_a_file_is_in_utf_8(tmp_path):
    path = tmp_path / PLACE
    path.write_bytes("unit: Stück".encode("cp1252"))
    with pytest.raises(DefinitionError, match=r"rates\.yaml: byte 9 is no UTF-8 text"):
        text_of(path, PLACE, DefinitionError)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "  "}, "name is '  ', expected a text that is not empty."),
        ({"title": " "}, "title is ' ', expected a text that is not empty."),
        ({"title": "a\nb"}, r"title is 'a\nb', expected a text on one line."),
        ({"title": "a\u2028b"}, r"title is 'a\u2028b', expected a text on one line."),
    ],
)
def test_a_name_is_a_text_on_one_line(wrong, words):
    assert faults(RIGHT | wrong) == [f"rates.yaml: {words}"]
