"""Every command that a screen, a list or a refusal of the meeting prints can be run as it
stands, and is of the supplier.
"""

from __future__ import annotations

import html
import json
import re
import shlex
from argparse import Namespace
from pathlib import Path

import pytest
from review_world import ON, World

import srmlib.meeting
from srmlib import cli
from srmlib.errors import UsageError
from srmlib.meeting.begins import Begins
from srmlib.meeting.page import page
from srmlib.meeting.planning import open_planning
from srmlib.meeting.planning_controls import PlanningControls
from srmlib.meeting.review import Review
from srmlib.reports.publish import slug

# Where a page or a list says a command, and where a line of text does.
IN_PAGE = re.compile(r"<code>(srm [^<]*)</code>")
IN_TEXT = re.compile(r"(?:^|\s)(srm [a-z-]+ .*?)(?=; |\.?$)", re.MULTILINE)


def parsed(command: str) -> Namespace:
    program, *words = shlex.split(command)
    assert program == "srm"
    return cli._parser().parse_args(words)


def names_supplier(command: str, supplier: str = "S") -> bool:
    asked = vars(parsed(command))
    of_file = [str(asked.get(name, "")) for name in ("file", "path")]
    return asked.get("supplier") == supplier or any(
        slug(supplier) in one for one in of_file
    )


@pytest.fixture
def empty(world: World, tmp_path: Path) -> World:
    """With nothing in its register."""
    world.home.register.rename(tmp_path / "elsewhere.sqlite")
    return world


@pytest.fixture
def nobody(empty: World):
    review = empty.review(on=ON)
    yield review
    review.quarter.close()


def of_pages(review: Review) -> list[str]:
    pages = [page(review, is_live=is_live) for is_live in (True, False)]
    lists = [review.before()._repr_html_(), review.closing()._repr_html_()]
    return [
        html.unescape(one) for text in [*pages, *lists] for one in IN_PAGE.findall(text)
    ]


def of_lists(review: Review) -> list[str]:
    return IN_TEXT.findall(f"{review.before()!r}\n{review.closing()!r}")


def of_planning(world: World) -> list[str]:
    planning = open_planning("S", on=ON, author="A", workspace=world.home)
    controls = PlanningControls(planning)
    pages = controls.stands.value + planning.missing()._repr_html_()
    found = [html.unescape(one) for one in IN_PAGE.findall(pages)]
    return [*found, *IN_TEXT.findall(f"{planning.missing()!r}")]


def test_every_command_of_an_empty_meeting_can_be_run(nobody) -> None:
    found = of_pages(nobody) + of_lists(nobody)
    assert len(set(found)) >= 6
    for command in found:
        assert names_supplier(command), command


def test_every_command_of_topics_and_asks_can_be_run(empty) -> None:
    found = of_planning(empty)
    assert any(one.startswith("srm register add person") for one in found)
    for command in found:
        assert names_supplier(command), command


def test_no_command_is_printed_elsewhere(nobody, empty) -> None:
    """What is no `code` of a page is no command: nothing escapes the tests above."""
    shown = page(nobody, is_live=True) + page(nobody, is_live=False)
    rest = IN_PAGE.sub("", re.sub(r'data-about="[^"]*"', "", shown))
    assert not re.findall(r"srm [a-z-]+", re.sub(r"(?s)<style>.*?</style>", "", rest))


def test_a_refusal_names_a_command_that_can_be_run(nobody) -> None:
    with pytest.raises(UsageError) as refused:
        nobody.capture.action("Look", who="Nobody")
    (command,) = IN_TEXT.findall(str(refused.value))
    assert names_supplier(command)


def test_the_file_that_the_page_saves_is_entered_by_the_command_it_says(nobody) -> None:
    about = re.search(r'data-about="([^"]*)"', page(nobody, is_live=False))
    known = json.loads(html.unescape(about[1]))
    assert parsed(known["enters"]).file == Path(known["file"])


def test_an_undo_in_a_file_names_a_command_that_can_be_run(review, tmp_path) -> None:
    file = tmp_path / "captures.json"
    about = {"schema": "srm-captures", "schema_version": 2, "supplier_id": "S"}
    undo = {"id": "1" * 32, "number": 1, "do": "undo", "with": {}}
    file.write_text(json.dumps(about | {"quarter": "2026Q3", "captures": [undo]}))
    (command,) = IN_TEXT.findall(review.capture.load(file).refused[0])
    assert parsed(command).record == "RECORD"


@pytest.mark.parametrize("supplier", ["S-1001", "Müller & Söhne", "-x", "it's"])
def test_any_id_is_quoted_for_a_shell(supplier: str) -> None:
    begins = Begins(supplier, "2026Q3")
    for command in (begins.adds("person"), begins.imports("ask"), begins.reply_form):
        assert names_supplier(command, supplier)


def test_the_person_that_a_page_says_how_to_add_is_added(nobody, empty, capsys) -> None:
    _, *words = shlex.split(Begins("S", "2026Q3").adds("person"))
    assert cli.main(["--home", str(empty.home.root), *words, "--author", "A"]) == 0
    assert "Ann Keller" in nobody.screen("opening")


def test_no_command_is_written_by_hand() -> None:
    """In the room's own files: they come from one place, which the tests above read."""
    folder = Path(srmlib.meeting.__file__).parent
    own = {"begins.py", "commands.py"}
    files = [one for one in folder.rglob("*.*") if one.suffix in (".py", ".j2", ".js")]
    for file in files:
        text = "" if file.name in own else file.read_text(encoding="utf-8")
        assert not re.findall(r"srm (?:register|import|reply|rating|meeting)", text), file
