"""The page of a meeting: twelve screens in 75 minutes, the fall-back, and what it saves."""

from __future__ import annotations

import json
import re
import time
from types import SimpleNamespace

import html5lib
import pytest

from srmlib.cli import main
from srmlib.errors import RegisterError, ReportError
from srmlib.meeting.agenda import ITEMS
from srmlib.meeting.page import page, write_agenda
from srmlib.meeting.promised import new_actions
from srmlib.meeting.show import Presentation
from srmlib.meeting.words import miss_headline
from srmlib.register.kinds.work import Dispute


def test_twelve_items_in_75_minutes() -> None:
    minutes = [item.minutes for item in ITEMS]
    assert minutes == [5, 3, 6, 5, 5, 5, 11, 5, 12, 5, 8, 5]
    assert sum(minutes) == 75


def test_the_supplier_begins_with_what_it_missed_and_the_buyer_with_its_own_actions() -> (
    None
):
    leads = {item.key: item.leads for item in ITEMS}
    assert leads["actions"] == "buyer" and leads["buyers_part"] == "supplier"
    assert leads["first_miss"] == leads["second_miss"] == leads["opening"] == "supplier"


def test_a_screen_is_there_at_once(review) -> None:
    for slot in review.agenda:
        began = time.perf_counter()
        review.screen(slot.item.key)
        assert time.perf_counter() - began < 0.2, slot.item.key


def test_the_buyers_actions_come_first(review) -> None:
    screen = str(review.screen("actions"))
    assert screen.index("What the buyer promised") < screen.index(
        "What the supplier promised"
    )
    assert "13 days late" in screen


def test_an_empty_register_says_how_to_begin(world, tmp_path) -> None:
    world.home.register.rename(tmp_path / "elsewhere.sqlite")
    review = world.review(on="2026-10-13")
    shown = {slot.item.key: str(review.screen(slot.item.key)) for slot in review.agenda}
    assert "No action of an earlier review" in shown["actions"]
    assert "srm register import" in shown["topics"]
    assert "Neither firm has rated" in shown["ratings"]
    assert 'class="chip bad"' not in "".join(shown.values()), (
        "nothing is red for lack of records"
    )
    review.quarter.close()


def test_the_fall_back_holds_no_rating_before_the_reveal(review) -> None:
    text = write_agenda(review).read_text(encoding="utf-8")
    assert "Told nine days late" not in text and "Certain things" not in text
    parsed = html5lib.parse(text, namespaceHTMLElements=False)
    scripts = list(parsed.iter("script"))
    assert len(scripts) == 1
    policy = next(one for one in parsed.iter("meta") if one.get("http-equiv")).get(
        "content"
    )
    assert "default-src 'none'" in policy and re.search(
        r"script-src 'sha256-[^']+'", policy
    )


def test_a_page_of_a_hostile_supplier_stays_whole(review) -> None:
    review.__dict__["firms"] = dict.fromkeys(
        review.firms, "</script><img src=x onerror=alert(1)>"
    )
    parsed = html5lib.parse(page(review, is_live=True), namespaceHTMLElements=False)
    assert len(list(parsed.iter("script"))) == 1
    assert list(parsed.iter("img")) == []


def kept(*captures: dict, **about: object) -> str:
    stated = {"schema": "srm-captures", "schema_version": 2, "supplier_id": "S"}
    listed = [{"id": f"{n:032x}", "number": n, **one} for n, one in enumerate(captures, 1)]
    return json.dumps(stated | {"quarter": "2026Q3", "captures": listed} | about)


CAPTURES = (
    {
        "do": "action",
        "with": {"action": "", "what": "Answer", "who": "P-buyer", "who2": "", "due": ""},
    },
    {"do": "decide", "with": {"dispute": "DP-1", "state": "accepted"}},
    {"do": "expectation", "with": {"side": "supplier", "words": "Answers."}},
    {"do": "done", "with": {"action": "A-99"}},
)


def test_what_the_fall_back_saved_is_entered_once(review, tmp_path) -> None:
    file = tmp_path / "captures.json"
    file.write_text(kept(*CAPTURES), encoding="utf-8")
    loaded = review.capture.load(file)
    assert (len(loaded.entered), loaded.known) == (3, 0)
    assert loaded.refused[0].startswith("4: There is no action 'A-99'")
    assert [one.what for one in new_actions(review)] == ["Answer"]
    assert review.sitting.book.find(Dispute, "DP-1").now.state == "accepted"
    head = review.sitting.register.head()
    again = review.capture.load(file)
    assert (again.entered, again.known) == ((), 3)
    assert review.sitting.register.head() == head


def loaded(review, path, *captures: dict):
    path.write_text(kept(*captures), encoding="utf-8")
    return review.capture.load(path)


def test_the_same_said_twice_is_kept_twice(review, tmp_path) -> None:
    file = tmp_path / "captures.json"
    confirms = [{"do": "confirm", "with": {"side": side}} for side in ("buyer", "supplier")]
    assert len(loaded(review, file, *confirms).entered) == 2
    assert review.sitting.confirmed() == {"buyer", "supplier"}
    note = {"do": "note", "with": {"words": "Crates stay."}}
    assert len(loaded(review, file, *confirms, note, note).entered) == 2
    assert review.sitting.notes()[-2:] == [("note", "joint", "Crates stay.")] * 2


def test_a_decision_that_was_changed_back_is_kept(review, tmp_path) -> None:
    file = tmp_path / "captures.json"
    to_and_fro = [
        {"do": "decide", "with": {"dispute": "DP-1", "state": state, "words": "The log."}}
        for state in ("accepted", "refused", "accepted")
    ]
    assert len(loaded(review, file, *to_and_fro).entered) == 3
    record = review.sitting.book.find(Dispute, "DP-1")
    assert [one.stated.state for one in record.revisions] == [
        "accepted",
        "refused",
        "accepted",
    ]
    assert loaded(review, file, *to_and_fro).known == 3
    assert review.sitting.book.find(Dispute, "DP-1") == record


