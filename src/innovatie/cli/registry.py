"""Which commands there are. A feature's module is imported only when its command runs, so that the shell is quick."""

import click

from innovatie.infra.by_name import by_name

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("innovatie.cli.demo:demo", "Start Innovatie met voorbeelden op deze computer."),
    "demo-prepare": ("innovatie.cli.demo:demo_prepare", ""),
    "demo-plans": ("innovatie.cli.demo_plans:demo_plans", "Schrijf de plannen van de demo als gelabelde teksten."),
    "serve": ("innovatie.cli.processes:serve", "Start het webproces."),
    "worker": ("innovatie.cli.processes:worker", "Start het proces voor taken op de achtergrond."),
    "embedder": ("innovatie.cli.embedder:embedder", "Start het proces dat zinnen in vectoren omzet."),
    "migrate": ("innovatie.cli.processes:migrate", "Breng de database naar deze versie."),
    "backup": ("innovatie.cli.backup:backup", "Maak een back-up van alles."),
    "restore": ("innovatie.cli.backup:restore", "Zet een back-up terug in een lege database."),
    "doctor": ("innovatie.cli.doctor:doctor", "Kijk na of alles goed staat."),
    "files": ("innovatie.operations.commands:files", "Verplaats bestanden tussen PostgreSQL en een objectopslag."),
    "reseal": ("innovatie.cli.resealing:reseal_all", "Verzegel opnieuw na een wissel van het geheim."),
    "accounts": ("innovatie.accounts.commands:accounts", "Maak de eerste accounts en voeg maildomeinen toe."),
    "municipalities": ("innovatie.municipalities.commands:municipalities", "Lees de gemeentetabel van een jaar in."),
    "ideas": ("innovatie.ideas.commands:ideas", "Voer plannen in uit een bestand."),
    "audit": ("innovatie.audit.commands:audit", "Controleer het logboek van handelingen."),
    "voting": ("innovatie.voting.commands:voting", "Tel stemmen, reken een uitslag na, controleer het stemlogboek."),
    "mail": ("innovatie.notifications.commands:mail", "Lees mail die terugkwam van een adres dat weigert."),
    "review": ("innovatie.review.commands:review", "Wijs beoordelaars toe en ijk hun scores, op bestanden."),
    "grouping": ("innovatie.grouping.commands:grouping", "Groepeer plannen en meet hoe goed dat gaat."),
    "search": ("innovatie.search.commands:search", "Meet hoe goed het zoeken vindt."),
    "remote": ("innovatie.remote.commands:remote", "Werk met een site elders, over de openbare API."),
    "mcp": ("innovatie.remote.commands.mcp:mcp", "Laat een assistent (MCP) lezen wat op een site openbaar is."),
    "adoption": ("innovatie.adoption.commands:adoption", "Voorspel overname, toets dat, voer gegevens in."),
}
"""Name of each command: where it is, and the line that `innovatie --help` shows for it."""


class LazyGroup(click.Group):
    """A click group that knows its commands from `COMMANDS` and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        where = COMMANDS[cmd_name][0]
        command = by_name(where)
        if cmd_name == "audit":  # the auditor's one command looks at the ballot logs too
            by_name("innovatie.audit.commands:OTHER_LOGS")[:] = [by_name("innovatie.voting.commands:ballot_logs_whole")]
        assert isinstance(command, click.Command), f"{where} is no command"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Opdrachten"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items() if line])
