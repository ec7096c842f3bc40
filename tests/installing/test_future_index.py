"""Set-up next year: the index holds something newer of everything, and what is installed is still the lock."""

import importlib.util
import os
import subprocess
import venv
from pathlib import Path

import locked
import pytest
import set_up
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT
from tests.installing.future_index import FutureIndex

ALL = [ROOT / "requirements" / f"{name}.txt" for name in ("test", "build", "node")]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty environment on a machine without settings or cached packages of its own.

    It holds no pip (that takes seconds), so the pip of this Python fills it, as on a machine without ensurepip.
    """
    locked.files_of_settings.cache_clear()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(tmp_path / "environment")
    return tmp_path / "environment" / "bin" / "python"


def pinned(text: str) -> dict[str, str]:
    """Name to version of what a lock names for this Python on this machine."""
    lines = text.replace("\\\n", " ").splitlines()
    pins = [Requirement(line.split(" --hash")[0]) for line in lines]
    return {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in pins
        if pin.marker is None or pin.marker.evaluate()
    }


def test_set_up_takes_exactly_the_lock_when_everything_has_a_newer_version(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The very function of scripts/set_up.py, the image and Wapiti, with every package that a checkout installs."""
    texts = dict.fromkeys(line for lock in ALL for line in _whole(lock))
    index = FutureIndex("\n".join(texts))
    lock = tmp_path / "lock.txt"
    lock.write_text(index.lock, encoding="utf-8")
    with index.served() as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        locked.install(machine, [lock], by=set_up.PYTHON)
    locked.remove_others(machine, [lock])
    wanted = pinned(index.lock)
    assert len(wanted) > 150
    assert {name: index.newer[name] for name in wanted if index.newer[name] == wanted[name]} == {}
    found = dict(one.split("==") for one in locked.installed(machine))
    assert {name: version for name, version in found.items() if name != "pip"} == wanted


