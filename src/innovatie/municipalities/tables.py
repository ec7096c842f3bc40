"""Municipalities by CBS code, inhabitants by year, mergers, and partnerships with members from a date to a date."""

from piccolo.columns import (
    JSONB,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.domain.municipal_table import PROVINCES
from innovatie.domain.text_limits import REASON
from innovatie.domain.vocabulary import PartnershipKind
from innovatie.infra.checks import AtMost, at_least, between, differ, filled, finite, in_order, lists, objects, one_of


class Municipality(Table):
    """A municipality, present or past. `ended` is the date of the merger (herindeling) that ended it.

    `archive_address`: where the municipality keeps what is done for it in votes; empty when it named none.
    """

    id: Serial
    code = Varchar(length=6, null=False, default=None, unique=True)
    name = Varchar(length=80, null=False, default=None)
    sort_name = Varchar(length=80, null=False, default=None, index=True)
    province = Varchar(length=20, null=False, default=None, index=True)
    domain = Varchar(length=120, null=True, default=None)
    tooi_uri = Varchar(length=120, null=True, default=None)
    latitude = DoublePrecision(null=False, default=None)
    longitude = DoublePrecision(null=False, default=None)
    area_km2 = DoublePrecision(null=True, default=None)
    labour_market_region = Varchar(length=80, null=True, default=None)
    safety_region = Varchar(length=80, null=True, default=None)
    started = Date(null=True, default=None)
    ended = Date(null=True, default=None)
    archive_address = Varchar(length=254, null=False, default="")

    code_known = Check("code ~ '^[A-Z]{2}[0-9]{4}$'")
    province_known = one_of("province", sorted(PROVINCES))
    started_before_ended = in_order("started", "ended")
    area_not_negative = at_least(0, "area_km2")
    in_the_netherlands = Check("latitude BETWEEN 50 AND 54 AND longitude BETWEEN 3 AND 8")
    something_to_read = filled("name", "sort_name", "domain", "tooi_uri", "labour_market_region", "safety_region")
    numbers_finite = finite("area_km2")


class Inhabitants(Table):
    """Inhabitants on 1 January of `year`."""

    id: Serial
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict)
    year = Integer(null=False, default=None)
    number = Integer(null=False, default=None)

    inhabitants_once = Unique(["municipality", "year"])
    number_not_negative = at_least(0, "number")
    year_known = between(1900, 2200, "year")


class Neighbour(Table):
    """Two municipalities that share a border; each pair stands in it both ways."""

    id: Serial
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict)
    neighbour = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)

    neighbours_once = Unique(["municipality", "neighbour"])
    two_municipalities = differ("municipality", "neighbour")


class Merger(Table):
    """On `takes_effect`, `predecessor` goes up in `successor` (herindeling)."""

    id: Serial
    predecessor = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict)
    successor = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    takes_effect = Date(null=False, default=None)

    merger_once = Unique(["predecessor", "successor"])
    two_municipalities = differ("predecessor", "successor")


class Partnership(Table):
    """A samenwerkingsverband or a Kring (`kind`)."""

    id: Serial
    kind = Varchar(length=20, null=False, default=None)
    name = Varchar(length=120, null=False, default=None, unique=True)
    description = Text(null=False, default="")
    active = Boolean(null=False, default=True)

    kind_known = one_of("kind", PartnershipKind)
    reasons_fit = AtMost(REASON, "description")
    something_to_read = filled("name")


class PartnershipMember(Table):
    """A municipality in a partnership from `starts` up to and including `ends` (None: until further notice)."""

    id: Serial
    partnership = ForeignKey(Partnership, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    starts = Date(null=False, default=None)
    ends = Date(null=True, default=None)

    membership_once = Unique(["partnership", "municipality", "starts"])
    starts_before_ends = in_order("starts", "ends")


class WaitingMunicipalTable(Table):
    """A table of municipalities that holds from `day`; until then it changes nothing."""

    id: Serial
    day = Date(null=False, default=None, unique=True)
    facts = JSONB(null=False, default=None)
    successors = JSONB(null=False, default=None)
    stored_at = Timestamptz(null=False, default=None)

    lists_are_lists = lists("facts")
    objects_are_objects = objects("successors")
