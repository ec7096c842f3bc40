#!/bin/bash
# The `backup` of compose.yml: a dump at the start and every night at two o'clock UTC. BACKUP_KEEP dumps are kept.
set -euo pipefail
keep="${BACKUP_KEEP:-14}"
while true; do
    stamp="$(date -u +%Y%m%dT%H%M%SZ)"
    pg_dumpall --roles-only > "/backups/$stamp-roles.sql.part"
    pg_dump --format=custom --dbname=innovatie --file="/backups/$stamp.dump.part"
    pg_restore --list "/backups/$stamp.dump.part" > /dev/null
    mv "/backups/$stamp-roles.sql.part" "/backups/$stamp-roles.sql"
    mv "/backups/$stamp.dump.part" "/backups/$stamp.dump"
    find /backups -name '*.dump' | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
        rm -f "$old" "${old%.dump}-roles.sql"
    done
    now="$(date -u +%s)"
    next="$(date -u -d 'tomorrow 02:00' +%s)"
    sleep "$((next - now))"
done
