package store

import (
	"context"
	"encoding/json"
	"fmt"

	"beacon/safecontact"
)

// SealClear seals what an earlier program wrote in clear: postal addresses, what they
// were before, and referrals as they were received. It says how many there were. It may
// be repeated, by several processes at once and while others write. ErrKeys: something
// lies in clear, and there is no key.
func (db *DB) SealClear(ctx context.Context) (int, error) {
	total := 0
	for {
		n := 0
		err := db.keyed(ctx, "seal what lies in clear", func(s session) error {
			n = 0
			if err := s.hold(ctx, "seal-clear"); err != nil {
				return err
			}
			for _, step := range []func(context.Context) (int, error){s.sealAddresses, s.sealHistory, s.sealReferrals} {
				sealed, err := step(ctx)
				if err != nil {
					return err
				}
				n += sealed
			}
			return nil
		})
		if err != nil || n == 0 {
			return total, err
		}
		total += n
	}
}

// mostAtOnce bounds how many rows of a kind are sealed in one transaction.
const mostAtOnce = 200

func (s session) sealAddresses(ctx context.Context) (int, error) {
	var rows []pointRow
	err := s.all(ctx, &rows, `select `+pointColumns+` from contact_points where kind = ? and value not like ? order by id limit ?`+s.dialect.forUpdate,
		string(safecontact.AddressPoint), sealedMark+"%", mostAtOnce)
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		m, err := s.matched(safecontact.AddressPoint, row.Value)
		if err != nil {
			return 0, err
		}
		var others int
		err = s.one(ctx, &others, `select count(*) from contact_points where person_id = ? and kind = ? and matches_on = ?`, row.PersonID, m.kind, m.on)
		if err != nil {
			return 0, err
		}
		if others > 0 { // it was written once more since, sealed: that one is compared
			m.on = s.digest(row.ID)
		}
		if row.Value, err = s.valueKept(row); err != nil {
			return 0, err
		}
		if _, err := s.do(ctx, `update contact_points set value = ?, matches_on = ? where id = ?`, row.Value, m.on, row.ID); err != nil {
			return 0, err
		}
		if err := s.share(ctx, m); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func (s session) sealHistory(ctx context.Context) (int, error) {
	var rows []struct {
		PointID string `db:"point_id"`
		Version int    `db:"version"`
		State   string `db:"state"`
	}
	err := s.all(ctx, &rows, `select point_id, version, state from contact_point_history where state like ? and state not like ?
		order by point_id, version limit ?`, `%"kind":"address"%`, `%"value":"`+sealedMark+`%`, mostAtOnce)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		state, err := s.stateKept(r.State)
		if err != nil {
			return 0, err
		}
		if _, err := s.do(ctx, `update contact_point_history set state = ? where point_id = ? and version = ?`, state, r.PointID, r.Version); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// stateKept is what a point was, as it is kept.
func (s session) stateKept(clear string) (string, error) {
	var was pointRow
	if err := json.Unmarshal([]byte(clear), &was); err != nil {
		return "", fmt.Errorf("read history: not as it was written")
	}
	m, err := s.matched(safecontact.Kind(was.Kind), was.Value)
	if err != nil {
		return "", err
	}
	was.MatchesOn = m.on
	if was.Value, err = s.valueKept(was); err != nil {
		return "", err
	}
	state, err := json.Marshal(was)
	return string(state), err
}

func (s session) sealReferrals(ctx context.Context) (int, error) {
	var rows []struct {
		Ref     string `db:"ref"`
		Version int    `db:"version"`
		Body    string `db:"body"`
	}
	err := s.all(ctx, &rows, `select ref, version, body from referral_versions where body not like ? order by ref, version limit ?`, sealedMark+"%", mostAtOnce)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		body, err := s.sealText(r.Body, bodyBoundTo(r.Ref, r.Version))
		if err != nil {
			return 0, err
		}
		if _, err := s.do(ctx, `update referral_versions set body = ? where ref = ? and version = ?`, body, r.Ref, r.Version); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}
