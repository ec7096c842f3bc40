"""A package index in the future: what a lock names, and of each of those packages a newer version.

Its wheels are empty and our own, but ask for what the real ones ask for (as installed here), so that an installer that
looks for what fits is tempted as the real index would tempt it. The page of each package is as PEP 503 says.
"""

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import web_server

TYPES = {"html": "text/html", "wheel": "application/octet-stream"}


class FutureIndex:
    """The wheels for the lock `text`, and `lock`: the same lock with the hashes of these wheels."""

    def __init__(self, text: str) -> None:
        self.wheels: dict[str, bytes] = {}
        self.pages: dict[str, list[str]] = {}
        self.newer: dict[str, str] = {}
        lines = []
        wanted: set[str] = set()
        for line in text.replace("\\\n", " ").splitlines():
            pin = Requirement(line.split(" --hash")[0])
            name, version = canonicalize_name(pin.name), next(iter(pin.specifier)).version
            asks = _asks_for(name)
            wanted |= {canonicalize_name(Requirement(one).name) for one in asks}
            wheel = self._add(name, version, asks)
            self._add_newer(name, version, asks)
            marker = f" ; {pin.marker}" if pin.marker else ""
            lines.append(f"{name}=={version}{marker} --hash=sha256:{hashlib.sha256(wheel).hexdigest()}")
        for name in wanted - set(self.pages):  # what an extra would bring
            self._add_newer(name, "999.0", [])
        self.lock = "\n".join(lines) + "\n"

    def _add_newer(self, name: str, version: str, asks: list[str]) -> None:
        newer = _next(version)
        self.newer[name] = newer
        self._add(name, newer, asks)

    def _add(self, name: str, version: str, asks: list[str]) -> bytes:
        file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        if file not in self.wheels:
            self.wheels[file] = empty_wheel(name, version, asks)
            self.pages.setdefault(name, []).append(file)
        return self.wheels[file]

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of this index while it is served on this machine."""
        index = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                last = self.path.strip("/").split("/")[-1]
                if last.endswith(".whl"):
                    self._answer("wheel", index.wheels[last])
                elif last in index.pages:
                    links = "".join(f'<a href="/files/{file}">{file}</a>' for file in index.pages[last])
                    self._answer("html", links.encode())
                else:
                    self.send_error(404)

            def _answer(self, kind: str, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", TYPES[kind])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                """Silent."""

        with web_server.running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
            yield f"http://127.0.0.1:{server.server_port}/simple/"


def empty_wheel(name: str, version: str, asks: list[str]) -> bytes:
    """A wheel with nothing in it but its name, its version and what it asks for; the same bytes every time."""
    extras = sorted({extra for one in asks for extra in re.findall(r"extra == ['\"]([^'\"]+)", one)})
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Provides-Extra: {extra}" for extra in extras] + [f"Requires-Dist: {one}" for one in asks]
    folder = f"{name.replace('-', '_')}-{version}.dist-info"
    files = {
        f"{folder}/METADATA": "\n".join(lines) + "\n",
        f"{folder}/WHEEL": "Wheel-Version: 1.0\nGenerator: innovatie\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},sha256={_record_digest(text)},{len(text)}\n" for path, text in files.items())
    files[f"{folder}/RECORD"] = f"{record}{folder}/RECORD,,\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for path, text in files.items():
            parts.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), text)
    return out.getvalue()


def _record_digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _asks_for(name: str) -> list[str]:
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []


def _next(version: str) -> str:
    """The next version that `==2.*` and the like still allow: its last number plus one."""
    *first, last = Version(version).release
    return ".".join(map(str, [*first, last + 1]))
