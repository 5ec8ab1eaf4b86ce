#!/bin/sh
# Brings both of Temporal's databases to the schema of this image's version; repeats harmlessly.
# The server and the port, the user and the password come as SQL_… variables.
set -eu
update() { # database, schema
	temporal-sql-tool --database "$1" setup-schema --version 0.0
	temporal-sql-tool --database "$1" update-schema --schema-name "postgresql/v12/$2"
}
update temporal temporal
update temporal_visibility visibility
