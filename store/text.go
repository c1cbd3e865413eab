package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// WriteText keeps the words that somebody wrote, before the case is told of them by
// their ID. It may be repeated. ErrConflict: the ID stands for other words;
// ErrText: they cannot be kept.
func (db *DB) WriteText(ctx context.Context, caseID, id, field, words, by string, at time.Time) error {
	return db.writeOne(ctx, "write text", func(s session) error {
		n, err := s.do(ctx, `insert into texts (id, case_id, field, words, written_by, written_at) values (?, ?, ?, ?, ?, ?)
			on conflict (id) do nothing`, id, caseID, field, words, by, Time{at})
		if err != nil || n == 1 {
			return err
		}
		var same int
		err = s.one(ctx, &same, `select count(*) from texts where id = ? and case_id = ? and field = ? and words = ?`, id, caseID, field, words)
		if err == nil && same == 0 {
			return ErrConflict
		}
		return err
	})
}

// DropText forgets words whose command was refused. Words that a line of a timeline
// names are kept, and dropping what is not there is no error.
func (db *DB) DropText(ctx context.Context, id string) error {
	return db.write(ctx, "drop text", func(s session) error {
		_, err := s.do(ctx, `delete from texts where id = ? and not exists (select 1 from lines l where l.text_id = texts.id and l.text_id <> '')`, id)
		return err
	})
}

// Words reads the words of texts, by their IDs. An ID without words is left out.
func (db *DB) Words(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	query, args, err := sqlx.In(`select id, words from texts where id in (?)`, ids)
	if err != nil {
		return nil, doing("read texts", faultOf(ctx, err))
	}
	var rows []struct {
		ID    string `db:"id"`
		Words string `db:"words"`
	}
	if err := db.read().all(ctx, &rows, query, args...); err != nil {
		return nil, doing("read texts", err)
	}
	for _, row := range rows {
		out[row.ID] = row.Words
	}
	return out, nil
}
