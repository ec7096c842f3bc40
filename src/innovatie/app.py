"""The whole application, in reading order. A new feature adds its controllers here and its jobs in `worker`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog
from litestar import Litestar, Response, Router
from litestar.config.app import AppConfig
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware
from litestar.types import ControllerRouterHandler

from innovatie.accounts.acting import choose_acting
from innovatie.accounts.api_tokens import signing_key
from innovatie.accounts.bearer import TokenReader
from innovatie.accounts.oidc.registry import Providers
from innovatie.accounts.pages import ACCOUNT_PAGES
from innovatie.accounts.session_middleware import SessionMiddleware
from innovatie.accounts.sessions import SessionLimits
from innovatie.adoption.api import AdoptionApi
from innovatie.adoption.pages import ADOPTION_PAGES
from innovatie.agreements.pages import AGREEMENT_PAGES
from innovatie.applications.bearer import AnyTokenReader
from innovatie.applications.pages import APPLICATION_PAGES
from innovatie.audience.pages import AUDIENCE_PAGES
from innovatie.audit.pages import TrailPages
from innovatie.audit.read_cache import newest_act
from innovatie.contact.pages import CONTACT_PAGES
from innovatie.domain.authority import Actor
from innovatie.domain.errors import DomainError
from innovatie.grouping.pages import GROUPING_PAGES
from innovatie.grouping.similar_plans import similar_plans
from innovatie.ideas.api import IDEA_API
from innovatie.ideas.pages import IDEA_PAGES
from innovatie.indicators.pages import INDICATOR_PAGES
from innovatie.infra import database, embeddings, former_secrets, logs, schema_version
from innovatie.infra.clock import Clock
from innovatie.infra.connection_faults import TROUBLE
from innovatie.infra.known_migrations import known
from innovatie.infra.replica import Replica
from innovatie.insight.depth.pages import DEPTH_PAGES
from innovatie.insight.director_pages import DIRECTOR_PAGES
from innovatie.insight.figures.pages import InsightPages
from innovatie.insight.following.pages import FollowingPages
from innovatie.insight.home.pages import HomePages
from innovatie.insight.managing.pages import MANAGING_PAGES
from innovatie.insight.my_work import MY_WORK_PAGES
from innovatie.insight.open_data.api import OPEN_DATA_API
from innovatie.insight.open_data.pages import OPEN_DATA_PAGES
from innovatie.insight.pictures.pages import PICTURE_PAGES
from innovatie.insight.places.pages import PLACE_PAGES
from innovatie.insight.theme.pages import ThemePages
from innovatie.notifications.pages import BESIDE_SESSIONS, NOTIFICATION_PAGES
from innovatie.publication.api import PublicationApi
from innovatie.publication.pages import PUBLICATION_PAGES
from innovatie.realisation.pages import REALISATION_PAGES
from innovatie.review.api import ReviewApi
from innovatie.review.pages import PAGES as REVIEW_PAGES
from innovatie.rounds.api import RoundApi
from innovatie.rounds.pages import RoundPages
from innovatie.saved_searches.pages import SavedSearchPages
from innovatie.search import statistics
from innovatie.search.pages import SEARCH_PAGES
from innovatie.settings import Settings, current
from innovatie.subscriptions.pages import SubscriptionPages
from innovatie.voting import signing
from innovatie.voting.api import VotingApi
from innovatie.voting.pages import VOTING_PAGES
from innovatie.web import covers, i18n, openapi, page_cache, templates
from innovatie.web.api_parameters import refuse_unknown_parameters
from innovatie.web.edges import behind_edges
from innovatie.web.errors import on_domain_error, on_http_error, on_unexpected
from innovatie.web.guards import actor_of, refuse_bad_token
from innovatie.web.handlers import AnyRequest
from innovatie.web.health import livez, readyz
from innovatie.web.observing import note_route
from innovatie.web.pages import WEB_PAGES
from innovatie.web.qr import qr_code
from innovatie.web.reading_source import choose_source, tell_position
from innovatie.web.ready_files import ReadyFiles
from innovatie.web.requests import LimitedRequest
from innovatie.web.security import refuse_foreign_requests
from innovatie.web.static_files import static_file
from innovatie.web.styleguide import styleguide
from innovatie.web.throttle import throttle
from innovatie.web.typed_texts import KeepTyped
from innovatie.web.well_known import security_text

_log = structlog.get_logger()

PAGES: list[ControllerRouterHandler] = [
    HomePages,
    *MY_WORK_PAGES,
    FollowingPages,
    *CONTACT_PAGES,
    *PICTURE_PAGES,
    *DIRECTOR_PAGES,
    InsightPages,
    *OPEN_DATA_PAGES,
    *DEPTH_PAGES,
    *PLACE_PAGES,
    ThemePages,
    *ACCOUNT_PAGES,
    *APPLICATION_PAGES,
    SubscriptionPages,
    *NOTIFICATION_PAGES,
    *MANAGING_PAGES,
    TrailPages,
    RoundPages,
    *IDEA_PAGES,
    *SEARCH_PAGES,
    SavedSearchPages,
    *GROUPING_PAGES,
    *REVIEW_PAGES,
    *VOTING_PAGES,
    *AUDIENCE_PAGES,
    *PUBLICATION_PAGES,
    *REALISATION_PAGES,
    *ADOPTION_PAGES,
    *AGREEMENT_PAGES,
    *INDICATOR_PAGES,
    *WEB_PAGES,
]
API: list[ControllerRouterHandler] = [
    RoundApi,
    *IDEA_API,
    ReviewApi,
    AdoptionApi,
    VotingApi,
    PublicationApi,
    *OPEN_DATA_API,
]
DEMO_PAGES: list[ControllerRouterHandler] = [styleguide]


async def before_each_handler(request: AnyRequest) -> Response[bytes] | None:
    """The language of this reader, for forms as well as pages; no bad tokens, foreign requests, or too many of them.

    Last, for which of one's municipalities the request acts, and whether the page was made for another visitor already.
    """
    note_route(request)
    i18n.choose(request)
    refuse_bad_token(request)
    await refuse_foreign_requests(request)
    await throttle(request, request.app.state.clock.now())
    await choose_acting(request)
    refuse_unknown_parameters(request)
    await choose_source(request)
    return await page_cache.kept_page(request, newest_act, request.app.state.clock.now())


def provide_actor(request: AnyRequest) -> Actor:
    return actor_of(request)


def provide_now(request: AnyRequest, actor: NamedDependency[Actor]) -> datetime:
    """The time of this request. It leans on `actor` only so that the two are no batch: Litestar makes tasks of one."""
    now: datetime = request.app.state.clock.now()
    return now


@asynccontextmanager
async def _database(app: Litestar) -> AsyncIterator[None]:
    """The connection pool lives as long as the app. Meanwhile what the first search needs is read and started."""
    settings: Settings = app.state.settings
    await database.open_pool(maximum=settings.pool_size)
    await _compare_schema(app)
    if settings.database_read_url:
        pooled = bool(settings.database_direct_url)
        app.state.replica = Replica(settings.database_read_url, size=settings.pool_size, pooled=pooled)
        await app.state.replica.open()
    warming = [asyncio.create_task(_read_vocabulary()), asyncio.create_task(embeddings.be_ready())]
    try:
        yield
    finally:
        for task in warming:
            task.cancel()
        await app.state.providers.close()
        if app.state.replica is not None:
            await app.state.replica.close()
        await database.close_pool()


async def _compare_schema(app: Litestar) -> None:
    """Say at the start which versions may run together; an unfit database is waited for, while /readyz says no."""
    with suppress(*TROUBLE):
        standing = await schema_version.standing()
        app.state.schema = standing
        tell = _log.info if standing.fits else _log.warning
        tell("schema", fits=standing.fits, last=standing.last, told=standing.sentence)


async def _read_vocabulary() -> None:
    """Seconds in a large collection. Whoever searches sooner reads it, or sees what is wrong with the database."""
    with suppress(*TROUBLE):
        await statistics.known()


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Litestar:
    """The ASGI application. Making it needs no server; its lifespan opens the database pool."""
    settings = settings or current()
    clock = clock or Clock()
    _tell_modules(settings)
    limits = SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_absolute_hours),
        secure=settings.secure_cookies,
    )
    dependencies = {
        "actor": Provide(provide_actor, sync_to_thread=False),
        "now": Provide(provide_now, sync_to_thread=False),
    }
    document = openapi.publish(API, dependencies, settings.base_url)
    providers = Providers.from_file(settings.oidc_file)
    app = Litestar(
        route_handlers=[
            *PAGES,
            livez,
            security_text,
            readyz,
            *(DEMO_PAGES if settings.demo else ()),
            Router("/api/v1", route_handlers=[*API, document], opt={"csrf_exempt": True}),
            static_file,
            covers.cover_file,
            qr_code,
        ],
        middleware=[
            KeepTyped,
            _sessions(settings, limits, clock),
        ],
        request_class=LimitedRequest,
        before_request=before_each_handler,
        before_send=[tell_position],
        dependencies=dependencies,
        exception_handlers={DomainError: on_domain_error, HTTPException: on_http_error, Exception: on_unexpected},
        lifespan=[_database],
        on_app_init=[
            _keep(
                settings=settings,
                clock=clock,
                limits=limits,
                providers=providers,
                ready_files=ReadyFiles(),
                replica=None,
                schema=schema_version.Standing(last=known()[-1]),
                token_key=signing_key(settings.required_secret()),
                similar_plans=similar_plans,
            )
        ],
        openapi_config=None,
        logging_config=None,  # infra/logs.py
        request_max_body_size=2_000_000,
        debug=False,
    )
    behind_edges(app, settings, form_targets=providers.origins)
    return app


def _tell_modules(settings: Settings) -> None:
    """What modules must know of the settings before the first request."""
    logs.configure(settings.log_level)
    templates.configure(demo=settings.demo)
    signing.configure(settings.required_secret())
    former_secrets.configure(settings.former_secrets)


def _sessions(settings: Settings, limits: SessionLimits, clock: Clock) -> DefineMiddleware:
    """Who asks: by the cookie of a browser, or by the token of a program."""
    secret = settings.required_secret()
    earlier = tuple(map(signing_key, settings.former_secrets))
    people = TokenReader(key=signing_key(secret), issuer=settings.base_url, earlier=earlier)
    tokens = AnyTokenReader(people=people, secret=secret)
    return DefineMiddleware(
        SessionMiddleware, limits=limits, key=secret, clock=clock, beside=BESIDE_SESSIONS, tokens=tokens
    )


def _keep(**state: object) -> Callable[[AppConfig], AppConfig]:
    def on_app_init(config: AppConfig) -> AppConfig:
        config.state.update(state)
        return config

    return on_app_init
