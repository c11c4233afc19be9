"""Who stands behind the suppliers and before the customers, what goes from place to place, and what
passed through the partners' hands.
"""

from __future__ import annotations

from dataclasses import dataclass

from sample_world.register.entries import Pen
from sample_world.register.people import KEEPER

# Day the chain was drawn, and since when its partners stand.
DRAWN_ON, FROM_ON = "2025-02-03", "2025-01-01"
SALES = "tarn.sales"


@dataclass(frozen=True)
class Partner:
    """A firm of the chain; `passed` are what it was, its number, the day it came and the day it was
    passed on, None while the partner has it still.
    """

    name: str
    form: str
    extract_id: str | None = None
    days_agreed: int | None = None
    passed: tuple[tuple[str, str | None, str, str | None], ...] = ()


PARTNERS = {
    "S-1001": (
        # The extract knows it, too.
        Partner("Ems Foundry", "tier2", "T-2001"),
        # Complaints of customers pass late: three days are agreed.
        Partner(
            "Linz Pump Agents",
            "distributor",
            days_agreed=3,
            passed=(
                ("complaint", "CC-0025", "2026-04-05", "2026-04-14"),
                ("complaint", "CR-001", "2026-08-09", "2026-08-18"),
                ("complaint", "CR-002", "2026-08-12", "2026-08-20"),
                ("complaint", "CR-004", "2026-08-22", "2026-09-03"),
                ("complaint", "CR-006", "2026-09-13", "2026-09-22"),
                ("complaint", None, "2026-10-01", None),
            ),
        ),
        Partner(
            "Waalkade Haulage",
            "carrier",
            days_agreed=5,
            passed=(
                ("return", "CR-003", "2026-08-27", "2026-08-29"),
                ("return", "CR-004", "2026-09-03", "2026-09-05"),
            ),
        ),
    ),
    "S-1004": (Partner("Lindau Compounds", "tier2"),),
    "S-1008": (
        Partner(
            "Korenhof Night Desk",
            "service",
            days_agreed=1,
            passed=(
                ("complaint", None, "2026-08-15", "2026-08-16"),
                ("complaint", None, "2026-09-20", "2026-09-23"),
            ),
        ),
    ),
}
# (column it begins in, from, to, percent of what reaches the end or None where nobody knows); both
# works of Harrow as the schedule lines of the last year have them.
LINKS = {
    "S-1001": (
        ("tier2", "T-2001", "Works North", 60),
        ("tier2", "T-2001", "Works South", None),
        ("supplier", "Works North", "Rotterdam plant", 58),
        ("supplier", "Works South", "Rotterdam plant", 42),
        ("supplier", "Works North", "Brno plant", 43),
        ("supplier", "Works South", "Brno plant", 57),
        ("product", "F-950", "Linz Pump Agents", None),
        ("product", "F-950", "Waalkade Haulage", 70),
        ("product", "P-110", "Waalkade Haulage", 30),
    ),
    "S-1004": (("tier2", "Lindau Compounds", "S-1004", 80),),
    "S-1008": (
        ("supplier", "S-1008", "Rotterdam plant", 100),
        ("supplier", "S-1008", "Brno plant", 100),
        ("process", "Rotterdam plant", "Service desk", 65),
        ("process", "Brno plant", "Service desk", 35),
        ("product", "Service desk", "Korenhof Night Desk", 100),
    ),
}
# The list on which what is still with a partner stands.
LISTED_ON = "2026-10-13"
LINKS_ON = "2026-10-02"


def enter_chain(pen: Pen) -> None:
    for partner in PARTNERS.get(pen.supplier_id, ()):
        _enter_partner(pen, partner)
    for column, from_place, to_place, share in LINKS.get(pen.supplier_id, ()):
        link = {
            "column": column,
            "from_place": from_place,
            "to_place": to_place,
            "share": share,
        }
        pen.enter(LINKS_ON, KEEPER, "chain_link", **link)


def _enter_partner(pen: Pen, partner: Partner) -> None:
    pen.enter(
        DRAWN_ON,
        KEEPER,
        "partner",
        partner.name,
        name=partner.name,
        form=partner.form,
        extract_id=partner.extract_id,
        days_agreed=partner.days_agreed,
        from_on=FROM_ON,
    )
    for form, case, received_on, passed_on in partner.passed:
        handed = {"partner": partner.name, "form": form, "case": case}
        handed |= {"received_on": received_on, "passed_on": passed_on}
        pen.enter(passed_on or LISTED_ON, SALES, "passed_on", **handed)
