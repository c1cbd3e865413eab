package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"beacon/safecontact"
)

// Reseal seals again, with the newest data key, whatever is sealed with another, and says
// how much it was; newest tells one from the other. Afterwards no older key is needed but
// for backups. It may be broken off, repeated, and run while others write. ErrKeys:
// something is sealed with a key that is not at hand.
func (db *DB) Reseal(ctx context.Context, newest func(sealed string) bool) (int, error) {
	return db.reseal(ctx, newest, mostAtOnce)
}

func (db *DB) reseal(ctx context.Context, newest func(sealed string) bool, atOnce int) (int, error) {
	total := 0
	for _, place := range sealedPlaces {
		for last := (sealedRow{}); ; {
			var rows []sealedRow
			n := 0
			err := db.write(ctx, "seal again", func(s session) (err error) {
				n = 0
				if rows, err = place.read(ctx, s, last, atOnce); err != nil {
					return err
				}
				for _, row := range rows {
					done, err := place.reseal(ctx, s, row, newest)
					if err != nil {
						return err
					}
					n += done
				}
				return nil
			})
			if err != nil {
				return total, err
			}
			total += n
			if len(rows) < atOnce {
				break
			}
			last = rows[len(rows)-1]
		}
	}
	return total, nil
}

// sealedRow is a row of any table in which something is sealed.
type sealedRow struct {
	ID      string `db:"id"`
	Version int    `db:"version"`
	Text    string `db:"text"`
}

// sealedPlace is a column in which something is sealed.
type sealedPlace struct {
	kept    how
	after   string // reads the rows after one, by their key
	update  string
	double  bool // the key is an ID and a version
	boundTo func(sealedRow) string
}

// how something sealed is kept in a column.
type how int

const (
	bare   how = iota // as it is
	marked            // after sealedMark, beside what lies in clear
	within            // marked, as the value of what a contact point was
)

// sealedPlaces is every column in which something is sealed. A test finds one that is
// not here.
var sealedPlaces = []sealedPlace{
	{kept: marked, after: `select id, value as text from contact_points where kind = 'address' and id > ? order by id limit ?`,
		update:  `update contact_points set value = ? where id = ?`,
		boundTo: func(r sealedRow) string { return valueBoundTo(r.ID) }},
	{kept: within, after: `select point_id as id, version, state as text from contact_point_history where (point_id, version) > (?, ?)
			and state like '%"kind":"address"%' order by point_id, version limit ?`,
		update: `update contact_point_history set state = ? where point_id = ? and version = ?`,
		double: true},
	{kept: marked, after: `select ref as id, version, body as text from referral_versions where (ref, version) > (?, ?) order by ref, version limit ?`,
		update: `update referral_versions set body = ? where ref = ? and version = ?`,
		double: true, boundTo: func(r sealedRow) string { return bodyBoundTo(r.ID, r.Version) }},
	{after: `select point_id as id, sealed as text from contact_point_covers where point_id > ? order by point_id limit ?`,
		update:  `update contact_point_covers set sealed = ? where point_id = ?`,
		boundTo: func(r sealedRow) string { return boundTo(r.ID) }},
	{after: `select '1' as id, sealed as text from digest_keys where id = 1 and '1' > ? limit ?`,
		update:  `update digest_keys set sealed = ? where '1' = ?`,
		boundTo: func(sealedRow) string { return keyBoundTo }},
}

func (p sealedPlace) key(r sealedRow) []any {
	if p.double {
		return []any{r.ID, r.Version}
	}
	return []any{r.ID}
}

func (p sealedPlace) read(ctx context.Context, s session, last sealedRow, most int) (rows []sealedRow, err error) {
	return rows, s.all(ctx, &rows, p.after+s.dialect.forUpdate, append(p.key(last), most)...)
}

// reseal seals one row again, and answers 1 where it had to be.
func (p sealedPlace) reseal(ctx context.Context, s session, row sealedRow, newest func(string) bool) (int, error) {
	var again string
	var err error
	switch p.kept {
	case bare:
		again, err = s.resealText(row.Text, p.boundTo(row), newest)
	case marked:
		again, err = s.resealMarked(row.Text, p.boundTo(row), newest)
	case within:
		again, err = s.resealPoint(row.Text, newest)
	}
	if err != nil || again == row.Text {
		return 0, err
	}
	n, err := s.do(ctx, p.update, append([]any{again}, p.key(row)...)...)
	return int(n), err
}

// resealText is a sealed text, sealed with the newest key: itself where it is already.
func (v vault) resealText(sealed, boundTo string, newest func(string) bool) (string, error) {
	if newest(sealed) {
		return sealed, nil
	}
	if v.sealer == nil {
		return "", ErrKeys
	}
	plain, err := v.sealer.Open(sealed, boundTo)
	if err == nil {
		sealed, err = v.sealer.Seal(plain, boundTo)
	}
	if err != nil {
		return "", errors.Join(ErrKeys, err)
	}
	return sealed, nil
}

// resealMarked does it in a column in which something may lie in clear: that is for
// SealClear.
func (v vault) resealMarked(kept, boundTo string, newest func(string) bool) (string, error) {
	sealed, is := strings.CutPrefix(kept, sealedMark)
	if !is {
		return kept, nil
	}
	sealed, err := v.resealText(sealed, boundTo, newest)
	return sealedMark + sealed, err
}

// resealPoint does it with the value of what a contact point was.
func (s session) resealPoint(state string, newest func(string) bool) (string, error) {
	var was pointRow
	if err := json.Unmarshal([]byte(state), &was); err != nil {
		return "", fmt.Errorf("read history: not as it was written")
	}
	if was.Kind != string(safecontact.AddressPoint) {
		return state, nil
	}
	value, err := s.resealMarked(was.Value, valueBoundTo(was.ID), newest)
	if err != nil || value == was.Value {
		return state, err
	}
	was.Value = value
	again, err := json.Marshal(was)
	return string(again), err
}
