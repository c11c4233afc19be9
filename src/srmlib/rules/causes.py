"""Whose cause a breakdown is: rules that are data (`data/definitions/causes.yaml`), read once per
load.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from srmlib.errors import DefinitionError
from srmlib.rules.checking import Many, Name, Stated, checked, seen, yaml_of

FACTS = (
    "kind",
    "claim",
    "agreed",
    "hand_over",
    "carriage",
    "changed_by_us",
    "suppliers",
    "maker",
    "behind",
    "defect_family",
)


# Whose word a cause of a cost is, in words.
CAUSE_BY = {
    "agreed": "agreed by both firms",
    "rule": "by rule",
    "claimed": "claimed, not agreed",
    "booked": "as booked, not agreed",
    "terms": "",
}
SIDES = ("theirs", "tier2", "carrier", "ours", "shared", "not_agreed", "not_traced")


def _as_list(stated: object) -> object:
    return stated if isinstance(stated, list) else [stated]


class Rule(Stated):
    """One default rule: where every condition holds (the fact is one of the values), the cause is
    on this side.
    """

    name: Name
    when: dict[str, Annotated[Many[str], BeforeValidator(_as_list)]]
    side: str

    @field_validator("when")
    @classmethod
    def _names_facts(cls, when: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for fact in when:
            if fact not in FACTS:
                raise ValueError(
                    f"{seen(fact)} is no condition, expected one of {', '.join(FACTS)}"
                )
        return when

    @field_validator("side")
    @classmethod
    def _is_a_side(cls, side: str) -> str:
        if side not in SIDES:
            raise ValueError(f"{seen(side)} is no side, expected one of {', '.join(SIDES)}")
        return side

    def holds(self, facts: dict[str, str]) -> bool:
        return all(facts[name] in values for name, values in self.when.items())


class Rules(Stated):
    rules: Annotated[Many[Rule], Field(min_length=1)]

    @field_validator("rules")
    @classmethod
    def _end_with_one_for_the_rest(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if rules[-1].when:
            raise ValueError("the last rule must hold for everything (when: {})")
        return rules


def read_rules(text: str) -> list[Rule]:
    """The rules of a causes.yaml, in their order. Raises DefinitionError for a condition or side
    that is none, or where no rule is left for the rest.
    """
    where = "causes.yaml"
    stated = yaml_of(text, where, DefinitionError)
    fix = "Correct data/definitions/causes.yaml; its head lists what a rule may say."
    if not isinstance(stated, list):
        raise DefinitionError(
            f"{where}: expected a list of rules, each with name, when and side.\n{fix}"
        )
    return list(checked(Rules, {"rules": stated}, where, fix, DefinitionError).rules)


WHOLE = 1_000_000_000
