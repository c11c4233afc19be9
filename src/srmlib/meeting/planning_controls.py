"""Forms over topics, asks and boards: each does what one call does, and says which."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
from IPython.display import display
from markupsafe import Markup

from srmlib.errors import SrmError
from srmlib.meeting.asked import HEADLESS
from srmlib.meeting.planning_forms import FORMS, MUST_BE_SAID, NONE, Field, Form, call_of
from srmlib.meeting.templating import render
from srmlib.reports.templating import style_sheet

if TYPE_CHECKING:
    from srmlib.meeting.planning import Planning

WIDE = {"width": "100%", "max_width": "760px"}
NAMED = {"description_width": "150px"}


class PlanningControls:
    """The forms of topics and asks, and what stands, which follows every entry. Every
    control is an attribute, so that a program may press it:
    `controls.forms["ask"].press()`.
    """

    def __init__(self, planning: Planning):
        self.planning = planning
        self.forms = {one.call: FormShown(one, self._enter, self._offered) for one in FORMS}
        self.said = widgets.HTML()
        self.stands = widgets.HTML()
        self.undo = widgets.Button(description="Undo")
        self.undo.on_click(
            lambda _: self._say(lambda: f"{planning.capture.undo()} taken back.")
        )
        pages = widgets.Accordion([one.box for one in self.forms.values()])
        for place, one in enumerate(self.forms.values()):
            pages.set_title(place, one.form.title)
        style = widgets.HTML(Markup("<style>{}</style>").format(style_sheet()))
        self.box = widgets.VBox(
            [style, pages, widgets.HBox([self.undo, self.said]), self.stands]
        )
        self._refresh()

    def _enter(self, call: str, values: dict[str, Any]) -> None:
        capture = getattr(self.planning.capture, call)
        self._say(lambda: f"Saved as {capture(**values)}. Undo adds an entry.")

    def _say(self, do: Callable[[], str]) -> None:
        """Do it and say what was done, or why it was refused."""
        try:
            said = do()
        except SrmError as error:
            said = str(error)
        self.said.value = Markup("<span>{}</span>").format(said)
        self._refresh()

    def _refresh(self) -> None:
        planning = self.planning
        shown = [planning.asks(), planning.topics()]
        self.stands.value = Markup("").join(Markup(one._repr_html_()) for one in shown)
        for one in self.forms.values():
            one.offer()

    def _offered(self, kind: type[Any]) -> list[tuple[str, str]]:
        """The records of a kind, by what they say."""
        table = self.planning.table
        return [
            (f"{one.id} {one.now.what}", one.id)
            for one in table.shown.all(kind)
            if one.supplier_id == table.supplier_id
        ]

    def _ipython_display_(self) -> None:
        if HEADLESS in os.environ:
            raise NotImplementedError
        display(self.box)
        display({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)

    def __repr__(self) -> str:
        return f"{len(self.forms)} forms over {self.planning.title}"

    def _repr_html_(self) -> str:
        """For a reader without a kernel: each form with the call that does the same."""
        rows = [(one.title, call_of(one)) for one in FORMS]
        return str(render("planning_forms.html.j2", rows=rows))


class FormShown:
    """A form with its widgets; `press` makes its call with what they hold."""

    def __init__(
        self,
        form: Form,
        enter: Callable[[str, dict[str, Any]], None],
        offered: Callable[[type[Any]], Sequence[tuple[str, str]]],
    ):
        self.form, self._enter, self._offered = form, enter, offered
        self.fields = {one.name: _widget(one) for one in form.fields}
        button = widgets.Button(description="Save", button_style="primary")
        button.on_click(lambda _: self.press())
        call = widgets.HTML(Markup("<code>{}</code>").format(call_of(form)))
        self.box = widgets.VBox([*self.fields.values(), widgets.HBox([button, call])])

    def press(self) -> None:
        """Make the call; every field is as it was at first, so that nothing is saved twice
        and what one firm said is not there for the other to see.
        """
        values = {name: one.value for name, one in self.fields.items()}
        given = {name: value for name, value in values.items() if value not in (None, NONE)}
        for one in self.fields.values():
            if isinstance(one, widgets.Text):
                one.value = ""
            else:
                one.index = 0
        if "who" in given:
            given["who"] = [one.strip() for one in given["who"].split(";")]
        self._enter(self.form.call, self._complete(given))

    def _complete(self, given: dict[str, Any]) -> dict[str, Any]:
        """What is left empty and must be said is refused where it is entered, in words."""
        needed = [one.name for one in self.form.fields if one.name in MUST_BE_SAID]
        return {name: given.get(name, "") for name in needed} | given

    def offer(self) -> None:
        """Offer what the register holds now; what was chosen stays chosen."""
        for one in self.form.fields:
            if one.of is not None:
                menu = self.fields[one.name]
                chosen, options = menu.value, [("", NONE), *self._offered(one.of)]
                menu.options = options
                menu.value = chosen if chosen in dict(options).values() else NONE


def _widget(one: Field) -> widgets.Widget:
    shared = {"description": one.words, "layout": WIDE, "style": NAMED}
    if one.of is not None:
        return widgets.Dropdown(options=[("", NONE)], **shared)
    if one.choices:
        return widgets.Dropdown(options=list(one.choices), **shared)
    return widgets.Text(**shared)
