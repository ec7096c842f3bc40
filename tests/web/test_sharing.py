"""Pictures and codes to share a page by, and the tiles that count."""

import io
import re

import httpx
import pytest
from PIL import Image

from innovatie.web.icons import bodies
from innovatie.web.share_picture import share_picture
from innovatie.web.svg_lines import lines
from innovatie.web.tile_progress import tile_block

pytestmark = pytest.mark.anyio


def test_every_sign_can_be_drawn_as_lines_inside_its_square() -> None:
    for name, body in bodies().items():
        points = [point for line in lines(body) for point in line]
        assert len(points) > 2, name
        assert all(-0.5 <= x <= 24.5 and -0.5 <= y <= 24.5 for x, y in points), name


def test_an_unknown_command_of_a_path_is_an_error_and_no_odd_picture() -> None:
    with pytest.raises(ValueError, match="no command of ours: 'q'"):
        lines('<path d="M1 1q2 2 3 3"/>')


def test_an_arc_ends_where_it_must_and_bends_to_the_asked_side() -> None:
    (up,) = lines('<path d="M0 0a5 5 0 0 1 10 0"/>')
    (down,) = lines('<path d="M0 0a5 5 0 0 0 10 0"/>')
    assert up[-1] == pytest.approx((10, 0))
    assert min(y for _, y in up) == pytest.approx(-5)
    assert max(y for _, y in down) == pytest.approx(5)


@pytest.mark.parametrize("title", ["Kort", "Een " * 80, "Ontzettendlangwoordzonderspatiesdatnergenspast" * 3])
def test_a_picture_to_share_has_its_size_whatever_the_title(title: str) -> None:
    wide = Image.open(io.BytesIO(share_picture(7, "veiligheid", title, "Plan", "Delft")))
    assert wide.size == (1200, 630)
    edge = [wide.getpixel((690, y)) for y in range(0, 630, 5)]
    assert set(edge) == {(6, 48, 58)}, "words run into the cover"


def test_a_square_picture_and_a_thing_without_a_theme() -> None:
    assert Image.open(io.BytesIO(share_picture(7, "", "Plan", "Plan", "", square=True))).size == (1080, 1080)


def is_drawn_to_its_place(svg: str) -> bool:
    """A code with a size of its own and no view box is cut off in a smaller place: no telephone reads it then."""
    opening = svg[svg.index("<svg") : svg.index(">", svg.index("<svg"))]
    return re.search(r'viewBox="0 0 (\d+) \1"', opening) is not None and " width=" not in opening


async def test_a_page_has_a_code_and_an_address_of_elsewhere_has_none(client: httpx.AsyncClient) -> None:
    code = await client.get("/qr.svg", params={"pad": "/ideeen/7-fiets"})
    assert code.headers["content-type"].startswith("image/svg+xml")
    assert code.text != (await client.get("/qr.svg", params={"pad": "/ideeen/8-fiets"})).text
    assert is_drawn_to_its_place(code.text)
    for wrong in ("", "https://kwaad.nl", "//kwaad.nl", "/\\kwaad.nl"):
        assert (await client.get("/qr.svg", params={"pad": wrong})).status_code == 404


def test_tiles_count_what_is_used_and_never_more_than_there_are() -> None:
    assert tile_block(45, 342, 3).count("M") == 342
    assert 'class="tiles-on"' not in tile_block(-1, 342)
    assert tile_block(400, 342).count("M") == 342
    assert tile_block(0, 0).count("M") == 1
