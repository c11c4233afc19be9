"""What is planned with suppliers at each level of a relationship: `data/definitions/programme.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from srmlib.errors import DefinitionError
from srmlib.rules.checking import Stated, checked, text_of, yaml_of

FIX = "Correct data/definitions/programme.yaml; its head says what each key means."
# From the least to the most that two firms share.
LEVELS = ("transactional", "preferred", "strong preferred", "strategic")

Months = Annotated[int, Field(ge=1, le=60)]
Days = Annotated[int, Field(ge=0, le=366)]


class Plan(Stated):
    """Months between two of each item; null where nothing of it is planned, or where a pair of firms
    says nothing of its own.
    """

    report: Months | None = None
    reply: Months | None = None
    functional: Months | None = None
    operational: Months | None = None
    executive: Months | None = None
    ratings: Months | None = None
    health_check: Months | None = None
    goals: Months | None = None
    budget: Months | None = None

    def over(self, usual: Plan) -> Plan:
        """This plan, and what it leaves open as usual."""
        return usual.model_copy(update=self.model_dump(exclude_none=True))


class Levels(Stated):
    transactional: Plan
    preferred: Plan
    strong_preferred: Annotated[Plan, Field(alias="strong preferred")]
    strategic: Plan


class Hours(Stated):
    """Hours of each who is at a meeting of a tier."""

    functional: Annotated[int, Field(ge=0)]
    operational: Annotated[int, Field(ge=0)]
    executive: Annotated[int, Field(ge=0)]


class Programme(Stated):
    """`every` is the plan where no level is known. `hour_rate` is an hour of one person in the
    reporting currency, null where meetings are not valued.
    """

    levels: Levels
    every: Plan
    grace_days: Days
    soon_days: Days
    meeting_hours: Hours
    hour_rate: Annotated[int, Field(ge=0)] | None = None

    def plan(self, level: str | None, own: Plan | None = None) -> Plan:
        """What is planned at a level, with what a pair of firms says otherwise."""
        usual = getattr(self.levels, level.replace(" ", "_")) if level else self.every
        return own.over(usual) if own else usual


def read_programme(path: Path) -> Programme:
    """Raises DefinitionError with every fault of the file, by its line."""
    where = path.name
    text = text_of(path, where, DefinitionError)
    stated = yaml_of(text, where, DefinitionError)
    return checked(Programme, stated, where, FIX, DefinitionError, text)
