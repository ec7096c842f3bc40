import hashlib
import json

from innovatie.paths import STATIC, VENDOR
from innovatie.web.assets import asset


def test_a_vendor_file_is_found_by_its_name_without_knowing_its_version() -> None:
    address = asset("vendor/htmx/htmx.min.js")
    assert address == "/static/vendor/htmx-2.0.11/htmx.min.js"
    assert (STATIC / address.removeprefix("/static/")).is_file()


def test_a_file_of_our_own_carries_a_digest_of_its_content() -> None:
    content = (STATIC / "img/mark.svg").read_bytes()
    assert asset("img/mark.svg") == f"/static/img/mark.svg?v={hashlib.sha256(content).hexdigest()[:12]}"


def test_each_vendor_file_is_byte_for_byte_what_npm_installed_and_its_package_licence_came_along() -> None:
    files = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"]
    assert len(files) == 10
    for entry in files.values():
        file = STATIC / entry["path"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]
        folder = VENDOR / entry["path"].split("/")[1]
        assert [path.name for path in folder.iterdir() if path.name.startswith(("LICENSE", "LICENCE"))]
