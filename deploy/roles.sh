#!/bin/sh
# Run by the PostgreSQL image when it makes a new cluster.
exec psql -v ON_ERROR_STOP=1 -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" -U "$POSTGRES_USER" \
    -f /roles.sql
