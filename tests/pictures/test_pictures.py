"""Pictures: what is no still picture is refused, nothing of the camera stays, and only its municipality changes them."""

import io
import struct
import zlib
from datetime import timedelta

import asyncpg
import httpx
import pytest
from PIL import Image

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Invalid, NotAllowed, NotFound
from innovatie.domain.picture_words import Focus, Pictured
from innovatie.infra.database import fetch_value
from innovatie.infra.rate_limit import Limit
from innovatie.pictures import actions
from innovatie.pictures.encoding import Encoded, encode, scans_of
from innovatie.pictures.queries import cover_of, covers_of, pictures_of
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW


def photo(colour: str = "green", size: tuple[int, int] = (1600, 900), kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 60,000 by 60,000."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(part(kind, told) for kind, told in chunks)


def part(kind: bytes, told: bytes) -> bytes:
    return struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))


def profiles(number: int) -> bytes:
    """A PNG with so many colour profiles: a megabyte is unpacked for each."""
    plain, one = photo(kind="PNG"), part(b"iCCP", b"x\0\0" + zlib.compress(b"a" * 1_000_000))
    return plain[:33] + one * number + plain[33:]


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (640, 360), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def heavy() -> bytes:
    """A JPEG of which the last pass stands there a hundred times: each costs the time of the whole picture."""
    plain = photo(progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:-2] + plain[last:-2] * 100 + plain[-2:]


def test_passes_over_a_picture_are_counted_to_its_end_and_no_further() -> None:
    plain = photo(progressive=True)
    film = b"\0\0\0\x18ftypmp42" + b"\xff\xda\0\x02" * 500  # as telephones put behind a moving photo
    assert (scans_of(photo()), scans_of(plain), scans_of(plain + film)) == (1, plain.count(b"\xff\xda"), 10)
    hidden = heavy().replace(b"\xff\xda", b"\xff\x01\xff\xff\xda")  # marks without a length, and a run of 255s
    assert (scans_of(heavy()), scans_of(hidden), len(encode(plain + film).files)) == (65, 65, 3)


@pytest.mark.parametrize("between", [b"\xff" * 7_000_000, b"\xff\xfe\x00\x02" * 5_000, b"\x00" * 5_000])
@pytest.mark.parametrize("rest", [b"", b"\xff\xd9", photo()[2:]])
def test_a_jpeg_of_what_stands_between_its_parts_is_refused_before_it_is_read(between: bytes, rest: bytes) -> None:
    """Each byte of that was counted from anew, which held a process for hours; the library takes steps for each."""
    with pytest.raises(Invalid) as refused:
        encode(b"\xff\xd8" + between + rest)
    assert "te zwaar" in refused.value.errors["beeld"]


def test_a_photo_becomes_jpegs_of_three_widths_upright_and_without_what_the_camera_noted() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Camera van Jan"
    exif.get_ifd(0x8825)[1] = "N"
    image = Image.new("RGB", (1600, 1000), "green")
    image.paste("red", (0, 0, 1600, 100))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"geheim")
    made = encode(out.getvalue())
    assert [(one.width, one.height) for one in made.files] == [(1000, 1600), (640, 1024), (320, 512)]
    for one in made.files:
        read = Image.open(io.BytesIO(one.jpeg))
        assert (read.format, read.size, dict(read.getexif()), "comment" in read.info) == (
            "JPEG", (one.width, one.height), {}, False,
        )  # fmt: skip
        assert (b"Camera" in one.jpeg, b"geheim" in one.jpeg) == (False, False)
    red, *_ = Image.open(io.BytesIO(made.files[0].jpeg)).getpixel((990, 800))  # type: ignore[misc]
    assert red > 200  # what was on top stands at the right


