"""The embedded PostgreSQL started by root, and on disks that only root can make: small ones and read-only ones."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from innovatie.infra.embedded_postgres import DatabaseError, EmbeddedPostgres
from tests.infra.postgres import ask, copy_of

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk or drop its rights")


@pytest.fixture
def disk(folder: Path) -> Iterator[Path]:
    """A disk of 12 MB: initdb needs more."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m,mode=711", "tmpfs", str(folder)], check=False)
    if done.returncode != 0:
        pytest.skip("this machine lets root mount nothing")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@only_root
def test_a_full_disk_gives_one_sentence_at_the_first_start(disk: Path) -> None:
    with pytest.raises(DatabaseError, match=r"^De schijf is vol: PostgreSQL kan niet schrijven in .*opnieuw\.$"):
        EmbeddedPostgres(disk / "data").start()


@only_root
def test_a_full_disk_gives_one_sentence_at_a_later_start(made: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=80m", str(disk)], check=True)
    data = copy_of(made, disk / "data")
    with (disk / "ballast").open("wb", buffering=0) as ballast, pytest.raises(OSError, match="No space left"):
        while True:
            ballast.write(bytes(4096))
    with pytest.raises(DatabaseError, match=r"^De schijf is vol: PostgreSQL kan niet schrijven in .*opnieuw\.$"):
        EmbeddedPostgres(data).start()
    (disk / "ballast").unlink()
    with EmbeddedPostgres(data) as server:
        assert ask(server.dsn, "SELECT number FROM kept") == 42


@only_root
def test_a_read_only_disk_gives_one_sentence(made: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=80m", str(disk)], check=True)
    data = copy_of(made, disk / "data")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(DatabaseError, match="mag deze gebruiker niet lezen en schrijven; kies een andere map"):
        EmbeddedPostgres(data).start()
    with pytest.raises(DatabaseError, match="mag deze gebruiker niet lezen en schrijven; kies een andere map"):
        EmbeddedPostgres(disk / "nieuw").start()


@only_root
def test_started_by_root_it_runs_without_rights_and_leaves_the_rights_of_other_folders_alone(
    made: Path, folder: Path
) -> None:
    folder.chmod(0o700)
    before = folder.stat().st_mode
    system = Path(tempfile.mkdtemp(prefix="innovatie-test-", dir="/tmp"))
    system.chmod(0o711)
    try:
        with EmbeddedPostgres(folder / "data", durable=False, system_folder=system) as server:
            assert server.moved is True
            assert server.folder.parent == system
            assert Path(f"/proc/{server.pid}").stat().st_uid != 0
            assert ask(server.dsn, "SELECT 1") == 1
        assert folder.stat().st_mode == before
    finally:
        shutil.rmtree(system)


@only_root
def test_an_ordinary_user_needs_nothing_of_root(folder: Path) -> None:
    os.chown(folder, 65534, 65534)
    report = folder / "report"
    child = os.fork()  # a fresh interpreter may lie in root's own folder, closed to the ordinary user
    if child == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
        try:
            with EmbeddedPostgres(folder / "data", durable=False) as server:
                report.write_text(f"{server.moved} {Path(f'/proc/{server.pid}').stat().st_uid}")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert report.read_text() == "False 65534"
