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
from zhishuo.audit.certificate import check_all, read_all
from zhishuo.ledger.releasing import Release, next_due, previous_of, text_of, write
from zhishuo.ledger.tables import Line, Table
from zhishuo.problems import ProblemsError
from zhishuo.yaml_files import read_yaml

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = """\
# yaml-language-server: $schema=../schema/release.json
# 由 scripts/release 写成，请勿手工改动。
format: 2
sample: true
period: 2026-10
as_of: 2026-11-03
next_due: 2026-12-10
method: {name: controlled-rounding, version: 2, base: 5, groups: {home: [property, housing], people: [other]}}
previous: null
code: 0.1.0
tables:
- population: registered
  window: {first: 2026-10, last: 2026-10}
  rows: grade
  split: total
  columns: [[all]]
  lines:
  - {keys: [red], counts: [10]}
  - {keys: [yellow], counts: [0]}
"""


def test_the_file_is_written_as_agreed() -> None:
    lines = (Line(("red",), (10,)), Line(("yellow",), (0,)))
    release = Release(
        period="2026-10",
        as_of=dt.date(2026, 11, 3),
        next_due=next_due("2026-10", 10),
        sample=True,
        previous=None,
        code="0.1.0",
        base=5,
        groups={"home": ("property", "housing"), "people": ("other",)},
        tables=(Table("registered", "2026-10", "2026-10", "grade", "total", (("all",),), lines),),
    )
    assert text_of(release) == TEXT


def test_each_release_follows_on_the_one_before(tmp_path: Path) -> None:
    assert previous_of(tmp_path, "2026-09") is None
    write(tmp_path / "2026-09.yml", "one\n")
    assert previous_of(tmp_path, "2026-10") == tmp_path / "2026-09.yml"


