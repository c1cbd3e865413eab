#!/bin/sh
# Makes Temporal's two schemas, or brings them up to this version. It may run again.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal_db_password)
export SQL_PASSWORD
for pair in temporal:temporal temporal_visibility:visibility; do
	database=${pair%%:*}
	temporal-sql-tool --db "$database" setup-schema -v 0.0
	temporal-sql-tool --db "$database" update-schema --schema-name "postgresql/v12/${pair##*:}"
done
