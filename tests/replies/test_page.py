"""The form as a file: one script that its policy names, nothing from outside, nothing that a name
could break.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from reply_room import HOSTILE, Room


@pytest.mark.parametrize("which", ["form", "rating_form"])
def test_the_policy_names_the_one_script(room: Room, which: str) -> None:
    page = getattr(room, which).read_text(encoding="utf-8")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}';"
        in page
    )
    assert page.count("<script") == 2


def test_no_tag_begins_in_what_the_script_is_told(room: Room) -> None:
    page = room.form.read_text(encoding="utf-8")
    (data,) = re.findall(r'id="form-data">(.*?)</script>', page, re.DOTALL)
    assert "\\u003c/script" in data
    assert not set(data) & set("<>&")
    assert HOSTILE not in page


def test_nothing_is_asked_of_a_network(room: Room) -> None:
    page = room.form.read_text(encoding="utf-8")
    assert (
        re.findall(r"(?:https?:)?//[a-z]", page.split("<main")[1].split("<script")[0]) == []
    )
    assert re.findall(r'url\((?!["\']?data:)', page) == []
    assert (
        re.findall(r"fetch\(|XMLHttpRequest|localStorage|sessionStorage|innerHTML", page)
        == []
    )


def test_a_form_holds_nothing_that_was_rated(room: Room) -> None:
    """And the buyer's asks for ratings only."""
    page = room.rating_form.read_text(encoding="utf-8")
    form = page.split("<main")[1].split("<script")[0]
    for absent in ("L-1", "Tooling", "statement", "definition"):
        assert absent not in form


@pytest.mark.parametrize("which", ["form", "rating_form"])
def test_nothing_is_ticked_beforehand(room: Room, which: str) -> None:
    """Consent is given, never assumed; and a browser fills in no name by itself."""
    form = (
        getattr(room, which)
        .read_text(encoding="utf-8")
        .split("<main")[1]
        .split("<script")[0]
    )
    boxes = re.findall(r"<input[^>]*>", form)
    # Twelve elements and the health check.
    assert sum('type="checkbox"' in box for box in boxes) == 13
    assert not [box for box in boxes if "checked" in box]
    (name,) = [box for box in boxes if 'id="name"' in box]
    assert 'autocomplete="off"' in name
