"""Install exactly what a lock says: names, versions and hashes. Standard library only.

python scripts/locked.py FOLDER LOCK...    make a virtual environment in FOLDER (if there is none) and fill it

pip is never asked what fits: without `--no-deps` it would look up `pydantic[email]==2.*` of a locked package anew, and
stop the day that a newer pydantic appears. Without `--only-binary` it would build a package from its source, with build
tools that no lock names. pip, and not a newer installer, because every machine with Python has it and it follows the
settings of that machine: its index, its proxy, its certificates.
"""

import configparser
import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

EXACTLY = ("--no-deps", "--require-hashes", "--only-binary=:all:")
QUIETLY = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
HEARD = frozenset(
    {
        "INDEX_URL",
        "EXTRA_INDEX_URL",
        "FIND_LINKS",
        "NO_INDEX",
        "TRUSTED_HOST",
        "PROXY",
        "CERT",
        "CLIENT_CERT",
        "KEYRING_PROVIDER",
        "USE_DEPRECATED",
        "TIMEOUT",
        "DEFAULT_TIMEOUT",
        "RETRIES",
        "CACHE_DIR",
        "NO_CACHE_DIR",
    }
)
"""Settings of a machine that say where packages are fetched and how. Every other one (`user`, `target`, `constraint`,
`require-virtualenv` ...) would put something else, or somewhere else, than the lock says.
"""
OURS = frozenset({"pip", "innovatie"})
PIP = Path(__file__).resolve().parent.parent / "requirements" / "pip.txt"
LEAST_PIP = (22, 3)
"""The first pip that can fill the environment of another Python (`pip --python`)."""


class LockError(Exception):
    """The lock could not be installed; the text is one Dutch sentence, with pip's own last lines below it."""


def make_environment(folder: Path, *, own_pip: bool = True) -> None:
    """A new, empty virtual environment in `folder`, instead of what is there. Raises LockError or OSError.

    The pip of this Python puts the locked one in it; where it has none, Python unpacks its own there first. Without pip
    (`own_pip`) the one of another environment must fill it: see `install`.
    """
    unpacked = own_pip and not _pip_of_ours()
    try:
        venv.EnvBuilder(with_pip=unpacked, clear=folder.exists(), symlinks=True).create(folder)
    except (subprocess.CalledProcessError, ModuleNotFoundError) as error:
        raise LockError(
            "Python kan geen omgeving met pip maken; installeer het pakket python3-venv en probeer het opnieuw."
        ) from error
    if own_pip:
        see_to_pip(folder / "bin" / "python")


def see_to_pip(python: Path) -> None:
    """The pip in the environment of `python` is the locked one. Raises LockError.

    The one that comes with Python 3.11 takes 43 seconds of processor for what the locked one does in 20.
    """
    wanted = set(re.findall(r"^pip==[^\s;]+", PIP.read_text("utf-8"), flags=re.MULTILINE))
    if not wanted <= set(installed(python)):
        install(python, [PIP], compiled=False)


def install(
    python: Path,
    locks: Sequence[Path],
    heard: Callable[[str], None] = lambda line: None,
    *,
    by: Path | None = None,
    compiled: bool = True,
) -> None:
    """Put every package of `locks` in the environment of `python`; `heard` gets each line of pip. Raises LockError.

    `by` is the Python of the environment whose pip does it, where that is another one. `compiled`: with bytecode of
    every module, which a place that is only read afterwards needs; elsewhere Python makes that of what it imports.
    """
    lock_arguments = [part for lock in locks for part in ("--requirement", str(lock))]
    as_is = [] if compiled else ["--no-compile"]
    _run([*pip(python, by), "install", *EXACTLY, *QUIETLY, *as_is, *lock_arguments], heard)


def install_from_source(python: Path, tools: Path, lock: Path) -> None:
    """As `install`, for a lock with packages that have no wheel: these are built with what the lock `tools` holds."""
    install(python, [tools])
    own = [part for part in EXACTLY if not part.startswith("--only-binary")]
    _run([*pip(python), "install", *own, "--no-build-isolation", *QUIETLY, "--requirement", str(lock)])


def install_project(python: Path, project: Path) -> None:
    """Put a checkout itself in the environment, built with the tools that are there already. Raises LockError."""
    own = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet"]
    _run([*pip(python), "install", *own, *QUIETLY, "--editable", str(project)])
    write_path_in_ascii(python)


