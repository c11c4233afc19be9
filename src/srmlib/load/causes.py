"""The links of every breakdown to who it came from, once per load: by the strongest evidence there
is, with the side of the cause and the cost.

Effects that can only have come from the same are traced once, as the first of them (`traced_as`).

Which side is decided by rules that are data (`data/definitions/causes.yaml`); what the two firms
agreed (table `agreed_causes`) goes before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import duckdb

from srmlib.load.genealogy import drop_tables, go_deeper, make_table
from srmlib.load.told_causes import agreed_causes_of
from srmlib.rules.causes import FACTS, WHOLE, Rule
from srmlib.snapshot.database import sql, statement
from srmlib.stats.apportion import apportion

# A bought part turns over in about a month; what reached the dock earlier has mostly been used up
# before the lot was made.
WINDOW_DAYS = 30
# From the strongest evidence to the weakest: an effect takes the first that leads anywhere.
METHODS = ("waited", "part", "supplier", "only_part", "window", "bom", "claim")
# What is linked at once: the wide rows of so many effects fit into a load's memory, whatever there
# is in all.
AT_ONCE = 250_000
WORKING = ("named_families", "line_facts", "late_pairs", "components")
WORKING_AT_ONCE = (
    "cases",
    "pieces_within",
    "effect_lots",
    "source_lots",
    "bom_deliveries",
    "bought_parts",
    "candidates",
    "behind_lots",
    "sole_firms",
    "candidates_read",
    "cause_sides",
    "links",
)


def link_effects(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    """Fill what `trace_links` and `trace_possible` read from what broke; needs the closure of lots,
    the rows of D1, the ledger, and the register of causes as it was told.
    """
    _gather_effects(con, rules)
    _find_components(con)
    for parts, part in _parts(con):
        make_table(con, "cases", [parts, part])
        _find_candidates(con)
        _decide_sides(con, rules)
        make_table(con, "links")
        con.execute("INSERT INTO lot_limits BY NAME " + statement("trace/lot_limits"))
        _take_agreed_causes(con)
        con.execute("INSERT INTO cause_links BY NAME " + statement("trace/cause_links"))
        drop_tables(con, WORKING_AT_ONCE)
    con.execute(sql(statement("trace/complaint_owners.duckdb"), complaints="complaints"))
    # Costs and agreed causes of an effect that is in no table (or not late) are told, with their
    # rows.
    con.execute(
        "INSERT INTO genealogy_faults BY NAME " + statement("trace/unknown_effects")
    )
    drop_tables(con, WORKING)


def _parts(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """In how many parts the effects are linked, and which each is; none where nothing broke."""
    (cases,) = con.execute(
        "SELECT count(*) FROM effects WHERE effect_id = traced_as"
    ).fetchall()[0]
    parts = -(-cases // AT_ONCE)
    return ((parts, part) for part in range(parts))


def _gather_effects(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    families = sorted(
        {family for rule in rules for family in rule.when.get("defect_family", ())}
    )
    con.execute(
        "CREATE TEMP TABLE named_families AS SELECT unnest(CAST(? AS VARCHAR[])) AS defect_family",
        [families],
    )
    for table in ("line_facts", "late_pairs"):
        make_table(con, table)
    con.execute("INSERT INTO effects BY NAME " + statement("trace/effects"))
    con.execute(statement("trace/claimed_effects.duckdb"))


def _find_candidates(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `candidates`: for each effect all ways the strongest evidence leaves open."""
    _find_pieces_within(con)
    for table in ("effect_lots", "source_lots"):
        make_table(con, table)
    con.execute(statement("trace/candidates.duckdb"))
    for method in METHODS:
        if method == "only_part":
            for table in ("bom_deliveries", "bought_parts"):
                make_table(con, table)
            con.execute(
                "INSERT INTO possible_causes BY NAME " + statement("trace/possible_causes")
            )
        con.execute(
            "INSERT INTO candidates BY NAME " + statement(f"trace/method_{method}"),
            [WINDOW_DAYS] if method == "window" else [],
        )
    for view in ("doubtful_effects", "open_effects"):
        con.execute(sql("DROP VIEW {view}", view=view))


def _find_pieces_within(con: duckdb.DuckDBPyConnection) -> None:
    """The pieces built into each piece that an effect names, at any depth, and that piece
    itself.
    """
    make_table(con, "pieces_within")
    go_deeper(con, "pieces_within", "deeper_pieces")
    con.execute(
        "INSERT INTO genealogy_faults BY NAME " + statement("trace/cycles_of_pieces")
    )


