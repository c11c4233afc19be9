"""The elements of total cost: their names as people read them, in printed order."""

from __future__ import annotations

ELEMENTS = {
    "price": "Purchase price",
    "freight_duty": "Freight, insurance, duty, packaging",
    "order_admin": "Ordering and receiving",
    "payment_terms": "Payment terms",
    "expedite": "Expediting",
    "premium_freight": "Premium freight",
    "safety_stock": "Safety stock for lead-time spread",
    "early_stock": "Early deliveries held",
    "line_stop": "Line stops and waiting",
    "inspection": "Incoming inspection",
    "sort_rework": "Sorting, rework",
    "scrap": "Scrap",
    "return_handling": "Returns, claims handling",
    "corrective": "Corrective actions, audits",
    "support_time": "Support contacts",
    "invoice_fix": "Invoice mismatches",
    "warranty": "Field failures, warranty",
    "customer_fail": "Customer-facing failures",
    "onboard_switch": "Qualification, tooling",
    "recovered": "Recovered from supplier",
}
COMPONENTS = {"freight": "Freight", "insurance": "Insurance", "duty": "Duty", "packaging": "Packaging"}
