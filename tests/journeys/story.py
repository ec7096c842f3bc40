"""What the longest journey is about: one round and two plans in it."""

CODE = "2033-1"
NAME = "Ronde van 2033"
TILES = "Slimme melding van losse stoeptegels"
TILES_SUMMARY = (
    "Inwoners melden losse stoeptegels met een foto. Beeldherkenning bepaalt de ernst en maakt zelf een opdracht voor"
    " de aannemer van de openbare ruimte."
)
SPORT = "Gratis meedenkers voor kleine sportverenigingen"
PROBLEM = "Elk jaar gaat dit honderd keer mis in onze gemeente."
SPORT_SUMMARY = "Vrijwillige bestuurders van sportclubs krijgen hulp bij hun begroting en hun ledenwerving."
