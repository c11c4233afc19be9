"""The published schema of report.json: every report keeps to it, and it says what every key means."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path

import facts_fixture
import pytest
from jsonschema import Draft202012Validator
from pages import report
from shared_data import SHARED

from srmlib.facts import Facts, SupplierQuarter, suppliers_with_activity
from srmlib.load.publish import load_extract
from srmlib.metrics.verdict import VERDICTS
from srmlib.reports.page import Report
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import COUNTED_BASES
from srmlib.rules.elements import ELEMENTS
from srmlib.rules.schema import CAUSES, CLAIMS, DISPUTE_STATES
from srmlib.snapshot import open_snapshot
from srmlib.trace.links import SIDES
from srmlib.workspace import PROJECT, Workspace

FILE = PROJECT / "docs/report.schema.json"
SCHEMA = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
RICH = json.loads(json.dumps(Report(facts_fixture.rich()).json()))


def faults(block: dict) -> list[str]:
    """What a report breaks of the schema: place and words."""
    return [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}"
        for fault in VALIDATOR.iter_errors(block)
    ]


def faults_of(facts: Facts) -> list[str]:
    return faults(json.loads(json.dumps(Report(facts).json(), allow_nan=False)))


def parts(schema: dict, place: str = "") -> Iterator[tuple[str, dict]]:
    """Every schema in a schema, with its place."""
    yield place, schema
    for key in ("properties", "$defs"):
        for name, part in schema.get(key, {}).items():
            yield from parts(part, f"{place}/{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts(schema[key], f"{place}/{key}")
    for key in ("anyOf", "prefixItems"):
        for number, part in enumerate(schema.get(key, [])):
            yield from parts(part, f"{place}/{key}[{number}]")


def named(path: str) -> dict:
    """The schema at a place under `$defs`."""
    found = SCHEMA["$defs"]
    for name in path.split("/"):
        found = found[name]
    return found


# Reports


@pytest.mark.parametrize("name", facts_fixture.ALL)
def test_a_report_of_literal_facts_keeps_to_it(name):
    assert faults_of(facts_fixture.ALL[name]()) == []


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1004", "S-1007", "S-1008"])
def test_a_report_of_the_sample_keeps_to_it(facts_of, supplier_id):
    assert faults_of(facts_of(supplier_id)) == []


def test_what_is_restated_keeps_to_it(sample_home, sample):
    """Beside the snapshot that the quarter before was published from."""
    (before,) = [
        path.stem
        for path in (sample_home.root / "data/snapshots").glob("*.duckdb")
        if path.stem != sample.id
    ]
    with open_snapshot(sample_home, before) as earlier:
        facts = SupplierQuarter(
            sample, "S-1001", Quarter.parse("2026Q3"), before=earlier
        ).facts
        assert facts.restatements
        assert faults_of(facts) == []


def test_a_report_of_the_real_deliveries_keeps_to_it(scms):
    facts = SupplierQuarter(scms, "Orgenics, Ltd", Quarter.parse("2014Q3")).facts
    assert facts.reading("D1").n
    assert faults_of(facts) == []


def test_a_report_of_the_real_shops_keeps_to_it(tmp_path):
    files = SHARED / "olist"
    if not files.is_dir():
        pytest.skip(
            f"the real Olist extract is not at hand ({files.name} under shared/data)"
        )
    load_extract(Workspace(tmp_path), "olist", files)
    with open_snapshot(Workspace(tmp_path)) as snapshot:
        quarter = Quarter.parse("2018Q2")
        supplier = suppliers_with_activity(snapshot, quarter)[0]
        facts = SupplierQuarter(snapshot, supplier.supplier_id, quarter).facts
        assert facts.promises.promised
        assert faults_of(facts) == []


def test_the_file_holds_what_the_schema_describes(tmp_path: Path):
    """As it is written: with the definitions, each as it holds in the quarter."""
    facts = facts_fixture.rich()
    report(facts).write(tmp_path)
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert faults(written) == []
    d1 = written["definitions"]["D1"]
    definition = facts.reading("D1").definition
    assert list(written["definitions"]) == [one.metric_id for one in facts.definitions]
    assert (d1["name"], d1["formula"], d1["counts"]) == (
        definition.name,
        definition.formula,
        definition.counts,
    )
    assert (d1["goal"], d1["red_limit"], d1["min_n"], d1["version"]) == (95, 85, 20, 1)
    assert (d1["signed"], d1["signed_by_supplier"]) == (True, "supplier's champion")
    assert (d1["unit"], d1["better"], d1["applies"]) == ("%", "up", True)


# What it refuses


def changed(*path: str | int, value: object) -> dict:
    block = copy.deepcopy(RICH)
    part = block
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return block


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("news",), 1),
        (("metrics", 0, "news"), 1),
        (("cost", "news"), 1),
        (("trace", "news"), 1),
        (("definitions", "D1", "news"), 1),
        (("metrics", 0, "verdict"), "red"),
        (("metrics", 0, "state"), "fine"),
        (("metrics", 0, "value"), "97.3"),
        (("metrics", 0, "interval"), [1]),
        (("cost", "total"), 255568.16),
        (("cost", "total"), "255,568.16"),
        (("cost", "total"), None),
        (("trace", "links", 0, "cause_side"), "nobody"),
        (("as_of",), "2 October 2026"),
        (("audience",), "all"),
        (("sources", 0, "sha256"), "x"),
        (("definitions", "D1", "signed"), None),
        (("sentences",), "All is well."),
    ],
)
def test_what_is_no_report_is_refused(path, value):
    assert faults(RICH) == []
    assert len(faults(changed(*path, value=value))) == 1


@pytest.mark.parametrize("key", RICH)
def test_no_key_may_be_missing(key):
    assert faults({name: value for name, value in RICH.items() if name != key})


# What it says


def test_it_is_a_schema_of_the_draft_it_names():
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_described_in_words():
    keys = [
        (f"{place}/{name}", key)
        for place, part in parts(SCHEMA)
        for name, key in part.get("properties", {}).items()
    ]
    assert len(keys) > 250
    assert [place for place, key in keys if not key.get("description")] == []
    words = " ".join(key["description"] for _, key in keys)
    assert not re.search(
        r"\b(we|our|ours|theirs)\b",
        re.sub(r"theirs is|ours the|theirs \(|ours \(", "", words),
    )


def test_every_block_of_ours_is_closed():
    opened = [
        place
        for place, part in parts(SCHEMA)
        if "properties" in part and part.get("additionalProperties") is not False
    ]
    assert opened == []


def test_its_codes_are_those_of_the_library():
    assert named("verdict")["enum"] == [*VERDICTS, None]
    assert list(named("by_cause/properties")) == list(CAUSES)
    links = named("trace/properties/links/items/properties")
    assert links["cause_side"]["enum"] == list(SIDES)
    disputes = SCHEMA["properties"]["disputes"]["items"]["properties"]
    assert disputes["claim"]["enum"] == list(CLAIMS)
    assert disputes["state"]["enum"] == [*DISPUTE_STATES, "withdrawn"]
    assert set(named("metric/properties/bases/properties")) == set(COUNTED_BASES)
    element = named("element/properties")
    phases, classes = (
        {getattr(one, name) for one in ELEMENTS.values()}
        for name in ("phase", "quality_class")
    )
    assert set(element["phase"]["enum"]) == phases
    assert set(element["quality_class"]["enum"]) == classes | {None}
