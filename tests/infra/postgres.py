"""What the tests of the embedded PostgreSQL share."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import asyncpg


def ask(dsn: str, sql: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(run())


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def copy_of(original: Path, folder: Path) -> Path:
    subprocess.run(["cp", "-a", str(original), str(folder)], check=True)
    return folder
