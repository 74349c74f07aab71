"""A save of the form in the file's text: what changed, nothing else; what the form shows; what its server refuses."""

from __future__ import annotations

import base64
import difflib
import http.client
import io
import json
import random
import re
import socket
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

from commands.form.commits import RefusedError, Repository
from commands.form.files import FormFiles
from commands.form.media import FormMedia
from commands.form.server import FormServer
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
    assert written(place.file, place.first_line, values) == (
        "# yaml-language-server: $schema=../schema/story.json\n"
        "community: xinmin\ntitle: '灯: 亮了'\nweek: 2\nsaid: |\n  一\n  二\n"
    )


@pytest.mark.parametrize("is_new", [True, False])
def test_what_cannot_be_seen_is_not_saved_and_every_end_of_a_line_is_one(is_new: bool) -> None:  # noqa: FBT001 - a parameter of the test
    typed = {
        "name": "\ufeff新\u200b民\u2028",
        "about": "一\u2028二\u2029三\x85四\r五\v六",
        "aliases": ["", None, " x\u2028"],
    }
    values = from_form(Community, typed)
    assert values == {"name": "新民", "aliases": ["x"], "about": "一\n二\n三\n四\n五\n六"}
    text = written(XINMIN, "# 1", values) if is_new else merge(XINMIN, "name: 新\n", values)
    assert read_yaml(XINMIN, text).values == values | {"about": f"{values['about']}\n"}


def test_what_yaml_cannot_hold_is_not_written() -> None:
    with pytest.raises(ProblemsError, match=r"这样改写不进文件|YAML|冒号"):
        written(XINMIN, "# 1", {"name\nx: y": "新民"})
    with pytest.raises(ProblemsError, match="文件太大"):
        merge(XINMIN, "name: 新民\n", {"name": "新民" * 400_000})


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


def window(root: Path) -> FormFiles:
    return FormFiles(Repository(root))


THEMES = "data/themes.yml"


def test_a_save_is_a_commit_of_that_file_alone_and_its_message_tells_nothing(town: Path) -> None:
    files = window(town)
    first = min((town / "data" / "communities").glob("*.yml"))
    file = first.relative_to(town).as_posix()
    other = town / THEMES
    other.write_text(other.read_text(encoding="utf-8") + "# 正在改\n", encoding="utf-8")
    git(town, "add", THEMES)
    values = opened(files, file) | {"name": "找 13812345678"}
    assert files.save(file, json.dumps(values), []) == {"message": f"改社区 {first.stem}"}
    assert git(town, "log", "-1", "--format=%an %s", "--numstat").split("\n\n") == [
        f"镇办公室 改社区 {first.stem}",
        f"1\t1\t{file}\n",
    ]
    assert git(town, "status", "--porcelain", "data") == "M  data/themes.yml\n", (
        "what was being changed elsewhere waits"
    )
    files.save(file, json.dumps(values), [])
    assert git(town, "rev-list", "--count", "HEAD") == "2\n", "a save of nothing is no commit"


@pytest.mark.parametrize(
    ("name", "said"), [("xinmin", "已经有“xinmin”了"), ("2026-13812345678", "代号里像是有手机号"), ("2026-lamp", "")]
)
def test_a_new_record_has_the_name_that_was_typed_and_that_tells_nothing(town: Path, name: str, said: str) -> None:
    # the form itself adds a number to a name that is taken
    file = f"data/stories/{name}{'-1' if name == 'xinmin' else ''}.yml"
    raw = json.dumps({"file_name": name, "title": "灯亮了"})
    if said:
        with pytest.raises(RefusedError, match=said):
            window(town).save(file, raw, [])
    else:
        assert window(town).save(file, raw, []) == {"message": "加故事 2026-lamp"}
    assert (town / file).exists() != bool(said)


def by_hand(town: Path, file: str, text: str = "# 在编辑器里写的\n") -> Path:
    path = town / file
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")
    return path


def test_a_file_changed_elsewhere_is_not_overwritten(town: Path) -> None:
    """Every window knows what it opened: another's save, one by hand, a copy that the browser kept of what it had."""
    first, second = window(town), window(town)
    values, kept = opened(first, THEMES), opened(second, THEMES)
    values["themes"][0]["name"] = "先改的"
    first.save(THEMES, json.dumps(values), [])
    before = (town / THEMES).read_bytes()
    for files in (second, window(town)):
        with pytest.raises(RefusedError, match=r"什么都没有盖掉：这个文件在您打开以后改过了.*另开一个窗口") as refused:
            files.save(THEMES, json.dumps(kept), [])
        assert ("行现在是“name: 先改的”" in str(refused.value)) == (files is second)
        opened(files, THEMES)
        with pytest.raises(RefusedError, match="没有盖掉"):
            files.save(THEMES, json.dumps(kept), [])
    assert (town / THEMES).read_bytes() == before
    for name in ("再改的", "又改的"):  # the first goes on with the values that it had
        values["themes"][0]["name"] = name
        first.save(THEMES, json.dumps(values), [])
    path = by_hand(town, THEMES)
    with pytest.raises(RefusedError, match=r"第 [0-9]+ 行现在是“# 在编辑器里写的”"):
        first.save(THEMES, json.dumps(values), [])
    assert path.read_text(encoding="utf-8").endswith("# 在编辑器里写的\n")
    values = opened(first, THEMES)
    values["themes"][0]["name"] = "看过再改的"
    first.save(THEMES, json.dumps(values), [])
    assert path.read_text(encoding="utf-8").endswith("# 在编辑器里写的\n")


