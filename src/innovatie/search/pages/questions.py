"""What people search for and do not find: VNG's list of work, when the operator chose to count questions."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.whole_numbers import LARGEST
from innovatie.search import questions
from innovatie.search.addresses import question_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import local_path, redirect, show

HERE = "/zoeken/vragen"


class QuestionsView(msgspec.Struct, frozen=True):
    """`counted`: whether questions are counted here at all; `least` as `search.questions`."""

    template: ClassVar[str] = "search/questions.html"
    counted: bool
    least: int
    found_nothing: tuple[questions.QuestionRow, ...]
    opened_nothing: tuple[questions.QuestionRow, ...]


class QuestionPages(Controller):
    @get(HERE, guards=[signed_in])
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """Two lists: nothing found, and nothing opened of what was found."""
        authority.require(actor, Act.MANAGE_THESAURUS)
        counted = questions.is_counted()
        view = QuestionsView(
            counted=counted,
            least=questions.LEAST,
            found_nothing=tuple(await questions.found_nothing()) if counted else (),
            opened_nothing=tuple(await questions.opened_nothing()) if counted else (),
        )
        return show(request, view)

    @post(HERE + "/{number:int}/klaar", guards=[signed_in])
    async def finish(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """Take a question off the list."""
        await questions.finish(actor=actor, number=min(number, LARGEST))
        return redirect(HERE, request, _("De vraag is van de lijst."))

    @get("/zoeken/naar")
    async def open(self, request: AnyRequest, now: Now) -> Response[str]:
        """To what was found, counting that it was opened. Only where questions are counted do results lead here."""
        await questions.note_opened(question_in(request.query_params), now=now)
        return redirect(local_path(request.query_params.get("adres"), "/zoeken"), request)
