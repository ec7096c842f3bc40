"""A text full of mark-up costs a page no more than a long one: past a limit it is shown as it was typed."""

import pytest
from lxml import html

from innovatie.web import markdown as module
from innovatie.web.markdown import MARKS_AT_ONCE, markdown, within_one_page

LIMIT = 150_000
WORST = ("[", "|a|b|\n|-|-|\n" + "|\n" * 75_000, "* a\n", "[a](b) ", "*a_b ", "&a;", "a\n", "<a@b ")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The length of each text that is rendered; what was kept from before is gone."""
    lengths: list[int] = []
    monkeypatch.setattr(module, "_RENDERED", {})
    real = module._render

    def render(text: str, left: int) -> tuple[module.Markup, int]:
        lengths.append(len(text))
        return real(text, left)

    monkeypatch.setattr(module, "_render", render)
    return lengths


@pytest.mark.parametrize("piece", WORST)
def test_the_worst_text_is_shown_as_it_was_typed_and_nothing_of_it_is_lost(piece: str, rendered: list[int]) -> None:
    text = (piece * (LIMIT // len(piece) + 1))[:LIMIT]
    tree = html.fragment_fromstring(markdown(text))
    assert rendered == []
    assert tree.get("class") == "zoals-getypt"
    assert tree.text_content() == text


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("|a" * 30 + "\n" + "|-" * 30 + "\n" + "x\n" * 1_900, "td"),
        ("|a" * 300 + "\n" + "|-" * 300 + "\n" + "x\n" * 1_700, "td"),
        ("* x\n\n" + "> |a|b|c|d|e|f\n> |-|-|-|-|-|-\n" * 200, "th"),
        ("a|b\n-|-\n" + "x\n" * 1_900, "td"),
        ("1. a\n" * 4_000, "li"),
        ("~~a" * 20_000, "s"),
        ("<http://a>" * 2_000, "a"),
    ],
)
def test_short_texts_of_which_much_would_become_are_shown_as_typed(text: str, element: str) -> None:
    """A row of one letter gets all the columns of its table; a line opens a list; a link has an element of its own."""
    tree = html.fragment_fromstring(markdown(text), create_parent=True)
    assert len(tree.findall(f".//{element}")) <= MARKS_AT_ONCE // 3
    assert tree.text_content().count(text[-2]) >= text.count(text[-2])


def test_tables_of_a_page_share_what_it_may_ask_too(rendered: list[int]) -> None:
    one = "|a|b|c|d|\n|-|-|-|-|\n" + "|1|2|3|4|\n" * 120
    with within_one_page():
        shown = [markdown(f"nummer {number}\n\n{one}") for number in range(4)]
    assert ["<td>" in table for table in shown] == [True, True, False, False]
    assert shown[0].count("<td>") == 480, "a table that one may expect is whole"


def test_a_plan_of_a_hundred_pages_is_rendered(rendered: list[int]) -> None:
    paragraph = "- **Wij** willen [dit](https://www.delft.nl) doen, omdat het in onze gemeente vaak misgaat.\n\n"
    text = paragraph * (MARKS_AT_ONCE // 12)
    assert "<li>" in markdown(text)
    assert rendered == [len(text)]


def test_the_texts_of_one_page_share_what_it_may_ask_and_what_is_kept_is_free(rendered: list[int]) -> None:
    half = "*a* " * (MARKS_AT_ONCE // 4)
    texts = [f"{number} {half}" for number in range(3)]
    with within_one_page():
        shown = [markdown(text) for text in texts]
    assert ["<em>" in one for one in shown] == [True, True, False]
    with within_one_page():
        assert all("<em>" in markdown(text) for text in texts), "the next reader gets them all: two were kept"


def test_what_is_kept_is_the_last_five_hundred_texts(rendered: list[int]) -> None:
    for number in range(600):
        markdown(f"tekst {number}")
    assert len(module._RENDERED) == 512