def test_what_was_undone_is_not_entered_by_the_same_file(review, tmp_path) -> None:
    file = tmp_path / "captures.json"
    note = {"do": "note", "with": {"words": "A mistake."}}
    loaded(review, file, note)
    review.capture.undo()
    assert loaded(review, file, note).known == 1
    assert review.sitting.notes() == []


def test_what_the_kernel_took_before_it_died_is_not_entered_by_the_file(
    review, open_one, tmp_path
) -> None:
    shown = Presentation(review)
    capture = {"id": f"{1:032x}", "number": 1, "do": "note", "with": {"words": "Once."}}
    shown.inbox.value = json.dumps({"page": "1", "captures": [capture]})
    again = open_one()
    assert loaded(again, tmp_path / "captures.json", capture).known == 1
    assert again.sitting.notes() == [("note", "joint", "Once.")]


def test_a_file_does_not_undo_what_others_entered(review, tmp_path) -> None:
    review.capture.note("Mine.")
    refused = loaded(review, tmp_path / "captures.json", {"do": "undo", "with": {}}).refused
    assert "srm register withdraw" in refused[0]
    assert review.sitting.notes() == [("note", "joint", "Mine.")]


OTHERS = {
    "another supplier": kept(supplier_id="T"),
    "another quarter": kept(quarter="2026Q2"),
    "another schema": kept(schema="srm-reply"),
    "an older version": kept(schema_version=1),
    "no json": "{",
    "no list": json.dumps(json.loads(kept()) | {"captures": {}}),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_file_is_refused(review, tmp_path, name: str) -> None:
    file = tmp_path / "captures.json"
    file.write_text(OTHERS[name], encoding="utf-8")
    with pytest.raises(RegisterError, match=r"captures\.json"):
        review.capture.load(file)


def test_what_a_file_asks_for_that_is_no_capture_is_refused(review, tmp_path) -> None:
    file = tmp_path / "captures.json"
    file.write_text(
        kept(
            {"do": "__init__", "with": {}},
            {"do": "note", "with": {"words": ["x"]}},
            {"do": "note", "with": {"words": "x"}, "id": "x"},
        ),
        encoding="utf-8",
    )
    assert len(review.capture.load(file).refused) == 3


def test_the_commands(world, tmp_path, capsys) -> None:
    home = ["--home", str(world.home.root)]
    assert main([*home, "meeting", "S", "2026Q3"]) == 0
    assert capsys.readouterr().out.strip().endswith("meeting/agenda.html")
    file = tmp_path / "captures.json"
    file.write_text(kept(*CAPTURES[:3]), encoding="utf-8")
    assert main([*home, "import-captures", str(file), "--author", "Marit Okonedo"]) == 0
    assert "3 entered, 0 known already" in capsys.readouterr().out


def test_a_message_is_taken_once_and_a_refusal_is_said(review) -> None:
    shown = Presentation(review)
    one = {"id": f"{1:032x}", "number": 1, "do": "note", "with": {"words": "Once."}}
    message = {"page": "1", "captures": [one]}
    shown.inbox.value = json.dumps(message)
    two = {"id": f"{2:032x}", "number": 2, "do": "done", "with": {"action": "A-99"}}
    message["captures"].append(two)
    shown.inbox.value = json.dumps(message)
    assert review.sitting.notes() == [("note", "joint", "Once.")]
    answer = html5lib.parseFragment(shown.outbox.value, namespaceHTMLElements=False)
    said = json.loads("".join(answer.itertext()))
    assert (said["taken"], said["is_fault"]) == (2, True)
    assert "A-99" in said["said"]


def test_files_handed_over_in_the_window_are_revealed(review, world) -> None:
    review.sealed = ()
    assert 'type="file"' in review.screen("ratings")
    shown = Presentation(review)
    texts = [path.read_text(encoding="utf-8") for path in world.sealed]
    given = {"file1": texts[0], "file2": texts[1]}
    message = {"page": "1", "captures": [{"number": 1, "do": "reveal", "with": given}]}
    shown.inbox.value = json.dumps(message)
    assert review.ratings.state == "revealed"


def test_the_report_is_made_as_reviewed(review, monkeypatch) -> None:
    asked = {}

    def made(workspace, quarter, suppliers, **options):
        asked.update(options, quarter=quarter, suppliers=suppliers)
        (review.folder.parent / "v1").mkdir(parents=True)
        return SimpleNamespace(failed=[], index="index.html")

    monkeypatch.setattr("srmlib.reports.run.run_reports", made)
    assert review.report().name == "v1"
    assert (asked["stage"], asked["suppliers"], asked["quarter"]) == (
        "reviewed",
        ["S"],
        "2026Q3",
    )
    monkeypatch.setattr(
        "srmlib.reports.run.run_reports",
        lambda *_, **__: SimpleNamespace(failed=["S"], index="index.html"),
    )
    with pytest.raises(ReportError, match=r"index\.html"):
        review.report()


def test_headless_the_agenda_is_a_list(review, monkeypatch) -> None:
    monkeypatch.setenv("SRM_HEADLESS", "1")
    shown = Presentation(review)
    with pytest.raises(NotImplementedError):
        shown._ipython_display_()
    assert shown._repr_html_().count("<tr>") == 13
    assert "<script" not in shown._repr_html_()


def test_a_value_alone_is_no_headline() -> None:
    assert miss_headline("Cost: 22%. The goal is missed. More.") == (
        "Cost: 22%. The goal is missed",
        "More.",
    )
