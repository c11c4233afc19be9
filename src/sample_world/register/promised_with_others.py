"""Actions of the other suppliers and the buyer, as data."""

from __future__ import annotations

from sample_world.register.promised import Promised, at

_B_JAN = at("M-1002-0022", "2026-01-14")
_B_JUL = at("M-1002-0028", "2026-07-28")
_C_SEP = at("M-1003-0010", "2026-09-08")
_D_JUL = at("M-1004-0028", "2026-07-14")
_D_OCT = at("M-1004-0031", "2026-10-13")
_X_JUL = at("M-1008-0028", "2026-07-14")

OTHERS = {
    "S-1002": (
        Promised(
            "runout",
            "Straighten shafts before grinding",
            "supplier",
            ("brennick.quality",),
            **_B_JAN,
            due_on="2026-05-29",
            metric="Q2",
            moves=(("2026-05-27", "2026-07-31", "The press came late."),),
            done_on="2026-07-24",
            evidence="press in use since 20 July",
        ),
        Promised(
            "charged lot",
            "End what led to the charge of August",
            "supplier",
            ("brennick.quality",),
            agreed_on="2026-09-01",
            meeting=None,
            due_on="2026-10-30",
            metric="Q4",
            from_row="CE-1002-00704",
        ),
        Promised(
            "charged again",
            "End what led to the charge of September",
            "supplier",
            ("brennick.quality",),
            agreed_on="2026-09-14",
            meeting=None,
            due_on="2026-11-13",
            metric="Q4",
            from_row="CE-1002-00711",
        ),
        Promised(
            "invoices",
            "Prices on invoices from the order, not by hand",
            "supplier",
            ("brennick.account",),
            **_B_JUL,
            due_on="2026-09-30",
            metric="C2",
        ),
    ),
    "S-1003": (
        Promised(
            "grinding",
            "Share the grinding data of each batch",
            "supplier",
            ("calder.engineer",),
            **_C_SEP,
            due_on="2026-11-30",
            metric="Q2",
        ),
        Promised(
            "volumes",
            "Give the volumes of 2027",
            "buyer",
            ("tarn.planner",),
            **_C_SEP,
            due_on="2026-09-30",
            measure="a table by month, both firms have it",
            done_on="2026-09-28",
            evidence="table of 28 September",
        ),
    ),
    "S-1004": (
        Promised(
            "work frozen",
            "Move nothing that is in work",
            "buyer",
            ("tarn.planner",),
            **_D_JUL,
            due_on="2026-08-31",
            metric="B1",
            moves=(("2026-08-31", "2026-10-31", "The system needs a release."),),
        ),
        Promised(
            "plan ahead",
            "Plan of the seals eight weeks ahead",
            "buyer",
            ("tarn.planner",),
            **_D_JUL,
            due_on="2026-09-15",
            metric="B2",
        ),
        Promised(
            "cuts",
            "Round the edge of the trays that cut the gaskets",
            "supplier",
            ("dunmore.quality",),
            **_D_JUL,
            due_on="2026-08-14",
            metric="Q2",
            done_on="2026-08-11",
            evidence="new trays since week 33",
        ),
        Promised(
            "partial notice",
            "Tell a part delivery the day before",
            "supplier",
            ("dunmore.planner",),
            **_D_OCT,
            due_on="2026-11-30",
            metric="D1",
        ),
    ),
    "S-1006": (
        # Beginning small: a list of actions, with holes.
        Promised(
            "falk price list",
            "Send the price list of 2027",
            "supplier",
            ("falk.account",),
            agreed_on="2026-08-20",
            meeting=None,
            due_on="2026-10-30",
            measure="list received",
        ),
        Promised(
            "falk noise",
            "Listen to ten bearings of each lot",
            "supplier",
            ("falk.quality",),
            agreed_on="2026-08-20",
            meeting=None,
            due_on=None,
        ),
        Promised(
            "falk test bench",
            "Lend the test bench",
            "buyer",
            (),
            agreed_on="2026-08-20",
            meeting=None,
            due_on="2026-11-20",
        ),
    ),
    "S-1008": (
        Promised(
            "cause before close",
            "Look for the cause before a ticket is closed",
            "supplier",
            ("hexley.delivery",),
            **_X_JUL,
            due_on="2026-09-30",
            metric="S2",
        ),
        Promised(
            "weekend desk",
            "A desk on Saturdays until the interface is stable",
            "supplier",
            ("hexley.delivery",),
            **_X_JUL,
            due_on="2026-08-31",
            metric="S1",
            dropped_on="2026-08-11",
            reason="Not in the contract; a number for emergencies instead.",
        ),
        Promised(
            "change notice",
            "Tell changes of the network a week before",
            "buyer",
            ("tarn.desk",),
            **_X_JUL,
            due_on="2026-08-31",
            measure="days from notice to change",
            done_on="2026-08-26",
            evidence="calendar shared with Hexley",
        ),
    ),
}
