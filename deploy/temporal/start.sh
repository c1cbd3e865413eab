#!/bin/sh
# The server reads its password from the environment only; this keeps it out of the
# description of the container.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal_db_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
