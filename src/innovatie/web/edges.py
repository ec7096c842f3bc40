"""What stands around the router, because no middleware sees its own 404 and 405."""

from collections.abc import Iterable

from litestar import Litestar

from innovatie.settings import Settings
from innovatie.web.api_edge import ApiEdge
from innovatie.web.edge import Edge, demo_hosts
from innovatie.web.observing import Observe
from innovatie.web.open_files import OpenFiles
from innovatie.web.security import SecurityHeaders


def behind_edges(app: Litestar, settings: Settings, *, form_targets: Iterable[str]) -> None:
    """Put the router of `app` behind them; forms may be sent to `form_targets` besides this site."""
    router = ApiEdge(OpenFiles(app.asgi_handler, app.routes), app.routes)
    site = Edge(router, hosts=demo_hosts(settings.base_url) if settings.demo else ())
    app.asgi_handler = Observe(SecurityHeaders(site, secure=settings.secure_cookies, form_targets=form_targets))
