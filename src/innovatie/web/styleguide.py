"""`/stijlgids`, in the demo only: every component on one page, to look at and to test."""

from typing import ClassVar

from litestar import Response, get
from msgspec import Struct

from innovatie.web.forms import Form
from innovatie.web.handlers import AnyRequest
from innovatie.web.pagination import Page, page
from innovatie.web.render import show


class StyleguideView(Struct, frozen=True):
    """What the style guide shows: a form with errors, and one that is filled in."""

    template: ClassVar[str] = "styleguide/page.html"

    wrong: Form
    right: Form
    page: Page


@get("/stijlgids", include_in_schema=False)
async def styleguide(request: AnyRequest) -> Response[str]:
    """The style guide."""
    wrong = Form({"titel": "", "kosten": "veel"})
    wrong.text("titel", label="Titel", required="Vul een titel in.")
    wrong.money("kosten", label="Geschatte kosten")
    wrong.choice("fase", label="Hoe ver bent u?", options=["idee", "plan"], required="Kies hoe ver u bent.")
    right = Form.filled({"titel": "Slimme sensoren in prullenbakken", "fase": "plan", "themas": ["wonen", "afval"]})
    return show(request, StyleguideView(wrong=wrong, right=right, page=page(7, total=342)))
