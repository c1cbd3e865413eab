package store

import (
	"context"
	"time"

	"beacon/casework"
)

// Merge is one case that goes on in another, because their victims are one person.
type Merge struct {
	CaseID, Into string
	By           string // a subject
	Role         casework.Role
	Why          string // ID of the words
	At           time.Time
	Done         bool // the other case has taken over all that this one had
}

type mergeRow struct {
	CaseID  string `db:"case_id"`
	Into    string `db:"into_case"`
	AskedAt Time   `db:"asked_at"`
	AskedBy string `db:"asked_by"`
	Role    string `db:"role"`
	Why     string `db:"why"`
	Done    bool   `db:"done"`
}

func (r mergeRow) merge() Merge {
	return Merge{CaseID: r.CaseID, Into: r.Into, By: r.AskedBy, Role: casework.Role(r.Role), Why: r.Why, At: r.AskedAt.Time, Done: r.Done}
}

const mergeColumns = `case_id, into_case, asked_at, asked_by, role, why, done`

// BeginMerge makes two victims one person, in one transaction: referrals, contact
// points and whatever else is kept of the one belong to the other, and nothing that
// was forbidden is allowed by it. The cases are told by whoever asks, or later by the
// watch, until FinishMerge. It may be repeated. ErrNotFound: one of the cases was never
// admitted; ErrConflict: one of them goes on in yet another case, or both are one.
func (db *DB) BeginMerge(ctx context.Context, m Merge) error {
	return db.keyed(ctx, "merge cases", func(s session) error {
		if err := s.hold(ctx, "merge"); err != nil {
			return err
		}
		var was mergeRow
		known, err := s.found(ctx, &was, `select `+mergeColumns+` from case_merges where case_id = ?`, m.CaseID)
		switch {
		case err != nil:
			return err
		case known && was.Into == m.Into:
			return nil
		case known || m.CaseID == m.Into:
			return ErrConflict
		}
		j := joining{finder: finder{s}, Merge: m, db: db}
		return j.join(ctx)
	})
}

// UnfinishedMerges lists merges from before a moment of which the cases have not both
// been told, oldest first. At most limit; zero or less: 50.
func (db *DB) UnfinishedMerges(ctx context.Context, before time.Time, limit int) ([]Merge, error) {
	var rows []mergeRow
	err := db.read().all(ctx, &rows, `select `+mergeColumns+` from case_merges where not done and asked_at < ? order by asked_at, case_id limit ?`,
		Time{before}, atMost(limit))
	out := make([]Merge, len(rows))
	for i, r := range rows {
		out[i] = r.merge()
	}
	return out, doing("list merges", err)
}

// FinishMerge notes that a merge is done. It may be repeated. ErrNotFound: no merge of
// this case was begun.
func (db *DB) FinishMerge(ctx context.Context, caseID string) error {
	return db.write(ctx, "finish merge", func(s session) error {
		n, err := s.do(ctx, `update case_merges set done = ? where case_id = ?`, true, caseID)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// Survivor follows a case to the one that it goes on in; itself where it goes on by
// itself.
func (db *DB) Survivor(ctx context.Context, caseID string) (string, error) {
	out, err := db.read().survivingCase(ctx, caseID)
	return out, doing("follow merged case", err)
}

func (s session) survivingCase(ctx context.Context, caseID string) (string, error) {
	for {
		var next string
		merged, err := s.found(ctx, &next, `select into_case from case_merges where case_id = ?`, caseID)
		if err != nil || !merged {
			return caseID, err
		}
		caseID = next
	}
}

// MergedInto lists the cases that go on in this one.
func (db *DB) MergedInto(ctx context.Context, caseID string) ([]string, error) {
	var out []string
	err := db.read().all(ctx, &out, `select case_id from case_merges where into_case = ? order by case_id`, caseID)
	return out, doing("list merged cases", err)
}
