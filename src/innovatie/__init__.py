"""Innovatie: municipalities see who is inventing the same wheel, choose one together, and follow its spread.

The map of the house, from the ground up; an import may only point down (checked by import-linter):
domain      the rules a mayor, an auditor or a court may ask about; pure Python, no I/O
settings    what the environment says, read once
infra, web  talking to PostgreSQL, mail, jobs and embeddings; talking HTTP for everybody
audit, municipalities, accounts, search, notifications      services to the stages
rounds > ideas > grouping > review > voting > audience > publication > realisation > adoption
    > agreements > indicators > insight      the stages, in order
demo, app, worker, cli      the example content, and what wires everything together
"""
