"""`/gemeenten` and `/samenwerkingsverbanden`: looking at them, and VNG keeping who is in which partnership."""

from innovatie.insight.places.pages.editing_partnerships import KeepingPartnerships
from innovatie.insight.places.pages.partnerships import PartnershipPages
from innovatie.insight.places.pages.places import PlacePages

PLACE_PAGES = (PlacePages, KeepingPartnerships, PartnershipPages)
