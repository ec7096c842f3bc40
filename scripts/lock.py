"""Write the locks of requirements/ and package-lock.json anew, and prove that each is whole. Standard library only.

python scripts/lock.py          the newest versions that pyproject.toml and package.json allow
python scripts/lock.py keep     the versions that are locked, with what pyproject.toml asks more
python scripts/lock.py audit    which locked packages have a known vulnerability

Only here something is resolved, by uv (from its own lock, requirements/lock.txt), with every index and certificate as
the environment says. Nothing that installs ever does: see scripts/locked.py.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import locked

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
ENVIRONMENT = ROOT / ".venv-lock"
UV = ENVIRONMENT / "bin" / "uv"
COMPILE = ["pip", "compile", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
UNIVERSAL = ["--universal", "--python-version", "3.11"]
ONE_VERSION = ["--fork-strategy", "fewest"]
"""For tools: otherwise a release that asks for a newer Python gives that one a second set of everything."""
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-apple-darwin")
NEWER_MACS = {"oracles": {"MACOSX_DEPLOYMENT_TARGET": "15.0"}}
"""What abcvoting needs comes for macOS 15 only; uv looks at 13 unless it is told so."""
EXTRAS = {
    "run": ["embeddings"],
    "demo": ["embeddings", "demo"],
    "full": ["embeddings", "demo", "objects", "tracing"],
    "test": ["embeddings", "demo", "objects", "tracing", "test"],
}
TOOLS = {
    "pip": "pip",
    "build": "hatchling\neditables",
    "generator": "openapi-python-client",
    "oracles": "abcvoting>=2.19",
    "wapiti": "wapiti3",
    "wapiti-build": "setuptools",
    "lock": "uv\npip-audit",
}
FROM_SOURCE = frozenset({"wapiti"})
"""Locks with packages that nobody has made a wheel of."""


def main(*, keep: bool = False) -> None:
    """Locks that hold everything of the smaller one, at the same versions; then the proof of each."""
    smaller: list[str] = []
    newest = [] if keep else ["--upgrade"]
    for name, extras in EXTRAS.items():
        chosen = [part for extra in extras for part in ("--extra", extra)]
        target = REQUIREMENTS / f"{name}.txt"
        _uv([*COMPILE, *UNIVERSAL, *newest, "pyproject.toml", *chosen, *smaller, "-o", str(target)])
        smaller = ["-c", str(target)]
    for name, wanted in TOOLS.items():
        beside = smaller if name == "build" else []
        target = REQUIREMENTS / f"{name}.txt"
        _uv([*COMPILE, *UNIVERSAL, *ONE_VERSION, *newest, "-", *beside, "-o", str(target)], wanted)
    for lock in sorted(REQUIREMENTS.glob("*.txt")):
        prove(lock)
    subprocess.run(["npm", "install", "--package-lock-only", "--ignore-scripts"], cwd=ROOT, check=True)  # noqa: S607


def prove(lock: Path) -> None:
    """On every Python and platform, what the locked packages ask for is locked, and has a wheel. Exits if not."""
    held = set(locked.names(lock.read_text("utf-8")))
    for platform in PLATFORMS:
        for python in PYTHONS:
            wheels = [] if lock.stem in FROM_SOURCE else ["--only-binary", ":all:"]
            machine = ["--python-platform", platform, "--python-version", python]
            told = _uv([*COMPILE, str(lock), *machine, *wheels], **NEWER_MACS.get(lock.stem, {}))
            missing = set(locked.names(told)) - held
            if missing:
                sys.exit(f"{lock.name} is not whole for Python {python} on {platform}: {', '.join(sorted(missing))}")


def audit(program: Path, locks: Path) -> None:
    """Exits with what is known against packages of `locks`, or with what could not be asked: silence clears nothing."""
    wrong, unasked, asked = set[str](), set[str](), set[str]()
    for lock in sorted(locks.glob("*.txt")):
        command = [str(program), "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
        done = subprocess.run(  # noqa: S603 -- our own program
            [*command, "--requirement", str(lock)], capture_output=True, text=True, check=False
        )
        try:
            found = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError):
            why = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            sys.exit(f"Nothing is known of {lock.name}: the advisory service cannot be reached ({why}).")
        asked |= {one["name"] for one in found}
        unasked |= {one["name"] for one in found if "skip_reason" in one}
        for one in found:
            wrong |= {f"{one['name']} {one['version']} ({lock.name}): {bug['id']}" for bug in one.get("vulns", ())}
    if wrong:
        sys.exit("\n".join(["Known vulnerabilities:", *sorted(wrong)]))
    if unasked:
        some = ", ".join(sorted(unasked)[:3])
        sys.exit(f"The advisory service knows nothing of {len(unasked)} of {len(asked)} packages, such as {some}.")
    print(f"No vulnerability is known in {len(asked)} packages.")


def _uv_there() -> None:
    if not UV.exists():
        locked.make_environment(ENVIRONMENT)
        locked.install(ENVIRONMENT / "bin" / "python", [REQUIREMENTS / "lock.txt"])


def _uv(arguments: list[str], given: str | None = None, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603 -- our own program
        [str(UV), *arguments],
        cwd=ROOT, input=given, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(done.returncode)
    return done.stdout


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["keep"], ["audit"]):  # such as --help: writing new locks is nothing to do by mistake
        sys.exit(__doc__)
    _uv_there()
    if sys.argv[1:] == ["audit"]:
        audit(UV.with_name("pip-audit"), REQUIREMENTS)
    else:
        main(keep=sys.argv[1:] == ["keep"])
