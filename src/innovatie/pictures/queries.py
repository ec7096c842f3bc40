"""Pictures as pages show them: covers by number, all pictures of one thing, and the file behind an address."""

from collections.abc import Sequence

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.picture_words import CoverFile, Focus, Pictured
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.infra.kept_files import KeptFile, opened


class PictureRow(msgspec.Struct, frozen=True):
    """A picture. `alternative` says in words what one sees; `widths` are those of its files, the largest first."""

    id: int
    kind: Pictured
    subject: str
    municipality_id: int | None
    mark: str
    alternative: str
    credit: str
    focus: Focus
    is_cover: bool
    height: int
    widths: tuple[int, ...]

    @property
    def shown(self) -> str:
        """What is seen of it on a picture to share: another one, or another part of it, is another text."""
        return f"{self.mark}-{self.focus}"

    @property
    def address(self) -> str:
        """The largest file. Its content never changes: another picture has another address."""
        return f"/beeld/{self.mark}-{self.widths[0]}.jpg"

    @property
    def sources(self) -> str:
        """All files with their widths, for `srcset`."""
        return ", ".join(f"/beeld/{self.mark}-{width}.jpg {width}w" for width in self.widths)


_ROW = """
    SELECT p.id, p.kind, p.subject, p.municipality AS municipality_id, p.mark, p.alternative, p.credit, p.focus,
           p.is_cover, max(f.height) AS height, array_agg(f.width ORDER BY f.width DESC) AS widths
      FROM picture p JOIN picture_file f ON f.picture = p.id
"""


async def pictures_of(kind: Pictured, subject: int | str) -> list[PictureRow]:
    """The cover first, then in the order in which they came."""
    return await fetch_as(
        PictureRow,
        f"{_ROW} WHERE p.kind = $1 AND p.subject = $2 GROUP BY p.id ORDER BY p.is_cover DESC, p.id",
        kind.value,
        str(subject),
    )


async def covers_of(kind: Pictured, subjects: Sequence[int]) -> dict[int, PictureRow]:
    """The covers of those plans or groups that have one, by number: one query for a list, none for an empty one."""
    if not subjects:
        return {}
    rows = await fetch_as(
        PictureRow,
        f"{_ROW} WHERE p.kind = $1 AND p.subject = ANY($2) AND p.is_cover GROUP BY p.id",
        kind.value,
        [str(subject) for subject in subjects],
    )
    return {int(row.subject): row for row in rows}


async def cover_of(kind: Pictured, subject: int) -> PictureRow | None:
    """The cover of one plan or group; None: a drawn one."""
    return (await covers_of(kind, [subject])).get(subject)


async def cover_file(kind: Pictured, subject: int) -> CoverFile | None:
    """The largest file of that cover, to draw with; None: a drawn one."""
    row = await cover_of(kind, subject)
    return None if row is None else CoverFile(await jpeg(row.mark, row.widths[0]), row.focus)


async def picture(number: int) -> PictureRow:
    """One picture. Raises NotFound."""
    found = await fetch_one_as(PictureRow, f"{_ROW} WHERE p.id = $1 GROUP BY p.id", number)
    if found is None:
        raise NotFound("Dit beeld bestaat niet (meer).")
    return found


async def jpeg(mark: str, width: int) -> bytes:
    """The file behind an address. Raises NotFound."""
    found = await fetch_one_as(
        KeptFile,
        "SELECT coalesce(f.jpeg, '') AS content, f.kept_as FROM picture p JOIN picture_file f ON f.picture = p.id"
        " WHERE p.mark = $1 AND f.width = $2 LIMIT 1",
        mark,
        width,
    )
    if found is None:
        raise NotFound("Dit beeld bestaat niet (meer).")
    return (await opened(found)).content
