"""A supplier's quarter: what is known of it, and the record of it that a report is made from."""

from srmlib.facts.data import DataCheck, Extract
from srmlib.facts.quarter import AUDIENCES, COUNTED, SupplierQuarter, supplier_quarter
from srmlib.facts.record import SPOTLIGHT, Facts, SameRows
from srmlib.facts.suppliers import Supplier, find_supplier, suppliers_with_activity

__all__ = [
    "AUDIENCES",
    "COUNTED",
    "SPOTLIGHT",
    "DataCheck",
    "Extract",
    "Facts",
    "SameRows",
    "Supplier",
    "SupplierQuarter",
    "find_supplier",
    "supplier_quarter",
    "suppliers_with_activity",
]
