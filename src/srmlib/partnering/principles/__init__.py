"""Nine principles of a supplier relationship."""

from __future__ import annotations

from srmlib.partnering.principles.governance import ISSUES, PROGRAMME
from srmlib.partnering.principles.people import CONTINUITY, ONBOARDED, ROLES, TIERS_HELD
from srmlib.partnering.principles.rhythm import CADENCE, HEALTH, PEERS

PRINCIPLES = (
    TIERS_HELD,
    ROLES,
    PEERS,
    CADENCE,
    PROGRAMME,
    HEALTH,
    ISSUES,
    CONTINUITY,
    ONBOARDED,
)
