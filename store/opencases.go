package store

import "context"

// OpenCases lists cases that have not come to rest, by ID, after one, at most so many.
// None: there are no more.
func (db *DB) OpenCases(ctx context.Context, after string, most int) (cases []string, err error) {
	err = db.read().all(ctx, &cases, `select id from cases where resting = false and id > ? order by id limit ?`, after, most)
	return cases, doing("list open cases", err)
}

// IsOpen says whether a case has been published and has not come to rest.
func (db *DB) IsOpen(ctx context.Context, id string) (bool, error) {
	var resting bool
	found, err := db.read().found(ctx, &resting, `select resting from cases where id = ?`, id)
	return found && !resting, doing("read case", err)
}