def write_path_in_ascii(python: Path) -> None:
    """Paths to a checkout in a folder that is no ASCII are told from the environment on.

    Python 3.11 reads them as the locale says, and does not start at all where the machine does not have that locale.
    """
    for packages in python.parent.parent.glob("lib/python*/site-packages"):
        for file in packages.glob("*.pth"):
            text = file.read_text(encoding="utf-8")
            if not text.isascii():
                lines = (os.path.relpath(line, packages) if Path(line).is_dir() else line for line in text.splitlines())
                file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def remove_others(python: Path, locks: Iterable[Path]) -> list[str]:
    """Remove what no lock names; the names of what went. Raises LockError."""
    kept = OURS | {name for lock in locks for name in names(lock.read_text("utf-8"))}
    others = sorted({distribution.split("==")[0] for distribution in installed(python)} - kept)
    if others:
        _run([*pip(python), "uninstall", "--yes", "--quiet", "--disable-pip-version-check", *others])
    return others


def installed(python: Path) -> list[str]:
    """What the environment of `python` holds, as name==version in order, read from the names of its folders."""
    found = []
    for packages in python.parent.parent.glob("lib/python*/site-packages"):
        for info in packages.glob("*.dist-info"):
            name, version = info.name.removesuffix(".dist-info").rsplit("-", 1)
            found.append(f"{normalised(name)}=={version}")
    return sorted(found)


def names(lock: str) -> list[str]:
    """The names of the packages in the text of a lock."""
    return [normalised(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, flags=re.MULTILINE)]


def normalised(name: str) -> str:
    """A package's name as packaging compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pip(python: Path, by: Path | None = None) -> list[str]:
    """The command that runs pip for the environment of `python`: that of `by` or its own, else that of this Python."""
    for own, where in ((by, ["--python", str(python)]), (python, [])):
        if own is not None and any(own.parent.parent.glob("lib/python*/site-packages/pip/__main__.py")):
            return [str(own), "-I", "-m", "pip", *where]
    return [sys.executable, "-I", "-m", "pip", "--python", str(python)]


def _pip_of_ours() -> bool:
    told = subprocess.run([sys.executable, "-I", "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"pip (\d+)\.(\d+)", told.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= LEAST_PIP


def _environment_for_pip(pip: Sequence[str]) -> dict[str, str]:
    """This environment with no other settings of pip than those of HEARD, from its files too."""
    found: dict[str, str] = {}
    for file in files_of_settings(tuple(pip)):
        settings = configparser.RawConfigParser()
        settings.read(file, encoding="utf-8")
        for section in ("global", "install"):
            if settings.has_section(section):
                found |= {_name_of(key): " ".join(value.split()) for key, value in settings.items(section)}
    ours = {_name_of(name[4:]): value for name, value in os.environ.items() if name.startswith("PIP_")}
    others = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    heard = {f"PIP_{name}": value for name, value in (found | ours).items() if name in HEARD}
    return {**others, **heard, "PIP_CONFIG_FILE": os.devnull}


def _name_of(setting: str) -> str:
    return setting.upper().replace("-", "_")


@cache
def files_of_settings(pip: tuple[str, ...]) -> list[str]:
    """The files with settings that this pip would read, the last one the strongest.

    `pip config list` would not do: a setting `user = true` is an option of its own to it.
    """
    told = subprocess.run([*pip, "config", "debug"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    kinds = dict(re.findall(r"^(global|user|site|env):\n((?:  .*\n?)*)", told, flags=re.MULTILINE))
    there = {kind: re.findall(r"^  (.+), exists: True$", lines, flags=re.MULTILINE) for kind, lines in kinds.items()}
    if os.devnull in there.get("env", ()):
        return []
    return [file for kind in ("global", "user", "site", "env") for file in there.get(kind, ())]


def _run(command: list[str], heard: Callable[[str], None] = lambda line: None) -> None:
    environ = _environment_for_pip(command[: command.index("pip") + 1])
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603 -- a fixed command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            lines.append(line)
            heard(line)
    if running.returncode != 0:
        last = "\n".join(f"  {line}" for line in "".join(lines).strip().splitlines()[-8:])
        raise LockError(f"De pakketten van Python zijn niet te installeren. De laatste regels van pip:\n{last}")


def main(folder: str, *locks: str) -> None:
    """Fill an environment of one's own, such as the one of the image."""
    python = Path(folder) / "bin" / "python"
    if not python.exists():
        make_environment(Path(folder))
    install(python, [Path(lock) for lock in locks])
    remove_others(python, [Path(lock) for lock in locks])


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except LockError as problem:
        sys.exit(str(problem))