def test_a_file_that_the_form_has_not_opened_is_not_overwritten_and_one_taken_away_stays_away(town: Path) -> None:
    files = window(town)
    path = by_hand(town, "data/stories/2026-11-lamp.yml", "# 在编辑器里写的\ntitle: 灯\n")
    with pytest.raises(RefusedError, match="已经有这个文件了"):
        files.save("data/stories/2026-11-lamp.yml", json.dumps({"title": "别的"}), [])
    assert path.read_text(encoding="utf-8") == "# 在编辑器里写的\ntitle: 灯\n"
    values = opened(files, "data/stories/2026-11-lamp.yml")
    path.unlink()
    with pytest.raises(RefusedError, match="删掉了"):
        files.save("data/stories/2026-11-lamp.yml", json.dumps(values), [])
    assert not path.exists()


def test_a_story_taken_away_leaves_its_address_with_a_reason_to_be_written(town: Path) -> None:
    files, file = window(town), "data/stories/2026-11-lamp.yml"
    files.save(file, json.dumps({"title": "找 13812345678"}), [])
    with pytest.raises(RefusedError, match="只能删故事和照片"):
        files.withdraw("data/communities/xinmin.yml")
    late = window(town)
    opened(late, file)
    by_hand(town, file)
    with pytest.raises(RefusedError, match="在您打开以后改过了"):
        late.withdraw(file)
    opened(late, file)
    assert late.withdraw(file) == {"message": "删故事 2026-11-lamp"}
    assert not (town / file).exists()
    assert git(town, "status", "--porcelain", "data") == ""
    with pytest.raises(ProblemsError, match=r"withdrawn\[0\]\.reason: “为什么”：还没有填"):
        read(town)
    changes = opened(late, "data/changes.yml")
    changes["withdrawn"][0]["reason"] = "说事的人不想再公开。"
    late.save("data/changes.yml", json.dumps(changes), [])
    assert read(town).changes.withdrawn[0].address == "stories/2026-11-lamp/"


def test_line_ends_of_another_system_stay(town: Path) -> None:
    path = town / THEMES
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    lines = path.read_bytes().count(b"\r\n")
    files = window(town)
    values = opened(files, THEMES)
    values["themes"][0]["name"] = "改过的"
    files.save(THEMES, json.dumps(values), [])
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n") == lines


def test_while_git_merges_nothing_is_written(town: Path) -> None:
    git(town, "checkout", "--quiet", "-b", "other")
    for branch in ("other", "-"):
        by_hand(town, THEMES, f"# {branch}\n")
        git(town, "commit", "--quiet", "--all", "--message", branch)
        if branch == "other":
            git(town, "checkout", "--quiet", "-")
    subprocess.run(["git", "merge", "--quiet", "other"], cwd=town, capture_output=True, check=False)
    files = window(town)
    with pytest.raises(RefusedError, match="两个人改了同一处"):
        files.entry(THEMES)
    values = opened(files, "data/town.yml")
    with pytest.raises(RefusedError, match="没有存：Git 正在合并"):
        files.save("data/town.yml", json.dumps(values | {"slogan": "改过的"}), [])
    assert "改过的" not in (town / "data" / "town.yml").read_text(encoding="utf-8")


