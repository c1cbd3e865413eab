#!/usr/bin/env bash
# Run once by PostgreSQL's image, on an empty volume: a role and its databases for Beacon,
# and others for Temporal. Neither role may look into the other's.
set -euo pipefail
secrets=${SECRETS:-/run/secrets}

role() { # NAME, FILE OF ITS PASSWORD, DATABASES...
	local name=$1 password
	password=$(cat "$2")
	shift 2
	psql -v ON_ERROR_STOP=1 -v name="$name" -v password="$password" --username "$POSTGRES_USER" --dbname postgres <<-'SQL'
		create role :"name" login password :'password';
	SQL
	for database in "$@"; do
		psql -v ON_ERROR_STOP=1 -v name="$name" -v database="$database" --username "$POSTGRES_USER" --dbname postgres <<-'SQL'
			create database :"database" owner :"name" encoding 'UTF8' template template0;
			revoke all on database :"database" from public;
		SQL
	done
}

role beacon "$secrets/beacon_db_password" beacon
role temporal "$secrets/temporal_db_password" temporal temporal_visibility