def test_a_photo_with_a_second_view_behind_it_is_read_as_the_photo_that_it_shows() -> None:
    out = io.BytesIO()
    Image.new("RGB", (1600, 900), "green").save(
        out, "MPO", save_all=True, append_images=[Image.new("RGB", (1600, 900), "red")]
    )
    assert Image.open(io.BytesIO(out.getvalue())).format == "MPO"
    made = encode(out.getvalue())
    assert [one.width for one in made.files] == [1280, 640, 320]
    red, green, _ = Image.open(io.BytesIO(made.files[0].jpeg)).getpixel((600, 400))  # type: ignore[misc]
    assert (red < 10, green > 100) == (True, True)


def test_every_byte_of_what_a_camera_noted_may_be_wrong_and_the_photo_is_read_or_refused() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "plein"
    content = photo(size=(480, 270), exif=exif)
    start = content.index(b"Exif")
    read = 0
    for at in range(start, start + 60):
        for value in (0, 1, 2, 4, 5, 7, 12, 255):
            try:
                read += len(encode(content[:at] + bytes([value]) + content[at + 1 :]).files) > 0
            except Invalid as refused:
                assert "beeld" in refused.errors
    assert read > 100


def test_what_is_see_through_gets_a_white_ground_and_the_same_picture_the_same_mark() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (640, 360), (0, 0, 0, 0)).save(out, "PNG")
    made = encode(out.getvalue())
    assert Image.open(io.BytesIO(made.files[0].jpeg)).getpixel((5, 5)) == (255, 255, 255)
    assert (encode(photo()).mark == encode(photo()).mark, encode(photo()).mark == made.mark) == (True, False)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Kies een foto"),
        (b"%PDF-1.7 geen beeld", "geen beeld"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "geen beeld"),
        (photo()[:2_000], "geen beeld"),
        (photo(kind="GIF"), "geen beeld"),
        (photo(kind="TIFF", size=(640, 360)), "geen beeld"),
        (bomb(), "beeld"),
        (moving(), "beweegt"),
        (photo(size=(200, 100)), "te klein"),
        (heavy(), "te zwaar"),
        (profiles(101), "te zwaar"),
        (photo(kind="PNG")[:33] + part(b"IDAT", b"") * 4_000 + photo(kind="PNG")[33:], "te zwaar"),
        (photo(size=(3000, 300)), "te smal"),
        (b"\xff\xd8\xff" + b"0" * 8_000_001, "te groot"),
    ],
)
def test_what_is_no_still_picture_of_a_size_we_take_is_refused_with_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        encode(content)
    assert why in str(refused.value.errors["beeld"])


async def kept(actor: Actor, plan: int, made: Encoded, **over: str) -> int:
    return await actions.add_picture(
        actor=actor, kind=Pictured.PLAN, subject=str(plan), municipality_id=actor.municipality_id or 0, made=made,
        alternative=over.get("alternative", "Een kaart."), credit=over.get("credit", ""), focus=Focus.MIDDLE, now=NOW,
    )  # fmt: skip


async def editor() -> Actor:
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())


@pytest.mark.anyio
async def test_the_first_is_the_cover_another_can_be_and_the_next_follows_when_it_goes(db: asyncpg.Connection) -> None:
    actor = await editor()
    plan, bare = [await factories.idea(actor.municipality_id or 0) for _ in range(2)]
    one, two = await kept(actor, plan, encode(photo())), await kept(actor, plan, encode(photo("red")))
    with pytest.raises(Invalid):
        await kept(actor, plan, encode(photo("red")))
    first = await cover_of(Pictured.PLAN, plan)
    assert first is not None
    assert (first.id, first.alternative) == (one, "Een kaart.")
    await actions.change_picture(
        actor=actor, number=two, alternative="Rood.", credit="Ede", focus=Focus.START, as_cover=True, now=NOW
    )
    covers = await covers_of(Pictured.PLAN, [plan, bare])
    assert {number: (row.id, row.credit, row.focus) for number, row in covers.items()} == {plan: (two, "Ede", "start")}
    await actions.remove_picture(actor=actor, number=two, now=NOW)
    assert [(row.id, row.is_cover) for row in await pictures_of(Pictured.PLAN, plan)] == [(one, True)]
    assert await fetch_value("SELECT count(*) FROM picture_file WHERE picture = $1", two) == 0
    for wrong in ({"alternative": " "}, {"alternative": "a" * 301}, {"credit": "a" * 161}):
        with pytest.raises(Invalid):
            await kept(actor, plan, encode(photo("blue")), **wrong)


