"""Pictures of every kind of page as everybody, at 1280 and 320 pixels, in build/screenshots (git ignores it).

python scripts/screenshots.py http://127.0.0.1:8000                          a demo that runs
python scripts/screenshots.py http://127.0.0.1:8000 bezoeker sanne-de-wit    only as these
"""

import asyncio
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> None:
    """Crawl the site that the first argument names, and say what was found to be wrong on the way."""
    from tests.browser.conftest import crawl_all  # noqa: PLC0415 -- only after the path is set

    if len(sys.argv) < 2:
        sys.exit("Noem het adres van een draaiende demo, bijvoorbeeld http://127.0.0.1:8000.")
    folder = ROOT / "build" / "screenshots"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found = asyncio.run(crawl_all(sys.argv[1].rstrip("/"), folder, sys.argv[2:]))
    for one in found:
        if one.status >= 400:
            print(f"{one.status} {one.path} ({one.role}; from {one.came_from})")
        for kind in ("axe", "console", "too_wide", "unreached", "unseen_focus"):
            for problem in getattr(one, kind):
                print(f"{kind} {one.path} ({one.role}): {problem[:600]}")
    print(f"{len(found)} pages, {len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
