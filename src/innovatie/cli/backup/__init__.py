"""`innovatie backup` and `innovatie restore`: everything that an empty server needs to be this site again.

    innovatie-20261130T015500Z/
      database.dump   all tables and the files in them, by pg_dump, in one moment
      inhoud.json     versions, roles and their rights, how many rows each table has, a digest of each file
      bestanden/      the files that stand in an object store, each under its key; not with --zonder-bestanden
      sleutels.enc    the secrets, encrypted with a password of yours; only when you ask for it

making     writes the folder
restoring  reads it into an empty database and checks the trail, the ballot logs and the numbers
objects    bestanden/
contents   inhoud.json
keys       sleutels.enc
programs   pg_dump and pg_restore
"""

from innovatie.cli.backup.making import backup
from innovatie.cli.backup.restoring import restore

__all__ = ["backup", "restore"]
