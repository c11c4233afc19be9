"""The suppliers' advisory board: what each of six firms asked, what was made of it without names, and
what became of it.
"""

from __future__ import annotations

from sample_world.register.entries import Pen
from sample_world.register.people import KEEPER, account_of

BOARD = "suppliers' board"
PLANNED_ON, HELD_ON, MERGED_ON = "2026-03-02", "2026-04-28", "2026-05-04"
# label: what is asked, its form, and what became of it: state, day, words, evidence
ASKS: dict[str, tuple[str, str, tuple[tuple[str, str, str | None, str | None], ...]]] = {
    "freeze": (
        "Orders that stand still in the last ten days",
        "operational",
        (
            ("accepted", "2026-05-18", None, None),
            ("started", "2026-07-14", None, None),
            ("done", "2026-08-28", None, "the system refuses a change since then"),
        ),
    ),
    "payment": (
        "Invoices that nobody disputes are paid on day 30",
        "operational",
        (("accepted", "2026-05-18", None, None), ("started", "2026-07-14", None, None)),
    ),
    "drawings": (
        "One place for all drawings and changes",
        "strategic",
        (
            (
                "refused",
                "2026-06-23",
                "No budget in 2026; it is looked at again for 2028.",
                None,
            ),
        ),
    ),
    "design": ("A seat at the table before a design is frozen", "strategic", ()),
}
# supplier: in its own words, and the ask it went into; None where it is in none
VOICES: dict[str, tuple[tuple[str, str | None], ...]] = {
    "S-1001": (
        ("Leave an order alone ten days before it is due.", "freeze"),
        ("Pay what nobody disputes on the day that is agreed.", "payment"),
        ("Let a casting engineer see the first drawing.", "design"),
    ),
    "S-1002": (("We wait 40 days for invoices that are right.", "payment"),),
    "S-1003": (
        ("Ask us before the tolerances are fixed.", "design"),
        ("Drawings come by mail, in three versions.", "drawings"),
    ),
    "S-1004": (("Nine orders were moved while we made them.", "freeze"),),
    "S-1005": (("We never know which drawing is in force.", "drawings"),),
    "S-1008": (
        ("We hear of a change of the network the morning after.", None),
        ("Our invoices are paid on a different day each month.", "payment"),
    ),
}


def enter_board(pen: Pen) -> None:
    """The board itself is entered with the first supplier; each firm's voices are its own."""
    if pen.supplier_id == "S-1001":
        _enter_asks(pen)
    account = account_of(pen.supplier_id)
    for number, (what, ask) in enumerate(VOICES.get(pen.supplier_id, ()), start=1):
        label = f"{pen.supplier_id} voice {number}"
        said = {"board": BOARD, "what": what}
        pen.enter(HELD_ON, account, "board_voice", label, **said)
        if ask:
            pen.enter(MERGED_ON, KEEPER, "board_voice", label, **said, merged_into=ask)


def _enter_asks(pen: Pen) -> None:
    board = {"of": "suppliers", "planned_on": HELD_ON}
    pen.enter(PLANNED_ON, KEEPER, "board", BOARD, **board)
    pen.enter(HELD_ON, KEEPER, "board", BOARD, **board, held_on=HELD_ON, firms=len(VOICES))
    for label, (what, form, events) in ASKS.items():
        pen.enter(MERGED_ON, KEEPER, "board_ask", label, board=BOARD, what=what, form=form)
        for state, on, words, evidence in events:
            became = {"state": state, "on": on, "words_said": words, "evidence": evidence}
            pen.enter(on, KEEPER, "board_event", ask=label, **became)
