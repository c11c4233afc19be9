"""The onboarding pack from its definition: what stands in it, and what may never stand in
it.
"""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from new_person import HOSTILE, ON, SECRET, enter, home_of_two, new_world, register_of
from printed_commands import check_command, commands_in

from srmlib.cli import main
from srmlib.errors import UsageError
from srmlib.onboarding.glossary import read_glossary, used_in
from srmlib.onboarding.page import write_pack
from srmlib.onboarding.words import begins_words
from srmlib.register.kinds.people import Pair, RoleHeld
from srmlib.register.kinds.work import Capture, Dispute
from srmlib.workspace import PROJECT, Workspace


def shown(page: str) -> str:
    """What is read on a page, in one line."""
    body = page[page.index("<main") :]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def part(page: str, name: str) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    assert found, name
    return shown(f"<main>{found[0]}")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Workspace:
    return new_world(tmp_path_factory.mktemp("new"))


@pytest.fixture(scope="module")
def page(home, tmp_path_factory) -> str:
    out = tmp_path_factory.mktemp("pack")
    return write_pack(home, "S", "quality engineer", out=out).read_text("utf-8")


# --- What stands in it


def test_the_role_its_needs_and_what_it_is_to_reach(page):
    said = part(page, "role")
    assert "Lead a corrective action from containment to proof (8D)" in said
    assert "Corrective actions end on their first date" in said
    assert "The lowest total cost decides, not the lowest price" in said


def test_the_peer_comes_first_and_is_met_first(page):
    people = part(page, "people")
    assert people.index("Quality") < people.index("Logistics")
    assert "spoke 10 days ago" in people
    assert "Meet the peer at Harrow: the quality lead." in part(page, "role")


def test_who_holds_the_role_hands_it_over(page):
    assert "Learn from who holds the role now, Ada Nowak (incoming inspector)" in shown(
        page
    )


def test_the_roles_own_tier_with_cadence_and_dates(page):
    said = part(page, "together")
    row = said[said.index("Functional") : said.index("Operational")]
    for words in ("every month", "13 October 2026", "10 November 2026", "this role’s tier"):
        assert words in row
    assert "no cadence agreed" in said[said.index("Executive") :]
    assert "at the functional tier, open for 12 days of 5 agreed" in said


def test_the_metrics_it_answers_for_with_goal_and_definition(page):
    said = part(page, "metrics")
    assert "Accepted lots Q1" in said and "≥ 98.5%" in said
    assert "version 1, not yet signed" not in said[: said.index("Q2")]
    assert "version 1, not yet signed by both firms" in said[said.index("Q2") :]
    assert "Lots with decision accept ÷ lots decided in the quarter" in said


def test_open_actions_of_the_role_stand_before_the_others(page):
    said = part(page, "actions")
    mine, others = said[: said.index("Of others")], said[said.index("Of others") :]
    assert "A-1" in mine and "A-3" in mine and "A-2" in others
    assert "8 October 2026, moved once, first 30 September 2026 5 days late" in mine
    assert mine.count("no date") == 1 and "no measure" in mine


def test_topics_with_the_next_step(page):
    said = part(page, "topics")
    assert "topic said" in said and "next: step said, 1 December 2026" in said


def test_what_the_last_meeting_decided(page):
    said = part(page, "decided")
    assert "the review of 13 October 2026" in said
    assert "Harrow’s dispute over a row of Accepted lots was accepted." in said
    assert "note said" in said and "Harrow expects: expected said" in said
    assert "Actions agreed: A-3." in said
    assert "a mark of the meeting" not in said


def test_words_that_it_uses_are_explained(page):
    said = part(page, "words")
    assert "dispute" in said and "first date" in said
    assert "total cost over price" not in said


def test_every_word_that_may_be_explained_is_in_the_glossary():
    from srmlib.rules.roles import read_roles

    glossary = read_glossary(PROJECT / "docs/glossary.md")
    roles = read_roles(PROJECT / "data/definitions/roles.yaml")
    assert set(roles.words) <= set(glossary)
    assert used_in({"lot": "l", "gap (of ratings)": "g"}, "A gap, no allotment") == {
        "gap (of ratings)": "g"
    }


def test_at_the_other_firm_the_peer_is_the_other_one(home, tmp_path):
    page = write_pack(home, "S", "quality", side="supplier", out=tmp_path).read_text(
        "utf-8"
    )
    assert "Meet the peer at the buyer: Ada Nowak (incoming inspector)." in shown(page)
    assert "Onboarding at Harrow" in shown(page)


# --- What may never stand in it


def test_nothing_of_another_supplier_and_no_comment_that_is_kept(page):
    assert SECRET not in page and "7 months" not in page


