"""The release file and the command that writes it: bytes, chain, refusals, report, and nothing private in either."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from commands import demo_ledger, release
from zhishuo.ledger.releasing import Release, next_due, previous_of, text_of, write
from zhishuo.ledger.tables import Line, Table
from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import read_yaml

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = """\
# yaml-language-server: $schema=../schema/release.json
# 由 scripts/release 写成，请勿手工改动。
format: 1
sample: true
period: 2026-10
as_of: 2026-11-03
next_due: 2026-12-10
method: {name: least-count, version: 1, least_count: 5}
previous: null
code: 0.1.0
tables:
- population: registered
  window: {first: 2026-10, last: 2026-10}
  rows: grade
  split: total
  columns: [[all]]
  lines:
  - {keys: [red, orange], counts: [12]}
  - {keys: [yellow], counts: [0]}
"""


def test_the_file_is_written_as_agreed() -> None:
    lines = (Line(("red", "orange"), (12,)), Line(("yellow",), (0,)))
    table = Table("registered", "2026-10", "2026-10", "grade", "total", (("all",),), lines)
    due = next_due("2026-10", 10)
    assert text_of(Release("2026-10", dt.date(2026, 11, 3), due, True, "", "0.1.0", (table,))) == TEXT  # noqa: FBT003 - a record's field


def test_each_release_holds_the_hash_of_the_one_before(tmp_path: Path) -> None:
    assert previous_of(tmp_path, "2026-09") == ""
    write(tmp_path / "2026-09.yml", "one\n")
    assert previous_of(tmp_path, "2026-10") == hashlib.sha256(b"one\n").hexdigest()


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("2026-09", "这个月已经公布，不再改动，更正记入下一个月；还没提交、确要重做的，先删去这个文件再运行"),
        ("2026-08", "更晚的 2026-09 已经公布，不能再补前面的月份"),
        ("2026-11", "上一期是 2026-09，要先公布 2026-10，月份不能跳过"),
    ],
)
def test_releases_are_only_appended(tmp_path: Path, period: str, message: str) -> None:
    write(tmp_path / "2026-09.yml", "one\n")
    with pytest.raises(ProblemsError) as caught:
        previous_of(tmp_path, period)
    assert str(caught.value.problems[0]) == f"data/releases/{period}.yml: {message}"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    write(tmp_path / "a.yml", "old\n")
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "a.yml", "\ud800")
    assert (tmp_path / "a.yml").read_text(encoding="utf-8") == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yml"]


def test_a_folder_that_cannot_be_written_to_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("no folder", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"b\.yml: 写不进文件夹 .*/a，可能是只读的；请换一个文件夹"):
        write(tmp_path / "a" / "b.yml", "text\n")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the project's data without releases."""
    for folder in ("data", "content"):
        shutil.copytree(REPOSITORY / folder, tmp_path / "project" / folder)
    shutil.rmtree(tmp_path / "project" / "data" / "releases", ignore_errors=True)
    return tmp_path / "project" / "data"


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo ledger, as the command writes it."""
    path = tmp_path_factory.mktemp("ledger") / "demo.csv"
    assert CliRunner().invoke(demo_ledger.command, [str(path)]).exit_code == 0
    return path


@pytest.fixture
def run(data: Path) -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(release.command, [*map(str, arguments), "--data", str(data)])


def test_two_months_of_the_demo_ledger(run: Callable[..., Result], data: Path, ledger: Path) -> None:
    for period in ("2026-09", "2026-10"):
        result = run(ledger, "--period", period)
        assert result.exit_code == 0, result.output
    first, second = ((data / "releases" / f"{period}.yml").read_bytes() for period in ("2026-09", "2026-10"))
    values = read_yaml("2026-10.yml", second.decode()).values
    assert isinstance(values, dict)
    assert values["previous"] == hashlib.sha256(first).hexdigest()
    assert (values["as_of"], values["next_due"], values["sample"]) == ("2026-11-03", "2026-12-10", "true")
    again = run(ledger, "--period", "2026-10")
    assert again.exit_code == 1
    assert "这个月已经公布" in again.output
    (data / "releases" / "2026-10.yml").unlink()
    assert run(ledger, "--period", "2026-10").exit_code == 0
    assert (data / "releases" / "2026-10.yml").read_bytes() == second


def test_the_report_tells_staff_what_happened_and_stays_beside_the_ledger(
    run: Callable[..., Result], data: Path, ledger: Path
) -> None:
    result = run(ledger, "--period", "2026-10")
    report = (ledger.parent / "demo.2026-10.report.txt").read_text(encoding="utf-8")
    assert report in result.output
    for sentence in (
        "读入 5852 条 = 计入 5833 + 重复 19 + 不计入 0",
        "拒绝读取（像联系方式或自由文字）：姓名、联系电话、住址、诉求内容、经办意见",
        "月初未办结",
        "上月登记，3 日内解决：131 ÷ 343 = 38.2%",
        "未办结的算在内",
        "为保护个人而合并：",
        "下次更新不晚于 2026-12-10",
    ):
        assert sentence in report
    for text in (report, (data / "releases" / "2026-10.yml").read_text(encoding="utf-8")):
        assert "示例居民" not in text
        assert "此列不应被读取" not in text
    assert [path.name for path in (data / "releases").iterdir()] == ["2026-10.yml"]


def test_a_number_in_a_column_wrongly_mapped_is_not_repeated(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("诉求编号,登记时间,社区\n1,2026-10-01,示例甲13800000000\n", encoding="utf-8")
    assert "社区：示例甲…（1）" in run(path, "--period", "2026-10").output


def test_without_a_mapping_one_is_guessed_written_out_and_used(run: Callable[..., Result], ledger: Path) -> None:
    mapping = ledger.parent / "demo.mapping.yml"
    mapping.unlink(missing_ok=True)
    assert "按表头猜了一份" in run(ledger, "--period", "2026-10").output
    assert '  id: "诉求编号"  # 诉求编号' in mapping.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--period", "2026-13"], "--period: 要写年月，如 2026-10；现在是“2026-13”"),
        (["--period", "2026-10", "--as-of", "2026-10-31"], "--as-of: 2026-10 最早要数据截至 2026-11-01 才能公布"),
        (["--period", "2026-10", "--as-of", "soon"], "--as-of: 要写年月日，如 2026-11-03；现在是“soon”"),
        (["--period", "2026-10", "--as-of", "2999-01-01"], "--as-of: 2999-01-01 还没有到；台账里没有以后的事"),
    ],
)
def test_wrong_arguments_write_nothing(
    run: Callable[..., Result], data: Path, ledger: Path, arguments: list[str], sentence: str
) -> None:
    result = run(ledger, *arguments)
    assert result.exit_code == 1
    assert sentence in result.output
    assert "没有写任何公布数字。" in result.output
    assert not (data / "releases").exists()


def test_a_ledger_of_this_month_alone_is_refused(run: Callable[..., Result], data: Path, ledger: Path) -> None:
    assert run(ledger, "--period", "2026-09").exit_code == 0
    head, *rows = ledger.read_text(encoding="utf-8").splitlines()
    part = ledger.with_name("october.csv")
    part.write_text("\n".join([head, *(row for row in rows if row.startswith("202610"))]) + "\n", encoding="utf-8")
    result = run(part, "--period", "2026-10")
    assert result.exit_code == 1
    assert "2026-10: 台账里 2026-09 登记的只有 0 件，上一期公布过 343 件：台账要连同以前登记的一起导出" in result.output
    assert [path.name for path in (data / "releases").iterdir()] == ["2026-09.yml"]


def test_a_server_needs_a_place_for_its_mapping(run: Callable[..., Result]) -> None:
    assert "--mapping: 从数据库服务器读取时" in run("postgresql://localhost/x#t", "--period", "2026-10").output


def test_a_table_the_database_cannot_read_is_a_problem_that_quotes_no_cell(
    run: Callable[..., Result], data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE cells AS SELECT '示例甲' AS cell")
        connection.execute(
            'CREATE VIEW requests AS SELECT cell::INT AS "诉求编号", DATE \'2026-10-01\' AS "登记时间" FROM cells'
        )
    result = run(f"duckdb:{path}#requests", "--period", "2026-10")
    assert result.exit_code == 1
    assert "台账: 数据库读不出这张表" in result.output
    assert "示例甲" not in result.output
    assert not (data / "releases").exists()


def test_nothing_is_written_into_the_repository(run: Callable[..., Result]) -> None:
    inside = REPOSITORY / "demo.csv"
    result = CliRunner().invoke(demo_ledger.command, [str(inside)])
    assert (result.exit_code, inside.exists()) == (1, False)
    fixture = REPOSITORY / "tests" / "ledger" / "fixtures" / "qsv-boston311" / "boston311-100.csv"
    assert "不许放在仓库里" in run(fixture, "--period", "2026-10").output
    assert not fixture.with_name("boston311-100.mapping.yml").exists()


def test_the_demo_ledger_is_the_same_for_the_same_seed(tmp_path: Path, ledger: Path) -> None:
    for seed, same in (("1", True), ("2", False)):
        CliRunner().invoke(demo_ledger.command, [str(tmp_path / "b.csv"), "--seed", seed])
        assert ((tmp_path / "b.csv").read_bytes() == ledger.read_bytes()) is same
