"""publiccode.yml in each version that stands in repositories: who uses it is read from all of them."""

from datetime import date
from pathlib import Path

import pytest

from innovatie.adoption.sources.reading import read

OLDER = """
releaseDate: 2019-02-30
legal:
  license: EUPL-1.2
  authorsFile: AUTHORS
description:
  nl:
    genericName: Kaart
    shortDescription: Een kaart
    features: [tonen]
monochromeLogo: logo.svg
it:
  countryExtensionVersion: "0.2"
  riuso: {codiceIPA: c_x}
"""
NEWER = """
releaseDate: "2026-11-30"
organisation:
  uri: urn:x-gov:nl:vng
  name: VNG
legal: {license: EUPL-1.2}
description:
  nl-NL:
    shortDescription: Een kaart
    features: [tonen]
    documentation: https://example.org/docs
"""


@pytest.mark.parametrize("quote", ["'", '"', ""])
@pytest.mark.parametrize(
    ("version", "rest"),
    [("0.2", OLDER), ("0.3", OLDER), ("0.4", OLDER), ("0.5.0", NEWER), ("0.6", NEWER), ("0.7", NEWER), ("0", NEWER)],
)
def test_who_uses_it_is_read_from_each_version(tmp_path: Path, version: str, rest: str, quote: str) -> None:
    file = tmp_path / "publiccode.yml"
    users = "usedBy:\n  - Gemeente Delft\n  - municipality of Oss\n"
    file.write_text(
        f"publiccodeYmlVersion: {quote}{version}{quote}\nname: OpenKaart\nurl: https://example.org/kaart.git\n"
        f"softwareType: standalone/web\nplatforms: [web]\ndevelopmentStatus: stable\n{rest}{users}", "utf-8",
    )  # fmt: skip
    found = read(file, "publiccode", today=date(2026, 11, 30))
    assert [(one.solution, one.town) for one in found.claims] == [("OpenKaart", "Delft"), ("OpenKaart", "Oss")]
    assert (found.url, found.unusable) == ("https://example.org/kaart.git", [])
