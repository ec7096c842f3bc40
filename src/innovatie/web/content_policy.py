"""The Content-Security-Policy: everything is forbidden but what we serve ourselves."""

from collections.abc import Iterable

_BASE: dict[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # data: for the tick of NL Design System checkboxes
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}

UPLOAD = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For files that people upload: nothing in them runs, even when somebody makes a browser show one."""

API = "default-src 'none'; frame-ancestors 'none'"

EMBEDDED = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
"""For the few pages that any site may show in a frame: they run nothing and send nothing."""


def _origin(address: str) -> str:
    scheme, _, rest = address.partition("://")
    host = rest.split("/", 1)[0]
    if scheme not in {"https", "http"} or not host or any(sign in host for sign in " ;,'\""):
        raise ValueError(f"geen adres voor de CSP: {address}")
    return f"{scheme}://{host}"


def page_policy(*, form_targets: Iterable[str] = (), https: bool) -> str:
    """The policy of a page. `form_targets`: identity providers, which a browser may reach by redirect from a form."""
    rules = dict(_BASE)
    rules["form-action"] = " ".join(["'self'", *sorted({_origin(address) for address in form_targets})])
    text = "; ".join(f"{name} {value}" for name, value in rules.items())
    return f"{text}; upgrade-insecure-requests" if https else text