def test_names_only_with_consent_and_by_role_once_gone_or_erased(page):
    for name in ("Bo Lindqvist", "Cy Moorfield", "Erased Person", "secret.example"):
        assert name not in page
    people = part(page, "people")
    assert "Ada Nowak" in people and "quality lead" in people
    assert "nobody since 30 September 2026" in people
    assert "night shift lead" in people


def test_a_name_in_free_text_stands_by_role(tmp_path):
    home = new_world(tmp_path / "world", words="for bo \xa0LINDQVIST")
    page = write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")
    assert "lindqvist" not in page.casefold()
    said = shown(page)
    for words in ("sort", "pack", "issue", "topic", "step", "note", "expected", "casting"):
        assert f"{words} for quality lead" in said.replace("Casting", "casting"), words


def test_what_was_said_of_ratings_is_not_in_it(tmp_path):
    home = new_world(tmp_path / "world")
    notes = [
        (Capture(meeting="M-1", item=item, words_said=SECRET), None)
        for item in ("ratings", "one step open_info")
    ]
    enter(register_of(home), *notes)
    assert SECRET not in write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")


def test_a_dispute_refused_without_a_word_is_not_decided(tmp_path):
    home = new_world(tmp_path / "world")
    refused = {"raised_on": date(2026, 9, 1), "state": "refused", "decided_on": ON}
    told = {"metric": "Q1", "row": "L1", "raised_by": "supplier", "claim": "met"}
    enter(register_of(home), (Dispute(**told, **refused), None))
    page = write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")
    assert "was refused" not in page and "was accepted" in page
    answered = Dispute(**told, **refused, answer="The gate’s log.", answered_on=ON)
    enter(register_of(home), (answered, None))
    page = write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")
    assert "was refused" in page


def test_no_row_of_a_dispute_is_named(page):
    assert "LOT-SECRET" not in page


def test_data_is_never_code(tmp_path):
    home = new_world(tmp_path / "world", firm=HOSTILE[:60], words=HOSTILE)
    page = write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")
    # The id of the entry it was made from may hold these digits by chance.
    assert "<script" not in page and not re.search(r"\b49\b", shown(page))
    assert page.count("&lt;script&gt;") > 10
    assert "default-src 'none'" in page and "src=" not in page


def test_words_of_a_relationships_file_are_escaped(tmp_path):
    home = home_of_two(tmp_path / "world")
    own = home.root / "data/relationships/small.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        'suppliers: {S: {vision: "<b>V</b>", principles: ["<i>P</i>"]}}', "utf-8"
    )
    page = write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")
    assert "&lt;b&gt;V&lt;/b&gt;" in page and "&lt;i&gt;P&lt;/i&gt;" in page
    assert "lowest total cost" not in page


# --- Beginning small


def test_with_an_empty_register_every_part_says_how_to_begin(tmp_path):
    page = write_pack(home_of_two(tmp_path), "S", "quality", out=tmp_path).read_text(
        "utf-8"
    )
    said = shown(page)
    begins = begins_words("S")
    for name in ("vision", "people", "tiers", "actions", "topics", "meeting"):
        assert begins[name] in said
    commands = commands_in(said)
    assert len(commands) == 7
    for command in commands:
        check_command(command, "S")
    assert 'class="late"' not in page and "No peer is named at Harrow" in said


def test_who_holds_a_role_without_a_tier_stands_under_the_tiers(home, page, tmp_path):
    said = "No tier is entered of:"
    assert said not in shown(page)
    own = new_world(tmp_path / "world")
    held = RoleHeld(side="buyer", role="finance", person="P-1")
    enter(register_of(own), (held, None))
    made = write_pack(own, "S", "quality", out=tmp_path).read_text("utf-8")
    assert f"{said} Ada Nowak (finance) at the buyer." in part(made, "together")


def test_a_pair_alone_has_holes_and_nothing_red(tmp_path):
    home = home_of_two(tmp_path)
    enter(register_of(home), (Pair(function="quality"), None))
    page = write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")
    assert part(page, "people").count("nobody named") == 2
    assert 'class="late"' not in page


# --- The command


def test_the_command_writes_beside_the_reports_and_says_where(home, capsys):
    assert main(["--home", str(home.root), "onboard", "S", "Quality Lead"]) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.name == "buyer-quality.html" and path.parent.name == "onboarding"
    assert path.parents[2] == home.reports / "2026Q3" and path.is_file()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("S", "qualty"), "'qualty' is no role, expected one of .*\nDid you mean quality"),
        (("NOBODY", "quality"), "There is no supplier 'NOBODY'"),
    ],
)
def test_what_is_not_there_is_told(home, asked, said, tmp_path):
    with pytest.raises(UsageError, match=said):
        write_pack(home, *asked, out=tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_the_same_register_gives_the_same_bytes(home, page, tmp_path):
    again = write_pack(home, "S", "quality", out=tmp_path).read_text("utf-8")
    assert again == page
