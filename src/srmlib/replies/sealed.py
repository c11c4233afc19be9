"""Sealed ratings: the text that is fingerprinted, and the file that a rater keeps until the reveal."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import AfterValidator, ConfigDict, Field

from srmlib.errors import RegisterError
from srmlib.register.kinds.base import Name, Side
from srmlib.register.kinds.voice import Element, Lock, Sha256
from srmlib.rules.checking import Many, Stated, checked, not_as_expected

SCHEMA: Literal["srm-sealed-ratings"] = "srm-sealed-ratings"
VERSION: Literal[1] = 1
# Twelve elements with long comments are far below.
MOST_BYTES = 1_000_000
# The form stops earlier; some characters are longer in NFC.
MOST_CHARACTERS = 16_000
# What stands for half a character: in no font, as it is never printed.
REPLACEMENT = chr(0xFFFD)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# What a page, a spreadsheet and the register cannot hold: controls but for line end and tab, and
# what Unicode calls no character.
NO_LETTER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


def plain(text: str) -> str:
    """A text as it is sealed: NFC, lines end with LF, half a surrogate pair is U+FFFD, and no
    control characters.

    >>> plain("e\u0301\\r\\n")
    'é\\n'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return normalize("NFC", NO_LETTER.sub("", LONE_SURROGATE.sub(REPLACEMENT, lines)))


def _is_a_moment(text: str) -> str:
    if not MOMENT.fullmatch(text):
        raise not_as_expected("a time in UTC such as 2026-10-05T09:30:00Z")
    return text


Moment = Annotated[str, AfterValidator(_is_a_moment)]
Comment = Annotated[str, AfterValidator(plain), Field(max_length=MOST_CHARACTERS)]


class Rated(Stated):
    """One element as its rater sealed it; `colour` is null where it was left unrated, `comment` is
    empty where there is none, `visible` whether the other firm may read it after the reveal.
    """

    element: Element
    version: int = Field(ge=1)
    colour: int | None = Field(ge=1, le=5)
    comment: Comment = ""
    visible: bool = True


def _each_once(ratings: tuple[Rated, ...]) -> tuple[Rated, ...]:
    if len({one.element for one in ratings}) < len(ratings):
        raise not_as_expected("every element once")
    return ratings


class Sealed(Stated):
    """The file a rater keeps: the ratings with their salt, and the fingerprint of them all."""

    # `schema` is a method of every model of pydantic's.
    model_config = ConfigDict(populate_by_name=True)

    schema_name: Literal["srm-sealed-ratings"] = Field(SCHEMA, alias="schema")
    schema_version: Literal[1] = VERSION
    supplier: Name
    quarter: Name
    side: Side
    rater: Annotated[Name, AfterValidator(plain)]
    champion: bool = True
    locked_at: Moment
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{32,128}$")]
    ratings: Annotated[Many[Rated], AfterValidator(_each_once)] = Field(min_length=1)
    fingerprint: Sha256

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
    rows = [[r.element, r.version, r.colour, r.comment, r.visible] for r in sealed.ratings]
    stated = {
        "supplier": sealed.supplier,
        "quarter": sealed.quarter,
        "side": sealed.side,
        "rater": sealed.rater,
        "champion": sealed.champion,
        "locked_at": sealed.locked_at,
        "salt": sealed.salt,
        "ratings": rows,
    }
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
) -> Sealed:
    """Seal ratings in the order given. Without a `salt` a new one is drawn."""
    unsigned = Sealed(
        schema=SCHEMA,
        supplier=supplier_id,
        quarter=quarter,
        side=side,
        rater=rater,
        champion=champion,
        locked_at=locked_at,
        salt=salt or secrets.token_hex(16),
        ratings=tuple(ratings),
        fingerprint="0" * 64,
    )
    return unsigned.model_copy(update={"fingerprint": fingerprint(canonical_text(unsigned))})


def read_sealed(file: Path | bytes, where: str = "the file") -> Sealed:
    """The file of sealed ratings. Raises RegisterError where it is none; whether it is as it was
    locked is looked at by `reveal`.
    """
    text = file.read_bytes() if isinstance(file, Path) else file
    where = file.name if isinstance(file, Path) else where
    if len(text) > MOST_BYTES:
        raise RegisterError(
            f"{where}: {len(text):,} bytes, expected at most {MOST_BYTES:,}.\nHand over the file"
            " that the form saved."
        )
    try:
        stated: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RegisterError(
            f"{where}: it is no JSON, expected a file of sealed ratings.\nHand over the file that"
            " the form saved."
        ) from error
    if not isinstance(stated, dict) or stated.get("schema") != SCHEMA:
        raise RegisterError(
            f"{where}: it is no file of sealed ratings (schema {SCHEMA}).\nHand over the file that"
            " ends with ratings_sealed.json."
        )
    if stated.get("schema_version") != VERSION:
        raise RegisterError(
            f"{where}: sealed ratings of another version of the form, expected version"
            f" {VERSION}.\nUpdate srmlib, or fill in a form that this version wrote."
        )
    fix = "Hand over the file as the form saved it: it may have been changed."
    return checked(
        Sealed,
        stated,
        where,
        fix,
        RegisterError,
    )
