"""The administrator of a municipality takes subscriptions, sees what was delivered, and sends it again."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts.queries.colleagues import municipality_name
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context, town_of
from innovatie.domain.event_words import MessageForm
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording
from innovatie.subscriptions import actions, queries
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

HERE = "/mijn-gemeente/abonnementen"
FORMS = {
    MessageForm.CLOUDEVENTS.value: wording("een systeem (CloudEvents)"),
    MessageForm.TEAMS.value: wording("een kanaal in Microsoft Teams"),
    MessageForm.SLACK.value: wording("een kanaal in Slack"),
}
RESOURCES = {
    PublicResource.IDEA.value: wording("Plannen"),
    PublicResource.GROUP.value: wording("Groepen"),
    PublicResource.ROUND.value: wording("Rondes"),
    PublicResource.RESULT.value: wording("Uitslagen"),
    PublicResource.ADOPTION.value: wording("Overname"),
    PublicResource.MUNICIPALITY.value: wording("Gemeenten"),
    PublicResource.PARTNERSHIP.value: wording("Samenwerkingsverbanden"),
    PublicResource.AGREEMENT.value: wording("Overeenkomsten"),
}


class SubscriptionsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "subscriptions/subscriptions.html"
    municipality: str
    subscriptions: tuple[queries.SubscriptionRow, ...]
    kinds: tuple[tuple[str, str], ...]
    forms_of_message: tuple[tuple[str, str], ...]
    form: Form


class SubscriptionView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "subscriptions/subscription.html"
    subscription: queries.SubscriptionRow
    about: tuple[str, ...]
    message_form: str
    deliveries: tuple[queries.DeliveryRow, ...]
    secret: str
    signed: bool
    """Whether a system receives it, which can check who sent it; a channel cannot."""


def _own(actor: Actor) -> int:
    """The municipality acted for; NotAllowed unless the actor administers it."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=actor.municipality_id))
    return town_of(actor)


async def _list(town: int, form: Form) -> SubscriptionsView:
    return SubscriptionsView(
        municipality=await municipality_name(town),
        subscriptions=await queries.subscriptions_of(town),
        kinds=tuple(RESOURCES.items()),
        forms_of_message=tuple(FORMS.items()),
        form=form,
    )


async def _one(town: int, number: int, *, secret: str = "") -> SubscriptionView:
    found = await queries.subscription_of(number, municipality_id=town)
    return SubscriptionView(
        subscription=found,
        about=tuple(RESOURCES[kind.value] for kind in found.kinds),
        message_form=FORMS[found.form.value],
        deliveries=await queries.deliveries_of(number),
        secret=secret,
        signed=found.form is MessageForm.CLOUDEVENTS,
    )


class SubscriptionPages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """The subscriptions of one's municipality."""
        return show(request, await _list(_own(actor), Form({"vorm": MessageForm.CLOUDEVENTS.value})))

    @post()
    async def subscribe(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Take one; its secret is on the page that follows and never again."""
        town = _own(actor)
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"), required=True, max_length=80)
        address = form.text("adres", label=_("Adres"), required=True, max_length=500)
        message_form = form.choice("vorm", label=_("Voor"), options=MessageForm, required=True)
        kinds = form.many("soorten", label=_("Waarover"), options=RESOURCES, required=True)
        if form.ok and message_form is not None:
            with refusals_in(form, under="naam"):
                number, secret = await actions.subscribe(
                    actor=actor,
                    municipality_id=town,
                    name=name,
                    address=address,
                    form=message_form,
                    resources=[PublicResource(one) for one in kinds],
                    key=request.app.state.settings.required_secret(),
                    plain_http=request.app.state.settings.demo,
                    now=now,
                )
                return show(request, await _one(town, number, secret=secret))
        return show(request, await _list(town, form), status=form.status)

    @get("/{number:int}")
    async def detail(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """One subscription with its deliveries."""
        return show(request, await _one(_own(actor), number))

    @post("/{number:int}/geheim")
    async def new_secret(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Another secret, shown this once."""
        town, key = _own(actor), request.app.state.settings.required_secret()
        secret = await actions.new_secret(actor=actor, municipality_id=town, number=number, key=key, now=now)
        return show(request, await _one(town, number, secret=secret))

    @post("/{number:int}/proef")
    async def try_out(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Send a message that is a trial."""
        await actions.try_out(actor=actor, municipality_id=_own(actor), number=number, now=now)
        return redirect(f"{HERE}/{number}", request, _("Het proefbericht is onderweg."))

    @post("/{number:int}/bezorgingen/{delivery:int}")
    async def send_again(
        self, request: AnyRequest, number: FromPath[int], delivery: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Send one event once more."""
        await actions.send_again(actor=actor, municipality_id=_own(actor), number=number, delivery_id=delivery, now=now)
        return redirect(f"{HERE}/{number}", request, _("Het bericht gaat nog een keer."))

    @post("/{number:int}/bezorgingen/{delivery:int}/overslaan")
    async def skip(
        self, request: AnyRequest, number: FromPath[int], delivery: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Let go of an event that was refused."""
        await actions.skip(actor=actor, municipality_id=_own(actor), number=number, delivery_id=delivery, now=now)
        return redirect(f"{HERE}/{number}", request, _("Het bericht is overgeslagen. Wat erna kwam, gaat nu."))

    @post("/{number:int}/stilzetten")
    async def pause(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Send nothing until it is resumed."""
        await actions.pause(actor=actor, municipality_id=_own(actor), number=number, now=now)
        return redirect(f"{HERE}/{number}", request, _("Wij sturen niets, tot u het abonnement hervat."))

    @post("/{number:int}/hervatten")
    async def resume(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Go on after a pause."""
        await actions.resume(actor=actor, municipality_id=_own(actor), number=number, now=now)
        return redirect(f"{HERE}/{number}", request, _("Wij proberen het weer."))

    @post("/{number:int}/einde")
    async def end(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """End a subscription."""
        await actions.end(actor=actor, municipality_id=_own(actor), number=number, now=now)
        return redirect(HERE, request, _("Het abonnement is beëindigd."))
