"""A save of the form in the file's text: what changed, nothing else; what the form shows; what its server refuses."""

from __future__ import annotations

import base64
import difflib
import http.client
import io
import json
import random
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import TWIN
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from commands.form_files import FormFiles, RefusedError
from commands.form_server import FormServer
from zhishuo.editing import config, from_form, merge, place_of, to_form, written
from zhishuo.editing.merging import solid
from zhishuo.problems import ProblemsError
from zhishuo.reading import read
from zhishuo.records import SCHEMAS, Community
from zhishuo.records.base import slots
from zhishuo.yaml_files import Value, read_yaml

ROOT = Path(__file__).parent.parent
XINMIN = "data/communities/xinmin.yml"
FILES = [
    (site, file)
    for site in (ROOT, TWIN)
    for path in sorted((site / "data").rglob("*.yml"))
    if place_of(file := path.relative_to(site).as_posix())
]

ODD = """\
# yaml-language-server: $schema=../schema/community.json
name: "新民: 社区"   # 全名
number: 010
desk:
    name: 窗口
    phone:
about: >
  折起来的
  一段
aliases:
- 新民

# 第二个
- '老''新民'
- 3.10
highlights:
  # 主打的
  - id: one
    title: 一
    steps: [登记, "先定, 颜色"]
    shortfalls: |-
        两行
        文字

  - id: two
    title: 二   # 还要改
block: xin
"""


def changed(text: str, change: Callable[[dict[str, Any]], None]) -> list[str]:
    """Return the lines taken out (-) and put in (+) when a change is saved."""
    values = cast("dict[str, Any]", solid(read_yaml(XINMIN, text).values))
    change(values)
    merged = merge(XINMIN, text, from_form(Community, values))
    return [line for line in difflib.ndiff(text.splitlines(), merged.splitlines()) if line[0] in "-+"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda v: v.update(name="新民社区"), ['- name: "新民: 社区"   # 全名', '+ name: "新民社区"   # 全名']),
        (lambda v: v.update(number="3"), ["- number: 010", "+ number: 3"]),
        (lambda v: v["desk"].update(phone="010-1"), ["-     phone:", "+     phone: 010-1"]),
        (lambda v: v["desk"].update(hours="每天"), ["+     hours: 每天"]),
        (lambda v: v.update(about="一段"), ["- about: >", "+ about: |", "-   折起来的"]),
        (lambda v: v["aliases"].remove("老'新民"), ["- - '老''新民'"]),
        (lambda v: v["aliases"].insert(1, "新: 民"), ["+ - '新: 民'"]),
        (lambda v: v["aliases"].insert(0, "010"), ["+ - '010'"]),
        (lambda v: v["aliases"].reverse(), None),
        (lambda v: v.update(block=""), ["- block: xin"]),
        (lambda v: v["highlights"][0].update(shortfalls="两行\n文字改"), ["-         文字", "+         文字改"]),
        (lambda v: v["highlights"][0]["steps"].append("销: 号"), None),
        (lambda v: v["highlights"][1].update(title="改"), ["-     title: 二   # 还要改", "+     title: 改   # 还要改"]),
        (lambda v: v["highlights"].pop(1), ["-   - id: two", "-     title: 二   # 还要改"]),
        (lambda v: v.update(sentence="一句"), ["+ sentence: 一句"]),
        (lambda v: v.pop("name"), ['- name: "新民: 社区"   # 全名']),
    ],
)
def test_a_change_leaves_every_other_character_alone(
    change: Callable[[dict[str, Any]], None], expected: list[str] | None
) -> None:
    lines = changed(ODD, change)
    assert lines
    if expected:
        assert [re.sub(" +$", "", line) for line in lines] == expected
    assert not [line for line in lines if line.lstrip("-+ ").startswith("#")], "comments stay"


def test_two_records_change_places_with_their_comments() -> None:
    text = ODD.replace("  # 主打的\n", "").replace("\n\n  - id: two", "\n  - id: two")
    values = cast("dict[str, Any]", solid(read_yaml(XINMIN, text).values))
    values["highlights"].reverse()
    merged = merge(XINMIN, text, from_form(Community, values))
    assert "  - id: two\n    title: 二   # 还要改\n  - id: one\n" in merged


