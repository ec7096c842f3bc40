"""A download keeps its name, accents and all, and never more than a name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.web.downloads import saved_as
from tests.house.source import CODE


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("ideeen.csv", 'attachment; filename="ideeen.csv"'),
        (
            "Notitie één (def).pdf",
            "attachment; filename=\"Notitie_een__def_.pdf\"; filename*=UTF-8''Notitie%20%C3%A9%C3%A9n%20%28def%29.pdf",
        ),
        ("../a\\b.pdf", 'attachment; filename="_a_b.pdf"'),
        (
            'x"; y\r\nSet-Cookie: a=b.pdf',
            "attachment; filename=\"x___y__Set-Cookie__a_b.pdf\"; filename*=UTF-8''x_%3B%20y__Set-Cookie_%20a%3Db.pdf",
        ),
        ("مذكرة.pdf", "attachment; filename=\".pdf\"; filename*=UTF-8''%D9%85%D8%B0%D9%83%D8%B1%D8%A9.pdf"),
        ("", "attachment; filename=\"bestand\"; filename*=UTF-8''bestand"),
    ],
)
def test_a_name_is_told_as_it_is(name: str, header: str) -> None:
    assert saved_as(name) == header


@given(st.text(max_size=60))
def test_no_name_breaks_the_header_or_leaves_its_folder(name: str) -> None:
    header = saved_as(name)
    assert re.fullmatch(r"attachment; filename=\"[A-Za-z0-9._-]+\"(; filename\*=UTF-8''[A-Za-z0-9._~%-]+)?", header)


def test_every_download_is_named_by_the_one_helper() -> None:
    named = [file for file in CODE.rglob("*.py") if re.search(r"attachment; filename", file.read_text("utf-8"))]
    assert [file.relative_to(CODE).as_posix() for file in named] == ["web/downloads.py"]
