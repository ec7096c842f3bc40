"""How well do we group? In public, with how it was measured."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.grouping.model import model_in_use, shipped_model, version_of
from innovatie.grouping.quality import Labels, OfModel, Since, decisions_since, figures, labels_since, models_since
from innovatie.web.handlers import AnyRequest
from innovatie.web.render import show


class QualityView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "grouping/quality.html"
    figures: dict[str, Any]
    since: tuple[Since, ...]
    labels: Labels
    models: tuple[OfModel, ...]
    version: str
    learnt: bool
    weights: dict[str, float]


class QualityPages(Controller):
    @get("/groepen/kwaliteit")
    async def quality(self, request: AnyRequest) -> Response[str]:
        """The figures, how they were obtained, and what people decided since."""
        model, now = await model_in_use(), datetime.now(UTC)
        view = QualityView(
            figures=figures(),
            since=tuple(await decisions_since(now)),
            labels=await labels_since(),
            models=tuple(await models_since(now)),
            version=version_of(model),
            learnt=model is not shipped_model(),
            weights=dict(zip(model.features, model.weights, strict=True)),
        )
        return show(request, view)
