"""The form's server: what it answers, and what it refuses."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_windows import THEMES

from commands.form.server import FormServer


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
