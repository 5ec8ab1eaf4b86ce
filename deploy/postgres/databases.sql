-- The roles and databases of this company's Postgres. It runs at every start, as the superuser, and repeats
-- harmlessly; a password that was changed in .env is thereby changed here.
\set ON_ERROR_STOP on
\getenv rozmowa_password ROZMOWA_DB_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

SELECT 'CREATE ROLE rozmowa LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rozmowa') \gexec
SELECT 'CREATE ROLE temporal LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'temporal') \gexec
ALTER ROLE rozmowa PASSWORD :'rozmowa_password';
ALTER ROLE temporal PASSWORD :'temporal_password';

SELECT format('CREATE DATABASE %I OWNER %I', name, owner)
FROM (VALUES ('rozmowa', 'rozmowa'), ('temporal', 'temporal'), ('temporal_visibility', 'temporal')) AS wanted (name, owner)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec

-- Neither reads the other's.
REVOKE ALL ON DATABASE rozmowa, temporal, temporal_visibility FROM PUBLIC;
