"""Data are never code: whatever stands in any field of a form is a text of its page and of its
workbook, and whatever comes back is a text of the register and of what is told.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import html5lib
import openpyxl
import pytest
from reply_room import Room, entered, stated, write

from srmlib.register.kinds.ahead import Ask, AskEvent, Topic
from srmlib.register.kinds.voice import ActionAnswer, Signature, Statement
from srmlib.register.kinds.work import Dispute, Expectation
from srmlib.replies.contents import reply_form
from srmlib.replies.page import page_of
from srmlib.replies.taking import taken_lines
from srmlib.replies.workbook import workbook_of

ATTACKS = [
    "</script><script>window.hit=1</script>",
    "</style><img src=x onerror=window.hit=1>",
    "\"'><svg onload=window.hit=1>",
    "</textarea><iframe src=javascript:window.hit=1>",
    "{{7*7}}${7*7}{% raw %}",
    "]]><!--<script>window.hit=1//--></script>",
    '=HYPERLINK("http://x","y")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
]
# What is no text: names of states and days, which the form itself writes.
KEPT = {
    "side",
    "first_on",
    "last_on",
    "due_on",
    "asked_on",
    "claim",
    "better",
    "dispute",
    "other_lock",
    "effort",
    "state",
}


def hostile(value: Any, attack: str) -> Any:
    """A form with the attack before and behind every text in it."""
    if isinstance(value, str):
        return f"{attack}{value}{attack}"
    if isinstance(value, tuple):
        return tuple(hostile(one, attack) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        texts = {
            one.name: hostile(getattr(value, one.name), attack)
            for one in fields(value)
            if one.name not in KEPT
        }
        return replace(value, **texts)
    return value


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_a_form_is_markup_or_script(room: Room, attack: str) -> None:
    book = room.register.book("S-1001")
    form = hostile(reply_form(room.workspace, book, "S-1001", "2026Q3", ""), attack)
    page = page_of(form, date(2026, 10, 16))
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    tags = [one.tag for one in tree.iter() if isinstance(one.tag, str)]
    assert not {"img", "iframe", "object", "embed", "base", "link"} & set(tags)
    assert tags.count("script") == 2
    assert tags.count("style") == 1
    for one in tree.iter():
        assert not [name for name in one.attrib if name.lower().startswith("on")]
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)[0]
    data = next(one for one in tree.iter("script") if one.get("id") == "form-data")
    assert json.loads(data.text or "")["own"] == form.supplier_name


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_of_a_workbook_is_a_formula_or_a_link(room: Room, attack: str) -> None:
    book = room.register.book("S-1001")
    form = hostile(reply_form(room.workspace, book, "S-1001", "2026Q3", ""), attack)
    made = openpyxl.load_workbook(BytesIO(workbook_of(form, date(2026, 10, 16))))
    cells = [one for sheet in made for row in sheet for one in row if one.value is not None]
    assert {one.data_type for one in cells} == {"s"}
    assert not [one for one in cells if one.hyperlink]
    assert attack in "".join(str(one.value) for one in cells)


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_text_of_a_reply_stays_the_text_it_is(
    room: Room, tmp_path: Path, attack: str
) -> None:
    said = stated(room, role=attack, name=attack, statement=attack, expectation=attack)
    for part in ("disputes", "actions", "signatures", "answers"):
        for one in said[part]:
            one["words"] = attack
    for part in ("proposals", "asks"):
        said[part][0]["what"] = attack
    taken = entered(room, write(tmp_path / "r.json", said))
    book = room.register.book("S-1001")
    assert book.all(Statement)[0].now.words_said == attack
    assert {one.now.claim_words for one in book.all(Dispute)} == {attack}
    assert {one.now.words_said for one in book.all(ActionAnswer)} == {attack}
    assert book.all(Signature)[0].now.objection == attack
    assert book.all(Topic)[-1].now.what == attack
    assert book.all(AskEvent)[0].now.words_said == attack
    assert book.all(Ask)[-1].now.what == attack
    assert book.all(Expectation)[0].now.words_said == attack
    # What a terminal shows is on lines of their own, and steers nothing.
    assert all(line.replace("\n", "").isprintable() for line in taken_lines(taken))
