"""The result of a round as VNG published it: every version, and the archive bundle."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.domain.errors import NotFound
from innovatie.domain.picture_words import Pictured
from innovatie.domain.whole_numbers import whole
from innovatie.municipalities.queries import provinces
from innovatie.notifications.previews import Preview
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.publication import queries
from innovatie.publication.archive import bundle
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.voting import queries as voting
from innovatie.voting.explain import Explained, explain
from innovatie.voting.package import build
from innovatie.voting.turnout_map import TurnoutMap, turnout_map
from innovatie.web.downloads import saved_as
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.render import fields, render, show


class ResultView(msgspec.Struct, frozen=True):
    """`preview`: VNG looks at it as the public will, before publishing, and at the `mail` that goes then.

    `read`: the `stand` of the texts in that preview; `own_texts`: who looks wrote them, and does not publish them.
    """

    template: ClassVar[str] = "publication/result.html"
    round: RoundDetail
    vote: voting.Vote
    explained: Explained
    published: queries.Published
    is_newest: bool
    preview: bool
    mail: Preview | None
    photos: dict[int, PictureRow]
    turnout: TurnoutMap
    withdrawn_finalists: tuple[voting.FinalistRow, ...]
    withdrawn_winners: tuple[tuple[queries.WinnerPage, queries.Withdrawal], ...] = ()
    read: str = ""
    own_texts: bool = False


class NotYetView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/not_yet.html"
    round: RoundDetail
    preselection_counted: bool


class ArchiveView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "publication/archive.html"
    vote: voting.Vote
    explained: Explained
    published: queries.Published
    withdrawn_finalists: tuple[voting.FinalistRow, ...]


class ResultPages(Controller):
    path = "/rondes"

    @get("/{code:str}/uitslag")
    async def result(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """The published result; `?versie=1` shows an earlier version of it."""
        round_ = await round_by_code(code, now=now)
        asked = request.query_params.get("versie", "")
        published = await queries.published_of(round_.id, whole(asked))
        vote = await voting.result(code, now=now)
        if published is None or vote is None:
            first = await voting.find_vote(code, "voorselectie", now=now)
            view = NotYetView(round=round_, preselection_counted=first is not None and first.revealed_at is not None)
            return show(request, view)
        return show(
            request,
            ResultView(
                round=round_,
                vote=vote,
                explained=explain(vote),
                published=published,
                is_newest=published.version == published.versions[-1][0],
                preview=False,
                mail=None,
                photos=await covers_of(Pictured.GROUP, [one.group_id for one in published.winners]),
                turnout=turnout_map(await voting.roll_call(vote), await provinces()),
                withdrawn_finalists=await voting.withdrawn_finalists(round_.id),
                withdrawn_winners=tuple(
                    [
                        (one, standing)
                        for one in published.winners
                        if one.withdrawn_at is not None
                        and (standing := await queries.withdrawal_of(one.group_id)) is not None
                    ]
                ),
            ),
        )

    @get("/{code:str}/uitslag/archief.zip")
    async def archive(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[bytes]:
        """The archive bundle of the newest version."""
        round_ = await round_by_code(code, now=now)
        published = await queries.published_of(round_.id)
        vote = await voting.result(code, now=now)
        if published is None or vote is None:
            raise NotFound("De uitslag van deze ronde is nog niet bekendgemaakt.")
        gone = await voting.withdrawn_finalists(round_.id)
        view = ArchiveView(vote=vote, explained=explain(vote), published=published, withdrawn_finalists=gone)
        packages = {
            f"natellen-{one.kind}.zip": build(await voting.dossier(one))
            for one in await voting.votes_of(code, now=now)
            if one.counted_at is not None
        }
        body = bundle(
            html=render(request, view.template, fields(view)),
            published=published,
            vote=vote,
            withdrawn=gone,
            roll_call=await voting.roll_call(vote),
            packages=packages,
            home=request.app.state.settings.base_url,
        )
        return Response(
            body,
            media_type="application/zip",
            headers={"Content-Disposition": saved_as(f"uitslag-{code}.zip")},
        )