@pytest.mark.parametrize(
    ("period", "message"),
    [
        (
            "2026-09",
            (
                "这个月已经公布，不再改动。要更正的，运行时加上 --correction，差别记入下一个月；"
                "还没提交、确要重做的，先删去这个月的文件再运行"
            ),
        ),
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


def command(data: Path, *arguments: object) -> Result:
    return CliRunner().invoke(release.command, [*map(str, arguments), "--data", str(data), "--limit", "25"])


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Release September 2026 from the demo ledger, in a copy of the project; return it and what was printed."""
    folder = tmp_path_factory.mktemp("first")
    for part in ("data", "content"):
        shutil.copytree(REPOSITORY / part, folder / "project" / part, ignore=shutil.ignore_patterns("releases"))
    (folder / "project" / "data" / "releases").mkdir()
    (folder / "private").mkdir()
    ledger = folder / "private" / "demo.csv"
    assert CliRunner().invoke(demo_ledger.command, [str(ledger)]).exit_code == 0
    result = command(folder / "project" / "data", ledger, "--period", "2026-09")
    assert result.exit_code == 0, result.output
    return folder, result.output


@pytest.fixture
def after(first: tuple[Path, str], tmp_path: Path) -> Path:
    """Return a copy of the project and the private folder after the first release."""
    return Path(shutil.copytree(first[0], tmp_path / "after"))


@pytest.fixture
def data(after: Path) -> Path:
    """Return the data of a project without releases."""
    for file in (after / "project" / "data" / "releases").iterdir():
        file.unlink()
    shutil.rmtree(after / "private" / "zhishuo-books")
    (after / "private" / "demo.mapping.yml").unlink()
    return after / "project" / "data"


@pytest.fixture
def ledger(after: Path) -> Path:
    return after / "private" / "demo.csv"


@pytest.fixture
def run(data: Path) -> Callable[..., Result]:
    """Run the command on a project without releases."""
    return lambda *arguments: command(data, *arguments)


@pytest.fixture
def again(after: Path) -> Callable[..., Result]:
    """Run the command on a project that has its first release."""
    return lambda *arguments: command(after / "project" / "data", *arguments)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_two_months_then_nothing_twice_and_no_books_lost(again: Callable[..., Result], after: Path) -> None:
    folder, books = after / "project" / "data" / "releases", after / "private" / "zhishuo-books"
    ledger = after / "private" / "demo.csv"
    result = again(ledger, "--period", "2026-10")
    assert result.exit_code == 0, result.output
    first, second = ((folder / f"{period}.yml").read_bytes() for period in ("2026-09", "2026-10"))
    values = read_yaml("2026-10.yml", second.decode()).values
    assert isinstance(values, dict)
    assert values["previous"] == hashlib.sha256(first).hexdigest()
    assert (values["as_of"], values["next_due"], values["sample"]) == ("2026-11-03", "2026-12-10", "true")
    assert list(check_all(read_all(folder))) == []
    whole = ["2026-09.certificate.json", "2026-09.yml", "2026-10.certificate.json", "2026-10.yml"]
    assert names(folder) == whole
    assert (books / "seed").stat().st_mode & 0o077 == 0

    refused = again(ledger, "--period", "2026-10")
    assert refused.exit_code == 1
    assert "这个月已经公布，不再改动" in refused.output
    assert "以前各期取整到 5 的倍数" in again(ledger, "--period", "2026-11", "--base", "3").output
    (books / f"books-{hashlib.sha256(second).hexdigest()[:16]}.parquet").rename(books / "elsewhere")
    lost = again(ledger, "--period", "2026-11", "--as-of", "2026-11-24")
    assert (lost.exit_code, names(folder)) == (1, whole)


def test_a_correction_is_told_and_the_published_month_stays(again: Callable[..., Result], after: Path) -> None:
    file, ledger = after / "project" / "data" / "releases" / "2026-09.yml", after / "private" / "demo.csv"
    published = file.read_bytes()
    head, *rows = ledger.read_text(encoding="utf-8").splitlines()
    late = next(row for row in rows if row.startswith("202609")).replace("202609", "209909", 1)
    ledger.write_text("\n".join([head, *rows, late]) + "\n", encoding="utf-8")
    result = again(ledger, "--period", "2026-09", "--correction")
    assert result.exit_code == 0, result.output
    assert "补登 1 件" in result.output
    assert file.read_bytes() == published
    assert "只能更正最近公布的一期，就是 2026-09" in again(ledger, "--period", "2026-08", "--correction").output


def test_a_run_that_is_killed_leaves_no_release_and_can_be_repeated(
    run: Callable[..., Result], data: Path, strange: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = strange("1,2026-10-01 09:00:00,2026-10-02 10:00:00,新民,物业管理,红·特急,解决")

    def killed(path: Path, text: str) -> None:
        if path.suffix == ".yml" and path.parent.name == "releases":
            raise KeyboardInterrupt
        write(path, text)

    with monkeypatch.context() as patched:
        patched.setattr("zhishuo.ledger.releasing.write", killed)
        assert run(ledger, "--period", "2026-10").exit_code != 0
    assert not (data / "releases" / "2026-10.yml").exists()
    result = run(ledger, "--period", "2026-10")
    assert result.exit_code == 0, result.output
    assert list(check_all(read_all(data / "releases"))) == []


def test_the_report_tells_staff_what_happened_and_stays_with_the_books(first: tuple[Path, str]) -> None:
    folder, output = first
    report = (folder / "private" / "zhishuo-books" / "2026-09.report.txt").read_text(encoding="utf-8")
    assert report in output
    for sentence in (
        "读入 5852 条 = 计入 5833 + 重复 19 + 不计入 0",
        "拒绝读取（像联系方式或自由文字）：姓名、联系电话、住址、诉求内容、经办意见",
        "合并后才公布的敏感类别：care、neighbours",
        "公开说明的误差界限：登记各格 4 件，其他各格 16 件",
        "不用求解器复核",
        "没有一格因为公布而窄于 4 件",
        "下次更新不晚于 2026-11-10",
    ):
        assert sentence in report
    for text in (report, (folder / "project/data/releases/2026-09.yml").read_text(encoding="utf-8")):
        assert "示例居民" not in text
        assert "此列不应被读取" not in text


@pytest.fixture
def strange(tmp_path: Path) -> Callable[..., Path]:
    """Write a ledger of a few columns in a folder of its own."""

    def write_rows(*rows: str) -> Path:
        path = tmp_path / "strange" / "strange.csv"
        path.parent.mkdir()
        head = "诉求编号,登记时间,办结时间,社区,类别,等级,办理结果"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write_rows


def test_a_number_in_a_column_wrongly_mapped_is_not_repeated(run: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("诉求编号,登记时间,社区\n1,2026-10-01,示例甲13800000000\n", encoding="utf-8")
    assert "社区：示例甲…（1）" in run(path, "--period", "2026-10").output


def test_without_a_mapping_one_is_guessed_written_out_and_used(first: tuple[Path, str]) -> None:
    folder, output = first
    mapping = folder / "private" / "demo.mapping.yml"
    assert "按表头猜了一份" in output
    assert '  id: "诉求编号"  # 诉求编号' in mapping.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "rows",
    [
        ["1,2026-10-01 09:00:00,2026-10-02 10:00:00,新民,物业管理,红·特急,解决"],
        ["1,2026-10-01 09:00:00,,,,,"],
        ["1,2025-01-01 09:00:00,2025-01-02 09:00:00,新民,物业管理,红·特急,解决"],
        [f"{n},2026-10-0{n % 9 + 1} 09:00:00,2026-10-20 10:00:00,新民,物业管理,蓝·一般,解决" for n in range(5000)],
    ],
    ids=["one request", "one without any detail", "none in the month", "one huge cell"],
)
def test_ledgers_of_strange_shapes_give_a_release(
    run: Callable[..., Result], data: Path, strange: Callable[..., Path], rows: list[str]
) -> None:
    result = run(strange(*rows), "--period", "2026-10")
    assert result.exit_code == 0, result.output
    assert list(check_all(read_all(data / "releases"))) == []


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
    assert list(data.glob("releases/*")) == []


def test_a_ledger_of_this_month_alone_is_refused(again: Callable[..., Result], after: Path) -> None:
    ledger = after / "private" / "demo.csv"
    head, *rows = ledger.read_text(encoding="utf-8").splitlines()
    ledger.write_text("\n".join([head, *(row for row in rows if row.startswith("202610"))]) + "\n", encoding="utf-8")
    result = again(ledger, "--period", "2026-10")
    assert result.exit_code == 1
    assert "台账要连同以前登记的一起导出" in result.output
    assert names(after / "project" / "data" / "releases") == ["2026-09.certificate.json", "2026-09.yml"]


def test_a_server_needs_a_place_for_its_mapping_and_its_books(run: Callable[..., Result], tmp_path: Path) -> None:
    server = ("postgresql://localhost/x#t", "--period", "2026-10")
    assert "--books: 从数据库服务器读取时" in run(*server).output
    assert "--mapping: 从数据库服务器读取时" in run(*server, "--books", tmp_path / "books").output


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
    assert list(data.glob("releases/*")) == []


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
