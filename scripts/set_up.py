"""Make this checkout ready, doing only what changed since the last time. Standard library only; run by make.

python scripts/set_up.py run    .venv with the hashed packages, the project itself, the browser files
python scripts/set_up.py test   the same, with the packages, browser files and browser that the tests need
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import browser_files

ROOT = browser_files.ROOT
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
BAR = 30  # characters


class SetUpError(Exception):
    """Set-up cannot go on; the text is one Dutch sentence, perhaps with a tool's own last lines below it."""


def main(kind: str) -> None:
    """Raises SetUpError, BrowserFilesError or OSError."""
    test = kind == "test"
    if sys.version_info < (3, 11):  # noqa: UP036 -- this script is the one that may be run by an older Python
        raise SetUpError("Innovatie heeft Python 3.11 of nieuwer nodig.")
    _environment()
    _packages("test" if test else "run")
    _project()
    if browser_files.install(test=test):
        print("Browserbestanden geïnstalleerd.", flush=True)
    if test:
        browser()


def _environment() -> None:
    if PYTHON.exists() and _quiet([str(PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]):
        return
    print("Omgeving .venv maken.", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=VENV.exists(), symlinks=True).create(VENV)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetUpError(
            "Python kan geen omgeving met pip maken; installeer het pakket python3-venv en probeer het opnieuw."
        ) from error


def _packages(kind: str) -> None:
    """The packages of one lock file. The lock of the tests holds everything of the lock for running."""
    kinds = ("run", "test") if kind == "test" else ("run",)
    locks = [REQUIREMENTS / f"{kind}.txt", REQUIREMENTS / "build.txt"]
    wanted = {name: _digest(REQUIREMENTS / f"{name}.txt", REQUIREMENTS / "build.txt") for name in kinds}
    if _stamp(kind) == wanted[kind]:
        return
    _pip("Pakketten", sum(lock.read_text("utf-8").count("==") for lock in locks), locks)
    for name, digest in wanted.items():
        _stamp_file(name).write_text(digest, encoding="ascii")


def _project() -> None:
    """Put the project itself in the environment: a path to src and the command `innovatie`."""
    wanted = _digest(ROOT / "pyproject.toml")
    if _stamp("project") == wanted and (VENV / "bin" / "innovatie").exists():
        return
    install = ["install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    done = subprocess.run(  # noqa: S603 -- a fixed command
        [str(PYTHON), "-m", "pip", *install], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SetUpError(f"Innovatie zelf is niet te installeren.\n{_last_lines(done.stdout + done.stderr)}")
    _stamp_file("project").write_text(wanted, encoding="ascii")


def browser() -> str:
    """The browser for the tests; as root on Debian it is installed when there is none."""
    found = found_browser()
    if not found and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium installeren voor de browsertesten.", flush=True)
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        found = found_browser()
    if not found:
        raise SetUpError(
            "De browsertesten hebben Chromium of Chrome nodig: installeer er een, of zet INNOVATIE_TEST_BROWSER "
            "op het pad ervan."
        )
    return found


def found_browser() -> str | None:
    """The path of a Chromium or Chrome of this machine, or the one that INNOVATIE_TEST_BROWSER names."""
    named = os.environ.get("INNOVATIE_TEST_BROWSER")
    found = (shutil.which(name) for name in ([named] if named else [*BROWSERS, *MAC_BROWSERS]))
    return next((path for path in found if path), None)


def _pip(title: str, packages: int, locks: list[Path]) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--disable-pip-version-check"]
    command += ["--no-input", "--progress-bar", "off"]
    for lock in locks:
        command += ["--requirement", str(lock)]
    show = sys.stdout.isatty()
    if not show:
        print(f"{title} installeren ({packages}).", flush=True)
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 -- a fixed command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        assert pip.stdout is not None
        found = 0
        for line in pip.stdout:
            lines.append(line)
            found += line.startswith(("Collecting ", "Requirement already satisfied"))
            if show:
                full = min(BAR, BAR * found // max(packages, 1))
                print(f"\r{title} [{'#' * full}{'.' * (BAR - full)}] {found} van {packages}", end="", flush=True)
    if show:
        print()
    if pip.returncode != 0:
        raise SetUpError(
            f"{title} installeren is niet gelukt. De laatste regels van pip:\n{_last_lines(''.join(lines))}"
        )


def _last_lines(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip().splitlines()[-8:])


def _digest(*files: Path) -> str:
    """Changes when a file, or the version of the environment's Python, changes."""
    version = (VENV / "pyvenv.cfg").read_bytes()
    return hashlib.sha256(b"".join([version, *(file.read_bytes() for file in files)])).hexdigest()


def _stamp_file(name: str) -> Path:
    return VENV / f".innovatie-{name}"


def _stamp(name: str) -> str:
    file = _stamp_file(name)
    return file.read_text(encoding="ascii") if file.exists() else ""


def _quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except (SetUpError, browser_files.BrowserFilesError) as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        sys.exit(f"De omgeving is niet te maken: {problem.strerror} ({problem.filename}).")
