"""Which stretch of a text stands under a result, and what of it is marked."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.similarity import Piece, excerpt, excerpt_at, pieces_at, spans_at

_places = st.dictionaries(
    st.sampled_from("abc"),
    st.lists(st.integers(0, 300), min_size=2, max_size=8, unique=True).map(
        lambda found: tuple(sorted(found))[: len(found) // 2 * 2]
    ),
)


def text_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@given(_places, st.integers(1, 320))
def test_a_stretch_is_cut_from_the_text_with_its_marks_where_they_were(
    places: dict[str, tuple[int, ...]], length: int
) -> None:
    text = "".join(" " if place % 7 == 3 else chr(0x4E00 + place) for place in range(301))
    whole, spans = pieces_at(text, places, "abc"), spans_at(places, "abc")
    marked = {
        place
        for found in places.values()
        for a, b in zip(found[::2], found[1::2], strict=True)
        for place in range(a, b)
    }
    assert text_of(whole) == text
    told = [one.marked for one in whole for _ in one.text]
    assert told == [place in marked for place in range(len(text))]
    assert all(one.text for one in whole) and all(a.marked != b.marked for a, b in pairwise(whole))
    cut = excerpt_at(text, spans, length)
    assert cut == excerpt(whole, length)
    inner = [one for one in cut if one.text not in {"… ", " …"}]
    begin = text.index(text_of(inner))
    assert len(text_of(inner)) <= length
    assert [one.marked for one in inner for _ in one.text] == told[begin : begin + len(text_of(inner))]


def test_the_stretch_with_most_marks_is_shown_and_what_is_left_out_is_told() -> None:
    text = "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien"
    spans = [(0, 3), (text.index("dertien"), text.index(" veertien")), (text.index("vijftien"), text.index(" zestien"))]
    assert [(one.text, one.marked) for one in excerpt_at(text, spans, 60)] == [
        ("… ", False),
        ("acht negen tien elf twaalf ", False),
        ("dertien", True),
        (" veertien ", False),
        ("vijftien", True),
        (" zestien", False),
    ]
