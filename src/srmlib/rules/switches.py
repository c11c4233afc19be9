"""A switch: one thing that two firms may read differently, with the words people say for every
choice.

The order of a metric's switches is the printed order of its bridge. A basis is one choice per
switch.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from numbers import Integral
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, model_validator

from srmlib.rules.checking import Stated, Text, expected, seen
from srmlib.rules.service_hours import HOURS_NAME

Choice = str | int | float | None
Basis = Mapping[str, Choice]
# A column of whole numbers holds no more.
LARGEST = 2**31 - 1
# YAML takes a bare yes, no, on and off for true and false.
StatedChoice = Annotated[
    str | int | None, expected("a text, a whole number or null; yes and no in quotes")
]


def _is_null_or_number(choice: Choice) -> bool:
    return choice is None or (isinstance(choice, int) and abs(choice) <= LARGEST)


def plain(choice: Any) -> Any:
    """A number as a basis holds it: whole ones as int, others as float; anything else as it is.

    >>> plain(100.0), plain(Decimal("99.5")), plain("last")
    (100, 99.5, 'last')
    """
    if isinstance(choice, Integral) and not isinstance(choice, bool):
        return int(choice)
    if isinstance(choice, float | Decimal):
        number = float(choice)
        return int(number) if number.is_integer() else number
    return choice


class Switch(Stated):
    """One choice in how a metric is counted, as its record states it.

    `choices` maps each allowed choice to its words. A switch with `number` takes whole numbers from
    `least` on instead, said by that template; `choices` then only name the special ones (null for
    "no limit"). None is more than `most`. With `decimals` its numbers may have that many. One with `calendar` takes the name
    of service hours, said by that template. `question` is what firms that choose differently answer
    differently, where the words of the choices do not make one.
    """

    words: Text
    question: Text | None = None
    default: StatedChoice
    choices: dict[StatedChoice, Text] = Field(default_factory=dict)
    number: Text | None = None
    least: int = Field(default=0, ge=0)
    most: int = Field(default=LARGEST, ge=1, le=LARGEST)
    decimals: int = Field(default=0, ge=0, le=3)
    calendar: Text | None = None
    # The key it stands under.
    _name: str = PrivateAttr("")

    @model_validator(mode="after")
    def _can_be_said(self) -> Self:
        if self.number is None and self.calendar is None and len(self.choices) < 2:
            raise ValueError(
                "it has fewer than two choices, expected each choice with its words, or number"
            )
        for key, template, what in (
            ("number", self.number, "the number"),
            ("calendar", self.calendar, "the name"),
        ):
            if template is not None and template.count("{}") != 1:
                raise ValueError(
                    f"{key} is {seen(template)}, expected {{}} once, where {what} goes"
                )
        if self.calendar is not None and (self.number is not None or self.choices):
            raise ValueError(
                "calendar is stated beside number or choices, expected it alone"
            )
        for choice in self.choices:
            if self.number is not None and not _is_null_or_number(choice):
                raise ValueError(
                    f"choices names '{choice}' beside number, expected null and whole numbers of at"
                    f" most {LARGEST}"
                )
        if not self.allows(self.default):
            raise ValueError(
                f"default is {seen(self.default)}, expected {self.expectation}"
            )
        return self

    @property
    def name(self) -> str:
        return self._name

    @property
    def sql_type(self) -> str:
        if not self.number:
            return "VARCHAR"
        if self.decimals:
            return f"DECIMAL(13, {self.decimals})"
        return "INTEGER"

    @property
    def expectation(self) -> str:
        if self.calendar:
            return "the name of service hours, such as standard"
        if not self.number:
            return " or ".join(map(str, self.choices))
        number = "a whole number"
        if self.decimals:
            number = f"a number with at most {self.decimals} decimals"
        least = f"{number} of at least {self.least}"
        if None in self.choices:
            least += " or null"
        return f"{least}, at most {self.most}"

    def allows(self, choice: object) -> bool:
        """Whether it may be chosen; whether service hours of a name are there, a load tells."""
        if self.calendar:
            return isinstance(choice, str) and HOURS_NAME.fullmatch(choice) is not None
        is_number = (
            self.number is not None
            and isinstance(choice, int | float)
            and not isinstance(choice, bool)
            and self.least <= choice <= self.most
            and choice == round(choice, self.decimals)
        )
        return is_number or (
            isinstance(choice, str | int | None)
            and not isinstance(choice, bool)
            and choice in self.choices
        )

    def say(self, choice: Choice) -> str:
        """A choice as people say it.

        >>> Switch(words="How late", default=0, number="up to {} days late").say(3)
        'up to 3 days late'
        """
        if not isinstance(choice, float) and choice in self.choices:
            return self.choices[choice]
        said = (self.number or self.calendar or "").replace("{}", str(choice))
        return said.replace(" 1 days", " 1 day").replace(" 1 months", " 1 month")

    def named(self, name: str) -> Self:
        """Itself, knowing the key it stands under."""
        self._name = name
        return self
