"""Who holds which role, who is whose peer, who handed over to whom, and who is new: as data."""

from __future__ import annotations

from dataclasses import dataclass

from sample_world.register.firms import BEGINS

# The version of what a newcomer reads.
MATERIAL = "2026-01"


@dataclass(frozen=True)
class Role:
    role: str
    tier: str
    person: str
    deputy: str | None = None
    from_on: str = BEGINS
    until_on: str | None = None


@dataclass(frozen=True)
class Pair:
    """Two people of one function; None where a firm names nobody."""

    function: str
    buyer: str | None
    supplier: str | None
    from_on: str = BEGINS


@dataclass(frozen=True)
class Handover:
    role: str
    from_person: str
    to_person: str
    on: str
    overlap_days: int
    is_listed: bool


def _buyers(desk: str = "tarn.planner", sponsor: bool = True) -> tuple[Role, ...]:
    """The buyer's roles with a supplier; `desk` delivers."""
    held = (
        Role("champion", "operational", "tarn.champion", "tarn.manager"),
        Role("relationship", "operational", "tarn.manager", "tarn.champion"),
        Role("service delivery", "functional", desk),
        Role("commercial", "operational", "tarn.champion"),
    )
    return (
        (*held, Role("executive sponsor", "executive", "tarn.sponsor")) if sponsor else held
    )


ROLES = {
    "S-1001": (
        *_buyers(),
        Role("transformation", "operational", "tarn.change", until_on="2026-06-30"),
        Role("quality", "functional", "tarn.quality"),
        Role("logistics", "functional", "tarn.planner"),
        Role("engineering", "functional", "tarn.engineer"),
        Role("executive sponsor", "executive", "harrow.sponsor"),
        Role("champion", "operational", "harrow.champion", "harrow.account"),
        # One person with three of the four roles.
        Role("service delivery", "functional", "harrow.account"),
        Role("relationship", "operational", "harrow.account"),
        Role("commercial", "operational", "harrow.account", "harrow.champion"),
        Role("transformation", "operational", "harrow.engineer"),
        Role("quality", "functional", "harrow.quality.before", until_on="2025-05-30"),
        Role("quality", "functional", "harrow.quality", from_on="2025-05-19"),
        Role("logistics", "functional", "harrow.planner.before", until_on="2026-08-14"),
        Role("logistics", "functional", "harrow.planner", from_on="2026-08-17"),
    ),
    "S-1002": (
        *_buyers(sponsor=False),
        Role("champion", "operational", "brennick.champion"),
        Role("account manager", "operational", "brennick.account"),
        Role("quality", "functional", "brennick.quality"),
    ),
    "S-1003": (
        *_buyers(),
        Role("executive sponsor", "executive", "calder.sponsor", "calder.champion"),
        Role("champion", "operational", "calder.champion", "calder.account"),
        Role("service delivery", "functional", "calder.quality", "calder.engineer"),
        Role("relationship", "operational", "calder.account", "calder.champion"),
        Role("commercial", "operational", "calder.champion", "calder.account"),
        Role("transformation", "operational", "calder.engineer", "calder.quality"),
    ),
    "S-1004": (
        *_buyers(),
        Role("champion", "operational", "dunmore.champion"),
        Role("relationship", "operational", "dunmore.account"),
        Role("quality", "functional", "dunmore.quality"),
        Role("logistics", "functional", "dunmore.planner"),
    ),
    "S-1005": (
        *_buyers(sponsor=False),
        Role("champion", "operational", "estrand.champion"),
        Role("quality", "functional", "estrand.quality"),
    ),
    "S-1008": (
        *_buyers("tarn.desk"),
        Role("executive sponsor", "executive", "hexley.sponsor"),
        Role("champion", "operational", "hexley.champion.before", until_on="2025-12-31"),
        Role("champion", "operational", "hexley.champion", from_on="2025-12-01"),
        Role("service delivery", "functional", "hexley.delivery", "hexley.change"),
        Role("transformation", "functional", "hexley.change"),
    ),
    "D-4001": (
        Role("relationship", "operational", "tarn.sales"),
        Role("champion", "operational", "agents.owner"),
        Role("service delivery", "functional", "agents.service"),
    ),
}

