package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"beacon/safecontact"
)

// How a conflict stands.
const (
	ConflictOpen Standing = "open"
	ConflictKept Standing = "kept"  // what stood, stands
	ConflictWon  Standing = "taken" // what police say was taken, unconfirmed
)

// Permits is what somebody says may be done with a contact point. It holds no number
// and no address.
type Permits struct {
	Allowed    safecontact.Allowed  `json:"allowed"`
	Windows    []safecontact.Window `json:"windows"`
	DoNotUse   bool                 `json:"do_not_use"`
	VerifiedAt time.Time            `json:"verified_at,omitzero"`
}

// Conflict is a police record that differs from what stands of a contact point,
// because the victim confirmed that or a caseworker recorded it.
type Conflict struct {
	ID, CaseID, PointID string
	Kept, Said          Permits
	Fields              []string // what differs: allowed, windows, do_not_use
	Standing            Standing
	Raised              time.Time // UTC
	DecidedAt           time.Time // UTC; zero: not yet
	DecidedBy           string
	Why                 string // ID of the words
}

type conflictRow struct {
	ID        string `db:"id"`
	CaseID    string `db:"case_id"`
	PointID   string `db:"point_id"`
	Kept      string `db:"kept"`
	Said      string `db:"said"`
	Field     string `db:"field"`
	Standing  string `db:"standing"`
	Raised    Time   `db:"raised"`
	DecidedAt Time   `db:"decided_at"`
	DecidedBy string `db:"decided_by"`
	Why       string `db:"why"`
}

const conflictColumns = `id, case_id, point_id, kept, said, field, standing, raised, decided_at, decided_by, why`

func (r conflictRow) conflict() (Conflict, error) {
	out := Conflict{
		ID: r.ID, CaseID: r.CaseID, PointID: r.PointID, Fields: strings.Fields(r.Field), Standing: Standing(r.Standing),
		Raised: r.Raised.Time, DecidedAt: r.DecidedAt.Time, DecidedBy: r.DecidedBy, Why: r.Why,
	}
	err := errors.Join(json.Unmarshal([]byte(r.Kept), &out.Kept), json.Unmarshal([]byte(r.Said), &out.Said))
	if err != nil {
		return Conflict{}, fmt.Errorf("read conflict: %w", err)
	}
	return out, nil
}

// permitsOf writes what a row lets be done.
func (r pointRow) permitsOf() (Permits, string, error) {
	p, err := r.point()
	if err != nil {
		return Permits{}, "", err
	}
	out := Permits{Allowed: p.Allowed, Windows: p.Windows, DoNotUse: p.DoNotUse, VerifiedAt: p.VerifiedAt}
	b, err := json.Marshal(out)
	if err != nil {
		return Permits{}, "", fmt.Errorf("write conflict: %w", err)
	}
	return out, string(b), nil
}

// saysMore says that police say something of a point themselves, beyond that there is
// one: what they leave out contradicts nobody.
func (p Permits) saysMore(kind safecontact.Kind) bool {
	return !p.VerifiedAt.IsZero() || p.DoNotUse || len(p.Windows) > 0 || kind == safecontact.PhonePoint && !p.Allowed.Call
}

