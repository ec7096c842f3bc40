"""A store that speaks S3 over real HTTP, strict where it matters: each request must be signed (Signature V4) with the
right key, over its own path, headers and content. Objects are kept in memory; tests may lose or change one.

What it can: putting, getting, erasing and listing (in pages of two, so that a reader must ask on).
"""

import hmac
import re
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from tests import web_server

BUCKET, KEY, SECRET_KEY, REGION = "innovatie", "sleutel", "een geheime sleutel", "nl-1"
PAGE = 2


class ObjectServer(ThreadingHTTPServer):
    """`objects`: path in the bucket -> content and when it came. `asked`: method and path of each request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.objects: dict[str, tuple[bytes, datetime]] = {}
        self.asked: list[tuple[str, str]] = []
        self.refuses = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{BUCKET}/bestanden"

    @property
    def settings(self) -> dict[str, str]:
        """For a process of ours."""
        return {
            "INNOVATIE_OBJECTS_URL": self.url,
            "INNOVATIE_OBJECTS_KEY": KEY,
            "INNOVATIE_OBJECTS_SECRET": SECRET_KEY,
            "INNOVATIE_OBJECTS_REGION": REGION,
        }

    def contents(self) -> list[bytes]:
        return [content for content, _ in self.objects.values()]

    def age(self, by: timedelta) -> None:
        """Every object came so much earlier."""
        self.objects = {path: (content, at - by) for path, (content, at) in self.objects.items()}


class _Answers(BaseHTTPRequestHandler):
    server: ObjectServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing is told."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        self.server.asked.append((self.command, unquote(parts.path)))
        if self.server.refuses or not self._signed(body):
            self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", Content_Type="application/xml")
            return
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        if bucket != BUCKET:
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif not key and self.command == "POST":  # many at once: the only way in which the client erases
            gone = re.findall(r"<Key>[^<]+</Key>", body.decode())
            for erased in gone:
                self.server.objects.pop(erased[5:-6], None)
            told = "".join(f"<Deleted>{erased}</Deleted>" for erased in gone)
            self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode(), Content_Type="application/xml")
        elif not key:
            self._answer(200, self._list(dict(parse_qsl(parts.query))), Content_Type="application/xml")
        elif self.command == "PUT":
            self.server.objects[key] = (body, datetime.now(UTC))
            self._answer(200, ETag=f'"{sha256(body).hexdigest()}"')
        elif key not in self.server.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            content, at = self.server.objects[key]
            self._answer(
                200, content, ETag=f'"{sha256(content).hexdigest()}"',
                Last_Modified=at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            )  # fmt: skip

    do_GET = do_PUT = do_POST = do_HEAD = _handle  # noqa: N815 -- as http.server asks for them

    def _list(self, asked: dict[str, str]) -> bytes:
        keys = sorted(key for key in self.server.objects if key.startswith(asked.get("prefix", "")))
        keys = [key for key in keys if key > asked.get("continuation-token", "")]
        here, more = keys[:PAGE], len(keys) > PAGE
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{self.server.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}"
            f"</LastModified><ETag>x</ETag><Size>{len(self.server.objects[key][0])}</Size></Contents>"
            for key in here
        )
        token = f"<NextContinuationToken>{escape(here[-1])}</NextContinuationToken>" if more else ""
        return (
            f"<ListBucketResult><Name>{BUCKET}</Name><KeyCount>{len(here)}</KeyCount>"
            f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>{token}{rows}</ListBucketResult>"
        ).encode()

    def _signed(self, body: bytes) -> bool:
        """Whether the signature is the one that our secret key gives over exactly this request."""
        told = self.headers.get("Authorization", "")
        fields = dict(part.strip().split("=", 1) for part in told.partition(" ")[2].split(",") if "=" in part)
        names = fields.get("SignedHeaders", "").split(";")
        digest = self.headers.get("x-amz-content-sha256", "")
        if not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(names) or (
            digest not in {sha256(body).hexdigest(), "UNSIGNED-PAYLOAD"}
        ):
            return False
        parts = urlsplit(self.path)
        query = sorted(
            (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
        )
        whole = "\n".join(
            [
                self.command,
                parts.path,
                "&".join(f"{name}={value}" for name, value in query),
                *(f"{name}:{' '.join((self.headers.get(name) or '').split())}" for name in names),
                "",
                ";".join(names),
                digest,
            ]
        )
        moment = self.headers.get("x-amz-date", "")
        scope = f"{moment[:8]}/{REGION}/s3/aws4_request"
        text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{sha256(whole.encode()).hexdigest()}"
        key = f"AWS4{SECRET_KEY}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), sha256).digest()
        wanted = hmac.new(key, text.encode(), sha256).hexdigest()
        return fields.get("Credential") == f"{KEY}/{scope}" and hmac.compare_digest(fields.get("Signature", ""), wanted)


def running() -> AbstractContextManager[ObjectServer]:
    """A store of its own while the block lasts."""
    return web_server.running(ObjectServer())
