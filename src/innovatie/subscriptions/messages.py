"""An event as its receiver reads it: CloudEvents 1.0 (NL GOV profile), or a message for Teams or Slack."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.changes.queries import Change
from innovatie.domain.event_words import MessageForm
from innovatie.domain.vocabulary import PublicResource

MEDIA_TYPES: Final = {
    MessageForm.CLOUDEVENTS: "application/cloudevents+json; charset=utf-8",
    MessageForm.TEAMS: "application/json",
    MessageForm.SLACK: "application/json",
}
_TYPE: Final = "nl.vng.innovatie"
_PAGES: Final = {
    PublicResource.IDEA: "/ideeen/{}",
    PublicResource.GROUP: "/groepen/{}",
    PublicResource.ROUND: "/rondes/{}",
    PublicResource.RESULT: "/rondes/{}/uitslag",
    PublicResource.WINNER: "/winnaars/{}",
    PublicResource.ADOPTION: "/overname/{}",
    PublicResource.MUNICIPALITY: "/gemeenten/{}",
    PublicResource.PARTNERSHIP: "/samenwerkingsverbanden/{}",
    PublicResource.AGREEMENT: "/overeenkomsten/{}",
}
NAMES: Final = {
    PublicResource.IDEA: "Plan",
    PublicResource.GROUP: "Groep",
    PublicResource.ROUND: "Ronde",
    PublicResource.RESULT: "Uitslag van ronde",
    PublicResource.WINNER: "Winnaar",
    PublicResource.ADOPTION: "Overname van oplossing",
    PublicResource.MUNICIPALITY: "Gemeente",
    PublicResource.PARTNERSHIP: "Samenwerkingsverband",
    PublicResource.AGREEMENT: "Overeenkomst",
}


class Event(msgspec.Struct, frozen=True):
    """What is told; without a change it is a trial."""

    id: str
    time: datetime
    change: Change | None


def body_of(event: Event, form: MessageForm, *, base_url: str) -> bytes:
    """The bytes to send: the same each time, however often they are sent."""
    if form is MessageForm.CLOUDEVENTS:
        return msgspec.json.encode(_cloud_event(event, base_url))
    title, address = _title(event), base_url + _page(event)
    if form is MessageForm.SLACK:
        return msgspec.json.encode({"text": f"{title}: {address}"})
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": title, "weight": "Bolder", "wrap": True}],
        "actions": [{"type": "Action.OpenUrl", "title": "Bekijk", "url": address}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return msgspec.json.encode({"type": "message", "attachments": [attachment]})


def _cloud_event(event: Event, base_url: str) -> dict[str, object]:
    told: dict[str, object] = {"id": event.id, "specversion": "1.0", "source": base_url, "time": event.time}
    if event.change is None:
        return told | {"type": f"{_TYPE}.proef", "datacontenttype": "application/json", "data": {"soort": "proef"}}
    change = event.change
    return told | {
        "type": f"{_TYPE}.{change.resource}-{change.kind}",
        "subject": change.object_id,
        "sequence": str(change.number),
        "datacontenttype": "application/json",
        "data": {
            "soort": change.resource,
            "gebeurtenis": change.kind,
            "kenmerk": change.object_id,
            "webpagina": base_url + _page(event),
        },
    }


def _page(event: Event) -> str:
    return "/" if event.change is None else _PAGES[event.change.resource].format(event.change.object_id)


def _title(event: Event) -> str:
    if event.change is None:
        return "Dit is een proefbericht van Innovatie"
    return f"{NAMES[event.change.resource]} {event.change.object_id}: {event.change.kind}"
