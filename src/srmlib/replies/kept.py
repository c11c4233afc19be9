"""The file of sealed ratings as its rater hands it over: a refusal tells nothing of what it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from srmlib.errors import RegisterError
from srmlib.replies.sealed import SCHEMA, VERSION, Checked, Rated, Sealed, Valued, Version
from srmlib.rules.checking import expectation

# Twelve elements with long comments are far below.
MOST_BYTES = 1_000_000


def read_sealed(file: Path | bytes, where: str = "the file") -> Sealed:
    """The file of sealed ratings. Raises RegisterError where it is none; whether it is as it was
    locked is looked at by `reveal`.

    A refusal names the place and what is expected there, and never what stands there: it is read
    by who is not to know a rating yet. It is raised outside of every `except`, so that no fault
    that quotes the file hangs behind it.
    """
    content = file.read_bytes() if isinstance(file, Path) else file
    where = file.name if isinstance(file, Path) else where
    if len(content) > MOST_BYTES:
        raise RegisterError(
            f"{where}: {len(content):,} bytes, expected at most {MOST_BYTES:,}.\nHand over the file"
            " that the form saved."
        )
    stated = json_in(content)
    if stated is None:
        raise RegisterError(
            f"{where}: it is no JSON, expected a file of sealed ratings.\nHand over the file that"
            " the form saved."
        )
    if not isinstance(stated, dict) or stated.get("schema") != SCHEMA:
        raise RegisterError(
            f"{where}: it is no file of sealed ratings (schema {SCHEMA}).\nHand over the file that"
            " ends with ratings_sealed.json."
        )
    if stated.get("schema_version") not in get_args(Version):
        raise RegisterError(
            f"{where}: sealed ratings of another version of the form, expected version 1 or"
            f" {VERSION}.\nUpdate srmlib, or fill in a form that this version wrote."
        )
    sealed = _sealed(stated)
    if isinstance(sealed, Sealed):
        return sealed
    faults = "\n".join(f"{where}, {fault}" for fault in sealed)
    raise RegisterError(
        f"{faults}\nHand over the file as the form saved it: it may have been changed. What stands"
        " there is not shown, as it is sealed."
    )


def json_in(content: bytes) -> Any:
    """What a file states; null where it is no JSON. The fault itself would quote the file."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _sealed(stated: dict[str, Any]) -> Sealed | list[str]:
    """What the file seals; else its faults, each with its place and what is expected there."""
    try:
        return Sealed.model_validate(stated)
    except ValidationError as found:
        return [
            _fault(fault) for fault in found.errors(include_input=False, include_url=False)
        ]


def _fault(fault: Any) -> str:
    place = _place(fault["loc"])
    if fault["type"] == "missing":
        return f"{place}: it is missing."
    if fault["type"] == "extra_forbidden":
        return f"{place}: a name that the form does not write."
    return f"{place}: not as the form writes it, expected {expectation(fault)}."


def _place(path: Sequence[str | int]) -> str:
    """`rating 3, colour`; a name that is none of the form's is not said."""
    said: list[str] = []
    for part in path:
        if isinstance(part, int):
            said[-1:] = [f"{said[-1].removesuffix('s')} {part + 1}"]
        elif part in NAMES:
            said.append(part)
    return ", ".join(said) or "beside its names"


NAMES = {name for model in (Sealed, Rated, Valued, Checked) for name in model.model_fields}
