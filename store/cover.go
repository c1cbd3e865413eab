package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Sealer encrypts what must not lie in the database in clear. boundTo is what it
// belongs to: it opens nowhere else.
type Sealer interface {
	Seal(plain, boundTo string) (string, error)
	Open(sealed, boundTo string) (string, error)
}

// SealWith gives the keys, once, before the database is used. Without them what is
// sealed stays closed, and what must be sealed is not kept.
func (db *DB) SealWith(s Sealer) { db.sealer = s }

// Cover is how to speak by one contact point when somebody else may listen. It
// prints as nothing.
type Cover struct {
	AskFor   string `json:"name_to_ask_for,omitempty"`
	Story    string `json:"cover_story,omitempty"`
	CodeWord string `json:"code_word,omitempty"`
	WhoElse  string `json:"who_else_has_it,omitempty"`
}

// String tells nothing.
func (Cover) String() string { return "cover of a contact point" }

// GoString is the same as String.
func (c Cover) GoString() string { return c.String() }

// LogValue is the same as String.
func (c Cover) LogValue() slog.Value { return slog.StringValue(c.String()) }

// PutCover keeps the cover of a contact point of the case's victim, sealed; an empty
// one takes it away. ErrNotFound: the case has no such point. ErrKeys: it cannot be
// sealed.
func (db *DB) PutCover(ctx context.Context, caseID, pointID string, c Cover, by string, at time.Time) error {
	var sealed string
	if c != (Cover{}) {
		var err error
		if sealed, err = db.seal(c, pointID); err != nil {
			return doing("write cover", err)
		}
	}
	return db.write(ctx, "write cover", func(s session) error {
		var known int
		err := s.one(ctx, &known, `select 1 from contact_points p join case_people c on c.person_id = p.person_id where c.case_id = ? and p.id = ?`, caseID, pointID)
		if err != nil {
			return err
		}
		if sealed == "" {
			_, err = s.do(ctx, `delete from contact_point_covers where point_id = ?`, pointID)
			return err
		}
		_, err = s.do(ctx, `insert into contact_point_covers (point_id, sealed, written_at, written_by) values (?, ?, ?, ?)
			on conflict (point_id) do update set sealed = excluded.sealed, written_at = excluded.written_at, written_by = excluded.written_by`,
			pointID, sealed, Time{at}, by)
		return err
	})
}

// Covers reads the covers of the case's victim, by the ID of the contact point.
// ErrKeys: one does not open.
func (db *DB) Covers(ctx context.Context, caseID string) (map[string]Cover, error) {
	var rows []struct {
		PointID string `db:"point_id"`
		Sealed  string `db:"sealed"`
	}
	err := db.read().all(ctx, &rows, `select v.point_id, v.sealed from contact_point_covers v join contact_points p on p.id = v.point_id
		join case_people c on c.person_id = p.person_id where c.case_id = ?`, caseID)
	if err != nil {
		return nil, doing("read covers", err)
	}
	out := make(map[string]Cover, len(rows))
	for _, r := range rows {
		if out[r.PointID], err = db.unseal(r.Sealed, r.PointID); err != nil {
			return nil, doing("read covers", err)
		}
	}
	return out, nil
}

func (db *DB) seal(c Cover, pointID string) (string, error) {
	if db.sealer == nil {
		return "", ErrKeys
	}
	b, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write cover: %w", err)
	}
	sealed, err := db.sealer.Seal(string(b), boundTo(pointID))
	if err != nil {
		return "", errors.Join(ErrKeys, err)
	}
	return sealed, nil
}

func (db *DB) unseal(sealed, pointID string) (c Cover, err error) {
	if db.sealer == nil {
		return c, ErrKeys
	}
	plain, err := db.sealer.Open(sealed, boundTo(pointID))
	if err == nil {
		err = json.Unmarshal([]byte(plain), &c)
	}
	if err != nil {
		return Cover{}, ErrKeys // its cause may hold what was sealed
	}
	return c, nil
}

// boundTo is what a cover is sealed to.
func boundTo(pointID string) string { return "contact_point_covers/" + pointID }
