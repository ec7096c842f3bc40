"""How well do we group? In public, with how it was measured."""

from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.grouping.model import pair_model
from innovatie.grouping.quality import Labels, Since, decisions_since, figures, labels_since
from innovatie.web.handlers import AnyRequest
from innovatie.web.render import show


class QualityView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "grouping/quality.html"
    figures: dict[str, Any]
    since: tuple[Since, ...]
    labels: Labels
    weights: tuple[tuple[str, float], ...]


class QualityPages(Controller):
    @get("/groepen/kwaliteit")
    async def quality(self, request: AnyRequest) -> Response[str]:
        """The figures, how they were obtained, and what people decided since."""
        model = pair_model()
        view = QualityView(
            figures=figures(),
            since=tuple(await decisions_since()),
            labels=await labels_since(),
            weights=tuple(zip(model.features, model.weights, strict=True)),
        )
        return show(request, view)
