#!/bin/bash
# The `backup` of compose.yml: `innovatie backup` at the start and every night at two o'clock UTC; BACKUP_KEEP are kept.
# One that fails ends this, and is tried again by the restart of its container.
set -euo pipefail
keep="${BACKUP_KEEP:-14}"
folder="${1:-/backups}"
while true; do
    innovatie backup "$folder"
    find "$folder" -mindepth 1 -maxdepth 1 -type d -name 'innovatie-*Z' | sort -r | tail -n "+$((keep + 1))" |
        while read -r old; do rm -rf "$old"; done
    now="$(date -u +%s)"
    next="$(date -u -d 'tomorrow 02:00' +%s)"
    sleep "$((next - now))"
done
