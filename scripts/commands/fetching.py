"""A deployed site, fetched over HTTP: the files that it should have and no other, from its own host alone."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from commands.building import manifest
from commands.meaning import meant
from zhishuo.problems import Problem, ProblemsError

_CONNECTIONS, _SECONDS, _REDIRECTS = 4, 30, 5
# What a manifest may have more than the right one before it is read no further, in bytes.
_SPARE = 1_000_000
# What packing may add to a small file, in bytes.
_PACKING = 1_000
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "zhishuo-verify"}


def fetch(address: str, right: Path, into: Path, advance: Callable[[float], None]) -> Iterator[Problem]:
    """Fetch every file of the site `right` from `address` into the folder `into`; `advance` is told the share done.

    Yields a problem for what cannot be fetched, and for the files that the deployed manifest names besides; a file that
    is not there is left out. Raises ProblemsError where there is no such site.
    """
    try:
        base = urlsplit(address if address.endswith("/") else f"{address}/")
    except ValueError as error:
        raise ProblemsError([Problem(address, 0, "", "网址写得不对")]) from error
    with ExitStack() as stack:
        clients = [stack.enter_context(closing(_Client(base))) for _ in range(_CONNECTIONS)]
        try:
            told = clients[0].get(manifest.NAME, (right / manifest.NAME).stat().st_size + _SPARE)
        except _AnswerError as error:
            raise ProblemsError([Problem(manifest.NAME, 0, "", str(error))]) from error
        if told is None:
            missing = "下面没有 manifest.json：不是用 scripts/publish 放上去的，或者网址不对"
            raise ProblemsError([Problem(address, 0, "", missing)])
        (into / manifest.NAME).write_bytes(told)
        entries = manifest.entries_of(right)
        yield from _besides(told, entries)
        yield from _fetch_files(clients, entries, into, advance)


def _besides(told: bytes, entries: Mapping[str, manifest.Entry]) -> Iterator[Problem]:
    """Yield what the deployed manifest names that is not to be there, or that it is none."""
    try:
        named = manifest.read_manifest(told)
    except ValueError as error:
        yield Problem(manifest.NAME, 0, "", str(error))
    else:
        yield from (
            Problem(name, 0, "", "多出来的文件：网站自己的清单里有它") for name in named.keys() - entries.keys()
        )


def _fetch_files(
    clients: Sequence[_Client], entries: Mapping[str, manifest.Entry], into: Path, advance: Callable[[float], None]
) -> Iterator[Problem]:
    idle: SimpleQueue[_Client] = SimpleQueue()
    for client in clients:
        idle.put(client)

    def one(name: str) -> Problem | None:
        client = idle.get()
        try:
            # one byte more than it should have is enough to see that it differs
            content = client.get(name, entries[name].bytes + 1)
        except _AnswerError as error:
            return Problem(name, 0, "", str(error))
        finally:
            idle.put(client)
        if content is not None:
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (into / name).write_bytes(content)
        return None

    with ThreadPoolExecutor(len(clients)) as pool:
        for done, problem in enumerate(pool.map(one, entries), start=1):
            advance(done / len(entries))
            if problem:
                yield problem


class _AnswerError(Exception):
    """Raised for an answer that is no file, with a sentence in Chinese."""


class _Client:
    """One connection to the host of a site, kept open from file to file."""

    def __init__(self, base: SplitResult) -> None:
        self._base = base
        self._open: tuple[tuple[str, str], http.client.HTTPConnection] | None = None

    def get(self, name: str, most: int) -> bytes | None:
        """Return a file, at most `most` bytes of it, None where the host has none.

        Raises _AnswerError for any other answer, and ProblemsError where there is none.
        """
        address = urljoin(self._base.geturl(), quote(name))
        for _ in range(_REDIRECTS):
            status, headers, content = self._asked(urlsplit(address), most)
            if status == HTTPStatus.OK:
                return _unpacked(headers.get("Content-Encoding", "identity"), content, most)
            if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                return None
            if not (status in range(300, 400) and headers.get("Location")):
                raise _AnswerError(f"网站没有给这个文件，回答的是 {status}")
            address = urljoin(address, headers["Location"])
            if urlsplit(address).hostname != self._base.hostname:
                raise _AnswerError(f"转到了别的网站，没有跟过去：{address[:80]}")
        raise _AnswerError("转来转去，没有给出这个文件")

    def _asked(self, address: SplitResult, most: int) -> tuple[int, Message, bytes]:
        """Ask for one address, once more where the connection had been let go; read little more than `most` bytes."""
        for last in (False, True):
            try:
                connection = self._connection(address)
                connection.request("GET", address.path or "/", headers=_HEADERS)
                response = connection.getresponse()
                content = response.read(most + most // 100 + _PACKING)
                if not response.isclosed():  # there is more of it
                    self.close()
            except (OSError, UnicodeError, http.client.HTTPException) as error:
                self.close()
                if last or isinstance(error, TimeoutError):
                    said = meant(str(error) or type(error).__name__)
                    raise ProblemsError([Problem(address.geturl(), 0, "", said)]) from error
            else:
                return response.status, response.headers, content
        raise RuntimeError("asked twice")

    def _connection(self, address: SplitResult) -> http.client.HTTPConnection:
        to = address.scheme, address.netloc
        if self._open is None or self._open[0] != to:
            self.close()
            kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
            self._open = to, kind(address.netloc.rpartition("@")[2], timeout=_SECONDS)
        return self._open[1]

    def close(self) -> None:
        """Let the connection go; the next file opens another."""
        if self._open is not None:
            self._open[1].close()
            self._open = None


def _unpacked(encoding: str, content: bytes, most: int) -> bytes:
    """Return the bytes of a file that a server has packed without being asked to, at most `most` of them."""
    if encoding.lower() == "identity":
        return content[:most]
    if encoding.lower() != "gzip":
        raise _AnswerError(f"网站把它压缩成了 {encoding[:20]}，没有请它压缩")
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS + 16).decompress(content, most)
    except zlib.error as error:
        raise _AnswerError("压缩过的内容坏了") from error
