"""Submitting a plan that stands ready: what its writer does after looking at it once more."""

from urllib.parse import urlencode

from litestar import Controller, Response, post
from litestar.params import FromPath

from innovatie.domain.phases import Phase
from innovatie.domain.whole_numbers import whole
from innovatie.ideas import actions, queries
from innovatie.ideas.pages.detail import find
from innovatie.ideas.queries.listing import clear_facets
from innovatie.rounds.queries import rounds_open_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect


class SubmitPages(Controller):
    guards = (signed_in,)

    @post("/ideeen/{segment:str}/indienen")
    async def submit(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Submit the draft as it was shown, and let it take part in the round that was named."""
        draft = await find(segment, actor)
        form = await request.form()
        code = str(form.get("ronde", ""))
        try:
            number = await actions.post_draft(
                actor=actor, idea_id=draft.id, base_version=whole(str(form.get("versie", ""))), now=now
            )
        except actions.Stale:
            seen = _("Dit plan is intussen gewijzigd. Kijk het nog een keer na.")
            again = urlencode({"ronde": code}) if code else ""
            return redirect(f"/ideeen/{draft.id}/controleren" + (f"?{again}" if again else ""), request, seen)
        message = _("Uw plan is ingediend. Iedereen kan het nu zien.")
        round_ = next((one for one in await rounds_open_in(Phase.SUBMIT, now=now) if one.code == code), None)
        sent = await queries.idea_by_id(number)
        if round_ is not None and sent.round_id is None:
            await actions.enter_round(actor=actor, idea_id=number, round_id=round_.id, proven=True, now=now)
            message = _("Uw plan is ingediend en doet mee aan %(ronde)s.", ronde=round_.name)
        clear_facets()
        return redirect(sent.address, request, message)
