"""The check of a certificate: whatever is changed in a release or beside it is found, and said in Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhishuo.audit.certificate import check_all, read_all, text_of
from zhishuo.audit.published import releases_in
from zhishuo.problems import ProblemsError


def found(data: Path) -> str:
    """Return everything that is wrong with the releases of a data folder."""
    try:
        return "\n".join(str(problem) for problem in check_all(read_all(data / "releases")))
    except ProblemsError as error:
        return str(error)


def edit(data: Path, change: Callable[[dict[str, Any]], None], period: str = "2026-09") -> None:
    """Change the certificate of a month."""
    file = data / "releases" / f"{period}.certificate.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    change(values)
    file.write_text(json.dumps(values), encoding="utf-8")


def cells(values: dict[str, Any]) -> list[Any]:
    return list(values["blocks"][0]["cells"])


def test_whole_lives_are_their_own_certificate(data: Path) -> None:
    assert found(data) == ""


def test_a_certificate_is_read_as_it_was_written(data: Path) -> None:
    for release, certificate in read_all(data / "releases"):
        written = (data / "releases" / f"{release.period}.certificate.json").read_text(encoding="utf-8")
        assert text_of(certificate) == written


def test_a_changed_byte_in_a_release_is_found(data: Path) -> None:
    file = data / "releases" / "2026-08.yml"
    file.write_bytes(file.read_bytes().replace(b"code: 0.1.0", b"code: 0.1.1"))
    assert "2026-08.certificate.json: release: 证书不是 2026-08.yml 的：校验码对不上" in found(data)


def test_a_changed_number_is_found(data: Path) -> None:
    def more(values: dict[str, Any]) -> None:
        kinds = next(kinds for *_, kinds in cells(values) if "booked" in kinds)
        kinds["booked"] += 1

    edit(data, more)
    assert "证书加起来不是公布的" in found(data)


def test_a_request_moved_between_cells_is_found(data: Path) -> None:
    def move(values: dict[str, Any]) -> None:
        first, second = [kinds for *_, kinds in cells(values) if "booked" in kinds][:2]
        first["booked"] += 1
        second["booked"] -= 1
        if not second["booked"]:
            del second["booked"]

    edit(data, move)
    assert "证书加起来不是公布的" in found(data) or "不成立" in found(data)


@pytest.mark.parametrize(("kind", "number"), [("booked", -1), ("booked", 0), ("booked", 0.5), ("magic", 1)])
def test_what_no_request_can_do_is_found(kind: str, number: float, data: Path) -> None:
    edit(data, lambda values: cells(values)[0][3].update({kind: number}))
    assert "里有不认识的内容，或者不是大于 0 的整数" in found(data)


def test_settled_without_having_come_is_found(data: Path) -> None:
    edit(data, lambda values: cells(values)[0][3].update({"on_time.new": 50}))
    assert "over.new + on_time.new + no_promise.new <= booked 不成立" in found(data)


def test_a_missing_block_is_found(data: Path) -> None:
    edit(data, lambda values: values["blocks"].clear())
    assert "2026-09.certificate.json: blocks: 证书和公布的不是同样几块" in found(data)


def test_a_certificate_of_another_shape_is_found(data: Path) -> None:
    edit(data, lambda values: values.pop("blocks"))
    assert "2026-09.certificate.json:1: 不是证书文件，或者缺了内容" in found(data)


def test_swapped_releases_are_found(data: Path) -> None:
    first, second = (data / "releases" / f"2026-0{month}" for month in (8, 9))
    for suffix in (".yml", ".certificate.json"):
        one, other = first.with_name(first.name + suffix), second.with_name(second.name + suffix)
        texts = one.read_bytes(), other.read_bytes()
        one.write_bytes(texts[1])
        other.write_bytes(texts[0])
    assert "previous: 不是上一期文件的校验码：有一期被改过、少了，或者顺序不对" in found(data)


def test_a_missing_month_is_found(data: Path) -> None:
    for suffix in (".yml", ".certificate.json"):
        (data / "releases" / f"2026-08{suffix}").unlink()
    assert "previous: 不是上一期文件的校验码" in found(data)


def test_releases_alone_are_read_in_order(data: Path) -> None:
    assert [release.period for release in releases_in(data / "releases")] == ["2026-08", "2026-09", "2026-10"]
