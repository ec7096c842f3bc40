"""How often one may try. Kept in the database, so that the limits hold over all processes."""

from datetime import timedelta

from innovatie.infra.rate_limit import Limit

LINK_PER_NETWORK = Limit(name="inloglink netwerk", size=20, period=timedelta(minutes=15))
LINK_PER_BROWSER = Limit(name="inloglink adres", size=4, period=timedelta(minutes=15))
LINK_PER_ADDRESS = Limit(name="inloglink mailbus", size=20, period=timedelta(hours=1))
LINK_USE = Limit(name="inloglink gebruiken", size=30, period=timedelta(minutes=15))
PROVIDER_START = Limit(name="inlogdienst", size=40, period=timedelta(minutes=15))
PROVIDER_ANSWER = Limit(name="inlogdienst terug", size=40, period=timedelta(minutes=15))
SECOND_FACTOR = Limit(name="tweede factor", size=8, period=timedelta(minutes=15))
RECOVERY = Limit(name="herstel tweede factor", size=3, period=timedelta(days=1))
INVITATION = Limit(name="uitnodiging", size=50, period=timedelta(days=1))
API_TOKEN = Limit(name="token maken", size=20, period=timedelta(days=1))
EXPORT = Limit(name="gegevens opvragen", size=10, period=timedelta(days=1))
