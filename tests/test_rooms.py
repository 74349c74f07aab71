"""How the rooms of the package stand to each other: who may import whom, and what none of them may ask the machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "hooks" / "zhishuo"
COMMANDS = ROOT / "scripts" / "commands"

# A room imports only rooms above it. The design's order, with two rooms put where they are used: `prose` above `checks`
# (staff are told the line of an HTML tag), `media` above `views` (a page says how large a picture is).
ORDER = (
    "problems",
    "processes",
    "remembering",
    "files",
    "yaml_faults",
    "yaml_files",
    "records",
    "schemas",
    "wording",
    "history",
    "reading",
    "editing",
    "scaffolds",
    "due",
    "prose",
    "gate",
    "checks",
    "figures",
    "assets",
    "media",
    "views",
    "posters",
    "pages",
    "search",
    "exports",
    "framing",
    "indexing",
    "leaves",
    "publishing",
    "renewing",
    "__init__",
)
# The rooms of scripts/commands/, and before them the files beside them that they share: the same there.
ORDER_OF_COMMANDS = (
    *("project", "settings", "meaning", "made_up_persons"),
    *("building", "publishing", "ledger", "programs", "form", "benchmarks", "fuzzing"),
)
FILES = sorted(PACKAGE.rglob("*.py"))
PRIVATE = [path for path in FILES if "ledger" in path.parts]
AUDIT = [path for path in FILES if "audit" in path.parts]
PUBLIC = [path for path in FILES if path not in [*PRIVATE, *AUDIT]]


def room(path: Path) -> str:
    """Return the room a file of the package belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of every module that a file imports, late imports too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: MkDocs cannot follow relative imports"
            module = node.module or ""
            whole = module in {"zhishuo", "commands"}
            yield from (f"{module}.{alias.name}" for alias in node.names) if whole else (module,)


def rooms_imported(path: Path) -> set[str]:
    """Return the rooms that a file imports from the package, its own left out."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("zhishuo.")} - {room(path)}


def test_the_list_of_rooms_is_complete() -> None:
    assert {room(path) for path in PUBLIC} <= set(ORDER)


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_rooms_above_it(path: Path) -> None:
    allowed = ORDER[: ORDER.index(room(path))]
    assert rooms_imported(path) <= set(allowed)


@pytest.mark.parametrize("path", PRIVATE, ids=lambda path: path.name)
def test_the_private_side_knows_problems_and_yaml_alone(path: Path) -> None:
    assert rooms_imported(path) <= {"problems", "yaml_files"}


@pytest.mark.parametrize("path", AUDIT, ids=lambda path: path.name)
def test_the_auditor_knows_problems_and_yaml_alone(path: Path) -> None:
    assert rooms_imported(path) <= {"problems", "yaml_files"}


@pytest.mark.parametrize(
    "path", sorted(COMMANDS.glob("*/*.py")), ids=lambda path: path.relative_to(COMMANDS).as_posix()
)
def test_a_room_of_the_commands_imports_only_what_is_above_it(path: Path) -> None:
    own = path.parent.name
    imported = {name.split(".")[1] for name in imports(path) if name.startswith("commands.")} - {own}
    assert imported <= set(ORDER_OF_COMMANDS[: ORDER_OF_COMMANDS.index(own)])


def test_only_the_commands_import_the_auditor() -> None:
    outside = [path for path in FILES if path not in AUDIT]
    assert [path for path in outside if any(name.startswith("zhishuo.audit") for name in imports(path))] == []


def test_only_the_commands_import_the_private_side() -> None:
    outside = [path for path in ROOT.glob("hooks/**/*.py") if path not in PRIVATE]
    assert [path for path in outside if any(name.startswith("zhishuo.ledger") for name in imports(path))] == []


def test_only_one_file_knows_mkdocs() -> None:
    own = [*ROOT.glob("hooks/**/*.py"), *COMMANDS.rglob("*.py")]
    knowing = {path.name for path in own if any(name.split(".")[0] in {"mkdocs", "material"} for name in imports(path))}
    assert knowing == {"publish.py"}


def test_the_hook_stays_short() -> None:
    assert len((ROOT / "hooks" / "publish.py").read_text(encoding="utf-8").splitlines()) < 90


CLOCK_AND_PLACE = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "dt.date.today", "dt.datetime.now"),
    *("time.time", "time.time_ns", "time.localtime", "time.strftime"),
    *("os.getcwd", "os.chdir", "Path.cwd", "os.getenv", "os.environ"),
    *("Path.home", "os.path.expanduser", "os.getlogin", "os.urandom", "uuid.uuid4"),
}
NETWORK = {"socket", "requests", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib", "smtplib", "secrets"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_clock_no_network_no_working_directory(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asked = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    ends = {".".join(name.split(".")[-2:]) for name in asked}
    assert (asked | ends) & CLOCK_AND_PLACE == set()
    assert NETWORK.isdisjoint(imports(path))
