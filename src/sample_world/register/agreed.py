"""What stands between the firms: signatures, contracts, rules, awards, savings, the programme."""

from __future__ import annotations

from sample_world.register import between, given
from sample_world.register.entries import Pen
from sample_world.register.people import KEEPER, account_of

# As data/definitions/sample.yaml has it: who signed version 1, and when.
SIGNED = [
    "B1",
    "B2",
    "B3",
    "B4",
    "B5",
    "B6",
    "C1",
    "D1",
    "D2",
    "D3",
    "P1",
    "Q1",
    "Q2",
    "Q3",
    "Q4",
    "S1",
    "S2",
    "S3",
]
BUYER_SIGNED_ON, SUPPLIER_SIGNED_ON = "2026-01-08", "2026-01-12"
BY = {"buyer": "buyer's champion", "supplier": "supplier's champion"}
BY_OF_METRIC = {("C1", "buyer"): "buyer's controller"}
SIGNS = ("S-1001", "S-1002", "S-1003", "S-1004", "S-1008")
# A service: nothing is delivered. Calder signed a definition of its own.
NOT_SIGNED = {
    "S-1008": ("D1", "D2", "D3", "Q1", "Q2", "Q3", "Q4"),
    "S-1003": ("D1",),
}
OF_ITS_OWN = {"S-1003": (("D1", 2, "2025-12-04", "2025-12-11"),)}
# Not agreed yet, and why.
OBJECTIONS = {"S-1001": (("C2", 1, "2026-10-09", "A credit note is no mistake of ours."),)}
KINDS_OF = (
    ("rule", between.RULES),
    ("contract", between.CONTRACTS),
    ("award", given.AWARDS),
    ("involvement", given.INVOLVED),
    ("plan_line", given.PLANNED),
    ("annotation", given.NOTES),
)


def enter_agreed(pen: Pen) -> None:
    for kind, rows in KINDS_OF:
        for on, stated in rows.get(pen.supplier_id, ()):
            pen.enter(on, KEEPER, kind, **stated)
    _enter_savings(pen)
    for on, stated in given.THEIR_PROGRAMME.get(pen.supplier_id, ()):
        pen.enter(on, account_of(pen.supplier_id), "programme_item", **stated)
    if pen.supplier_id == "S-1001":
        for on, stated in given.PROGRAMME:
            pen.enter(on, "tarn.champion", "programme_item", **stated)


def _enter_savings(pen: Pen) -> None:
    """A saving when it was agreed, and again when it was known what came of it."""
    for agreed_on, stated in given.SAVINGS.get(pen.supplier_id, ()):
        label = f"{pen.supplier_id} saving {agreed_on}"
        pen.enter(agreed_on, KEEPER, "saving", label, **stated)
        on, achieved, theirs = given.ACHIEVED[pen.supplier_id]
        came = {"achieved_amount": achieved, "to_supplier_amount": theirs}
        pen.enter(on, KEEPER, "saving", label, **stated | came)


def enter_signatures(pen: Pen) -> None:
    if pen.supplier_id not in SIGNS:
        return
    for metric in SIGNED:
        if metric not in NOT_SIGNED.get(pen.supplier_id, ()):
            _sign(pen, metric, 1, BUYER_SIGNED_ON, SUPPLIER_SIGNED_ON)
    for metric, version, buyer_on, supplier_on in OF_ITS_OWN.get(pen.supplier_id, ()):
        _sign(pen, metric, version, buyer_on, supplier_on)
    for metric, version, on, why in OBJECTIONS.get(pen.supplier_id, ()):
        stated = {"metric": metric, "version": version, "side": "supplier", "on": on}
        stated |= {"by": BY["supplier"], "objection": why}
        pen.enter(on, account_of(pen.supplier_id), "signature", **stated)


def _sign(pen: Pen, metric: str, version: int, buyer_on: str, supplier_on: str) -> None:
    signed = (
        ("buyer", KEEPER, buyer_on),
        ("supplier", account_of(pen.supplier_id), supplier_on),
    )
    for side, author, on in signed:
        by = BY_OF_METRIC.get((metric, side), BY[side])
        stated = {"metric": metric, "version": version, "side": side, "by": by, "on": on}
        pen.enter(on, author, "signature", **stated)
