#!/usr/bin/env bash
# Makes every secret of docker-compose.yml that is nobody's but ours, where it is missing,
# and says which others somebody has to put in place. It overwrites nothing.
set -euo pipefail
umask 077
here=${1:-$(dirname "$0")/secrets}
mkdir -p "$here"

# The folder is closed to everybody else on this host. The files are open to whoever is in
# a container that is given them, under whatever number it runs.
keep() {
	local file=$here/$1
	if [ ! -e "$file" ]; then
		printf '%s\n' "$2" >"$file"
		chmod 0444 "$file"
		echo "made $file"
	fi
}
word() { head -c 24 /dev/urandom | base64 | tr -d '/+=\n'; }

for name in postgres_password beacon_db_password temporal_db_password grafana_password; do
	keep "$name" "$(word)"
done
keep beacon_database_url "postgres://beacon:$(cat "$here/beacon_db_password")@postgres:5432/beacon?sslmode=disable"
for name in beacon_data_keys beacon_payload_keys; do
	keep "$name" "$(date +%Y%m%d):$(head -c 32 /dev/urandom | base64 | tr -d '\n')"
done

missing=0
for name in twilio_auth_token sendgrid_api_key; do
	if [ ! -s "$here/$name" ]; then
		echo "missing: $here/$name, which only its provider can give you"
		missing=1
	fi
done
echo "Keep a copy of $here/beacon_data_keys and $here/beacon_payload_keys elsewhere: without them no backup can be read, and no case goes on."
exit $missing
