"""The language of an account: the one last chosen on the site. It is theirs alone, and no act for the trail."""

from innovatie.accounts.tables import Person
from innovatie.domain.reading_language import Language
from innovatie.infra.database import fetch_one_value


async def choose_language(*, person_id: int, language: Language) -> None:
    """From now on mail goes to them in this language, and a browser where they sign in shows it."""
    await Person.update({Person.language: language}).where(Person.id == person_id)


async def language_at_sign_in(*, person_id: int, chosen_here: Language | None) -> Language | None:
    """The language of who signs in; None for who never chose. Who chose in this browser before signing in chose."""
    if chosen_here is not None:
        await Person.update({Person.language: chosen_here}).where(Person.id == person_id, Person.language.is_null())
    return await fetch_one_value(Language, "SELECT language FROM person WHERE id = $1", person_id)
