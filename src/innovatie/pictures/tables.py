"""Pictures, and the files that were made of each in a few widths."""

from typing import ClassVar

from piccolo.columns import Boolean, Bytea, ForeignKey, Integer, OnDelete, Serial, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.picture_words import Focus, Pictured
from innovatie.infra.checks import filled, one_of
from innovatie.municipalities.tables import Municipality


class Picture(Table):
    """A picture with a plan or a group. `subject`: its number; `mark`: how its address begins, from its content.

    What was uploaded is not kept: only what was made of it, without anything that the camera had noted.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"alternative", "credit"})
    kind = Varchar(length=10, null=False, default=None)
    subject = Varchar(length=40, null=False, default=None)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    mark = Varchar(length=32, null=False, default=None, index=True)
    alternative = Varchar(length=300, null=False, default=None)
    credit = Varchar(length=160, null=False, default="")
    focus = Varchar(length=8, null=False, default="middle")
    is_cover = Boolean(null=False, default=False)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    added_at = Timestamptz(null=False, default=None)

    kind_known = one_of("kind", Pictured)
    focus_known = one_of("focus", Focus)
    described = Check("alternative <> ''")
    something_to_read = filled("subject", "mark", "alternative")


class PictureFile(Table):
    """A JPEG of a picture: `width` by `height` pixels."""

    id: Serial
    belongs_to: ClassVar[tuple[str, ...]] = ("picture.municipality",)
    picture = ForeignKey(Picture, null=False, on_delete=OnDelete.restrict)
    width = Integer(null=False, default=None)
    height = Integer(null=False, default=None)
    jpeg = Bytea(null=True, default=None)
    kept_as = Varchar(length=100, null=False, default="")

    picture_file_once = Unique(["picture", "width"])
    size_positive = Check("width > 0 AND height > 0")
    kept_somewhere = Check("jpeg IS NOT NULL OR kept_as <> ''")
