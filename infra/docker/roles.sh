#!/bin/sh
# Makes the two roles when the database is made: the owner changes the schema, the app has what migrations grant it.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname clinic \
  --set owner="$CLINIC_OWNER_PASSWORD" --set app="$CLINIC_APP_PASSWORD" <<'SQL'
create role clinic_owner login nosuperuser nocreatedb nocreaterole password :'owner';
create role clinic_app login nosuperuser nocreatedb nocreaterole password :'app';
alter database clinic owner to clinic_owner;
revoke all on database clinic from public;
grant connect on database clinic to clinic_app;
alter schema public owner to clinic_owner;
SQL
