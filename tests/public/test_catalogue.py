"""The catalogue for data portals: what DCAT-US wants of a public data set, with files that are really there."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from zhishuo.exports import export
from zhishuo.exports.catalogue import catalogue
from zhishuo.exports.dcat import dcat
from zhishuo.reading import Records
from zhishuo.records import OfficeNumber

ADDRESS = "https://town.example.cn/zhishuo/"


def dataset(records: Records) -> dict[str, Any]:
    (asset,) = catalogue(records, ADDRESS)
    assert asset.path == "data.json"
    found = json.loads(asset.content)
    assert found["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    (one,) = found["dataset"]
    assert isinstance(one, dict)
    return one


def test_without_an_address_there_is_no_catalogue(records: Records) -> None:
    assert list(catalogue(records, "")) == []


def test_it_says_what_portals_ask(records: Records) -> None:
    found = dataset(records)
    assert found["identifier"] == "tag:town.example.cn,2026:/zhishuo/data/"
    assert (found["title"], found["publisher"]["name"]) == ("示例镇公开榜（示例）", "示例镇")
    assert (found["modified"], found["temporal"]) == ("2026-11-03", "2026-07-01/2026-10-31")
    assert (found["accessLevel"], found["accrualPeriodicity"]) == ("public", "R/P1M")
    assert found["license"] == f"{ADDRESS}data/#licence"
    assert "示例" in found["keyword"]
    assert "hasEmail" not in found["contactPoint"], "no address is made up"


def test_the_address_to_ask_at_is_that_of_an_office(records: Records) -> None:
    listed = [OfficeNumber(number=number, reason="公开的") for number in ("0431-85000000", "desk@town.example.cn")]
    town = records.town.model_copy(update={"office_numbers": listed})
    asked = replace(records, town=town)
    (us,), (ap,) = catalogue(asked, ADDRESS), dcat(asked, ADDRESS)
    assert json.loads(us.content)["dataset"][0]["contactPoint"]["hasEmail"] == "mailto:desk@town.example.cn"
    contact = json.loads(ap.content)["dcat:dataset"]["dcat:contactPoint"]
    assert contact["vcard:hasEmail"] == {"@id": "mailto:desk@town.example.cn"}


def test_every_file_it_names_is_there(records: Records) -> None:
    there = {f"{ADDRESS}{asset.path}" for asset in export(records)}
    named = [file["downloadURL"] for file in dataset(records)["distribution"]]
    assert len(named) == 6 + 2 * (1 + len(records.releases))
    assert {*named, dataset(records)["describedBy"]} <= there


def test_before_the_first_release_it_names_no_month(bare: Records) -> None:
    found = dataset(bare)
    there = {f"{ADDRESS}{asset.path}" for asset in export(bare)}
    assert {file["downloadURL"] for file in found["distribution"]} <= there
    assert "temporal" not in found
    assert found["modified"] == "2026-11-10"
