"""No value that is not revealed is in a message, a traceback, a log or a `repr`: distinctive ones
are planted in every place of a file, and every refusal is looked through.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from srmlib.cli import main
from srmlib.errors import RegisterError
from srmlib.register import Register
from srmlib.register.kinds.voice import Rating
from srmlib.replies.reading import read_reply
from srmlib.replies.sealing import Rated, Sealed, lock, read_sealed, release, reveal, seal

ON = date(2026, 10, 13)
WORDS = "zebra crossing"
SALT = "5eed" * 8
NUMBER = 777313
SECRETS = (WORDS, SALT, str(NUMBER), "zebra")


def whole(side: str = "supplier") -> Sealed:
    rows = [
        Rated(element="open_info", version=1, colour=2, comment=WORDS, visible=True),
        Rated(element="access", version=1, colour=5, comment=f"{WORDS} hidden"),
    ]
    at = "2026-10-05T09:30:00Z"
    return seal("S-1001", "2026Q3", side, side, rows, at, salt=SALT)  # type: ignore[arg-type]


def _places(stated: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = stated.items() if isinstance(stated, dict) else enumerate(stated)
    for key, value in inner:
        if isinstance(value, dict | list):
            yield from _places(value, (*path, key))
        else:
            yield (*path, key)


def altered() -> Iterator[tuple[str, bytes]]:
    """The file with something else in each of its places in turn, or nothing."""
    text = whole().to_json()
    for path in _places(json.loads(text)):
        for name, value in {
            "words": f"{WORDS} \u202e<b>",
            "number": NUMBER,
            "list": [WORDS, NUMBER],
            "keys": {WORDS: WORDS, "colour": NUMBER},
            "null": None,
        }.items():
            stated = json.loads(text)
            inner = stated
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value
            yield f"{path} {name}", json.dumps(stated).encode()
        stated = json.loads(text)
        inner = stated
        for key in path[:-1]:
            inner = inner[key]
        if isinstance(inner, dict):
            inner[f"{WORDS} {path[-1]}"] = inner.pop(path[-1])
            yield f"{path} renamed", json.dumps(stated).encode()
    for end in range(60, len(text), 97):
        yield f"cut at {end}", text[:end].encode()
        yield f"no text at {end}", text[:end].encode() + b"\xff" + text[end:].encode()
    yield "too large", text.encode() + WORDS.encode() * 100_000
    yield "deep", text.encode() + b"[" * 90_000


def told_of(fault: BaseException) -> str:
    """All that a log, a notebook or a terminal would show of it, also of what lies behind it."""
    shown = []
    seen: BaseException | None = fault
    while seen is not None:
        shown += [str(seen), repr(seen), repr(seen.args)]
        shown += traceback.format_exception(seen)
        seen = seen.__cause__ or seen.__context__
    return "\n".join(shown)


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_no_refusal_of_a_sealed_file_tells_a_value(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    refused = 0
    for name, content in altered():
        file = tmp_path / "s_ratings_sealed.json"
        file.write_bytes(content)
        for read in (read_sealed, read_reply):
            try:
                read(file)
            except RegisterError as error:
                refused += 1
                assert leaks(told_of(error)) == [], name
    assert refused > 200
    assert leaks(caplog.text) == []


def test_no_refusal_of_the_commands_tells_a_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path)]
    file = tmp_path / "s_ratings_sealed.json"
    for name, content in list(altered())[::23]:
        file.write_bytes(content)
        for words in (
            ["import-reply", str(file)],
            ["reveal", "S-1001", "2026Q3", str(file), str(file)],
            ["reveal", "S-1001", "2026Q3", "--release", str(file)],
        ):
            assert main([*home, *words]) != 0, name
            said = capsys.readouterr()
            assert leaks(said.out + said.err) == [], name


def test_no_refusal_of_the_reveal_tells_a_value(tmp_path: Path) -> None:
    register = Register.at(tmp_path / "register.sqlite")
    supplier, buyer = whole(), whole("buyer")
    faults = [
        _refused(lambda: reveal(register, "S-1001", "2026Q3", [supplier, buyer], ON)),
        _refused(lambda: release(register, "S-1001", "2026Q3", supplier, ON)),
    ]
    lock(register, "S-1001", supplier.seal)
    lock(register, "S-1001", buyer.seal)
    changes: list[dict[str, Any]] = [
        {"quarter": "2026Q2"},
        {"supplier": "S-1002"},
        {"champion": False},
        {"ratings": supplier.ratings[:1]},
        {"salt": "0" * 32},
    ]
    for change in changes:
        other = supplier.model_copy(update=change)
        pair = [buyer, other]
        faults.append(
            _refused(lambda pair=pair: reveal(register, "S-1001", "2026Q3", pair, ON))
        )
    faults.append(_refused(lambda: release(register, "S-1001", "2026Q3", supplier, ON)))
    again = seal(
        "S-1001", "2026Q3", "buyer", "buyer", buyer.ratings, "2026-10-06T09:30:00Z"
    )
    faults.append(_refused(lambda: lock(register, "S-1001", again.seal)))
    for fault in faults:
        assert leaks(told_of(fault)) == []
    assert not register.entries("rating")


def _refused(attempt: Any) -> RegisterError:
    with pytest.raises(RegisterError) as refused:
        attempt()
    return refused.value


def test_nothing_of_it_is_in_a_repr() -> None:
    one = whole()
    shown = [repr(one), str(one), repr(one.ratings), repr([one]), f"{one}"]
    assert leaks("\n".join(shown)) == []
    assert "colour" not in "\n".join(shown)


def test_a_fault_of_the_model_itself_hides_what_it_was_given() -> None:
    with pytest.raises(ValidationError) as refused:
        Rated(element="access", version=1, colour=NUMBER, comment=WORDS)
    assert leaks(str(refused.value)) == []


def test_consent_is_given_and_never_assumed(tmp_path: Path) -> None:
    """Neither a form nor a file nor a list that says nothing of it gives consent."""
    said = Rated(element="access", version=1, colour=3, comment=WORDS)
    assert not said.visible
    stated = {"quarter": "2026Q3", "element": "access", "side": "buyer", "rater": "x"}
    assert not Rating(**stated, comment=WORDS, revealed_on=ON).comment_visible
    register = Register.at(tmp_path / "register.sqlite")
    both = [
        seal("S-1001", "2026Q3", side, side, [said], "2026-10-05T09:30:00Z")  # type: ignore[arg-type]
        for side in ("buyer", "supplier")
    ]
    for one in both:
        lock(register, "S-1001", one.seal)
    reveal(register, "S-1001", "2026Q3", both, ON)
    assert [one.now.comment for one in register.book().all(Rating)] == [None, None]
