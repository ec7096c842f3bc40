"""No third-party code is committed, and the lock names what is installed but not where from."""

import json
import subprocess
from pathlib import Path

import browser_files
import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_lock_holds_an_integrity_for_every_package_and_no_address_of_any() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert len(installed) > 5
    assert [name for name, entry in installed.items() if "resolved" in entry] == []
    assert [name for name, entry in installed.items() if not entry["integrity"].startswith("sha512-")] == []


def test_every_version_in_package_json_is_exact() -> None:
    declared = json.loads((ROOT / "package.json").read_text("utf-8"))
    versions = {**declared["dependencies"], **declared["devDependencies"]}
    assert [name for name, version in versions.items() if not version.replace(".", "").isdigit()] == []


def test_git_tracks_nothing_that_npm_installs() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a checkout")
    tracked = subprocess.run(
        ["git", "ls-files", "--", "static/vendor", "node_modules"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert tracked.stdout == ""


@pytest.mark.parametrize("lock", ["run", "test", "node", "build", "generator"])
def test_the_python_locks_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    requirements = text.replace("\\\n", " ").splitlines()
    assert [line for line in requirements if "==" in line and "--hash=sha256:" not in line] == []


def test_npm_keeps_its_cache_elsewhere_where_nothing_can_be_written_at_home(tmp_path: Path) -> None:
    home, spare = tmp_path / "home", tmp_path / "spare"
    home.mkdir()
    assert "npm_config_cache" not in browser_files.with_cache({"HOME": str(home)}, spare)
    file = tmp_path / "file"  # no folder can be made in it, not even by root
    file.touch()
    for environ in (
        {"HOME": str(file)},
        {"HOME": "/proc/nobody"},
        {"HOME": str(home), "npm_config_cache": str(file / "cache")},
    ):
        assert browser_files.with_cache(environ, spare)["npm_config_cache"] == str(spare)
    assert browser_files.with_cache({"npm_config_cache": str(home)}, spare) == {"npm_config_cache": str(home)}
