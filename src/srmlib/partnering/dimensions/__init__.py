"""Eight dimensions by which the level of a relationship is read."""

from __future__ import annotations

from srmlib.partnering.dimensions.base import LEVELS, Dimension, Shown
from srmlib.partnering.dimensions.between import FUTURE, PROBLEMS, TRUST
from srmlib.partnering.dimensions.business import BUSINESS, HORIZON, INFORMATION
from srmlib.partnering.dimensions.people import GOALS, PEOPLE

DIMENSIONS = (BUSINESS, HORIZON, INFORMATION, PEOPLE, GOALS, PROBLEMS, FUTURE, TRUST)

__all__ = ["DIMENSIONS", "LEVELS", "Dimension", "Shown"]