@pytest.mark.parametrize(("site", "file"), FILES, ids=lambda part: part.name if isinstance(part, Path) else part)
def test_a_file_opened_and_saved_stays_as_it_was(site: Path, file: str) -> None:
    text = (site / file).read_text(encoding="utf-8")
    place = place_of(file)
    assert place
    sent = json.loads(json.dumps(to_form(read_yaml(file, text), place.model)))
    assert merge(file, text, from_form(place.model, sent)) == text


def spots(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - whatever YAML holds
    """Yield every place inside a value as its container and key."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from spots(inner)


TEXTS = (
    "改",
    "a: b",
    "- x",
    "# 不是注释",
    "3.10",
    "true",
    "null",
    "两\n\n行",
    "'",
    '"',
    "*",
    "末尾:",
    " 空 ",
    "@",
    "{a}",
    "a #b",
)


@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_whatever_is_changed_the_file_says_it_and_keeps_its_first_line(where: tuple[Path, str], seed: int) -> None:
    site, file = where
    text = (site / file).read_text(encoding="utf-8")
    place, chance = place_of(file), random.Random(seed)  # noqa: S311 - examples, no secrets
    assert place
    values = cast("dict[str, Any]", solid(read_yaml(file, text).values))
    for _ in range(chance.randint(1, 3)):
        container, key = chance.choice(list(spots(values)) or [({"": ""}, "")])
        inner = container[key]
        match chance.choice(("set", "remove", "move", "more")):
            case "set" if isinstance(inner, str):
                container[key] = chance.choice(TEXTS)
            case "remove":
                del container[key]
            case "move" if isinstance(inner, list):
                chance.shuffle(inner)
            case "more" if isinstance(inner, list):
                inner.insert(
                    chance.randint(0, len(inner)),
                    chance.choice((*TEXTS, json.loads(json.dumps(inner[0])))) if inner else "新",
                )
    wanted = cast("dict[str, Value]", solid(values) or {})
    merged = merge(file, text, wanted)
    assert (solid(read_yaml(file, merged).values) or {}) == wanted
    assert merged.split("\n", 1)[0] == text.split("\n", 1)[0]


def test_a_new_file_has_its_schema_and_its_fields_in_their_order() -> None:
    place = place_of("data/stories/2026-10-lamp.yml")
    assert place
    values = from_form(
        place.model, {"week": "2", "title": "灯: 亮了", "community": "xinmin", "left": "", "said": "一\r\n二"}
    )
    assert written(place.first_line, values) == (
        "# yaml-language-server: $schema=../schema/story.json\n"
        "community: xinmin\ntitle: '灯: 亮了'\nweek: 2\nsaid: |\n  一\n  二\n"
    )


def test_what_cannot_be_seen_is_not_saved() -> None:
    assert from_form(Community, {"name": "新\u200b民\u2028", "aliases": ["", None, " x "]}) == {
        "name": "新民",
        "aliases": ["x"],
    }


@pytest.mark.parametrize("text", ["name: &a 新民\nsentence: *a\n", "name: [\n"])
def test_text_that_cannot_be_changed_in_place_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError, match="xinmin"):
        merge(XINMIN, text, {"name": "改"})


def test_a_list_where_text_should_be_is_not_opened() -> None:
    with pytest.raises(ProblemsError, match=r"xinmin.yml:1: name: 这里的写法表单打不开"):
        to_form(read_yaml(XINMIN, "name:\n  - 新民\n"), Community)


def form_fields(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from form_fields(field.get("fields", []))


def all_fields(root: Path) -> list[dict[str, Any]]:
    parts = config(root, "/api")["collections"]
    return [field for part in parts for one in part.get("files", [part]) for field in form_fields(one["fields"])]


def test_the_form_has_every_field_of_the_records_in_their_order() -> None:
    def names(model: Any) -> Iterator[str]:  # noqa: ANN401 - a record class
        for slot in slots(model):
            yield slot.name
            if slot.inner:
                yield from names(slot.inner)

    schemas = ("community", "story", "town", "themes", "commitments", "visits", "waivers", "changes")
    wanted = [name for schema in schemas for name in names(SCHEMAS[schema])]
    assert [field["name"] for field in all_fields(ROOT) if field["name"] != "file_name"] == wanted
    for field in all_fields(ROOT):
        assert re.search("[\u4e00-\u9fff]", field["label"]), field
        assert field["hint"], field


def test_choices_come_from_the_data(twin: Path) -> None:
    chosen = {field["name"]: field for field in all_fields(twin) if field.get("widget") == "select"}
    labels = {name: {one["value"]: one["label"] for one in field["options"]} for name, field in chosen.items()}
    records = read(twin)
    assert labels["community"] == {slug: one.name for slug, one in records.communities.items()}
    assert labels["theme"] == {theme.id: theme.name for theme in records.themes}
    assert labels["category"] == {one.id: one.name for one in records.town.categories}
    assert labels["outcome"]["solved"] == "解决"
    assert labels["progress"]["under_way"] == "正在办"
    # every other code names itself
    codes = {field["name"] for field in all_fields(twin)} & {
        "community",
        "highlight",
        "theme",
        "category",
        "group",
        "into",
    }
    assert codes <= set(labels)
    (twin / "data" / "themes.yml").write_text("themes: [\n", encoding="utf-8")
    assert not next(field for field in all_fields(twin) if field["name"] == "theme")["options"]


@pytest.fixture
def town(twin: Path) -> Path:
    """Return a copy of the golden twin under Git."""
    git(twin, "init", "--quiet")
    git(twin, "config", "user.name", "镇办公室")
    git(twin, "config", "user.email", "office@example.org")
    git(twin, "add", "data")
    git(twin, "commit", "--quiet", "--message", "开始")
    return twin


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


def opened(files: FormFiles, file: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(files.entry(file)["data"])
    return values


def test_a_save_is_a_commit_of_that_file_alone(town: Path) -> None:
    files = FormFiles(town)
    first = min((town / "data" / "communities").glob("*.yml"))
    file = first.relative_to(town).as_posix()
    other = town / "data" / "themes.yml"
    other.write_text(other.read_text(encoding="utf-8") + "# 正在改\n", encoding="utf-8")
    git(town, "add", "data/themes.yml")
    values = opened(files, file) | {"sentence": "改过的一句话。"}
    assert files.save(file, json.dumps(values), []) == {"message": f"改社区“{values['name']}”"}
    assert git(town, "log", "-1", "--format=%an %s", "--numstat").split("\n\n") == [
        f"镇办公室 改社区“{values['name']}”",
        f"1\t1\t{file}\n",
    ]
    assert git(town, "status", "--porcelain", "data") == "M  data/themes.yml\n", (
        "what was being changed elsewhere waits"
    )
    files.save(file, json.dumps(values), [])
    assert git(town, "rev-list", "--count", "HEAD") == "2\n", "a save of nothing is no commit"


def test_a_file_changed_elsewhere_is_not_overwritten(town: Path) -> None:
    files = FormFiles(town)
    values = opened(files, "data/themes.yml")
    path = town / "data" / "themes.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# 在编辑器里加的\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="刚才在别处改过了"):
        files.save("data/themes.yml", json.dumps(values), [])
    assert path.read_text(encoding="utf-8").endswith("# 在编辑器里加的\n")


def test_a_file_that_the_form_has_not_opened_is_not_overwritten(town: Path) -> None:
    files = FormFiles(town)
    path = town / "data" / "stories" / "2026-11-lamp.yml"
    path.write_text("# 在编辑器里写的\ntitle: 灯\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="刚才在别处改过了"):
        files.save("data/stories/2026-11-lamp.yml", json.dumps({"title": "别的"}), [])
    assert path.read_text(encoding="utf-8") == "# 在编辑器里写的\ntitle: 灯\n"


def test_an_upload_keeps_its_new_name_in_the_saves_that_follow(town: Path) -> None:
    files = FormFiles(town)
    file = next(path.relative_to(town).as_posix() for path in (town / "data" / "communities").glob("*.yml"))
    values = opened(files, file)
    values["highlights"][0]["photos"] = [{"file": "IMG 7.jpg", "alt": "楼道里的墙"}]
    files.save(file, json.dumps(values), [{"path": "data/media/IMG 7.jpg", "content": photo("red")}])
    values["sentence"] = "改过的一句话。"
    files.save(file, json.dumps(values), [])
    assert opened(files, file)["highlights"][0]["photos"][0]["file"] == "img-7.jpg"


def photo(colour: str) -> str:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(held, "JPEG")
    return base64.b64encode(held.getvalue()).decode()


def test_an_upload_gets_a_plain_name_and_never_replaces_another_file(town: Path) -> None:
    files = FormFiles(town)
    first = files.upload({"path": "data/media/楼道 IMG_1.JPG", "content": photo("red")})
    second = files.upload({"path": "data/media/img_1.jpg", "content": photo("blue")})
    assert first["path"] == "data/media/img_1.jpg"
    assert re.fullmatch(r"data/media/img_1-[0-9a-f]{8}\.jpg", second["path"])
    assert files.upload({"path": "data/media/照片.jpg", "content": photo("red")})["name"].startswith("photo-")
    assert git(town, "log", "-3", "--format=%s").count("加文件") == 3
    files.remove([second["path"]])
    assert not (town / second["path"]).exists()
    assert git(town, "status", "--porcelain", "data") == ""


@pytest.mark.parametrize(
    "path",
    [
        "data/communities/../../hooks/publish.yml",
        "data/communities/x/y.yml",
        "data/releases/2026-10.yml",
        "/etc/passwd",
        "mkdocs.yml",
        "data/communities/Xin.yml",
        "data/communities/xin.yml\n",
        "data\\communities\\x.yml",
        "data/communities/.x.yml",
    ],
)
def test_other_places_are_neither_read_nor_written(town: Path, path: str) -> None:
    files = FormFiles(town)
    for ask in (
        lambda: files.entry(path),
        lambda: files.save(path, "{}", []),
        lambda: files.picture(path),
        lambda: files.remove([path]),
        lambda: files.upload({"path": path, "content": photo("red")}),
        lambda: files.save("data/themes.yml", "{}", [{"path": path, "content": photo("red")}]),
    ):
        with pytest.raises(RefusedError):
            ask()
    assert git(town, "status", "--porcelain", "data") == ""


@pytest.fixture
def server(town: Path, tmp_path: Path) -> Iterator[FormServer]:
    server = FormServer(town, tmp_path)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def asked(server: FormServer, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
    """Ask the form's server as its own page does, but for the headers given; return the status and the JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    sent = {"Host": server.host, "Origin": f"http://{server.host}", "Content-Type": "application/json"} | headers
    data = None if body is None else json.dumps(body).encode()
    connection.request("GET" if body is None else "POST", path, data, sent)
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found


ENTRY = {"action": "getEntry", "params": {"path": "data/themes.yml"}}


def test_the_page_itself_is_answered(server: FormServer) -> None:
    status, answer = asked(server, f"{server.below}api", ENTRY)
    assert status == 200
    assert json.loads(answer["data"])["themes"]
    assert asked(server, f"{server.below}config.json")[1]["backend"]["proxy_url"] == f"{server.below}api"


@pytest.mark.parametrize(
    ("below", "headers"),
    [
        (True, {"Origin": "http://evil.example"}),
        (True, {"Origin": "null"}),
        (True, {"Host": "evil.example"}),
        (True, {"Host": "localhost"}),
        (True, {"Content-Type": "text/plain"}),
        (False, {}),
    ],
)
def test_another_page_of_the_browser_cannot_drive_it(server: FormServer, below: bool, headers: dict[str, str]) -> None:  # noqa: FBT001 - a parameter of the test
    status, answer = asked(server, f"{server.below if below else '/'}api", ENTRY, **headers)
    assert status == 403
    assert re.search("[\u4e00-\u9fff]", answer["error"])
    if "Host" in headers:
        assert asked(server, f"{server.below}config.json", **headers)[0] == 403


def test_the_server_hands_out_nothing_but_the_form(server: FormServer, tmp_path: Path) -> None:
    (tmp_path / ".secret").write_text("x", encoding="utf-8")
    for name in ("../mkdocs.yml", "%2e%2e/mkdocs.yml", ".secret", "data/town.yml", "../../../../etc/passwd"):
        assert asked(server, f"{server.below}{name}")[0] == 404, name


@pytest.mark.parametrize(
    "body", [{}, [], {"action": "getEntry"}, {"action": "format"}, {"action": "persistEntry", "params": {}}]
)
def test_what_no_form_sends_is_refused(server: FormServer, body: object) -> None:
    status, answer = asked(server, f"{server.below}api", body)
    assert status in {400, 422}
    assert re.search("[\u4e00-\u9fff]", answer["error"])
