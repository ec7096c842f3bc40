"""PostgreSQL's buffers follow the memory that is there."""

from pathlib import Path

import pytest

from innovatie.infra.embedded_postgres import memory


@pytest.mark.parametrize(
    ("limit", "buffers"),
    [(str(1 << 40), None), ("max", None), (str(256 << 20), "128MB"), (str(2 << 30), "512MB")],
)
def test_a_quarter_of_what_the_container_may_use(tmp_path: Path, limit: str, buffers: str | None) -> None:
    file = tmp_path / "memory.max"
    file.write_text(f"{limit}\n")
    machine = memory.settings(tmp_path / "absent")
    assert memory.settings(file)["shared_buffers"] == (buffers or machine["shared_buffers"])
    assert 128 <= int(machine["shared_buffers"].removesuffix("MB")) <= 1024
