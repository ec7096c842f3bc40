"""Trying an act with what a form holds, and taking its refusal back into the form.

One shape for every page that changes something: read the form, act, show it again or go on.

    if form.ok:
        with refusals_in(form):
            number = await actions.add(...)
            return redirect(...)
    return show(request, view, status=form.status)
"""

from collections.abc import Awaitable
from types import TracebackType
from typing import Final

from innovatie.domain.errors import Conflict, DomainError, Invalid
from innovatie.web.forms.form import Form
from innovatie.web.refused_rows import refusal_of


class refusals_in:  # noqa: N801 -- reads as the statement that it makes
    """What the rules refuse in here stands in `form.errors` afterwards, and `form.status` says of which kind it is.

    What the rules forgot and the database refused stands there too.
    Refusals that are not about the values (no right, no such thing) pass through to the error page.
    """

    def __init__(self, form: Form, *, under: str = "", also: type[DomainError] = Conflict) -> None:
        """`under`: the field that a conflict is about; `also`: another refusal that one field can cause."""
        self._form: Final = form
        self._under: Final = under
        self._also: Final = also

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is not None:
            error = refusal_of(error, {name: self._form.value(name) for name in self._form.labels}) or error
        if isinstance(error, Invalid):
            self._form.refuse(error)
        elif isinstance(error, Conflict):
            self._form.conflict(error, under=self._under)
        elif isinstance(error, self._also):
            self._form.fail(self._under, error.message)
        else:
            return False
        return True


async def done(form: Form, act: Awaitable[object]) -> bool:
    """Whether `act` succeeded, for an act whose answer does not matter."""
    with refusals_in(form):
        await act
    return form.ok
