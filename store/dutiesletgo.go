package store

import (
	"context"

	"github.com/google/uuid"
)

// LetGoDuties makes what is kept of a case's duties nobody's, for when the case itself is
// no longer to be kept: what counts in a return stays, each row under an ID made up for
// it, and nothing leads from one to another, to an event or to who worked on it. What
// nobody can be asked any more is open no longer. It may be repeated.
func (db *DB) LetGoDuties(ctx context.Context, caseID string) error {
	return db.write(ctx, "let go of duties", func(s session) error {
		known, err := s.knownDuties(ctx, caseID)
		if err != nil {
			return err
		}
		for id := range known {
			_, err := s.do(ctx, `update duties set case_id = ?, id = duty, event = '', owner = '',
				ended = case when met is null and ended = '' then 'let_go' else ended end where case_id = ? and id = ?`, uuid.NewString(), caseID, id)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