// disagree keeps what police say of a point where it differs from what stands and did
// not replace it, and makes news of it. The same words again are no new conflict.
func (in *admission) disagree(ctx context.Context, stands, police pointRow) error {
	kept, keptJSON, err := stands.permitsOf()
	if err != nil {
		return err
	}
	said, saidJSON, err := police.permitsOf()
	if err != nil || !said.saysMore(safecontact.Kind(police.Kind)) {
		return err
	}
	var fields []string
	if kept.Allowed.Neutral() != said.Allowed && !said.VerifiedAt.IsZero() || kept.Allowed.Call && !said.Allowed.Call {
		fields = append(fields, "allowed")
	}
	if stands.Windows != police.Windows && len(said.Windows) > 0 {
		fields = append(fields, "windows")
	}
	if said.DoNotUse && !kept.DoNotUse {
		fields = append(fields, "do_not_use")
	}
	if len(fields) == 0 {
		return nil
	}
	id := identity("conflict", stands.ID, saidJSON)
	n, err := in.do(ctx, `insert into point_conflicts (`+conflictColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '') on conflict (id) do nothing`,
		id, in.at.CaseID, stands.ID, keptJSON, saidJSON, strings.Join(fields, " "), string(ConflictOpen), Time{in.Received}, Time{})
	if err != nil || n == 0 {
		return err
	}
	kind := ConflictFound
	if said.DoNotUse && !kept.DoNotUse {
		kind = ConflictUrgent
	}
	news, err := in.tellOf(ctx, News{Kind: kind, CaseID: in.at.CaseID, At: in.Received, About: id}, "")
	in.news = append(in.news, news...)
	return err
}

// Conflicts lists the conflicts of a case, oldest first, decided or not.
func (db *DB) Conflicts(ctx context.Context, caseID string) ([]Conflict, error) {
	var rows []conflictRow
	err := db.read().all(ctx, &rows, `select `+conflictColumns+` from point_conflicts where case_id = ? order by raised, id`, caseID)
	if err != nil {
		return nil, doing("list conflicts", err)
	}
	out := make([]Conflict, len(rows))
	for i, r := range rows {
		if out[i], err = r.conflict(); err != nil {
			return nil, doing("list conflicts", err)
		}
	}
	return out, nil
}

// Settled is what somebody decided, and why.
type Settled struct {
	By, Why string // a subject, and the ID of the words
	At      time.Time
}

// SettleConflict decides a conflict. What is taken from police may be used for calls
// only, until the victim confirms it; and it never lifts a "do not use", a freeze, an
// opt-out, the victim's hours or what is known of who else has the point. It may be
// repeated. ErrNotFound: the case has no such conflict; ErrConflict: it was decided
// otherwise.
func (db *DB) SettleConflict(ctx context.Context, caseID, id string, take bool, by Settled) (Point, []News, error) {
	to := ConflictKept
	if take {
		to = ConflictWon
	}
	var out Point
	var news []News
	err := db.write(ctx, "settle conflict", func(s session) error {
		var row conflictRow
		if err := s.one(ctx, &row, `select `+conflictColumns+` from point_conflicts where id = ? and case_id = ?`+s.dialect.forUpdate, id, caseID); err != nil {
			return err
		}
		var was pointRow
		if err := s.one(ctx, &was, selectPoint+s.dialect.forUpdate, row.PointID); err != nil {
			return err
		}
		if row.Standing != string(ConflictOpen) && row.Standing != string(to) {
			return ErrConflict
		}
		if row.Standing == string(ConflictOpen) {
			if err := s.settle(ctx, row, was, to, by); err != nil {
				return err
			}
			if err := s.one(ctx, &was, selectPoint, row.PointID); err != nil {
				return err
			}
		}
		var err error
		if out, err = s.opened(was); err != nil {
			return err
		}
		news, err = s.tellOf(ctx, News{Kind: ConflictSettled, CaseID: caseID, At: by.At, About: id}, "")
		return err
	})
	return out, news, err
}

func (s session) settle(ctx context.Context, row conflictRow, was pointRow, to Standing, by Settled) error {
	_, err := s.do(ctx, `update point_conflicts set standing = ?, decided_at = ?, decided_by = ?, why = ? where id = ?`,
		string(to), Time{by.At}, by.By, by.Why, row.ID)
	if err != nil || to != ConflictWon {
		return err
	}
	c, err := row.conflict()
	if err != nil {
		return err
	}
	p, err := was.point()
	if err != nil {
		return err
	}
	p.Allowed = safecontact.Allowed{
		Call: c.Said.Allowed.Call, WithheldNumber: p.Allowed.WithheldNumber || c.Said.Allowed.WithheldNumber,
	}
	if p.Kind != safecontact.PhonePoint {
		p.Allowed = safecontact.Allowed{}
	}
	if len(c.Said.Windows) > 0 {
		p.Windows = overlap(p.Windows, c.Said.Windows)
		p.Allowed.Call = p.Allowed.Call && len(p.Windows) > 0
	}
	said, err := rowOf(p, was.PersonID)
	if err != nil {
		return err
	}
	now := was
	now.Allowed, now.Windows, now.KeptBy = said.Allowed, said.Windows, by.By
	now.VerifiedAt, now.VerifiedBy, now.ExpiresAt = Time{}, "", Time{}
	if c.Said.DoNotUse && !now.DoNotUse {
		now.DoNotUse, now.DoNotUseReason = true, "other"
	}
	return s.changePoint(ctx, was, now, change{by.At, by.By, "police_taken"})
}
