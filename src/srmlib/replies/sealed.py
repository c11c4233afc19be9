"""Sealed ratings: the file that a rater keeps until the reveal, and the text that is fingerprinted."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from srmlib.register.kinds.base import Name, Side
from srmlib.register.kinds.voice import Element, Lock, Sha256
from srmlib.replies.plain import MOST_CHARACTERS, plain
from srmlib.rules.checking import Many, Stated, not_as_expected

SCHEMA: Literal["srm-sealed-ratings"] = "srm-sealed-ratings"
Version = Literal[1, 2]
# Since the second, raters say what they will do, what topics are worth, and the health check.
VERSION: Version = 2
SALT = re.compile(r"[0-9a-f]{32,128}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


def _is_a_moment(text: str) -> str:
    if not MOMENT.fullmatch(text):
        raise not_as_expected("a time in UTC such as 2026-10-05T09:30:00Z")
    return text


def _is_a_salt(text: str) -> str:
    if not SALT.fullmatch(text):
        raise not_as_expected("32 to 128 digits and letters a to f")
    return text


Moment = Annotated[str, AfterValidator(_is_a_moment)]
Comment = Annotated[str, AfterValidator(plain), Field(max_length=MOST_CHARACTERS)]


class Unrevealed(Stated):
    """What nobody may read before the reveal: neither its faults nor its `repr` tell a value."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Rated(Unrevealed):
    """One element as its rater sealed it; `colour` is null where it was left unrated, `comment` and
    `will_do`, what its firm will do about it, are empty where there is none, `visible` whether the
    rater gave consent that the other firm reads both after the reveal.
    """

    element: Element
    version: int = Field(ge=1)
    colour: int | None = Field(ge=1, le=5, repr=False)
    comment: Comment = Field("", repr=False)
    visible: bool = Field(False, repr=False)
    will_do: Comment = Field("", repr=False)


class Valued(Unrevealed):
    """What a topic is worth to the rater's firm, 0 to 10."""

    topic: Name
    value: int = Field(ge=0, le=10, repr=False)


Step = Annotated[int | None, Field(ge=1, le=5, repr=False)]


class Checked(Unrevealed):
    """The yearly health check: each 1 to 5, or null; `visible` as of a rating."""

    communication: Step = None
    satisfaction: Step = None
    trust: Step = None
    compatibility: Step = None
    comment: Comment = Field("", repr=False)
    visible: bool = Field(False, repr=False)


def _each_topic_once(values: tuple[Valued, ...]) -> tuple[Valued, ...]:
    if len({one.topic for one in values}) < len(values):
        raise not_as_expected("every topic once")
    return values


def _each_once(ratings: tuple[Rated, ...]) -> tuple[Rated, ...]:
    if not ratings:
        raise not_as_expected("at least one entry")
    if len({one.element for one in ratings}) < len(ratings):
        raise not_as_expected("every element once")
    return ratings


class Sealed(Unrevealed):
    """The file a rater keeps: what it sealed with its salt, and the fingerprint of it all. Of the
    first version are ratings alone; `health` is null where the form did not ask for it.
    """

    # `schema` is a method of every model of pydantic's.
    model_config = ConfigDict(populate_by_name=True)

    schema_name: Literal["srm-sealed-ratings"] = Field(SCHEMA, alias="schema")
    schema_version: Version = VERSION
    supplier: Name
    quarter: Name
    side: Side
    rater: Annotated[Name, AfterValidator(plain)]
    champion: bool = True
    locked_at: Moment
    salt: Annotated[str, AfterValidator(_is_a_salt)] = Field(repr=False)
    ratings: Annotated[Many[Rated], AfterValidator(_each_once)] = Field(repr=False)
    values: Annotated[Many[Valued], AfterValidator(_each_topic_once)] = Field(
        (), repr=False
    )
    health: Checked | None = Field(None, repr=False)
    fingerprint: Sha256

    @model_validator(mode="after")
    def _states_what_its_fingerprint_is_over(self) -> Sealed:
        more = self.values or self.health or any(one.will_do for one in self.ratings)
        if self.schema_version == 1 and more:
            raise not_as_expected("ratings alone, as it is of the first version")
        return self

    @property
    def seal(self) -> Lock:
        """What of it goes to the other firm and into the register: no value, and no salt."""
        return Lock(
            quarter=self.quarter,
            side=self.side,
            rater=self.rater,
            is_champion=self.champion,
            fingerprint=self.fingerprint,
            locked_at=self.locked_at,
        )

    @property
    def is_as_locked(self) -> bool:
        return fingerprint(canonical_text(self)) == self.fingerprint

    def to_json(self) -> str:
        stated = self.model_dump(mode="json", by_alias=True)
        return json.dumps(stated, ensure_ascii=False, indent=1) + "\n"


def canonical_text(sealed: Sealed) -> str:
    """What is fingerprinted; the form makes the same text in JavaScript, byte for byte."""
    stated: dict[str, Any] = {
        "supplier": sealed.supplier,
        "quarter": sealed.quarter,
        "side": sealed.side,
        "rater": sealed.rater,
        "champion": sealed.champion,
        "locked_at": sealed.locked_at,
        "salt": sealed.salt,
        "ratings": [
            [one.element, one.version, one.colour, one.comment, one.visible]
            for one in sealed.ratings
        ],
    }
    if sealed.schema_version > 1:
        for row, one in zip(stated["ratings"], sealed.ratings, strict=True):
            row.append(one.will_do)
        stated["values"] = [[one.topic, one.value] for one in sealed.values]
        stated["health"] = (
            list(sealed.health.model_dump().values()) if sealed.health else None
        )
    return json.dumps(stated, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()


def seal(
    supplier_id: str,
    quarter: str,
    side: Side,
    rater: str,
    ratings: Sequence[Rated],
    locked_at: str,
    *,
    champion: bool = True,
    salt: str | None = None,
    values: Sequence[Valued] = (),
    health: Checked | None = None,
    version: Version = VERSION,
) -> Sealed:
    """Seal ratings in the order given. Without a `salt` a new one is drawn."""
    unsigned = Sealed(
        schema=SCHEMA,
        schema_version=version,
        supplier=supplier_id,
        quarter=quarter,
        side=side,
        rater=rater,
        champion=champion,
        locked_at=locked_at,
        salt=salt or secrets.token_hex(16),
        ratings=tuple(ratings),
        values=tuple(values),
        health=health,
        fingerprint="0" * 64,
    )
    return unsigned.model_copy(
        update={"fingerprint": fingerprint(canonical_text(unsigned))}
    )