PAIRS = {
    "S-1001": (
        Pair("purchasing", "tarn.manager", "harrow.account"),
        Pair("quality", "tarn.quality", "harrow.quality", "2025-05-19"),
        Pair("logistics", "tarn.planner", "harrow.planner", "2026-08-17"),
        Pair("engineering", "tarn.engineer", "harrow.engineer"),
        Pair("management", "tarn.sponsor", "harrow.sponsor"),
        Pair("champions", "tarn.champion", "harrow.champion"),
        Pair("finance", "tarn.payables", None, "2025-02-03"),
        Pair("packaging", "tarn.newcomer", "harrow.shop", "2026-07-01"),
    ),
    "S-1002": (
        Pair("purchasing", "tarn.manager", "brennick.account"),
        Pair("quality", "tarn.quality", "brennick.quality"),
        Pair("logistics", "tarn.planner", "brennick.planner"),
    ),
    "S-1003": (
        Pair("purchasing", "tarn.manager", "calder.account"),
        Pair("quality", "tarn.quality", "calder.quality"),
        Pair("engineering", "tarn.engineer", "calder.engineer"),
        Pair("management", "tarn.sponsor", "calder.sponsor"),
    ),
    "S-1004": (
        Pair("purchasing", "tarn.manager", "dunmore.account"),
        Pair("quality", "tarn.quality", "dunmore.quality"),
        Pair("logistics", "tarn.planner", "dunmore.planner"),
    ),
    "S-1008": (
        Pair("service", "tarn.desk", "hexley.delivery"),
        Pair("purchasing", "tarn.manager", "hexley.champion", "2025-12-01"),
        Pair("management", "tarn.sponsor", "hexley.sponsor"),
    ),
    "D-4001": (Pair("sales", "tarn.sales", "agents.owner"),),
}
# The last contact of each pair; the engineers of Harrow have not spoken for 200 days.
CONTACTS: dict[str, dict[str, str | None]] = {
    "S-1001": {
        "purchasing": "2026-10-09",
        "quality": "2026-10-06",
        "logistics": "2026-09-24",
        "engineering": "2026-03-27",
        "management": "2026-07-14",
        "champions": "2026-10-08",
        "finance": None,
        "packaging": None,
    },
    "S-1002": {
        "purchasing": "2026-09-30",
        "quality": "2026-09-22",
        "logistics": "2026-05-11",
    },
    "S-1003": {
        "purchasing": "2026-09-29",
        "quality": "2026-09-23",
        "engineering": "2026-09-17",
        "management": "2026-09-08",
    },
    "S-1004": {
        "purchasing": "2026-10-01",
        "quality": "2026-09-29",
        "logistics": "2026-09-30",
    },
    "S-1008": {
        "service": "2026-10-07",
        "purchasing": "2026-10-02",
        "management": "2026-03-10",
    },
    "D-4001": {"sales": "2026-09-21"},
}

HANDOVERS = {
    "S-1001": (
        Handover(
            "quality", "harrow.quality.before", "harrow.quality", "2025-05-30", 11, True
        ),
        Handover(
            "logistics", "harrow.planner.before", "harrow.planner", "2026-08-17", 0, False
        ),
    ),
    "S-1008": (
        Handover(
            "champion", "hexley.champion.before", "hexley.champion", "2025-12-31", 30, True
        ),
    ),
}
# Who is new, since when, and when introduced.
ONBOARDED: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "S-1001": (
        ("harrow.quality", "2025-05-19", "2025-06-06"),
        ("tarn.newcomer", "2026-07-01", None),
        ("harrow.planner", "2026-08-17", "2026-08-25"),
    ),
    "S-1008": (("hexley.champion", "2025-12-01", "2025-12-19"),),
}
PROMISES = {
    # Nobody answers for the bearing bracket.
    "S-1001": (
        ("Pump DN50", "tarn.sales"),
        ("P-100", "harrow.account"),
        ("P-110", "tarn.sales"),
        ("P-110", "harrow.champion"),
    ),
    "S-1002": (("Pump DN50", "tarn.sales"),),
    "S-1008": (("Service desk", "tarn.desk"), ("Service desk", "hexley.delivery")),
}
