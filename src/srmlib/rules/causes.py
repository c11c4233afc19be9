"""Whose cause a breakdown is: rules that are data (`data/definitions/causes.yaml`), read once per load."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from srmlib.errors import DefinitionError

FACTS = (
    "kind",
    "claim",
    "agreed",
    "hand_over",
    "changed_by_us",
    "suppliers",
    "maker",
    "behind",
    "defect_family",
)


SIDES = ("theirs", "tier2", "carrier", "ours", "shared", "not_agreed", "not_traced")


@dataclass(frozen=True)
class Rule:
    """One default rule: where every condition holds (the fact is one of the values), the cause is
    on this side.
    """

    name: str
    when: dict[str, tuple[str, ...]]
    side: str

    def holds(self, facts: dict[str, str]) -> bool:
        return all(facts[name] in values for name, values in self.when.items())


def read_rules(text: str) -> list[Rule]:
    """The rules of a causes.yaml, in their order. Raises DefinitionError for a condition or side
    that is none, or where no rule is left for the rest.
    """
    fix = "Correct data/definitions/causes.yaml; its head lists what a rule may say."
    try:
        stated = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DefinitionError(
            f"causes.yaml cannot be read: {str(error).splitlines()[0]}\n{fix}"
        ) from error
    if not isinstance(stated, list) or not all(
        isinstance(rule, dict)
        and rule.keys() == {"name", "when", "side"}
        and isinstance(rule["when"], dict)
        for rule in stated
    ):
        raise DefinitionError(
            f"causes.yaml: expected a list of rules, each with name, when and side.\n{fix}"
        )
    for number, rule in enumerate(stated, start=1):
        for fact in rule["when"]:
            if fact not in FACTS:
                raise DefinitionError(
                    f"causes.yaml, rule {number}: '{fact}' is no condition, expected one of"
                    f" {', '.join(FACTS)}.\n{fix}"
                )
        if rule["side"] not in SIDES:
            raise DefinitionError(
                f"causes.yaml, rule {number}: '{rule['side']}' is no side, expected one of"
                f" {', '.join(SIDES)}.\n{fix}"
            )
    if not stated or stated[-1]["when"]:
        raise DefinitionError(
            f"causes.yaml: the last rule must hold for everything (when: {{}}).\n{fix}"
        )
    return [
        Rule(
            rule["name"],
            {fact: _values(value) for fact, value in rule["when"].items()},
            rule["side"],
        )
        for rule in stated
    ]


def _values(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


WHOLE = 1_000_000_000