def test_links_are_neither_read_nor_written(town: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("title: 别处的\n", encoding="utf-8")
    story, picture = town / "data" / "stories" / "2026-link.yml", town / "data" / "media" / "link.jpg"
    picture.parent.mkdir(exist_ok=True)
    for link in (story, picture):
        link.symlink_to(outside)
    files, media = window(town), FormMedia(Repository(town))
    for ask in (
        lambda: files.entry("data/stories/2026-link.yml"),
        lambda: files.save("data/stories/2026-link.yml", "{}", []),
        lambda: media.picture("data/media/link.jpg"),
        lambda: media.remove(["data/media/link.jpg"]),
    ):
        with pytest.raises(RefusedError, match="是一个链接"):
            ask()
    assert "link.jpg" not in [one["name"] for one in media.pictures()]
    assert outside.read_text(encoding="utf-8") == "title: 别处的\n"


def test_an_upload_keeps_its_new_name_in_the_saves_that_follow(town: Path) -> None:
    files = window(town)
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


def test_an_upload_gets_a_plain_name_that_tells_nothing_and_never_replaces_another_file(town: Path) -> None:
    files = FormMedia(Repository(town))
    first = files.upload({"path": "data/media/楼道 IMG_1.JPG", "content": photo("red")})
    second = files.upload({"path": "data/media/img_1.jpg", "content": photo("blue")})
    assert first["path"] == "data/media/img_1.jpg"
    assert re.fullmatch(r"data/media/img_1-[0-9a-f]{8}\.jpg", second["path"])
    for name in ("照片", "找13812345678"):
        assert files.upload({"path": f"data/media/{name}.jpg", "content": photo("red")})["name"].startswith("photo-")
    files.remove([second["path"]])
    assert not (town / second["path"]).exists()
    messages = git(town, "log", "--format=%s").splitlines()
    assert messages == ["删照片等文件", *["加照片等文件"] * 3, "开始"]
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
    files, media = window(town), FormMedia(Repository(town))
    version = opened(files, THEMES)["file_version"]
    for ask in (
        lambda: files.entry(path),
        lambda: files.save(path, "{}", []),
        lambda: files.withdraw(path),
        lambda: media.picture(path),
        lambda: media.remove([path]),
        lambda: media.upload({"path": path, "content": photo("red")}),
        lambda: files.save(THEMES, json.dumps({"file_version": version}), [{"path": path, "content": photo("red")}]),
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


ENTRY = {"action": "getEntry", "params": {"path": THEMES}}


def opened_window(server: FormServer) -> str:
    """Return the address that one window of the form sends to."""
    address: str = asked(server, f"{server.below}config.json")[1]["backend"]["proxy_url"]
    return address


def test_the_page_itself_is_answered_each_window_at_an_address_of_its_own(server: FormServer) -> None:
    first, second = opened_window(server), opened_window(server)
    assert first != second
    status, answer = asked(server, first, ENTRY)
    assert status == 200
    assert json.loads(answer["data"])["themes"]
    assert asked(server, f"{server.below}api", ENTRY)[0] == 403


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
    status, answer = asked(server, opened_window(server) if below else "/api", ENTRY, **headers)
    assert status == 403
    assert re.search("[\u4e00-\u9fff]", answer["error"])
    if "Host" in headers:
        assert asked(server, f"{server.below}config.json", **headers)[0] == 403


def test_the_server_hands_out_nothing_but_the_form(server: FormServer, tmp_path: Path) -> None:
    (tmp_path / ".secret").write_text("x", encoding="utf-8")
    for name in ("../mkdocs.yml", "%2e%2e/mkdocs.yml", ".secret", "data/town.yml", "../../../../etc/passwd"):
        assert asked(server, f"{server.below}{name}")[0] == 404, name


@pytest.mark.parametrize(
    "body",
    [
        *({}, [], {"action": "getEntry"}, {"action": "format"}, {"action": "persistEntry", "params": {}}),
        {"action": "getEntry", "params": {"path": "data/\ud800.yml"}},
        {"action": "persistEntry", "params": {"dataFiles": [{"path": THEMES, "raw": "[1]"}], "assets": []}},
        {"action": "persistEntry", "params": {"dataFiles": [{"path": THEMES, "raw": "[" * 99_999}], "assets": []}},
    ],
)
def test_what_no_form_sends_is_refused(
    server: FormServer,
    body: object,
    capfd: pytest.CaptureFixture[str],
) -> None:
    status, answer = asked(server, opened_window(server), body)
    assert status in {400, 422}
    assert re.search("[\u4e00-\u9fff]", answer["error"])
    assert "Traceback" not in capfd.readouterr().err


def test_a_length_that_cannot_be_is_refused_at_once(server: FormServer, capfd: pytest.CaptureFixture[str]) -> None:
    start = f"POST {opened_window(server)} HTTP/1.1\r\nHost: {server.host}\r\nOrigin: http://{server.host}\r\n"
    for length in (None, "-1", "x", "1_0", "１", "9" * 30, "80000001"):
        head = f"{start}Content-Type: application/json\r\n" + (f"Content-Length: {length}\r\n" if length else "")
        with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as connection:
            connection.sendall(f"{head}\r\n".encode())
            answer = connection.makefile("rb").read()
        assert re.match(rb"HTTP/1\.0 4\d\d ", answer), length
        assert re.search("[\u4e00-\u9fff]", json.loads(answer.partition(b"\r\n\r\n")[2])["error"])
    assert "Traceback" not in capfd.readouterr().err