@pytest.mark.anyio
async def test_there_is_a_limit_and_others_change_nothing(
    db: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, other = await editor(), await editor()
    plan = await factories.idea(actor.municipality_id or 0)
    monkeypatch.setattr(actions, "MOST", 1)
    number = await kept(actor, plan, encode(photo()))
    with pytest.raises(Invalid):
        await kept(actor, plan, encode(photo("red")))
    with pytest.raises(NotAllowed):
        await actions.remove_picture(actor=other, number=number, now=NOW)
    with pytest.raises(NotAllowed):
        await actions.change_picture(
            actor=other, number=number, alternative="X", credit="", focus=Focus.END, as_cover=False, now=NOW
        )
    await actions.remove_picture(actor=await factories.vng(), number=number, now=NOW)
    with pytest.raises(NotFound):
        await actions.remove_picture(actor=actor, number=number, now=NOW)


def test_a_png_with_a_profile_and_notes_of_its_camera_is_read() -> None:
    assert len(encode(profiles(1)).files) == 3


@pytest.mark.anyio
async def test_an_upload_that_is_refused_counts_as_read(
    client: httpx.AsyncClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "READ", Limit(name="beelden lezen", size=2, period=timedelta(days=1)))
    actor = await editor()
    plan = await factories.idea(actor.municipality_id or 0)
    await sign_in(client, actor.person_id or 0)
    bad = {"beeld": ("kaart.png", profiles(101), "image/png")}
    answers = [
        (await client.post(f"/beelden/plan/{plan}", data={"alternatief": "X"}, files=bad)).status_code for _ in range(3)
    ]
    assert answers == [422, 422, 429]


@pytest.mark.anyio
async def test_from_upload_to_the_page_and_the_address_of_the_file(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    actor, other = await editor(), await editor()
    plan = await factories.idea(actor.municipality_id or 0, title="Lakken")
    here = f"/beelden/plan/{plan}"
    await sign_in(client, other.person_id or 0)
    upload = {"beeld": ("kaart.exe", photo(), "application/x-msdownload")}
    assert (await client.post(here, data={"alternatief": "X"}, files=upload)).status_code == 403
    await sign_in(client, actor.person_id or 0)
    refused = await client.post(here, data={"alternatief": "", "maker": "Team Woo"}, files=upload)
    assert (refused.status_code, 'value="Team Woo"' in refused.text) == (422, True)
    told = {"alternatief": "Een scherm met <zwarte> balken.", "maker": "Team Woo"}
    assert (await client.post(here, data=told, files=upload)).status_code == 303
    described = 'alt="Een scherm met &lt;zwarte&gt; balken."'
    piece = (await client.get(here, headers={"HX-Request": "true"})).text
    assert ("<html" in piece, described in piece) == (False, False)  # the page of the plan shows the cover above it
    assert described in (await client.get(here)).text
    cover = await cover_of(Pictured.PLAN, plan)
    assert cover is not None
    client.cookies.clear()
    for page in (f"/ideeen/{plan}-lakken", "/ideeen", "/ideeen?weergave=lijst"):
        assert f'src="{cover.address}"' in (await client.get(page)).text, page
    file = await client.get(cover.address)
    assert (file.headers["content-type"], file.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert file.headers["x-content-type-options"] == "nosniff"
    for wrong in (cover.address.replace("1280", "1281"), "/beeld/x.jpg", "/beeld/" + "0" * 32 + "-640.jpg"):
        assert (await client.get(wrong)).status_code == 404, wrong
    assert (await client.get("/beelden/mens/1")).status_code == 404
    assert "Lakken" in (await client.get(here)).text
