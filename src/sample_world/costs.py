"""Costs beside the price of one supplier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sample_world.cost_stories import SINGLE_COSTS, Cost
from sample_world.deliveries import Line, Receipt
from sample_world.stream import Stream, workdays
from sample_world.world import AS_OF, QUARTERS, SupplierPlan, Trouble
from srmlib import Quarter

INSURED_SHARE = Decimal("0.002")


def make_costs(plan: SupplierPlan, lines: list[Line], stream: Stream) -> list[Cost]:
    """All cost events of a supplier, by day."""
    costs = _shipment_costs(plan, lines, stream) + _return_costs(lines)
    for quarter in Quarter.last_full(AS_OF).back(QUARTERS):
        for trouble in plan.troubles:
            costs += _trouble_costs(trouble, quarter, lines, stream)
    costs += SINGLE_COSTS.get(plan.supplier_id, ())
    return sorted(costs, key=lambda cost: cost.occurred_on)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _shipment_costs(plan: SupplierPlan, lines: list[Line], stream: Stream) -> list[Cost]:
    shipments: dict[str, list[tuple[Line, Receipt]]] = {}
    for line in lines:
        for receipt in line.receipts:
            if receipt.shipment_id:
                shipments.setdefault(receipt.shipment_id, []).append((line, receipt))
    costs = []
    for shipment_id, loads in sorted(shipments.items()):
        values = (
            line.value_amount * receipt.received_qty / line.ordered_qty
            for line, receipt in loads
        )
        value = sum(values, Decimal(0))
        docked_on = loads[0][1].docked_on
        costs.append(_freight(plan, shipment_id, docked_on, value, stream))
        costs.append(_insurance(plan, shipment_id, docked_on, value))
    return costs


def _insurance(
    plan: SupplierPlan, shipment_id: str, docked_on: date, value: Decimal
) -> Cost:
    if not plan.is_insured:
        return Cost(
            "freight_duty",
            docked_on,
            None,
            "terms",
            "Insured by the supplier",
            plan.currency,
            "included",
            "insurance",
            shipment_id,
        )
    return Cost(
        "freight_duty",
        docked_on,
        cents(value * INSURED_SHARE),
        "terms",
        "",
        plan.currency,
        "amount",
        "insurance",
        shipment_id,
    )


def _freight(
    plan: SupplierPlan, shipment_id: str, docked_on: date, value: Decimal, stream: Stream
) -> Cost:
    fixed, share = plan.freight
    amount = cents((fixed + share * value) * stream.between(90, 110) / 100)
    is_unknown, is_included = (
        stream.chance(plan.unknown_share),
        stream.chance(plan.included_share),
    )
    if is_unknown:
        return Cost(
            "freight_duty",
            docked_on,
            None,
            "terms",
            "Freight invoiced separately",
            plan.currency,
            "unknown",
            "freight",
            shipment_id,
        )
    if is_included:
        return Cost(
            "freight_duty",
            docked_on,
            None,
            "terms",
            "Delivered free of freight",
            plan.currency,
            "included",
            "freight",
            shipment_id,
        )
    return Cost(
        "freight_duty",
        docked_on,
        amount,
        "terms",
        "",
        plan.currency,
        "amount",
        "freight",
        shipment_id,
    )


def _return_costs(lines: list[Line]) -> list[Cost]:
    """Each return costs us its handling, and the supplier credits the goods."""
    costs = []
    for line in lines:
        for receipt in line.receipts:
            if receipt.kind == "return":
                credit = -cents(line.value_amount * receipt.received_qty / line.ordered_qty)
                costs.append(
                    Cost(
                        "return_handling",
                        receipt.docked_on,
                        Decimal("85.00"),
                        "theirs",
                        "Return to supplier",
                        line_id=line.line_id,
                    )
                )
                costs.append(
                    Cost(
                        "recovered",
                        receipt.docked_on,
                        credit,
                        "theirs",
                        "Credit note for returned goods",
                        line_id=line.line_id,
                    )
                )
    return costs


def _trouble_costs(
    trouble: Trouble, quarter: Quarter, lines: list[Line], stream: Stream
) -> list[Cost]:
    """A quarter's events of one kind. Chasing and premium freight belong to a line that was missed,
    where there is one.
    """
    missed = [
        line
        for line in lines
        if line.outcome in ("late", "late_dock", "short", "overdue")
        and line.due_on in quarter
    ]
    costs = []
    for _ in range(stream.between(*trouble.events)):
        day, units, cause = (
            stream.pick(workdays(quarter.start, quarter.until)),
            stream.between(*trouble.units),
            stream.pick(trouble.causes),
        )
        line_id = ""
        if trouble.element in ("expedite", "premium_freight") and missed:
            line = stream.pick(missed)
            day, line_id = line.due_on, line.line_id
        costs.append(
            _counted(
                trouble, units, Cost(trouble.element, day, None, cause, line_id=line_id)
            )
        )
    return costs


def _counted(trouble: Trouble, units: int, cost: Cost) -> Cost:
    """With its units to be valued by the rate, or booked as so many EUR."""
    if trouble.rate_name:
        return replace(cost, driver_qty=units, rate_name=trouble.rate_name, currency="")
    return replace(cost, amount=Decimal(units).quantize(Decimal("0.01")))
