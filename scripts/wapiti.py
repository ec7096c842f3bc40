"""Let Wapiti (a web vulnerability scanner) loose on the demo: `python scripts/wapiti.py [http://127.0.0.1:8000]`.

Wapiti gets an environment of its own in `.venv-wapiti`, because its dependencies are not ours. Without an address this
starts the demo on a free port, in a folder that is thrown away afterwards. The report is `build/wapiti.json`; the exit
code is 1 when it holds a finding that `docs/security.md` does not explain.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-wapiti"
REPORT = ROOT / "build" / "wapiti.json"
VERSION = "wapiti3==3.2.3"
MODULES = "csp,http_headers,cookieflags,xss,permanentxss,sql,exec,file,redirect,crlf,ssrf,backup,htaccess,csrf,methods"
EXPLAINED = {
    # Forms of visitors carry no token, because there is no session to protect: Origin and Sec-Fetch-Site are checked.
    "Cross Site Request Forgery",
    # The demo runs over plain http on this machine only; over https both are set, and tests/security proves it.
    "Secure Flag cookie",
    "HTTP Strict Transport Security (HSTS)",
    "HTTP Secure Headers",
    "Unencrypted Channels",
}
PATIENCE = 900


def install() -> Path:
    program = ENVIRONMENT / "bin" / "wapiti"
    if not program.exists():
        pip = str(ENVIRONMENT / "bin" / "pip")
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)  # noqa: S603 -- our own words
        subprocess.run([pip, "install", "--quiet", VERSION], check=True)  # noqa: S603 -- our own words
    return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, demo: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and demo.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/livez", timeout=5).close()  # noqa: S310 -- our own address
        except (urllib.error.URLError, OSError):
            time.sleep(1)
        else:
            return
    sys.exit("De demo is niet gestart.")


def scan(program: Path, address: str) -> int:
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.unlink(missing_ok=True)
    command = [str(program), "-u", f"{address}/", "--scope", "domain", "-m", MODULES, "-f", "json", "-o", str(REPORT)]
    command += ["--flush-session", "--max-scan-time", "600", "--max-links-per-page", "30", "-d", "4", "--no-bugreport"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own words
    findings = json.loads(REPORT.read_text(encoding="utf-8"))["vulnerabilities"]
    unexplained = 0
    for kind, found in sorted(findings.items()):
        if found:
            told = "explained in docs/security.md" if kind in EXPLAINED else "NOT EXPLAINED"
            unexplained += kind not in EXPLAINED
            print(f"{kind}: {len(found)} ({told})")
    print(f"Wapiti: {unexplained} kinds of findings left unexplained.")
    return 1 if unexplained else 0


def main() -> int:
    program = install()
    if len(sys.argv) > 1:
        return scan(program, sys.argv[1].rstrip("/"))
    folder, port = tempfile.mkdtemp(prefix="innovatie-wapiti-"), free_port()
    command = [sys.executable, "-m", "innovatie.cli", "demo", "--port", str(port), "--data", folder]
    environ = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    demo = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environ)  # noqa: S603 -- our own words
    try:
        wait_for(f"http://127.0.0.1:{port}", demo)
        return scan(program, f"http://127.0.0.1:{port}")
    finally:
        demo.terminate()
        demo.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
