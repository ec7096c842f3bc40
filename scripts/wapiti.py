"""Let Wapiti (a web vulnerability scanner) loose on the demo: `python scripts/wapiti.py [http://127.0.0.1:8000]`.

It scans twice: as a visitor, and signed in as a civil servant, whose forms store what is typed. Wapiti gets an
environment of its own in `.venv-wapiti` from a hashed lock, because its dependencies are not ours. Without an address
this starts the demo on a free port, in a folder that is thrown away afterwards. The reports are
`build/wapiti-*.json`; the exit code is 1 when one holds a finding that `EXPLAINED` does not know, or when the scan did
not reach enough pages to mean something. `docs/security.md` tells the same in plain words.
"""

import hashlib
import http.cookiejar
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import locked

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-wapiti"
LOCK = ROOT / "requirements" / "wapiti.txt"
TOOLS = ROOT / "requirements" / "wapiti-build.txt"
"""Some of what Wapiti needs has no wheel; it is built with these."""
BUILD = ROOT / "build"
MODULES = (
    "csp,http_headers,cookieflags,xss,permanentxss,sql,exec,file,redirect,crlf,ssrf,backup,htaccess,csrf,methods,"
    "ldap,xxe,upload,https_redirect,information_disclosure"
)
LEAVE = (
    "/static/*",
    "/uitloggen*",
    "/taal/*",
    "/account/gegevens/wissen*",
    "/account/sessies/*",
    "*/export.csv*",
    "*.zip",
    "*.ods",
)
"""Addresses that are not attacked: files, and what would end the scan's own session."""
START = ("/ideeen/nieuw", "/account", "/groepen", "/overname", "/rondes", "/zoeken?q=fiets", "/inzicht/kaart",
         "/winnaars", "/stemmen/controleer", "/inloggen?volgende=/account", "/ideeen/mijn")  # fmt: skip
CIVIL_SERVANT = "sanne-de-wit"
DRIVER = ROOT / "scripts" / "wapiti_driver.py"
"""Wapiti with a limit on addresses that are alike, so that its time goes to different pages."""
CRAWL_SECONDS, ATTACK_SECONDS, LEAST_PAGES = 90, 45, 100
"""`ATTACK_SECONDS` is for one module: all twenty together take at most fifteen minutes for one scan."""
_LAUNCHED = re.compile(r"Launching module (\w+)")
PATIENCE = 900
MOST_LINES = 40


@dataclass(frozen=True)
class Explained:
    """A finding that may stand: its kind, a pattern for what Wapiti says or where, and why it may stand."""

    kind: str
    pattern: str
    why: str


EXPLAINED = (
    Explained(
        "Cross Site Request Forgery",
        r"",
        "Forms of visitors carry no token, as there is no session to protect: Origin and Sec-Fetch-Site are checked.",
    ),
    Explained("Secure Flag cookie", r"", "The demo speaks plain http on one machine; over https the flag is set."),
    Explained("HTTP Secure Headers", r"Strict-Transport-Security", "Only sent over https, as browsers ask."),
    Explained("HTTP Strict Transport Security (HSTS)", r"", "Only sent over https, as browsers ask."),
    Explained("Unencrypted Channels", r"", "The demo speaks plain http on one machine."),
    Explained(
        "LDAP Injection",
        r"",
        "There is no LDAP here. Wapiti says so when two answers differ, and lists answer each filter differently.",
    ),
)


