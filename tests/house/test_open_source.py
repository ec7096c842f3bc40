"""What an open-source project of a government must carry: licences, publiccode.yml, policies, and links that work."""

import re
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from tests.house.source import ROOT

PARTS = re.compile(r"\*\*|\*|[^*]+")
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def unlicensed(files: list[str], annotations: list[dict[str, Any]], texts: set[str]) -> list[str]:
    """What is wrong by the rules of REUSE.toml: files of no annotation, licences without a text, texts that none uses."""
    used: set[str] = set()
    wrong = []
    for file in files:
        ours = [one for one in annotations if any(_covers(pattern, file) for pattern in _listed(one["path"]))]
        if not ours or not ours[-1].get("SPDX-FileCopyrightText"):
            wrong.append(f"{file}: nobody's, or of no licence")
            continue
        used.add(ours[-1]["SPDX-License-Identifier"])  # the last annotation that covers a file is the one that counts
    wrong += [f"{licence}: no text in LICENSES/" for licence in sorted(used - texts)]
    return wrong + [f"{licence}: of no file" for licence in sorted(texts - used)]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _covers(pattern: str, file: str) -> bool:
    """`**` stands for any path, `*` for any part of a name."""
    parts = (
        (".*" if part == "**" else "[^/]*") if part[:1] == "*" else re.escape(part) for part in PARTS.findall(pattern)
    )
    return re.fullmatch("".join(parts), file) is not None


def test_every_file_has_a_licence_and_every_licence_its_text() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("git tells which files there are, and this is no checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [file for file in listed.split("\0") if file and not file.startswith("LICENSES/") and file != "LICENSE"]
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text("utf-8"))["annotations"]
    texts = {text.stem for text in (ROOT / "LICENSES").iterdir()}
    assert unlicensed(files, annotations, texts) == []


def test_a_file_without_a_licence_and_a_licence_without_a_text_or_a_file_are_seen() -> None:
    annotations: list[dict[str, Any]] = [
        {"path": "src/**", "SPDX-FileCopyrightText": "us", "SPDX-License-Identifier": "EUPL-1.2"},
        {"path": ["src/data/*.csv"], "SPDX-FileCopyrightText": "them", "SPDX-License-Identifier": "CC0-1.0"},
    ]
    files = ["src/a/b.py", "src/data/c.csv"]
    assert unlicensed(files, annotations, {"EUPL-1.2", "CC0-1.0"}) == []
    assert unlicensed([*files, "other.txt"], annotations, {"EUPL-1.2", "CC0-1.0"}) == [
        "other.txt: nobody's, or of no licence"
    ]
    assert unlicensed(files, annotations, {"EUPL-1.2"}) == ["CC0-1.0: no text in LICENSES/"]
    assert unlicensed(["src/data/d/c.csv"], annotations, {"EUPL-1.2", "CC0-1.0"}) == ["CC0-1.0: of no file"]


def test_the_licence_is_the_eupl_and_says_so_everywhere() -> None:
    assert (ROOT / "LICENSE").read_text("utf-8") == (ROOT / "LICENSES/EUPL-1.2.txt").read_text("utf-8")
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert read("publiccode.yml")["legal"]["license"] == "EUPL-1.2"


def test_publiccode_yml_has_every_mandatory_field_in_its_form() -> None:
    found = read("publiccode.yml")
    assert found["publiccodeYmlVersion"] == "0.7"
    for key in (
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "localisation",
    ):
        assert found[key], key
    assert found["organisation"]["uri"].startswith("https://")
    assert {contact["name"] for contact in found["maintenance"]["contacts"]}
    for language, text in found["description"].items():
        assert len(text["shortDescription"]) <= 150, language
        assert 150 <= len(text["longDescription"]) <= 10_000, language
        assert text["features"], language


def test_the_version_is_the_same_everywhere() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    assert read("publiccode.yml")["softwareVersion"] == version[1]
    assert read("deploy/compose.yml")["services"]["web"]["image"] == f"innovatie:{version[1]}"


POLICIES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "GOVERNANCE.md")


def test_each_policy_is_there_and_says_something() -> None:
    assert [name for name in POLICIES if len((ROOT / name).read_text("utf-8")) <= 100] == []


def dead_links(name: str) -> list[str]:
    """The links of a document to files that are not there."""
    text = (ROOT / name).read_text("utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    return [link for link in local if not (ROOT / name).parent.joinpath(link).exists()]


def test_every_link_within_the_documents_leads_somewhere() -> None:
    assert len(DOCUMENTS) > 20
    assert {name: dead for name in DOCUMENTS if (dead := dead_links(name))} == {}


def test_no_image_of_the_deployment_is_called_latest_and_none_runs_as_root() -> None:
    images = [
        line.split()[1] for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if line.startswith("FROM")
    ]
    images += [service["image"] for service in read("deploy/compose.yml")["services"].values() if "image" in service]
    assert [image for image in images if ":" not in image or image.endswith(":latest")] == []
    assert "\nUSER 10001:10001\n" in (ROOT / "Dockerfile").read_text("utf-8")
    ours = [read("deploy/compose.yml")["services"][name] for name in ("migrate", "web", "worker")]
    assert [(service["read_only"], service["cap_drop"]) for service in ours] == [(True, ["ALL"])] * 3
