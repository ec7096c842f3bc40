"""What stands in a page is escaped, wherever a template puts it."""

from enum import StrEnum

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from innovatie.web import format as formats
from innovatie.web import i18n, templates


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
def test_a_template_and_its_sentences_escape_every_value(value: object) -> None:
    made = templates.build("nl", demo=False, debug=True)
    source = (
        '{{ x }}|{% trans y=x %}<b>100%</b> {{ y }}{% endtrans %}|{{ _("<%(y)s>", y=x) }}'
        "|{% set z %}{{ x }}{% endset %}{{ z }}|{% macro m(v) %}<p>{{ v }}</p>{% endmacro %}{{ m(x) }}"
    )
    escaped = str(escape(value))
    assert made.from_string(source).render(x=value) == (
        f"{escaped}|<b>100%</b> {escaped}|&lt;{escaped}&gt;|{escaped}|<p>{escaped}</p>"
    )


@given(st.integers())
def test_a_whole_number_has_its_marks(number: int) -> None:
    i18n.use("nl")
    assert formats.number_nl(number) == f"{number:,}".replace(",", ".")
