"""The reply form in a real browser, from disk and offline: filled in by keyboard and mouse, saved,
loaded again, imported; what is typed or loaded is data, never code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from accessible import violations
from browsing import NARROW, Seen, opened
from playwright.sync_api import Browser, Page
from reply_room import HOSTILE, Room, room_in, send

from srmlib.errors import RegisterError
from srmlib.register import Register
from srmlib.register.kinds.ahead import Ask, AskEvent, Topic, TopicValue
from srmlib.register.kinds.voice import HealthCheck, Lock, Rating, Statement
from srmlib.register.kinds.work import Dispute, Expectation
from srmlib.replies.plain import plain
from srmlib.replies.reading import read_reply
from srmlib.replies.sealing import (
    Checked,
    Rated,
    Valued,
    canonical_text,
    lock,
    read_sealed,
    reveal,
    seal,
)
from srmlib.replies.sending import write_rating_form
from srmlib.replies.taking import take

pytestmark = pytest.mark.browser

TOKEN = "zebra-crossing"
# The clock of the browser is this machine's.
ON = date(2100, 1, 1)
NASTY = [
    "",
    "plain",
    "e\u0301 \u1100\u1161 \u0958 \ufb01 \u212b",
    "a\r\nb\rc\n\n\u0303x",
    "\U0001f600 \U0001f469\u200d\U0001f52c",
    'half \ud83d and \udc00, "quoted" \\ back / slash',
    "e\x00\u0301\ufdd0\ufffe\U0001ffff\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x80\x9f\u2028\u2029\ufeff",
    HOSTILE + "${x}`<!--",
    "\u202eright to left\u2066",
    "long " * 30_000,
]
ATTACKS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "' autofocus onfocus=window.hit=1 x='",
    "</textarea></script><script>window.hit=1</script>",
    "javascript:window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}${window.hit=1}",
    "]]><!--<script>window.hit=1//--></script>",
]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = room_in(tmp_path / "home")
    then = datetime.combine(ON, time(), UTC)
    return replace(made, register=Register.at(made.workspace.register, lambda: then))


@pytest.fixture
def page(browser: Browser, room: Room) -> Iterator[Page]:
    with opened(browser, room.form, accept_downloads=True) as (page, seen):
        yield page
        nothing_ran(page, seen, room.form)


def nothing_ran(page: Page, seen: Seen, file: Path) -> None:
    assert page.evaluate("() => window.hit") is None
    assert page.locator("img, script[src], iframe, svg[onload]").count() == 0
    assert [fault for fault in seen.faults(file) if "blob:" not in fault] == []


def rate(page: Page, element: str, colour: int) -> None:
    page.evaluate(
        "([element, colour]) => document.querySelector(`[name=rate-${element}][value='${colour}']`).click()",
        [element, colour],
    )


def saved(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as waited:
        page.click(button)
    file = folder / waited.value.suggested_filename
    waited.value.save_as(file)
    return file


def fill_in(page: Page) -> None:
    page.fill("#role", "champion of Harrow")
    rate(page, "open_info", 2)
    page.fill("#comment-open_info", f"{TOKEN} {HOSTILE}")
    page.check("#visible-open_info")
    rate(page, "access", 5)
    page.fill("#comment-access", "Not for them.")
    page.click(".toggle >> nth=0")
    page.select_option("#claim-0", "met")
    page.fill("#why-0", f"It was here. {HOSTILE}")
    page.evaluate("() => document.querySelector('[name=action-0][value=move]').click()")
    page.fill("#due-0", "2099-12-15")
    page.evaluate("() => document.querySelector('[name=action-1][value=agree]').click()")
    page.fill("#statement", f"One line.\nAnother {HOSTILE}")
    page.evaluate("() => document.querySelector('[name=definition-0][value=sign]').click()")
    fill_in_ahead(page)


def fill_in_ahead(page: Page) -> None:
    page.fill("#will-open_info", f"Call on Mondays. {HOSTILE}")
    page.select_option("#value-0", "0")
    page.select_option("#value-1", "10")
    page.select_option("#health-trust", "2")
    page.fill("#health-comment", "Between us: better.")
    page.check("#health-visible")
    page.select_option("#effort-0", "small")
    page.evaluate("() => document.querySelector('[name=ask-0][value=refused]').click()")
    page.fill("#ask-words-0", f"No room. {HOSTILE}")
    for part, what in (("proposals", "A shared test"), ("asks", "Forecasts of a year")):
        page.click(f".add[data-part={part}]")
        page.keyboard.type(what)
    page.select_option("#proposals [data-name=form]", "joint_team")
    page.select_option("#asks [data-name=form]", "strategic")
    page.fill("#expectation", "Answers within a week.")


def both_saved(page: Page, folder: Path) -> tuple[Path, Path]:
    page.click("#lock")
    page.wait_for_selector("#unlock:visible")
    return saved(page, "#save-reply", folder), saved(page, "#save-sealed", folder)


def load(page: Page, *files: Path) -> str:
    page.set_input_files("#load", [str(file) for file in files])
    page.wait_for_function("() => document.getElementById('message').textContent")
    return page.inner_text("#message")


def answers(page: Page) -> dict[str, Any]:
    """All that stands in the form, as a person sees it."""
    return page.evaluate(
        """() => ({...Object.fromEntries([...document.querySelectorAll('textarea, select, input:not([type=file])')]
        .map(e => [e.id || e.name + e.value, e.matches('[type=radio], [type=checkbox]') ? e.checked : e.value])),
        told: document.getElementById('told').textContent, prints: document.querySelector('.fingerprint').textContent})"""
    )


# --- Sealing is the same in both languages


def test_texts_are_sealed_alike_in_the_browser_and_in_python(page: Page) -> None:
    for text in NASTY:
        one = seal(
            "S-1001",
            "2026Q3",
            "supplier",
            "Zoe\u0308",
            [Rated.model_construct(element="access", version=1, colour=None, comment="")],
            "2026-10-05T09:30:00.123Z",
            salt="0" * 32,
        )
        from_page = one.model_dump(by_alias=True) | {"rater": "Zoe\u0308"}
        said = {"element": "access", "version": 1, "colour": None, "visible": False}
        from_page["ratings"] = [said | {"comment": text, "will_do": text}]
        from_page["values"] = [{"topic": "T-2", "value": 0}, {"topic": "T-1", "value": 10}]
        from_page["health"] = Checked(trust=3).model_dump() | {"comment": text}
        in_browser = page.evaluate(
            "file => sealedText(JSON.parse(file))", json.dumps(from_page)
        )
        words = plain(json.loads(json.dumps(text)))
        row = Rated.model_construct(
            element="access",
            version=1,
            colour=None,
            comment=words,
            visible=False,
            will_do=words,
        )
        more = {
            "ratings": (row,),
            "values": (Valued(topic="T-2", value=0), Valued(topic="T-1", value=10)),
            "health": Checked(trust=3).model_copy(update={"comment": words}),
        }
        expected = canonical_text(one.model_copy(update=more))
        assert in_browser == expected
        first = page.evaluate(
            "file => sealedText({...JSON.parse(file), schema_version: 1})",
            json.dumps(from_page),
        )
        assert first == canonical_text(one.model_copy(update=more | {"schema_version": 1}))
        sha = hashlib.sha256(expected.encode()).hexdigest()
        assert page.evaluate("text => sha256(text)", expected) == sha
        own = "text => sha256InScript(new TextEncoder().encode(text))"
        assert page.evaluate(own, expected) == sha


def test_its_own_sha256_at_every_length_of_a_block(page: Page) -> None:
    found = page.evaluate(
        "() => [...Array(200).keys()].map(n => sha256InScript(new Uint8Array(n).fill(97)))"
    )
    assert found == [hashlib.sha256(b"a" * n).hexdigest() for n in range(200)]


# --- Filled in, saved, loaded, imported


def test_a_form_is_filled_in_saved_loaded_and_imported(
    page: Page, browser: Browser, room: Room, tmp_path: Path
) -> None:
    fill_in(page)
    reply, sealed = both_saved(page, tmp_path)
    stem = room.form.name.removesuffix("_reply.html")
    assert reply.name == f"{stem}_reply.json"
    assert sealed.name == f"{stem}_ratings_sealed.json"
    assert TOKEN not in reply.read_text()
    for apart in ("colour", "value", "trust", "better.", "Call on Mondays"):
        assert apart not in reply.read_text()
    before = answers(page)
    with opened(browser, room.form) as (again, seen):
        assert "loaded" in load(again, reply, sealed)
        assert answers(again) == before
        nothing_ran(again, seen, room.form)
    taken = take(room.workspace, room.register, read_reply(reply), ON)
    kinds = [one.kind for one in taken.entries]
    assert kinds == [
        "lock",
        "reply",
        "dispute",
        "action_answer",
        "action_answer",
        "statement",
        "signature",
        "topic",
        "topic",
        "ask_event",
        "ask",
        "expectation",
    ]
    book = room.register.book("S-1001")
    assert book.all(Statement)[0].now.words_said == f"One line.\nAnother {HOSTILE}"
    assert book.all(Dispute)[0].now.row == "L-1"
    assert book.all(Lock)[0].now == as_entered(read_sealed(sealed).seal)
    assert book.all(Topic)[-1].now == Topic(what="A shared test", form="joint_team")
    assert book.all(AskEvent)[0].now.words_said == f"No room. {HOSTILE}"
    asked = book.all(Ask)[-1].now
    assert (asked.from_side, asked.what, asked.form) == (
        "supplier",
        "Forecasts of a year",
        "strategic",
    )
    assert book.all(Expectation)[0].now.words_said == "Answers within a week."


def as_entered(seal: Lock) -> Lock:
    """Of who rated, the register keeps the role and not the words that were typed."""
    return seal.model_copy(update={"rater": "champion"})


def test_nobody_finds_a_rating_before_both_have_locked(
    page: Page, browser: Browser, room: Room, tmp_path: Path
) -> None:
    """The supplier by its reply, the buyer by its own form; then both files are opened at once."""
    fill_in(page)
    reply, sealed = both_saved(page, tmp_path)
    take(room.workspace, room.register, read_reply(reply), ON)
    salt = read_sealed(sealed).salt
    assert planted(room.workspace.root, TOKEN, salt, "Not for them.") == []
    with opened(browser, room.rating_form, accept_downloads=True) as (own, _):
        own.fill("#role", "buyer's champion")
        rate(own, "open_info", 4)
        own.select_option("#value-0", "7")
        own.select_option("#health-trust", "5")
        own.click("#lock")
        own.wait_for_selector("#unlock:visible")
        own_lock = saved(own, "#save-reply", tmp_path)
        own_sealed = saved(own, "#save-sealed", tmp_path)
        assert own_lock.name.endswith("_fingerprint.json")
        assert own_sealed.name.endswith("_buyer_ratings_sealed.json")
    with pytest.raises(RegisterError, match="buyer has not locked"):
        reveal(room.register, "S-1001", "2026Q3", [sealed, own_sealed], ON)
    told = take(room.workspace, room.register, read_reply(own_lock), ON)
    assert told.other_lock == as_entered(read_sealed(sealed).seal)
    changed = tmp_path / "changed.json"
    changed.write_text(sealed.read_text().replace('"colour": 2', '"colour": 3'))
    with pytest.raises(RegisterError, match="not what was locked"):
        reveal(room.register, "S-1001", "2026Q3", [changed, own_sealed], ON)
    assert planted(room.workspace.root, TOKEN, salt, "topic_value", "Between us") == []
    assert len(reveal(room.register, "S-1001", "2026Q3", [sealed, own_sealed], ON)) == 28
    book = room.register.book("S-1001")
    # Of T-2 the supplier alone has stated a value: it stays in its file.
    values = {(one.now.topic, one.now.side): one.now.value for one in book.all(TopicValue)}
    assert values == {("T-1", "buyer"): 7, ("T-1", "supplier"): 0}
    checks = {one.now.side: one.now for one in book.all(HealthCheck)}
    assert (checks["buyer"].trust, checks["supplier"].trust) == (5, 2)
    assert checks["supplier"].comment == "Between us: better."
    said = {one.now.element: one.now.will_do for one in book.all(Rating) if one.now.will_do}
    assert said == {"open_info": f"Call on Mondays. {HOSTILE}"}
    colours = {
        (one.now.side, one.now.element): one.now.colour
        for one in room.register.book().all(Rating)
    }
    assert colours["supplier", "open_info"] == 2
    assert colours["buyer", "open_info"] == 4
    assert colours["supplier", "commit_kept"] is None
    # Words without consent stay out for good.
    assert planted(room.workspace.root, "Not for them.", salt) == []


def test_behind_the_reveal_a_form_asks_for_no_ratings(
    browser: Browser, room: Room, tmp_path: Path
) -> None:
    rows = [Rated(element="access", version=1, colour=3)]
    both = [
        seal("S-1001", "2026Q3", side, side, rows, "2026-10-05T09:00:00Z")
        for side in ("buyer", "supplier")
    ]
    for one in both:
        lock(room.register, "S-1001", one.seal)
    reveal(room.register, "S-1001", "2026Q3", both, ON)
    form, _ = send(room.workspace, room.register, "S-1001")
    with opened(browser, form, accept_downloads=True) as (page, seen):
        assert page.locator(".element, .apart, #save-sealed").count() == 0
        page.fill("#role", "champion")
        page.fill("#statement", "That was that.")
        reply = saved(page, "#save-reply", tmp_path)
        nothing_ran(page, seen, form)
    taken = take(room.workspace, room.register, read_reply(reply), ON)
    assert [one.kind for one in taken.entries] == ["reply", "statement"]
    with pytest.raises(RegisterError, match="are revealed"):
        write_rating_form(room.workspace, room.register, "S-1001", "2026Q3")


def planted(folder: Path, *tokens: str) -> list[Path]:
    return [
        file
        for file in folder.rglob("*")
        if file.is_file() and any(token.encode() in file.read_bytes() for token in tokens)
    ]


CHANGES = {
    "reply": {
        "it cannot be read: it is no JSON": lambda text: text[:-20],
        "its schema is another": lambda text: text.replace("srm-reply", "srm-other"),
        "another version of the form": lambda text: text.replace(
            'version": 2', 'version": 3', 1
        ),
        "another version of": lambda text: text.replace('version": 2', 'version": "2"', 1),
        "it is of supplier S-1002": lambda text: text.replace('"S-1001"', '"S-1002"'),
        "it is of 2026Q2": lambda text: text.replace('"2026Q3"', '"2026Q2"'),
        "it is of the buyer": lambda text: text.replace(
            '"side": "supplier"', '"side": "buyer"'
        ),
        "changed after it was saved": lambda text: text.replace("One line.", "One lie."),
        "some of its answers are missing": lambda text: text.replace(
            '"statement"', '"said"'
        ),
        "some of its answers are missing or": lambda text: text.replace(
            '"efforts"', '"said"'
        ),
        "larger than any file": lambda text: text + " " * 1_000_000,
    },
    "sealed": {
        "changed after their lock": lambda text: text.replace('"colour": 2', '"colour": 1'),
        "changed after their": lambda text: text.replace('"value": 10', '"value": 9'),
        "changed after": lambda text: text.replace('"trust": 2', '"trust": 3'),
        "changed": lambda text: text.replace("Call on Mondays", "Call on Sundays"),
        "some of its ratings": lambda text: text.replace('"value": 10', '"value": "10"'),
        "some of its ratings are missing": lambda text: text.replace(
            '"colour": 2', '"colour": "2"'
        ),
    },
}


def test_a_file_that_is_not_its_own_is_told_apart_and_nothing_is_loaded(
    page: Page, browser: Browser, room: Room, tmp_path: Path
) -> None:
    fill_in(page)
    files = dict(zip(("reply", "sealed"), both_saved(page, tmp_path), strict=True))
    with opened(browser, room.form) as (again, _):
        empty = answers(again)
        for kind, changes in CHANGES.items():
            for said, change in changes.items():
                file = tmp_path / "changed.json"
                file.write_text(change(files[kind].read_text()), encoding="utf-8")
                again.evaluate(
                    "() => { document.getElementById('message').textContent = '' }"
                )
                assert said in load(again, file)
                assert answers(again) == empty


# --- Data, never code


@pytest.mark.parametrize("attack", [*ATTACKS[:3], " ".join(ATTACKS)])
def test_what_is_typed_or_loaded_is_never_code(
    browser: Browser, room: Room, tmp_path: Path, attack: str
) -> None:
    with opened(browser, room.form, accept_downloads=True) as (page, seen):
        page.click("#another")
        page.evaluate(
            "() => document.querySelectorAll('.toggle, .add').forEach(one => one.click())"
        )
        for value in ("move", "object", "refused"):
            page.evaluate(
                "value => document.querySelectorAll(`[value=${value}]`).forEach(one => one.click())",
                value,
            )
        for box in page.locator("textarea, input[type=text]").all():
            box.evaluate(
                "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', {bubbles: true})) }",
                attack,
            )
        page.evaluate("() => document.querySelector('.other').remove()")
        rate(page, "access", 1)
        page.evaluate(
            "() => document.querySelectorAll('.dispute select').forEach(s => { s.value = 'met' })"
        )
        reply, sealed = both_saved(page, tmp_path)
        nothing_ran(page, seen, room.form)
    altered = json.loads(reply.read_text())
    altered["saved_at"] = altered["supplier"] = attack
    hostile = tmp_path / f"x{attack.replace('/', '')[:60]}.json"
    hostile.write_text(json.dumps(altered))
    with opened(browser, room.form) as (page, seen):
        load(page, reply, sealed)
        assert page.input_value("#statement") == attack
        assert page.input_value("#comment-access") == attack
        assert page.input_value("#why-0") == attack
        for box in ("#will-access", "#health-comment", "#ask-words-0", "#expectation"):
            assert page.input_value(box) == attack
        for part in ("proposals", "asks"):
            assert page.input_value(f"#{part} textarea") == attack
        page.evaluate("() => { document.getElementById('message').textContent = '' }")
        assert attack in load(page, hostile)
        nothing_ran(page, seen, room.form)


# --- For everyone


def test_keys_rate_and_clear(page: Page) -> None:
    first = page.locator("[name=rate-open_info]")
    first.nth(0).focus()
    page.keyboard.press("4")
    assert first.nth(3).is_checked()
    assert page.locator(".chosen").first.inner_text() == "light green"
    page.keyboard.press("ArrowRight")
    assert first.nth(4).is_checked()
    page.keyboard.press("Delete")
    assert page.locator("[name=rate-open_info]:checked").count() == 0
    assert page.locator(".chosen").first.inner_text() == "not rated"
    page.fill("#comment-open_info", "1234")
    assert page.locator("[name=rate-open_info]:checked").count() == 0


def test_what_is_missing_is_said_at_its_place(page: Page) -> None:
    page.click("#save-reply")
    assert "role" in page.inner_text("#message")
    assert page.evaluate("() => document.activeElement.id") == "role"
    page.fill("#role", "champion")
    page.evaluate("() => document.querySelector('[name=action-0][value=move]').click()")
    page.click("#save-reply")
    assert "new date" in page.inner_text("#message")
    page.fill("#due-0", "2099-12-15")
    for state, missing in (
        ("refused", "why this is refused"),
        ("done", "shows that this is done"),
    ):
        page.evaluate(
            "state => document.querySelector(`[name=ask-0][value=${state}]`).click()", state
        )
        page.click("#save-reply")
        assert missing in page.inner_text("#message")
        assert page.evaluate("() => document.activeElement.id") == "ask-words-0"
    page.fill("#ask-words-0", "Seen on Monday.")
    for _ in range(2):
        page.click(".add[data-part=asks]")
        page.keyboard.type("Forecasts")
    page.click("#save-reply")
    assert "say this once" in page.inner_text("#message")
    page.keyboard.type(" of a year")
    page.click("#another")
    page.select_option(".other .metric", "D1")
    page.fill(".other .named", "L-9")
    page.click("#save-reply")
    assert "no such row" in page.inner_text("#message")


def test_what_is_sealed_locks_without_a_colour_and_is_loaded_again(
    page: Page, browser: Browser, room: Room, tmp_path: Path
) -> None:
    assert page.locator("#lock").is_disabled()
    page.fill("#role", "champion")
    page.locator("#value-1").focus()
    page.keyboard.type("8")
    assert page.input_value("#value-1") == "8"
    _, sealed = both_saved(page, tmp_path)
    for box in ("#value-1", "#health-trust", "#health-comment", "#will-access"):
        assert page.locator(box).is_disabled()
    with opened(browser, room.form) as (again, _):
        assert "Sealed ratings loaded" in load(again, sealed)
        assert again.input_value("#value-1") == "8"
        assert again.locator("#value-1").is_disabled()


def test_files_of_the_first_version_are_loaded_as_they_were(
    page: Page, tmp_path: Path
) -> None:
    rows = [Rated(element="access", version=1, colour=3, comment="As it was.")]
    at = "2026-10-05T09:00:00Z"
    sealed = seal("S-1001", "2026Q3", "supplier", "champion", rows, at, version=1)
    file = tmp_path / "first.json"
    old = json.loads(sealed.to_json())
    for name in ("values", "health"):
        del old[name]
    del old["ratings"][0]["will_do"]
    file.write_text(json.dumps(old), encoding="utf-8")
    assert "Sealed ratings loaded" in load(page, file)
    assert page.input_value("#comment-access") == "As it was."
    again = json.loads(saved(page, "#save-sealed", tmp_path).read_text())
    assert again["fingerprint"] == sealed.fingerprint
    assert read_sealed(tmp_path / file.name).is_as_locked


def test_what_will_be_done_is_asked_of_what_is_rated(page: Page) -> None:
    assert not page.locator("#will-access").is_visible()
    rate(page, "access", 3)
    assert page.locator("#will-access").is_visible()
    page.fill("#will-access", "Call.")
    assert page.locator("#visible-access").is_visible()
    page.locator("[name=rate-access]").first.focus()
    page.keyboard.press("Delete")
    # What is written stays to be seen: it is sealed, too.
    assert page.locator("#will-access").is_visible()


def test_the_effect_of_a_dispute_is_shown_with_those_already_open(page: Page) -> None:
    """One of three counted lines is met; L-3 is disputed already as not to be counted."""
    page.click(".toggle >> nth=0")
    page.select_option("#claim-0", "met")
    assert "Metric D1 100.0% (now 33.3%)" in page.inner_text("#effect")


def test_leaving_unsaved_warns_and_nothing_is_kept(browser: Browser, room: Room) -> None:
    with opened(browser, room.form, accept_downloads=True) as (page, seen):
        page.fill("#role", "champion")
        page.keyboard.press("Tab")
        page.close(run_before_unload=True)
        page.context.pages[0].wait_for_timeout(200)
        assert len(seen.dialogs) == 1
    with opened(browser, room.form) as (page, _):
        assert page.input_value("#role") == ""
        kept = "() => [localStorage.length, sessionStorage.length, document.cookie]"
        assert page.evaluate(kept) == [0, 0, ""]


def test_paper_shows_every_answer_and_no_button(page: Page) -> None:
    fill_in(page)
    page.emulate_media(media="print")
    assert page.locator("button:visible, .file:visible, aside:visible").count() == 0
    text = page.inner_text("main")
    for said in (
        TOKEN,
        "Not for them.",
        "It was here.",
        "One line.\nAnother",
        "bright green",
    ):
        assert said in text
    for said in ("Call on Mondays.", "Between us: better.", "No room.", "A shared test"):
        assert said in text
    for said in ("Forecasts of a year", "Answers within a week."):
        assert said in text
    # A comment stands with its own element.
    assert TOKEN in page.locator(".element").first.inner_text()


def test_a_narrow_window_does_not_scroll_sideways(page: Page) -> None:
    fill_in(page)
    page.set_viewport_size(NARROW)
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= NARROW["width"]


def test_axe_finds_nothing_in_the_forms(browser: Browser, room: Room) -> None:
    for file in (room.form, room.rating_form):
        with opened(browser, file, bypass_csp=True) as (page, _):
            if file == room.form:
                fill_in(page)
                page.click("#another")
            assert violations(page) == []
            page.click("#lock") if file == room.form else rate(page, "access", 3)
            page.wait_for_timeout(200)
            assert violations(page) == []
