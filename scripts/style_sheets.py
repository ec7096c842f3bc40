"""Two style sheets for the browser, made at set-up from our own and from those of others. Standard library only.

They land in static/vendor/bundle/; its digest.txt tells which sources and which script they were made from. Where the
sources have changed since, the site uses the separate sheets (innovatie.web.stylesheets): nothing of old is ever shown.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from innovatie import paths  # noqa: E402 -- after the path is set
from innovatie.web import stylesheets  # noqa: E402

SCRIPT = Path(__file__).with_suffix(".mjs")
CONTENT = ("templates/**/*.html", "src/innovatie/**/*.py", "static/js/*.js")


def make(files: dict[str, dict[str, str]], node: str) -> bool:
    """Make the two sheets; False when they are made of just these sources. RuntimeError with the words of `node`.

    `files`: the manifest of browser files, by their name without version.
    """
    wanted = (stylesheets.sources_digest(), hashlib.sha256(SCRIPT.read_bytes()).hexdigest())
    if stylesheets.stamp() == wanted:
        return False
    vendor, site = stylesheets.order()
    listed = [files[sheet.removeprefix("vendor/")]["path"] for sheet in vendor]
    out = paths.STATIC / stylesheets.BUNDLE
    plan = {
        "vendor": [[str(paths.STATIC / path), Path(path).parent.name] for path in listed],
        "site": [str(paths.STATIC / sheet) for sheet in site],
        "content": [str(file) for pattern in CONTENT for file in sorted(ROOT.glob(pattern))],
        "out": str(out),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan), "utf-8")
        command = [node, str(SCRIPT), str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- fixed
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if "Error" in line]
        raise RuntimeError((said or [str(done.returncode)])[0][:500])
    (out / "digest.txt").write_text("\n".join(wanted), "ascii")
    return True
