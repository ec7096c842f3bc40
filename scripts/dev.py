"""`make dev`: the demo for who changes it. What is saved is there at once; mail stays on this machine.

python scripts/dev.py [PORT] [DATA]    the site on PORT, its mail on PORT + 1
"""

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from email import message_from_bytes, policy
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import watching
from aiosmtpd.controller import Controller

MOST_MAILS = 200
MAILS: "deque[bytes]" = deque(maxlen=MOST_MAILS)
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
    "<title>Mail of this machine</title><h1>Mail of this machine</h1>{mails}</html>"
)


class Keep:
    """Takes in every mail and sends none on."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        MAILS.appendleft(bytes(envelope.content))
        return "250 kept"


def page(mails: "deque[bytes]") -> str:
    """All mails, newest first, as text: what a mail says as HTML is shown as it is written."""
    told = []
    for raw in mails:
        mail = message_from_bytes(raw, policy=policy.default)
        body = mail.get_body(("plain", "html"))
        text = body.get_content() if body is not None else ""
        head = f"{mail['to']}: {mail['subject']}"
        told.append(f"<h2>{escape(head)}</h2><pre>{escape(text)}</pre>")
    return PAGE.format(mails="".join(told) or "<p>None yet.</p>")


class Mailbox(BaseHTTPRequestHandler):
    """The page with the mails."""

    def do_GET(self) -> None:
        body = page(MAILS).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Silent: the demo talks in this window."""


def main(port: int = 8000, data: str = ".innovatie") -> int:
    """Until Ctrl-C, or until the demo ends by itself."""
    smtp = Controller(Keep(), hostname="127.0.0.1", port=port + 2)
    smtp.start()
    web = ThreadingHTTPServer(("127.0.0.1", port + 1), Mailbox)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    mail = {"HOST": "127.0.0.1", "PORT": str(port + 2), "SECURITY": "geen"}
    environ = os.environ | {f"INNOVATIE_SMTP_{name}": value for name, value in mail.items()}
    command = [sys.executable, "-m", "innovatie.cli", "demo", "--port", str(port), "--data", data]
    print(f"Mail: http://127.0.0.1:{port + 1}", flush=True)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # the demo inherits it: before it listens, a signal would end it
    demo = subprocess.Popen(command, env=environ, cwd=watching.ROOT)  # noqa: S603 -- our own program
    try:
        for paths in watching.changes("src", "templates", "locale", "static/css", "static/js"):
            if demo.poll() is not None:
                return demo.returncode
            if paths and _can_be_imported():
                print(f"Again, because of {', '.join(sorted(paths)[:3])}", flush=True)
                demo.send_signal(signal.SIGUSR1)
    except KeyboardInterrupt:
        demo.send_signal(signal.SIGINT)
    finally:
        demo.wait()
        smtp.stop()
        web.shutdown()
    return demo.returncode


def _can_be_imported() -> bool:
    """A half-written line must not end the site: the former code goes on, and the error stands in the window."""
    tried = subprocess.run([sys.executable, "-c", "import innovatie.app, innovatie.worker"], check=False)
    return tried.returncode == 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000, *sys.argv[2:3]))
