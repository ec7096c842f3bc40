"""VNG's page about learning from people: what a new model would change, take it into use, go back."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.learnt_models import ModelState
from innovatie.domain.whole_numbers import LARGEST
from innovatie.grouping import actions
from innovatie.grouping.labels import judgements
from innovatie.grouping.learning_at_night import labels_last
from innovatie.grouping.model import model_in_use, shipped_model, version_of
from innovatie.grouping.queries.models import GroupName, ModelRow, model_in, models_before, named
from innovatie.settings import current
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

HERE = "/vng/groeperen"


class ModelsView(msgspec.Struct, frozen=True):
    """`new` answers and decisions of the `needed` ones came since the last model; `needed` is 0 when nothing is learnt
    here. `version` is the model in use, `learnt` whether it was learnt from people.
    """

    template: ClassVar[str] = "grouping/models.html"
    offered: ModelRow | None
    used: ModelRow | None
    appearing: tuple[tuple[GroupName, GroupName], ...]
    disappearing: tuple[tuple[GroupName, GroupName], ...]
    before: tuple[ModelRow, ...]
    version: str
    learnt: bool
    new: int
    needed: int


class ModelPages(Controller):
    path = HERE
    guards = (vng_only,)

    @get("/")
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """What is offered with what it would change, what is in use, and what was before."""
        authority.require(actor, Act.DIRECT_GROUPS)
        offered, used = await model_in(ModelState.OFFERED), await model_in(ModelState.IN_USE)
        model = await model_in_use()
        view = ModelsView(
            offered=offered,
            used=used,
            appearing=tuple(await named(offered.difference.appearing)) if offered else (),
            disappearing=tuple(await named(offered.difference.disappearing)) if offered else (),
            before=tuple(await models_before()),
            version=version_of(model),
            learnt=version_of(model) != version_of(shipped_model()),
            new=max(await judgements() - await labels_last(), 0),
            needed=current().learn_from,
        )
        return show(request, view)

    @post("/{number:int}/gebruiken")
    async def use(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Take the offered model into use."""
        await actions.use_model(actor=actor, model_id=min(number, LARGEST), now=now)
        return redirect(HERE, request, _("Het nieuwe model is in gebruik. Alle plannen worden opnieuw vergeleken."))

    @post("/{number:int}/afwijzen")
    async def refuse(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Do not take it."""
        await actions.refuse_model(actor=actor, model_id=min(number, LARGEST), now=now)
        return redirect(HERE, request, _("Het nieuwe model is afgewezen. Er verandert niets."))

    @post("/{number:int}/terugnemen")
    async def take_back(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Back to the model before."""
        await actions.take_back_model(actor=actor, model_id=min(number, LARGEST), now=now)
        return redirect(
            HERE, request, _("Het vorige model is weer in gebruik. Alle plannen worden opnieuw vergeleken.")
        )
