"""The catalogue by DCAT-AP: SEMIC's own shapes find no fault in it, and find one where there is one."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from zhishuo.exports import export
from zhishuo.exports.dcat import dcat
from zhishuo.reading import Records

with warnings.catch_warnings():
    # its parts warn of what Python will drop
    warnings.simplefilter("ignore")
    from pyshacl import validate
    from rdflib import Graph

# rdflib warns of what it will drop itself
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ADDRESS = "https://town.example.cn/zhishuo/"
SHAPES = Path(__file__).parent.parent / "shapes" / "dcat-ap-3.0.0.jsonld"


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES, format="json-ld")


def catalogue(records: Records) -> dict[str, Any]:
    (asset,) = dcat(records, ADDRESS)
    assert asset.path == "catalog.jsonld"
    found: dict[str, Any] = json.loads(asset.content)
    return found


def report(value: dict[str, Any], shapes: Graph) -> tuple[bool, str]:
    """Return whether a catalogue conforms as it is, nothing inferred, and what is wrong where it does not."""
    graph = Graph().parse(data=json.dumps(value), format="json-ld")
    conforms, _, words = validate(graph, shacl_graph=shapes)
    return conforms, words


def test_without_an_address_there_is_no_catalogue(records: Records) -> None:
    assert list(dcat(records, "")) == []


def test_the_shapes_of_dcat_ap_find_no_fault(records: Records, shapes: Graph) -> None:
    conforms, words = report(catalogue(records), shapes)
    assert conforms, words


def test_before_the_first_release_it_conforms_too(bare: Records, shapes: Graph) -> None:
    conforms, words = report(catalogue(bare), shapes)
    assert conforms, words


@pytest.mark.parametrize(
    ("holder", "missing"),
    [
        ((), "dct:publisher"),
        ((), "dct:title"),
        (("dcat:dataset",), "dct:description"),
        (("dcat:dataset", "dcat:distribution", 0), "dcat:accessURL"),
        (("dcat:dataset", "dcat:theme"), "skos:prefLabel"),
    ],
)
def test_the_shapes_find_what_is_missing(
    records: Records, shapes: Graph, holder: tuple[str | int, ...], missing: str
) -> None:
    found = catalogue(records)
    one: Any = found
    for step in holder:
        one = one[step]
    del one[missing]
    conforms, words = report(found, shapes)
    assert not conforms
    assert missing.split(":")[1] in words


def test_every_file_it_names_is_there_and_says_its_kind(records: Records) -> None:
    there = {f"{ADDRESS}{asset.path}" for asset in export(records)}
    files = catalogue(records)["dcat:dataset"]["dcat:distribution"]
    assert {file["dcat:downloadURL"]["@id"] for file in files} <= there
    kinds = {(file["dcat:downloadURL"]["@id"].rsplit(".")[-1], file["dct:format"]["@id"][-4:]) for file in files}
    assert kinds == {("csv", "/CSV"), ("json", "JSON")}


def test_it_says_from_when_to_when_and_that_it_is_made_up(records: Records) -> None:
    found = catalogue(records)["dcat:dataset"]
    period = found["dct:temporal"]
    assert (period["dcat:startDate"]["@value"], period["dcat:endDate"]["@value"]) == ("2026-07-01", "2026-10-31")
    assert found["dct:title"]["@value"].endswith("（示例）")
    assert found["dct:description"]["@value"].startswith("示例，数字是编的。")
