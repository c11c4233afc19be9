"""What a role of a relationship needs and is to reach: `data/definitions/roles.yaml`, the record that
an onboarding pack is made from.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from srmlib.errors import DefinitionError, UsageError
from srmlib.rules.checking import Many, Name, Stated, Text, checked, text_of, yaml_of

FIX = "Correct data/definitions/roles.yaml; its head says what it may state."


class RoleChanges(Stated):
    """What one pair of firms says of a role in the place of the usual; null leaves the usual."""

    skills: Many[Text] | None = None
    outcomes: Many[Text] | None = None
    metrics: Many[Name] | None = None


class Role(Stated):
    """`also` are other names it is asked for by, `functions` those of its peers, `metrics` the ids
    of those it answers for.
    """

    also: Many[Name] = ()
    tier: Name
    functions: Many[Name] = ()
    skills: Many[Text]
    outcomes: Many[Text]
    metrics: Many[Name] = ()

    def with_changes(self, changes: RoleChanges | None) -> Role:
        """As one pair of firms has it."""
        if changes is None:
            return self
        return self.model_copy(update=changes.model_dump(exclude_none=True))


class Roles(Stated):
    """How relationships are led (`principles`), the words of the glossary that a newcomer may not
    know, and each role by its name in the register.
    """

    principles: Many[Text]
    words: Many[Name] = ()
    roles: dict[str, Role]

    def find(self, asked: str) -> tuple[str, Role]:
        """The role of a name, or of another name it goes by. Raises UsageError for any other."""
        names = {
            also.casefold(): name for name, role in self.roles.items() for also in role.also
        }
        names |= {name.casefold(): name for name in self.roles}
        wanted = " ".join(asked.casefold().split())
        if wanted in names:
            return names[wanted], self.roles[names[wanted]]
        close = get_close_matches(wanted, names, n=3, cutoff=0.5)
        known = ", ".join(self.roles)
        hint = f"Did you mean {' or '.join(close)}?" if close else "Name one of them."
        raise UsageError(f"'{asked}' is no role, expected one of {known}.\n{hint}")


def read_roles(path: Path) -> Roles:
    """Raises DefinitionError with every fault of the file, by its line."""
    where = path.name
    text = text_of(path, where, DefinitionError)
    return checked(
        Roles, yaml_of(text, where, DefinitionError), where, FIX, DefinitionError, text
    )
