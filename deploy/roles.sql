-- The roles of Innovatie and its database. The administrator of PostgreSQL runs this once, before `innovatie migrate`:
--   psql -v owner_password=... -v app_password=... -f deploy/roles.sql
-- innovatie_owner makes and changes tables and is used by `innovatie migrate` alone. innovatie_app is the website's:
-- it works with what is in the tables and cannot change the trail or the ballot log. Nobody signs in as
-- innovatie_trail: with its rights the database itself links the rows of the trail.
CREATE ROLE innovatie_trail NOLOGIN NOINHERIT;
CREATE ROLE innovatie_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE innovatie_app LOGIN PASSWORD :'app_password';
GRANT innovatie_trail TO innovatie_owner;
CREATE DATABASE innovatie OWNER innovatie_owner;
REVOKE TEMPORARY ON DATABASE innovatie FROM PUBLIC;

\connect innovatie
CREATE EXTENSION vector;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
