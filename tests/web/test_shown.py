"""What stands in a page is escaped to the letter as Markup escapes it, and an address as urllib writes it."""

from enum import StrEnum
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from innovatie.web import format as formats
from innovatie.web import i18n, shown, templates
from innovatie.web.pagination import query_string


class _Word(StrEnum):
    BOLD = "<b>"


class _Safe:
    def __html__(self) -> str:
        return "<i>&</i>"


class _OwnText(str):
    __slots__ = ()


VALUES = st.one_of(
    st.text(),
    st.sampled_from("<>&'\"").map(lambda sign: f"a{sign}b"),
    st.text().map(Markup),
    st.integers(),
    st.floats(),
    st.none(),
    st.sampled_from((_Word.BOLD, _Safe(), _OwnText("<u>"), Markup("<b>&</b>"))),
)


@given(VALUES)
def test_every_value_is_shown_as_markup_escapes_it(value: object) -> None:
    assert str(shown.shown(value)) == str(escape(value))


def test_so_it_is_without_the_part_in_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "_inner", shown._escaped)
    assert shown.shown("<a href='x'>\"&") == "&lt;a href=&#39;x&#39;&gt;&#34;&amp;"


@given(VALUES)
def test_a_template_and_its_sentences_show_it_so_too(value: object) -> None:
    made = templates.build("nl", demo=False, debug=True)
    source = (
        '{{ x }}|{% trans y=x %}<b>100%</b> {{ y }}{% endtrans %}|{{ _("<%(y)s>", y=x) }}'
        "|{% set z %}{{ x }}{% endset %}{{ z }}|{% macro m(v) %}<p>{{ v }}</p>{% endmacro %}{{ m(x) }}"
    )
    escaped = str(escape(value))
    assert made.from_string(source).render(x=value) == (
        f"{escaped}|<b>100%</b> {escaped}|&lt;{escaped}&gt;|{escaped}|<p>{escaped}</p>"
    )


@given(
    st.dictionaries(
        st.text(),
        st.one_of(
            st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text()), st.tuples(st.text(), st.integers())
        ),
    )
)
def test_an_address_is_written_as_urllib_writes_it(values: dict[str, object]) -> None:
    if str(values.get("pagina", "")) == "1":
        return
    filled = {key: value for key, value in values.items() if value or (value == 0 and value is not False)}
    assert query_string(values) == ("?" + urlencode(filled, doseq=True) if filled else "")


@given(st.integers())
def test_a_whole_number_has_its_marks(number: int) -> None:
    i18n.use("nl")
    assert formats.number_nl(number) == f"{number:,}".replace(",", ".")
