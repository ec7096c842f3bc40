"""Trying an act with what a form holds, and taking its refusal back into the form."""

from collections.abc import Awaitable

from innovatie.domain.errors import Conflict, Invalid
from innovatie.web.forms.form import Form


async def done(form: Form, act: Awaitable[object]) -> bool:
    """Whether `act` succeeded. What the rules found wrong stands in `form.errors` otherwise.

    Refusals that are not about the values (no right, no such thing) pass through to the error page.
    """
    try:
        await act
    except Invalid as error:
        form.refuse(error)
    except Conflict as error:
        form.fail("", error.message)
    return form.ok
