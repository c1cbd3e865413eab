package chaos

import (
	"context"
	"errors"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// deleteTimers takes from Temporal's database the timers that cases wait for, as if they
// had been lost: nothing rings then, and Temporal knows of nothing missing. Those are left
// that are due at any moment, which the server has read already.
func (w *world) deleteTimers(ctx context.Context, _ Strike) error {
	rows, err := w.timers.QueryContext(ctx, `select shard_id, visibility_timestamp, task_id, data from timer_tasks where visibility_timestamp > $1`,
		time.Now().UTC().Add(2*time.Second))
	if err != nil {
		return err
	}
	defer rows.Close()
	type key struct {
		shard int
		at    time.Time
		id    int64
	}
	var waits []key
	for rows.Next() {
		var k key
		var data []byte
		if err := rows.Scan(&k.shard, &k.at, &k.id, &data); err != nil {
			return err
		}
		if taskType(data) == userTimer {
			waits = append(waits, k)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, k := range waits {
		if _, err := w.timers.ExecContext(ctx, `delete from timer_tasks where shard_id = $1 and visibility_timestamp = $2 and task_id = $3`, k.shard, k.at, k.id); err != nil {
			return err
		}
	}
	w.probing.Load().struck()
	w.deleted += len(waits)
	w.say("         %d timers are deleted", len(waits))
	if len(waits) == 0 {
		return errors.New("there were none to delete")
	}
	return nil
}

// How Temporal writes down what a timer is for: the fourth field of its task, and the
// value that stands for what a workflow waits for.
// Source: temporal/server/api/persistence/v1/executions.proto (TimerTaskInfo) and
// enums/v1/task.proto (TASK_TYPE_USER_TIMER), v1.32.
const (
	fieldTaskType = 4
	userTimer     = 14
)

// taskType reads what a timer is for; 0 where that cannot be read.
func taskType(data []byte) uint64 {
	for len(data) > 0 {
		field, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return 0
		}
		data = data[n:]
		if field == fieldTaskType && kind == protowire.VarintType {
			v, n := protowire.ConsumeVarint(data)
			if n < 0 {
				return 0
			}
			return v
		}
		if n = protowire.ConsumeFieldValue(field, kind, data); n < 0 {
			return 0
		}
		data = data[n:]
	}
	return 0
}
