"""Mail on its way, messages to people, and what each wants to hear."""

from typing import ClassVar

from piccolo.columns import JSONB, BigSerial, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.reading_language import Language
from innovatie.domain.text_limits import PLAN
from innovatie.domain.vocabulary import MailState
from innovatie.infra.checks import AtMost, at_least, filled, not_before, objects, one_of, plain_address, where
from innovatie.notifications.kinds import Choice, Kind


class QueuedMail(Table):
    """One mail to one address, written in the transaction of what causes it.

    `state`: wacht, bezig (picked up, the text certainly not sent), onderweg (the text may have been sent), verzonden,
    geweigerd, onzeker (the line broke in `onderweg`; never sent again by itself), ingetrokken. `address` and `details`
    are emptied when the retention of mail ends; `details` at once after sending when they hold a link to sign in with.
    `language`: of the page on which it was asked for; a person who chose a language gets it in that one.
    """

    id: BigSerial
    texts_of_people: ClassVar[frozenset[str]] = frozenset(
        {
            "details.naam",
            "details.door",
            "details.wat",
            "details.onderwerp",
            "details.tekst",
            "details.woorden.content",
            "details.berichten.*.onderwerp",
            "details.berichten.*.tekst",
            "details.berichten.*.woorden.content",
        }
    )
    message_id = Varchar(length=120, null=False, default=None, unique=True)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    address = Varchar(length=254, null=True, default=None)
    kind = Varchar(length=40, null=False, default=None, index=True)
    details = JSONB(null=True, default=None)
    language = Varchar(length=2, null=False, default="nl")
    state = Varchar(length=12, null=False, default="wacht", index=True)
    attempts = Integer(null=False, default=0)
    created_at = Timestamptz(null=False, default=None)
    not_before = Timestamptz(null=False, default=None)
    claimed_at = Timestamptz(null=True, default=None)
    finished_at = Timestamptz(null=True, default=None)
    reply = Varchar(length=300, null=False, default="")

    state_known = one_of("state", MailState)
    language_known = one_of("language", Language)
    attempts_not_negative = at_least(0, "attempts")
    sent_has_moment = where("state", ("verzonden",), then="finished_at IS NOT NULL")
    something_to_read = filled("message_id", "kind", "address")
    objects_are_objects = objects("details")
    taken_up_at_a_moment = where("state", ("bezig", "onderweg"), then="claimed_at IS NOT NULL")
    over_at_a_moment = where("state", ("geweigerd", "ingetrokken", "onzeker"), then="finished_at IS NOT NULL")


class RefusedAddress(Table):
    """The address of a person that refuses mail for good; of no meaning once the person has another address."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, unique=True)
    address = Varchar(length=254, null=False, default=None)
    status = Varchar(length=12, null=False, default="")
    since = Timestamptz(null=False, default=None)

    address_known_one_way = plain_address("address")


class Notice(Table):
    """Something a person may want to know, once. `mailed_at` is set when it went out, alone or in a digest.

    `words`: `subject` and `body` as sentences with what fills them (domain/kept_wording.py), to be read in any
    language; NULL for a notice from before they were kept.
    """

    id: BigSerial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"subject", "body", "words.content"})
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=40, null=False, default=None)
    subject = Varchar(length=200, null=False, default=None)
    body = Text(null=False, default="")
    words = JSONB(null=True, default=None)
    path = Varchar(length=300, null=False, default=None)
    once_key = Varchar(length=120, null=False, default=None, index=True)
    created_at = Timestamptz(null=False, default=None)
    read_at = Timestamptz(null=True, default=None)
    mailed_at = Timestamptz(null=True, default=None)

    told_once = Unique(["person", "once_key"])
    kind_known = one_of("kind", Kind)
    plan_texts_fit = AtMost(PLAN, "body")
    something_to_read = filled("subject", "path", "once_key")
    objects_are_objects = objects("words")
    not_before_created = not_before("created_at", "read_at", "mailed_at")


class MailPreference(Table):
    """How a person wants to hear of a kind of message: direct, dagelijks or niet."""

    id: Serial
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=40, null=False, default=None)
    choice = Varchar(length=10, null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)

    preference_once = Unique(["person", "kind"])
    kind_known = one_of("kind", Kind)
    choice_known = one_of("choice", Choice)