def _find_components(con: duckdb.DuckDBPyConnection) -> None:
    """What is in each part by the bill of materials, at any depth."""
    make_table(con, "components")
    go_deeper(con, "components", "deeper_components")
    con.execute(
        "INSERT INTO genealogy_faults BY NAME " + statement("trace/cycles_of_parts")
    )


def _decide_sides(con: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    """Read the rules once for every combination of facts there is."""
    for table in ("behind_lots", "sole_firms", "candidates_read"):
        make_table(con, table)
    columns = ["fact_" + fact for fact in FACTS]
    decided = []
    for combination in con.execute(
        sql("SELECT DISTINCT {columns} FROM candidates_read", columns=columns)
    ).fetchall():
        facts = dict(zip(FACTS, combination, strict=True))
        rule = next(rule for rule in rules if rule.holds(facts))
        decided.append([*combination, rule.side, rule.name])
    con.execute(
        sql(
            "CREATE TEMP TABLE cause_sides AS SELECT {columns}, '' AS cause_side, '' AS rule FROM"
            " candidates_read LIMIT 0",
            columns=columns,
        )
    )
    if decided:
        con.executemany(
            "INSERT INTO cause_sides VALUES (?, ?" + ", ?" * len(FACTS) + ")", decided
        )


LINK = (
    "effect_kind",
    "effect_id",
    "part_id",
    "receipt_id",
    "line_id",
    "lot_id",
    "supplier_id",
    "behind_supplier_id",
    "cause_side",
    "made_at",
    "rule",
    "evidence",
    "weight",
    "least",
    "most",
)


Agreed = tuple[str, str | None, Fraction, str | None]


def _take_agreed_causes(con: duckdb.DuckDBPyConnection) -> None:
    """Put what the firms agreed in place of what the rules say; what of an effect they did not
    agree on is not agreed. What they agreed after the as-of date is not known yet.
    """
    for (kind, effect_id), causes in agreed_causes_of(con).items():
        found = con.execute(
            sql(
                "SELECT {columns} FROM links WHERE effect_kind = ? AND effect_id = ?",
                columns=LINK,
            ),
            [kind, effect_id],
        ).fetchall()
        if not found:
            continue
        links = sorted(
            (dict(zip(LINK, row, strict=True)) for row in found),
            key=lambda link: [str(link[name] or "") for name in LINK],
        )
        con.execute(
            "DELETE FROM links WHERE effect_kind = ? AND effect_id = ?", [kind, effect_id]
        )
        told = [(*part, cause.words) for cause in causes for part in cause.parts]
        con.executemany(
            "INSERT INTO links VALUES (?" + ", ?" * (len(LINK) - 1) + ")",
            [[link[name] for name in LINK] for link in agreed_links(links, told)],
        )


def agreed_links(links: list[dict], causes: Sequence[Agreed]) -> Iterator[dict]:
    """Each agreed cause (side, firm, share, words) takes its share of the effect, spread over the
    links to its firm (over all links where it names none, or none leads there).
    """
    taken = Fraction(0)
    for side, supplier_id, share, words in causes:
        weight = int((taken + share) * WHOLE) - int(taken * WHOLE)
        taken += share
        fitting = [
            link
            for link in links
            if supplier_id
            and supplier_id in (link["supplier_id"], link["behind_supplier_id"])
        ]
        changed: dict[str, str | None] = {
            "cause_side": side,
            "rule": "agreed" + (f": {words}" if words else ""),
        }
        if side in ("tier2", "carrier") and supplier_id:
            changed["behind_supplier_id"] = supplier_id
        elif supplier_id and not fitting:
            changed |= {
                "supplier_id": supplier_id,
                "behind_supplier_id": None,
                "receipt_id": None,
                "line_id": None,
                "lot_id": None,
            }
        yield from _allocated(weight, fitting or links, changed)
    if left := WHOLE - int(taken * WHOLE):
        yield from _allocated(
            left, links, {"cause_side": "not_agreed", "rule": "the rest of what was agreed"}
        )


def _allocated(weight: int, links: list[dict], changed: dict) -> Iterator[dict]:
    """A weight over links in the share of theirs. Links made alike are one."""
    parts = apportion(weight, [link["weight"] for link in links])
    alike: dict[tuple, dict] = {}
    for link, part in zip(links, parts, strict=True):
        new = link | changed
        key = tuple(new[name] for name in LINK if name not in ("weight", "least", "most"))
        kept = alike.setdefault(key, new | {"weight": 0})
        kept["weight"] += part
    # What is agreed is certain.
    for link in alike.values():
        yield link | {"least": weight, "most": weight}
