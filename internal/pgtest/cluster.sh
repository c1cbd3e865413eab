# One throw-away PostgreSQL cluster, from its making to its removal.
#
#   sh cluster.sh BIN DIR PORT [SETTINGS]
#
# Prints "ready" once the server answers, lives for as long as standard input is held
# open, then stops the server and removes DIR. The test process holds the other end and
# never writes: however it ends, by SIGKILL too, the system closes the pipe.
bin=$1 dir=$2 port=$3 settings=$4
trap '' PIPE # nobody may be there any more to read "ready"

"$bin/initdb" -D "$dir/data" --username=beacon --pwfile="$dir/password" --auth=scram-sha-256 \
	--encoding=UTF8 --locale=C --no-sync >"$dir/log" 2>&1 </dev/null &&
	"$bin/pg_ctl" start -w -t 60 -D "$dir/data" -l "$dir/log" >>"$dir/log" 2>&1 </dev/null -o "\
-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$dir' $settings" &&
	echo ready

exec >/dev/null 2>&1
cat # until the test process has ended
"$bin/pg_ctl" stop -w -t 30 -m immediate -D "$dir/data"
rm -rf "$dir"
