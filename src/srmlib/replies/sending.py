"""Forms written beside the report they go with, and entered in the register as sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from srmlib.register import Draft, Register
from srmlib.register.kinds.voice import FormSent
from srmlib.replies.contents import Form, published, rating_form, reply_form
from srmlib.replies.page import page_of
from srmlib.replies.workbook import workbook_of
from srmlib.reports.publish import write_atomically
from srmlib.workspace import Workspace


def send_reply_form(
    workspace: Workspace,
    register: Register,
    supplier_id: str,
    quarter: str,
    *,
    version: str = "",
    answer_by: date | None = None,
    to: str | None = None,
    sent_on: date,
    author: str,
) -> tuple[Path, Path]:
    """Write the supplier's form and its workbook, and enter that it was sent: the same form on the
    same day once. Returns both files.
    """
    book = register.book(supplier_id)
    form = reply_form(
        workspace,
        book,
        supplier_id,
        quarter,
        version,
    )
    page = _place(workspace, form, "reply.html")
    twin = _place(workspace, form, "reply.xlsx")
    write_atomically(page, page_of(form, answer_by).encode("utf-8"))
    write_atomically(twin, workbook_of(form, answer_by))
    sent = FormSent(
        quarter=form.quarter,
        report=form.report,
        sent_on=sent_on,
        to=to,
        form=form.fingerprint,
    )
    if all(one.now != sent for one in book.all(FormSent)):
        register.append([Draft(sent, supplier_id)], side="buyer", author=author)
    return page, twin


def write_rating_form(
    workspace: Workspace,
    register: Register,
    supplier_id: str,
    quarter: str,
    version: str = "",
) -> Path:
    """Write the form of the buyer's champion."""
    book = register.book(supplier_id)
    form = rating_form(
        workspace,
        book,
        supplier_id,
        quarter,
        version,
    )
    page = _place(workspace, form, "ratings.html")
    write_atomically(page, page_of(form).encode("utf-8"))
    return page


def _place(workspace: Workspace, form: Form, ending: str) -> Path:
    folder = published(
        workspace,
        form.supplier_id,
        form.quarter,
        form.report,
    )
    return folder / f"{form.file_stem}_{ending}"