def install() -> Path:
    """Wapiti from its lock, anew when the lock changed."""
    program, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "lock"
    wanted = hashlib.sha256(LOCK.read_bytes() + TOOLS.read_bytes()).hexdigest()
    if not program.exists() or not stamp.exists() or stamp.read_text("ascii") != wanted:
        locked.make_environment(ENVIRONMENT)
        locked.install_from_source(program, TOOLS, LOCK)
        stamp.write_text(wanted, encoding="ascii")
    return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, demo: "subprocess.Popen[bytes]") -> None:
    """Until the demo has loaded: only then there are pages to attack."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and demo.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/rondes/2026-1", timeout=5).close()  # noqa: S310 -- our own address
        except (urllib.error.URLError, OSError):
            time.sleep(1)
        else:
            return
    sys.exit("De demo is niet gestart.")


def cookie_of_civil_servant(address: str) -> str:
    """The session of a persona of the demo."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    sent = urllib.parse.urlencode({"persona": CIVIL_SERVANT, "volgende": "/mijn-werk"}).encode()
    browser.open(f"{address}/inloggen/persona", sent, timeout=30).close()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def scan(program: Path, address: str, who: str, cookie: str) -> list[str]:
    """The findings of one scan that nobody explained, in words."""
    report = BUILD / f"wapiti-{who}.json"
    report.unlink(missing_ok=True)
    store = tempfile.mkdtemp(prefix="innovatie-wapiti-")
    command = [str(program), str(DRIVER), "-u", f"{address}/", "--scope", "domain", "-m", MODULES, "-v", "0"]
    command += ["-f", "json", "-o", str(report), "--flush-session", "--no-bugreport", "--store-session", store]
    command += ["-d", "3", "--tasks", "4", "-t", "20"]
    command += ["--max-scan-time", str(CRAWL_SECONDS), "--max-attack-time", str(ATTACK_SECONDS)]
    command += [part for path in START for part in ("-s", address + path)]
    command += [part for path in LEAVE for part in ("-x", address + path)]
    command += ["-C", cookie, "--drop-set-cookie"] if cookie else []
    began = time.monotonic()
    try:
        stopped = run_modules(command)
    finally:
        shutil.rmtree(store, ignore_errors=True)
    told = json.loads(report.read_text(encoding="utf-8"))
    pages = told["infos"]["crawled_pages_nbr"]
    found = [
        (kind, finding)
        for part in ("vulnerabilities", "anomalies")
        for kind, findings in sorted(told[part].items())
        for finding in findings
    ]
    minutes = (time.monotonic() - began) / 60
    print(f"Wapiti as {who}: {pages} pages in {minutes:.0f} minutes, {len(found)} findings.", flush=True)
    print(f"Modules that were stopped when their time was over: {', '.join(stopped) or 'none'}.", flush=True)
    unexplained = [in_words(who, kind, finding) for kind, finding in found if not is_explained(kind, finding)]
    if pages < LEAST_PAGES:
        unexplained.append(f"{who}: only {pages} pages were reached, that is no scan")
    return unexplained


def run_modules(command: list[str]) -> list[str]:
    """Run Wapiti; the modules that used all the time they had, so that they may not have tried everything."""
    began: list[tuple[str, float]] = []
    environ = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as wapiti:  # noqa: S603 -- our own
        assert wapiti.stdout is not None
        for line in wapiti.stdout:
            launched = _LAUNCHED.search(line)
            if launched:
                began.append((launched[1], time.monotonic()))
        began.append(("", time.monotonic()))
    if wapiti.returncode:
        raise subprocess.CalledProcessError(wapiti.returncode, command)
    return [module for (module, start), (_next, end) in pairwise(began) if end - start >= ATTACK_SECONDS]


def is_explained(kind: str, finding: dict[str, Any]) -> bool:
    text = f"{finding['method']} {finding['path']} {finding['info']}"
    return any(one.kind == kind and re.search(one.pattern, text) for one in EXPLAINED)


def in_words(who: str, kind: str, finding: dict[str, Any]) -> str:
    return f"{who}: {kind}: {finding['method']} {finding['path']} {finding['parameter']}: {finding['info']}"


def scan_both(program: Path, address: str) -> int:
    BUILD.mkdir(exist_ok=True)
    wrong = scan(program, address, "visitor", "")
    wrong += scan(program, address, "civil-servant", cookie_of_civil_servant(address))
    for line in wrong[:MOST_LINES]:
        print(f"NOT EXPLAINED {line}")
    print(f"Wapiti: {len(wrong)} findings left unexplained.")
    return 1 if wrong else 0


def main() -> int:
    program = install()
    if len(sys.argv) > 1:
        return scan_both(program, sys.argv[1].rstrip("/"))
    folder, port = tempfile.mkdtemp(prefix="innovatie-wapiti-"), free_port()
    command = [sys.executable, "-m", "innovatie.cli", "demo", "--port", str(port), "--data", folder]
    environ = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    demo = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environ)  # noqa: S603 -- our own words
    try:
        wait_for(f"http://127.0.0.1:{port}", demo)
        return scan_both(program, f"http://127.0.0.1:{port}")
    finally:
        demo.terminate()
        demo.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
