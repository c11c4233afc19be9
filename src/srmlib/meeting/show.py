"""The meeting in the whole window of JupyterLab: the page in a frame of its own, and two
hidden widgets through which it hands over what is written down and gets the screens as they
are then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
from IPython.display import display
from markupsafe import Markup

from srmlib.errors import SrmError
from srmlib.meeting.asked import HEADLESS
from srmlib.meeting.page import page, panel
from srmlib.meeting.screens import headline_of
from srmlib.meeting.sitting import KnownAlready
from srmlib.meeting.taking import Given, given_in, take
from srmlib.meeting.templating import render, source_of

if TYPE_CHECKING:
    from srmlib.meeting.review import Review


class Presentation:
    """One output: shown in JupyterLab it fills the window. `hand_over` is what a page's
    message does; `answers` is what was answered last.
    """

    def __init__(self, review: Review):
        self.review = review
        self.inbox, self.outbox = widgets.Textarea(), widgets.HTML()
        self.box = widgets.VBox(
            [self.inbox, self.outbox],
            layout={"display": "none"},
        )
        self.inbox.add_class(f"srm-in-{self.name}")
        self.outbox.add_class(f"srm-out-{self.name}")
        self.inbox.observe(
            lambda change: self.hand_over(change["new"]),
            "value",
        )
        self._taken: dict[str, int] = {}
        self._shown: dict[str, str] = {}
        self._remember()

    @property
    def name(self) -> str:
        """What tells this output from others of the notebook."""
        return str(self.inbox.model_id)[:12]

    def hand_over(self, text: str) -> None:
        """Enter what a page wrote down, each once, and answer with the screens that
        changed.
        """
        message = _message_in(text)
        if message is None:
            return
        key, handed = message
        did, said, is_fault = None, "", False
        for one in handed:
            if one["number"] <= self._taken.get(key, 0):
                continue
            did = one.get("do")
            said, is_fault = self._take(one)
            self._taken[key] = one["number"]
        self._answer(
            {
                "page": key,
                "taken": self._taken.get(key, 0),
                "did": did,
                "said": said,
                "is_fault": is_fault,
                "screens": self._remember(),
            }
        )
        # Sealed ratings that were handed over are not left in the notebook.
        self.inbox.value = ""

    def _take(self, one: dict[str, Any]) -> tuple[str, bool]:
        """What to say, and whether it was refused."""
        do = one.get("do")
        try:
            if isinstance(do, str) and do in WHOLE:
                return WHOLE[do](self.review, given_in(one)), False
            record = take(self.review.capture, self.review.sitting, one)
        except KnownAlready:
            return "It was saved before.", False
        except SrmError as error:
            return str(error), True
        if do == "undo":
            return f"{record} taken back by a new entry.", False
        return f"Saved as {record}. Undo adds an entry.", False

    def _remember(self) -> dict[str, str]:
        """The screens that are not as they were shown last."""
        now = {
            slot.item.key: str(self.review.screen(slot.item.key))
            for slot in self.review.agenda
        }
        now["panel"] = str(panel(self.review))
        changed = {key: html for key, html in now.items() if self._shown.get(key) != html}
        self._shown = now
        return changed

    def _answer(self, answer: dict[str, object]) -> None:
        text = json.dumps(answer, ensure_ascii=False)
        self.outbox.value = Markup("<pre>{}</pre>").format(text)

    def _ipython_display_(self) -> None:
        if HEADLESS in os.environ:
            raise NotImplementedError
        display(self.box)
        opened = render(
            "window.html.j2",
            name=self.name,
            page=page(self.review, is_live=True),
            script=Markup(source_of("window.js")),
        )
        display(
            {"text/html": str(opened), "text/plain": repr(self)},
            raw=True,
        )

    def __repr__(self) -> str:
        return self.review.title

    def _repr_html_(self) -> str:
        """For a reader without a kernel: the agenda with the headline of every screen."""
        rows = [
            (
                slot,
                headline_of(
                    self.review,
                    slot.item.key,
                ),
            )
            for slot in self.review.agenda
        ]
        return str(
            render(
                "agenda_list.html.j2",
                rows=rows,
                firms=self.review.firms,
            )
        )


def _message_in(text: str) -> tuple[str, list[dict[str, Any]]] | None:
    """Which page writes, and what it hands over; null for what is no message of a page."""
    try:
        message = json.loads(text)
        key, handed = str(message["page"]), message["captures"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_whole = isinstance(handed, list) and all(
        isinstance(one, dict) and isinstance(one.get("number"), int) for one in handed
    )
    return (key, handed) if is_whole else None


def _report(review: Review, given: Given) -> str:
    return f"The report’s next version, {review.report().name}, is there."


def _reveal(review: Review, given: Given) -> str:
    texts = [given[name] for name in ("file1", "file2") if given.get(name)]
    count = review.reveal_texts(texts) if texts else review.capture.reveal([])
    return f"{count} ratings revealed."


# What is no entry of its own.
WHOLE: dict[str, Callable[[Review, Given], str]] = {
    "reveal": _reveal,
    "close": lambda review, given: str(review.close()),
    "report": _report,
}
