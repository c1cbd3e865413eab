package store

import (
	"context"

	"beacon/messaging"
)

// Wishes is what the victim said they need in order to be understood. Nil: nothing was
// said of it, and it stays. An empty list of needs says that there are none.
type Wishes struct {
	Language    *string
	Interpreter *bool
	Needs       *[]messaging.AccessNeed
}

// Said says that anything was.
func (w Wishes) Said() bool { return w.Language != nil || w.Interpreter != nil || w.Needs != nil }

// PutWishes writes down what the victim of a case said they need in order to be
// understood. From then on no police version changes it. It may be repeated.
// ErrNotFound: no such case has been admitted.
func (db *DB) PutWishes(ctx context.Context, caseID string, w Wishes, by string) error {
	return db.write(ctx, "write wishes", func(s session) error {
		person, err := s.personOf(ctx, caseID)
		if err != nil || !w.Said() {
			return err
		}
		var row personRow
		if err := s.one(ctx, &row, `select `+personColumns+` from people where id = ?`+s.dialect.forUpdate, person); err != nil {
			return err
		}
		if w.Language != nil {
			row.Language = *w.Language
		}
		if w.Interpreter != nil {
			row.Interpreter = *w.Interpreter
		}
		if w.Needs != nil {
			row.Needs = joined(*w.Needs)
		}
		_, err = s.do(ctx, `update people set language = ?, interpreter = ?, access_needs = ?, wishes_kept_by = ? where id = ?`,
			row.Language, row.Interpreter, row.Needs, by, person)
		return err
	})
}
