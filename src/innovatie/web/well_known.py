"""Addresses that other programs know by heart."""

from datetime import datetime

from litestar import Response, get
from litestar.di import NamedDependency

from innovatie.web.handlers import AnyRequest
from innovatie.web.security_txt import security_txt


@get("/.well-known/security.txt")
async def security_text(request: AnyRequest, now: NamedDependency[datetime]) -> Response[str]:
    """Where to report a weakness (RFC 9116)."""
    settings = request.app.state.settings
    text = security_txt(now=now, contacts=settings.security_contact.split(), base_url=settings.base_url)
    return Response(text, media_type="text/plain", headers={"Cache-Control": "public, max-age=3600"})
