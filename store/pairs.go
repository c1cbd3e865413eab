package store

import (
	"context"
	"slices"

	"beacon/matching"
)

// Matches lists pairs of people who may be one, as they stand, those raised first
// first. ErrCursor: the cursor was not one of this list.
func (db *DB) Matches(ctx context.Context, standing Standing, cursor Cursor, limit int) (Page[Match], error) {
	var w where
	w.and("standing = ?", string(standing))
	last, err := place(cursor, "matches", isMoment, isWord)
	if err != nil {
		return Page[Match]{}, doing("list matches", err)
	}
	if last != nil {
		w.and("(raised, id) > (?, ?)", last...)
	}
	var rows []matchRow
	err = db.read().all(ctx, &rows, `select `+matchColumns+` from person_matches`+w.String()+` order by raised, id limit ?`, append(w.args, atMost(limit)+1)...)
	if err != nil {
		return Page[Match]{}, doing("list matches", err)
	}
	out := make([]Match, len(rows))
	for i, r := range rows {
		out[i] = r.match()
	}
	return pageOf(out, atMost(limit), func(m Match) Cursor { return cursorAt("matches", written(m.Raised), m.ID) }), nil
}

// Match reads one pair. ErrNotFound: there is no such pair.
func (db *DB) Match(ctx context.Context, id string) (Match, error) {
	var row matchRow
	err := db.read().one(ctx, &row, `select `+matchColumns+` from person_matches where id = ?`, id)
	return row.match(), doing("read match", err)
}

// SettleMatch decides that a pair are two people, or that nobody is sure. That they
// are one is decided by BeginMerge. It may be repeated. ErrNotFound: there is no such
// pair; ErrConflict: it was decided otherwise.
func (db *DB) SettleMatch(ctx context.Context, id string, to Standing, by Settled) ([]News, error) {
	var news []News
	err := db.write(ctx, "settle match", func(s session) error {
		var row matchRow
		if err := s.one(ctx, &row, `select `+matchColumns+` from person_matches where id = ?`+s.dialect.forUpdate, id); err != nil {
			return err
		}
		if !slices.Contains([]Standing{MatchOpen, MatchUnsure, to}, Standing(row.Standing)) {
			return ErrConflict
		}
		if row.Standing != string(to) {
			_, err := s.do(ctx, `update person_matches set standing = ?, decided_at = ?, decided_by = ?, why = ? where id = ?`,
				string(to), Time{by.At}, by.By, by.Why, id)
			if err != nil {
				return err
			}
			row.DecidedAt = Time{by.At}
		}
		var err error
		news, err = s.tellOf(ctx, News{Kind: MatchSettled, CaseID: row.CaseB, At: row.DecidedAt.Time, About: id}, written(row.DecidedAt.Time))
		return err
	})
	return news, err
}

// Compared says how far the victims of two cases agree. ErrNotFound: one of the cases
// was never admitted.
func (db *DB) Compared(ctx context.Context, one, other string) (matching.Result, error) {
	var of [2]matching.Person
	f := finder{session: db.read()}
	for i, id := range []string{one, other} {
		person, err := f.personOf(ctx, id)
		if err != nil {
			return matching.Result{}, doing("compare people", err)
		}
		c, err := f.candidate(ctx, person)
		if err != nil {
			return matching.Result{}, doing("compare people", err)
		}
		of[i] = c.compared()
	}
	return matching.Compare(of[0], of[1]), nil
}