def test_that_index_leads_an_installer_astray_that_looks_for_what_fits(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Piccolo asks for beside the lock, `pydantic[email]==2.*`, is newer here: every pip that may look takes that.

    An older pip did so beside a whole lock with hashes too, and stopped; newer ones (24 and on) are led by the lock.
    """
    index = FutureIndex("\n".join(_whole(ROOT / "requirements" / "run.txt")))
    lock = tmp_path / "lock.txt"
    piccolo = next(line for line in index.lock.splitlines() if line.startswith("piccolo=="))
    lock.write_text(piccolo.split(" --hash")[0], encoding="utf-8")
    monkeypatch.setattr(locked, "EXACTLY", tuple(flag for flag in locked.EXACTLY if flag.startswith("--only-binary")))
    with index.served() as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        locked.install(machine, [lock])
    found = dict(one.split("==") for one in locked.installed(machine))
    assert found["pydantic"] == index.newer["pydantic"] != pinned(index.lock)["pydantic"]


def test_a_wheel_with_another_content_than_the_lock_says_is_refused(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = FutureIndex("segno==1.6.6\n")
    lock = tmp_path / "lock.txt"
    lock.write_text(index.lock, encoding="utf-8")
    index.wheels["segno-1.6.6-py3-none-any.whl"] += b"!"
    with index.served() as address, pytest.raises(locked.LockError):
        monkeypatch.setenv("PIP_INDEX_URL", address)
        locked.install(machine, [lock])
    assert [one for one in locked.installed(machine) if one.startswith("segno")] == []


def test_what_no_lock_names_is_removed_and_what_one_names_stays(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = FutureIndex("segno==1.6.6\npyotp==2.12.0\n")
    before, after = tmp_path / "before.txt", tmp_path / "after.txt"
    before.write_text(index.lock, encoding="utf-8")
    after.write_text(index.lock.splitlines()[0] + "\n", encoding="utf-8")
    with index.served() as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        locked.install(machine, [before])
    assert "pyotp" in locked.remove_others(machine, [after])
    assert {one for one in locked.installed(machine) if not one.startswith("pip=")} == {"segno==1.6.6"}


def test_a_setting_of_the_machine_that_changes_versions_is_not_heard(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = FutureIndex("segno==1.6.6\n")
    lock, constraint = tmp_path / "lock.txt", tmp_path / "constraint.txt"
    lock.write_text(index.lock, encoding="utf-8")
    constraint.write_text("segno==9\n", encoding="utf-8")
    monkeypatch.setenv("PIP_CONSTRAINT", str(constraint))
    with index.served() as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        locked.install(machine, [lock])
    assert "segno==1.6.6" in locked.installed(machine)


def test_of_the_settings_of_a_machine_only_those_are_heard_that_say_where_packages_are(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings that put packages elsewhere, take others or refuse to: for all commands, for `install`, and by name."""
    index = FutureIndex("segno==1.6.6\n")
    lock, settings = tmp_path / "lock.txt", tmp_path / "pip.conf"
    lock.write_text(index.lock, encoding="utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    for name in (
        "PIP_TARGET",
        "PIP_REQUIRE_VIRTUALENV",
        "PIP_PLATFORM",
        "PIP_PYTHON_VERSION",
        "PIP_REPORT",
        "PIP_NO_BINARY",
    ):
        monkeypatch.setenv(name, "1")
    with index.served() as address:
        settings.write_text(
            f"[global]\nindex-url = {address}\nuser = true\nrequire-virtualenv = true\nno-binary = :all:\n"
            f"[install]\ntarget = {tmp_path / 'elsewhere'}\ndry-run = true\nextra-index-url =\n    {address}\n",
            encoding="utf-8",
        )
        locked.install(machine, [lock])
    assert "segno==1.6.6" in locked.installed(machine)
    assert not (tmp_path / "elsewhere").exists()


def _whole(lock: Path) -> list[str]:
    """The lines of a lock, each requirement on one line."""
    return lock.read_text("utf-8").replace("\\\n", " ").splitlines()


def test_a_new_environment_has_the_locked_pip_and_one_with_another_gets_it(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, lock = FutureIndex("pip==26.3\n"), tmp_path / "pip.txt"
    lock.write_text(index.lock, encoding="utf-8")
    monkeypatch.setattr(locked, "PIP", lock)
    with index.served() as address:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        locked.make_environment(tmp_path / "new")
        assert locked.installed(tmp_path / "new" / "bin" / "python") == ["pip==26.3"]
        locked.see_to_pip(machine)
    assert locked.installed(machine) == ["pip==26.3"]
    locked.see_to_pip(machine)  # and once it has it, no index is needed


def test_the_pip_of_one_environment_fills_another_that_has_none(tmp_path: Path) -> None:
    """So set-up makes the environment of the maker of clients, and does not unpack pip for it."""
    locked.make_environment(tmp_path / "other", own_pip=False)
    other, one = tmp_path / "other" / "bin" / "python", tmp_path / "one" / "bin" / "python"
    pip = tmp_path / "one" / "lib" / "python3.11" / "site-packages" / "pip"
    pip.mkdir(parents=True)
    (pip / "__main__.py").touch()
    assert locked.pip(other, one) == [str(one), "-I", "-m", "pip", "--python", str(other)]
    assert locked.pip(one) == [str(one), "-I", "-m", "pip"]
    assert locked.pip(other, other)[0] != str(other), "where neither has one, that of this Python does it"


def test_python_starts_in_a_folder_that_is_not_ascii_where_the_locale_of_the_machine_is_not_there(
    tmp_path: Path,
) -> None:
    checkout = tmp_path / "mijn map é"
    (checkout / "src").mkdir(parents=True)
    locked.make_environment(checkout / ".venv", own_pip=False)
    python = checkout / ".venv" / "bin" / "python"
    (packages,) = checkout.glob(".venv/lib/python*/site-packages")
    (packages / "ours.pth").write_text(f"{checkout / 'src'}\n", encoding="utf-8")
    locked.write_path_in_ascii(python)
    told = subprocess.run(
        [python, "-I", "-c", "import os, sys; print(os.path.samefile(sys.path[-1], sys.argv[1]))", checkout / "src"],
        env={**os.environ, "LC_ALL": "xx_XX.UTF-8"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.stdout, told.stderr) == ("True\n", "")


@pytest.mark.parametrize("compiled", [True, False])
def test_bytecode_of_every_module_is_made_where_it_is_asked_for(
    machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(locked, "_run", lambda command, *_: asked.append(command))
    locked.install(machine, [tmp_path / "lock.txt"], compiled=compiled)
    assert ("--no-compile" in asked[0]) == (not compiled)


def test_what_set_up_compiles_beforehand_is_there() -> None:
    assert [name for name in set_up.USED if importlib.util.find_spec(name) is None] == []
