"""The register: what people of both firms enter. Append-only: a correction is a new revision, and
every entry bears the checksum of the one before it.
"""

from __future__ import annotations

from srmlib.register.book import Book, Record, Revision
from srmlib.register.chain import Head
from srmlib.register.entries import Draft, Entry
from srmlib.register.kinds import KINDS, Kind, kind_called
from srmlib.register.store import Register, book_of, open_register

__all__ = [
    "KINDS",
    "Book",
    "Draft",
    "Entry",
    "Head",
    "Kind",
    "Record",
    "Register",
    "Revision",
    "book_of",
    "kind_called",
    "open_register",
]
