"""Published activity-based costing of suppliers, entered with rate files and cost events alone and
read back from the ledger.

Each test names its source and what is printed there: the activity data an author gives, and the
results. Where a source computes an activity rate as cost ÷ driver, so does the test. A source's
dollars are entered as EUR, and its year lies in one quarter. The levels are the usual ones: unit (a
part, a defect), order (an order, a delivery), supplier (a year of dealing with one).
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from small_world import small_world

from srmlib.cost.compare import offers
from srmlib.cost.ledger import cost_summary
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")


def rate(unit: str, value: str) -> tuple[str, list[tuple[str, str]]]:
    """The file of a rate in EUR for one unit, in force all the year."""
    return f"EUR/{unit}", [("2026-01-01", value)]


def activity_rate(unit: str, cost: str, drivers: int) -> tuple[str, list[tuple[str, str]]]:
    """The rate of an activity: what it cost in the year ÷ how much of its driver there was."""
    return rate(unit, str(Decimal(cost) / drivers))


def counted(
    element: str,
    supplier_id: str,
    driver_qty: str,
    rate_name: str,
    cause: str = "theirs",
    component: str = "",
    **borne_by: str,
) -> dict:
    """One row of the events file: so much of a driver, valued by a rate."""
    event = {
        "element": element,
        "component": component,
        "supplier_id": supplier_id,
        "driver_qty": driver_qty,
        "rate_name": rate_name,
        "cause": cause,
    }
    return event | {"amount": "", "currency": ""} | borne_by


def booked(element: str, supplier_id: str, amount: str, cause: str = "theirs") -> dict:
    """One row of the events file: an amount as the books have it."""
    return {
        "element": element,
        "component": "",
        "supplier_id": supplier_id,
        "amount": amount,
        "cause": cause,
    }


def bought(
    supplier_id: str, units: int, unit_price: int, orders: int = 1, deliveries: int = 1
) -> tuple[list[dict], list[dict]]:
    """The order lines and the receipts of so many units: orders and deliveries `<supplier>-1`,
    `<supplier>-2` and so on, as equal as whole units allow.

    There are at least as many deliveries as orders; they serve the orders in turns, one a day.
    """
    receipts = [
        {
            "receipt_id": f"{supplier_id}-{number}",
            "shipment_id": f"{supplier_id}-{number}",
            "line_id": f"{supplier_id}-{(number - 1) % orders + 1}",
            "received_qty": str(
                units * number // deliveries - units * (number - 1) // deliveries
            ),
            "docked_on": str(Q3.start + timedelta(days=(number - 1) % 90)),
        }
        for number in range(1, deliveries + 1)
    ]
    ordered = Counter()
    for receipt in receipts:
        ordered[receipt["line_id"]] += int(receipt["received_qty"])
    lines = [
        {
            "line_id": line,
            "order_id": line,
            "supplier_id": supplier_id,
            "ordered_qty": str(quantity),
            "value_amount": f"{quantity * unit_price}.00",
        }
        for line, quantity in ordered.items()
    ]
    return lines, receipts


def year_of_dealings(folder: Path, *purchases: tuple[list[dict], list[dict]], **facts):
    """A snapshot of these purchases and what came with them."""
    lines, receipts = (
        [row for purchase in purchases for row in purchase[table]] for table in (0, 1)
    )
    names = dict.fromkeys(line["supplier_id"] for line in lines)
    suppliers = [{"supplier_id": name, "name": name} for name in names]
    return small_world(
        folder, suppliers=suppliers, schedule_lines=lines, receipts=receipts, **facts
    )


def summaries(snapshot, *supplier_ids: str) -> list:
    return [cost_summary(snapshot, supplier_id, Q3) for supplier_id in supplier_ids]


def on_top(summary) -> dict[str, str]:
    """What comes on top of the price, by element."""
    return {line.id: str(line.amount) for line in summary.lines if line.id != "price"}


def per_unit(snapshot) -> dict[str, str]:
    """Total cost per good unit, by supplier of the part."""
    return {
        offer.supplier_id: str(offer.total_per_unit) for offer in offers(snapshot, "P", Q3)
    }


def test_hansen_and_mowen_hours_of_quality_work_by_supplier(tmp_path):
    """Activities of the supplier level: a year's hours that each supplier's failures took, at
    activity rates computed from a year's cost.

    Source: D. R. Hansen, M. M. Mowen, D. L. Heitger, Cornerstones of Managerial Accounting
    (Cengage), exercise 5-43 "Activity-Based Supplier Costing": Bowman Company buys one component
    from Manzer Inc. and Buckner Company. Printed: activity costs of 480,000 (inspecting, sampling
    only), 6,084,000 (reworking) and 9,600,000 (warranty work); prices $89 and $86; 800,000 and
    3,200,000 units; sampling hours 80 and 3,920, rework hours 360 and 5,640, warranty hours 800 and
    15,200. Solution: rates of $120, $1,014 and $600; costs of 9,600, 365,040 and 480,000 against
    470,400, 5,718,960 and 9,120,000; totals 72,054,640 and 290,509,360; $90.07 and $90.78 a
    component. Then $4,000,000 of lost sales by warranty hours, $250 each: 200,000 and 3,800,000,
    which add $0.25 and $1.19 a component; Manzer's then costs $90.32.
    """
    hours = {
        "inspection": ("sampling", "480000", {"Manzer": 80, "Buckner": 3_920}),
        "sort_rework": ("rework", "6084000", {"Manzer": 360, "Buckner": 5_640}),
        "warranty": ("warranty_work", "9600000", {"Manzer": 800, "Buckner": 15_200}),
        "customer_fail": ("lost_sales", "4000000", {"Manzer": 800, "Buckner": 15_200}),
    }
    rates = {
        name: activity_rate("hour", cost, sum(spent.values()))
        for name, cost, spent in hours.values()
    }
    assert {name: values[0][1] for name, (_, values) in rates.items()} == {
        "sampling": "120",
        "rework": "1014",
        "warranty_work": "600",
        "lost_sales": "250",
    }

    def loaded(folder, elements):
        folder.mkdir()
        events = [
            counted(element, supplier_id, str(spent), hours[element][0])
            for element in elements
            for supplier_id, spent in hours[element][2].items()
        ]
        return year_of_dealings(
            folder,
            bought("Manzer", 800_000, 89),
            bought("Buckner", 3_200_000, 86),
            cost_events=events,
            rates=rates,
        )

    with loaded(tmp_path / "first", ("inspection", "sort_rework", "warranty")) as snapshot:
        manzer, buckner = summaries(snapshot, "Manzer", "Buckner")
        assert per_unit(snapshot) == {
            "Manzer": "90.07",
            "Buckner": "90.78",
        }  # the dearer by price is the cheaper in all
    assert (str(manzer.price), str(buckner.price)) == ("71200000.00", "275200000.00")
    assert on_top(manzer) == {
        "inspection": "9600.00",
        "sort_rework": "365040.00",
        "warranty": "480000.00",
    }
    assert on_top(buckner) == {
        "inspection": "470400.00",
        "sort_rework": "5718960.00",
        "warranty": "9120000.00",
    }
    assert (str(manzer.total), str(buckner.total)) == ("72054640.00", "290509360.00")
    assert (
        manzer.added + buckner.added == 480_000 + 6_084_000 + 9_600_000
    )  # the activities' cost, to the cent

    with loaded(tmp_path / "then", hours) as snapshot:
        manzer_then, buckner_then = summaries(snapshot, "Manzer", "Buckner")
        assert per_unit(snapshot)["Manzer"] == "90.32"
    assert (
        on_top(manzer_then)["customer_fail"],
        on_top(buckner_then)["customer_fail"],
    ) == (
        "200000.00",
        "3800000.00",
    )
    assert (manzer_then.total - manzer.total) / 800_000 == Decimal("0.25")
    assert round((buckner_then.total - buckner.total) / 3_200_000, 2) == Decimal("1.19")


def test_bhimani_and_horngren_deliveries_stock_stockouts_and_returns(tmp_path):
    """Activities of the unit level (a car out of stock, a car returned), of each delivery (its
    inspection), and stock held for a year.

    Source: A. Bhimani, C. T. Horngren, S. M. Datar, M. V. Rajan, Management and Cost Accounting,
    5th edition (Pearson), exercise 21.19 "JIT purchasing, choosing suppliers": Sido BV buys 4,000
    toy cars a year, 80 cars in each of 50 deliveries, from Grano BV or from Henco BV. Printed,
    Grano and Henco: price €50 and €49; carrying costs a car and year €11 and €10, and 15 % a year
    on the money in stock; 20 and 150 cars out of stock at €25 and €26; 40 and 140 cars returned at
    €21; inspection of a delivery €20 and €28. Ordering costs are negligible. Solution Exhibit
    21.19: net cash savings of €1,854 from buying from Grano. On average half a delivery, 40 cars,
    is in stock. The totals of either supplier, €203,080 and €204,934, follow from the printed data.
    """
    rates = {"stock_money": rate("EUR", "0.15"), "returned_car": rate("car", "21.00")}
    purchases, events = [], []
    for supplier_id, price, carrying, stockouts, stockout, returned, inspecting in (
        ("Grano", 50, "11.00", "20", "25.00", "40", "20.00"),
        ("Henco", 49, "10.00", "150", "26.00", "140", "28.00"),
    ):
        rates |= {
            f"carrying_{supplier_id}": rate("car", carrying),
            f"stockout_{supplier_id}": rate("car", stockout),
        }
        rates |= {f"inspecting_{supplier_id}": rate("delivery", inspecting)}
        purchases.append(bought(supplier_id, 4_000, price, orders=1, deliveries=50))
        events += [
            counted(
                "safety_stock", supplier_id, str(40 * price), "stock_money", part_id="P"
            ),
            counted(
                "safety_stock", supplier_id, "40", f"carrying_{supplier_id}", part_id="P"
            ),
            counted(
                "customer_fail",
                supplier_id,
                stockouts,
                f"stockout_{supplier_id}",
                part_id="P",
            ),
            counted("return_handling", supplier_id, returned, "returned_car", part_id="P"),
        ]
        events += [
            counted(
                "inspection",
                supplier_id,
                "1",
                f"inspecting_{supplier_id}",
                "ours",
                shipment_id=f"{supplier_id}-{n}",
            )
            for n in range(1, 51)
        ]

    with year_of_dealings(
        tmp_path, *purchases, cost_events=events, rates=rates
    ) as snapshot:
        grano, henco = summaries(snapshot, "Grano", "Henco")
        prices = [offer.price_per_unit for offer in offers(snapshot, "P", Q3)]
        inspected = snapshot.con.execute(
            "SELECT DISTINCT supplier_id, amount FROM cost_ledger WHERE element = 'inspection'"
            " ORDER BY supplier_id"
        ).fetchall()
    assert on_top(grano) == {
        "safety_stock": "740.00",
        "inspection": "1000.00",
        "return_handling": "840.00",
        "customer_fail": "500.00",
    }
    assert on_top(henco) == {
        "safety_stock": "694.00",
        "inspection": "1400.00",
        "return_handling": "2940.00",
        "customer_fail": "3900.00",
    }
    assert (str(grano.total), str(henco.total)) == ("203080.00", "204934.00")
    assert henco.total - grano.total == Decimal("1854.00")
    assert prices[0] > prices[1]  # Grano, the cheaper in all, is the dearer by price
    assert inspected == [
        ("Grano", Decimal("20.00")),
        ("Henco", Decimal("28.00")),
    ]  # each delivery bears its own


def test_jacobs_and_chase_orders_truckloads_and_tooling(tmp_path):
    """Activities of the order level (processing it), of a shipment (its ton-miles), stock held for
    a year, and tooling paid once for the supplier.

    Source: F. R. Jacobs, R. B. Chase, Operations and Supply Chain Management, 15th edition
    (McGraw-Hill), chapter 16, objective question 12: total cost of ownership of a motor scooter's
    engines, with the solution as Bartleby publishes it. Printed: 12,000 engines of 22 pounds a year
    in lots of 1,000; $125 to process an order; carrying at 20 % a year of the average stock, half a
    lot; less than truckload $1.20 a ton-mile of 2,000 pounds. Supplier 1 and 2: $510 and $505 an
    engine, tooling $22,000 and $20,000, 125 and 100 miles. Solution: purchases 6,120,000 and
    6,060,000; 12 orders, $1,500; carrying 51,000 and 50,500; transport 19,800 and 15,840; totals
    $6,214,300 and $6,147,840, so that supplier 2 costs $66,460 less.
    """
    rates = {
        "order_processing": rate("order", "125.00"),
        "less_than_truckload": rate("ton-mile", "1.20"),
        "stock_money": rate("EUR", "0.20"),
    }
    purchases, events, tooling = [], [], []
    for supplier_id, price, paid_for_tools, miles in (
        ("One", 510, "22000.00", 125),
        ("Two", 505, "20000.00", 100),
    ):
        ton_miles = str(Decimal(1_000 * 22) / 2_000 * miles)
        purchases.append(bought(supplier_id, 12_000, price, orders=12, deliveries=12))
        for number in range(1, 13):
            events.append(
                counted(
                    "order_admin",
                    supplier_id,
                    "1",
                    "order_processing",
                    "ours",
                    order_id=f"{supplier_id}-{number}",
                )
            )
            events.append(
                counted(
                    "freight_duty",
                    supplier_id,
                    ton_miles,
                    "less_than_truckload",
                    "terms",
                    "freight",
                    shipment_id=f"{supplier_id}-{number}",
                )
            )
        events.append(
            counted("safety_stock", supplier_id, str(500 * price), "stock_money", "ours")
        )
        # The source charges all of it to its one year: three months here.
        tooling.append(
            {
                "supplier_id": supplier_id,
                "occurred_on": "2026-07-01",
                "amount": paid_for_tools,
                "currency": "EUR",
                "life_months": "3",
            }
        )

    with year_of_dealings(
        tmp_path, *purchases, cost_events=events, one_off_costs=tooling, rates=rates
    ) as snapshot:
        one, two = summaries(snapshot, "One", "Two")
        cheapest = offers(snapshot, "P", Q3)[0]
    assert (str(one.price), str(two.price)) == ("6120000.00", "6060000.00")
    assert on_top(one) == {
        "freight_duty": "19800.00",
        "order_admin": "1500.00",
        "safety_stock": "51000.00",
        "onboard_switch": "22000.00",
    }
    assert on_top(two) == {
        "freight_duty": "15840.00",
        "order_admin": "1500.00",
        "safety_stock": "50500.00",
        "onboard_switch": "20000.00",
    }
    assert (str(one.total), str(two.total)) == ("6214300.00", "6147840.00")
    assert one.total - two.total == Decimal("66460.00")
    assert (cheapest.supplier_id, str(cheapest.total)) == ("Two", "6147840.00")


def test_langfield_smith_unit_order_and_supplier_level(tmp_path):
    """All three levels as their author names them: rejects and late deliveries, orders and
    deliveries, and what a supplier costs by the year.

    Source: K. Langfield-Smith, H. Thorne, R. Hilton, Management Accounting: Information for
    Creating and Managing Value (McGraw-Hill Australia), chapter 15, case "Managing suppliers at
    FaastLane Ltd": exhausts from I-Pot and from Chroma. Printed: 1,080,000 for 3,600 orders,
    5,400,000 for 6,000 deliveries, 23,100 for 33 returns, 156,000 for 78 late deliveries. A worked
    solution (a student's, published by UK Essays) prints for I-Pot and Chroma: 5,000 and 3,000
    units at $190 and $200; unit level: returns 11,200 and 10,500, late deliveries 56,000 and
    12,000, downtime for late deliveries 135,000 and 102,000, for defects 34,800 and 24,000; order
    level: ordering 39,000 and 27,000, receiving 135,000 and 81,000, processing invoices 45,500 and
    4,200; supplier level: disputed invoices 2,400 and 800, quality audits 100,000 and 50,000. In
    all 558,900 and 311,500; $111.78 and $103.83 a unit; total cost of ownership $301.78 and $303.83
    a unit; supplier performance index, activity cost ÷ purchases, 0.588 and 0.519. The counts below
    are those amounts ÷ the activity rates; the activities whose yearly count is not at hand are
    booked as amounts.
    """
    rates = {
        "ordering": activity_rate("order", "1080000", 3_600),
        "receiving": activity_rate("delivery", "5400000", 6_000),
        "returning": activity_rate("return", "23100", 33),
        "late_delivery": activity_rate("delivery", "156000", 78),
    }
    assert [values[0][1] for _, values in rates.values()] == ["300", "900", "700", "2000"]
    purchases, events = [], []
    for (
        supplier_id,
        units,
        price,
        orders,
        deliveries,
        returns,
        late,
        stopped_late,
        stopped_defect,
        invoicing,
        disputes,
        audits,
    ) in (
        (
            "I-Pot",
            5_000,
            190,
            130,
            150,
            16,
            28,
            "135000.00",
            "34800.00",
            "45500.00",
            "2400.00",
            "100000.00",
        ),
        (
            "Chroma",
            3_000,
            200,
            90,
            90,
            15,
            6,
            "102000.00",
            "24000.00",
            "4200.00",
            "800.00",
            "50000.00",
        ),
    ):
        purchases.append(bought(supplier_id, units, price, orders, deliveries))
        events += [
            counted(
                "return_handling",
                supplier_id,
                "1",
                "returning",
                line_id=f"{supplier_id}-{n}",
            )
            for n in range(1, returns + 1)
        ]
        events += [
            counted(
                "expedite",
                supplier_id,
                "1",
                "late_delivery",
                shipment_id=f"{supplier_id}-{n}",
            )
            for n in range(1, late + 1)
        ]
        events += [
            counted(
                "order_admin",
                supplier_id,
                "1",
                "ordering",
                "ours",
                order_id=f"{supplier_id}-{n}",
            )
            for n in range(1, orders + 1)
        ]
        events += [
            counted(
                "order_admin",
                supplier_id,
                "1",
                "receiving",
                "ours",
                shipment_id=f"{supplier_id}-{n}",
            )
            for n in range(1, deliveries + 1)
        ]
        events += [
            booked("line_stop", supplier_id, stopped_late),
            booked("line_stop", supplier_id, stopped_defect),
        ]
        events += [
            booked("order_admin", supplier_id, invoicing),
            booked("invoice_fix", supplier_id, disputes),
            booked("corrective", supplier_id, audits),
        ]

    with year_of_dealings(
        tmp_path, *purchases, cost_events=events, rates=rates
    ) as snapshot:
        i_pot, chroma = summaries(snapshot, "I-Pot", "Chroma")
        assert per_unit(snapshot) == {"I-Pot": "301.78", "Chroma": "303.83"}
        of_each_order, orders_of_two_deliveries = snapshot.con.execute(
            "SELECT list(DISTINCT amount), count(*) FILTER (WHERE receipts = 2) FROM (SELECT"
            " order_id, sum(amount) AS amount, count(*) AS receipts FROM cost_ledger WHERE"
            " rate_name = 'ordering' GROUP BY order_id)"
        ).fetchall()[0]
    assert on_top(i_pot) == {
        "order_admin": "219500.00",  # 39,000 + 135,000 + 45,500
        "expedite": "56000.00",
        "line_stop": "169800.00",  # 135,000 + 34,800
        "return_handling": "11200.00",
        "corrective": "100000.00",
        "invoice_fix": "2400.00",
    }
    assert on_top(chroma) == {
        "order_admin": "112200.00",  # 27,000 + 81,000 + 4,200
        "expedite": "12000.00",
        "line_stop": "126000.00",  # 102,000 + 24,000
        "return_handling": "10500.00",
        "corrective": "50000.00",
        "invoice_fix": "800.00",
    }
    assert (str(i_pot.added), str(chroma.added)) == ("558900.00", "311500.00")
    assert [round(one.added / one.good_qty, 2) for one in (i_pot, chroma)] == [
        Decimal("111.78"),
        Decimal("103.83"),
    ]
    # Ours counts the purchases in: (purchases + activity cost) ÷ purchases, the cost ratio.
    assert [round(one.cost_ratio - 1, 3) for one in (i_pot, chroma)] == [
        Decimal("0.588"),
        Decimal("0.519"),
    ]
    assert (of_each_order, orders_of_two_deliveries) == (
        [Decimal("300.00")],
        20,
    )  # an order's cost is spread over its deliveries, to the cent
