"""What nearly every handler takes, named once: the request, who acts, and the moment."""

from datetime import datetime
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency

from innovatie.domain.authority import Actor

AnyRequest = Request[Any, Any, Any]
"""A request whoever sent it: its user, state and authentication are ours to look up, not Litestar's."""
AnyConnection = ASGIConnection[Any, Any, Any, Any]
"""What a guard or a middleware gets, before it is known to be a request."""
By = NamedDependency[Actor]
"""Who asks: the person who is signed in and their roles, or a visitor."""
Now = NamedDependency[datetime]
"""The moment of the request, from the clock of the app (UTC)."""
