package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"beacon/safecontact"
)

type pointRow struct {
	ID             string `db:"id" json:"id"`
	PersonID       string `db:"person_id" json:"person_id"`
	Kind           string `db:"kind" json:"kind"`
	Value          string `db:"value" json:"value"`
	MatchesOn      string `db:"matches_on" json:"matches_on"`
	Mobile         bool   `db:"mobile" json:"mobile"`
	Allowed        string `db:"allowed" json:"allowed"`
	Windows        string `db:"windows" json:"windows"`
	VerifiedAt     Time   `db:"verified_at" json:"verified_at"`
	VerifiedBy     string `db:"verified_by" json:"verified_by"`
	ExpiresAt      Time   `db:"expires_at" json:"expires_at"`
	DoNotUse       bool   `db:"do_not_use" json:"do_not_use"`
	DoNotUseReason string `db:"do_not_use_reason" json:"do_not_use_reason"`
	FrozenAt       Time   `db:"frozen_at" json:"frozen_at"`
	FrozenReason   string `db:"frozen_reason" json:"frozen_reason"`
	OptedOut       bool   `db:"opted_out" json:"opted_out"`
	SharedSaid     string `db:"shared_said" json:"shared_said"`
	SharedFound    string `db:"shared_found" json:"shared_found"`
	LastSuccess    Time   `db:"last_success" json:"last_success"`
	KeptBy         string `db:"kept_by" json:"kept_by"`
	Version        int    `db:"version" json:"version"`
}

const pointColumns = `id, person_id, kind, value, matches_on, mobile, allowed, windows, verified_at, verified_by, expires_at,
	do_not_use, do_not_use_reason, frozen_at, frozen_reason, opted_out, shared_said, shared_found, last_success, kept_by, version`

// rowOf is a point as somebody says it is, with its value in clear. What it matches on
// and what only Beacon may know of it are left for whoever writes the row.
func rowOf(p Point, person string) (pointRow, error) {
	allowed, err := json.Marshal(p.Allowed)
	if err != nil {
		return pointRow{}, fmt.Errorf("write what is allowed: %w", err)
	}
	windows, err := json.Marshal(p.Windows)
	if err != nil {
		return pointRow{}, fmt.Errorf("write windows: %w", err)
	}
	return pointRow{
		ID: p.ID, PersonID: person, Kind: string(p.Kind), Value: p.Value, Mobile: p.Mobile,
		Allowed: string(allowed), Windows: string(windows),
		VerifiedAt: momentOf(p.VerifiedAt), VerifiedBy: p.VerifiedBy, ExpiresAt: momentOf(p.ExpiresAt),
		DoNotUse: p.DoNotUse, DoNotUseReason: p.DoNotUseReason, FrozenAt: momentOf(p.FrozenAt), FrozenReason: p.FrozenReason,
		OptedOut: p.OptedOut, SharedSaid: string(p.SharedWith), LastSuccess: momentOf(p.LastSuccess),
	}, nil
}

// point is all of a row but a sealed value, which is left out.
func (r pointRow) point() (Point, error) {
	if strings.HasPrefix(r.Value, sealedMark) {
		r.Value = ""
	}
	p := Point{Value: r.Value, Point: safecontact.Point{
		ID: r.ID, Kind: safecontact.Kind(r.Kind), Mobile: r.Mobile, VerifiedAt: r.VerifiedAt.Time, VerifiedBy: r.VerifiedBy,
		ExpiresAt: r.ExpiresAt.Time, DoNotUse: r.DoNotUse, DoNotUseReason: r.DoNotUseReason,
		FrozenAt: r.FrozenAt.Time, FrozenReason: r.FrozenReason, OptedOut: r.OptedOut,
		SharedWith: gravest(safecontact.Sharing(r.SharedSaid), safecontact.Sharing(r.SharedFound)), LastSuccess: r.LastSuccess.Time,
	}}
	if err := json.Unmarshal([]byte(r.Allowed), &p.Allowed); err != nil {
		return Point{}, fmt.Errorf("read what is allowed: %w", err)
	}
	if err := json.Unmarshal([]byte(r.Windows), &p.Windows); err != nil {
		return Point{}, fmt.Errorf("read windows: %w", err)
	}
	return p, nil
}

// gravity orders who else has a point, the gravest last.
var gravity = []safecontact.Sharing{
	safecontact.SharingUnknown, safecontact.Nobody, safecontact.Household, safecontact.AnotherPerson, safecontact.Suspect,
}

func gravest(a, b safecontact.Sharing) safecontact.Sharing {
	if slices.Index(gravity, b) > slices.Index(gravity, a) {
		return b
	}
	return a
}

// points reads every way to make contact with a person, in the order of their IDs.
// ErrKeys: one does not open.
func (s session) points(ctx context.Context, person string) ([]Point, error) {
	return s.pointsAs(ctx, person, s.opened)
}

// pointsAs reads every way to make contact with a person, each row in one way: opened,
// or pointRow.point for whoever has no need of a postal address.
func (s session) pointsAs(ctx context.Context, person string, read func(pointRow) (Point, error)) ([]Point, error) {
	return s.pointsBy(ctx, `?`, person, read)
}

// pointsBy is pointsAs where whose they are is found by something else.
func (s session) pointsBy(ctx context.Context, person, of string, read func(pointRow) (Point, error)) ([]Point, error) {
	var rows []pointRow
	if err := s.all(ctx, &rows, `select `+pointColumns+` from contact_points where person_id = `+person+` order by id`, of); err != nil {
		return nil, err
	}
	out := make([]Point, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = read(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// addPoint writes a point that is not there yet. Whoever reads it may have opted out.
func (s session) addPoint(ctx context.Context, row pointRow) error {
	row.Version = 1
	var err error
	if row.Value, err = s.valueKept(row); err != nil {
		return err
	}
	return s.laterNamed(ctx, `insert into contact_points (`+pointColumns+`) values (:id, :person_id, :kind, :value, :matches_on, :mobile,
		:allowed, :windows, :verified_at, :verified_by, :expires_at, :do_not_use, :do_not_use_reason, :frozen_at, :frozen_reason,
		:opted_out or coalesce((select o.stopped from opt_outs o where o.kind = :kind and o.matches_on = :matches_on), false),
		:shared_said, :shared_found, :last_success, :kept_by, :version)`, row)
}

// changePoint writes a point anew and keeps what it was before.
func (s session) changePoint(ctx context.Context, was, row pointRow, c change) error {
	row.Version = was.Version
	if row == was {
		return nil
	}
	state, err := json.Marshal(was)
	if err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	_, err = s.do(ctx, `insert into contact_point_history (point_id, version, state, changed_at, changed_by, why) values (?, ?, ?, ?, ?, ?)`,
		was.ID, was.Version, string(state), Time{c.at}, c.by, c.why)
	if err != nil {
		return err
	}
	row.Version++
	_, err = s.named(ctx, `update contact_points set value = :value, matches_on = :matches_on, mobile = :mobile, allowed = :allowed,
		windows = :windows, verified_at = :verified_at, verified_by = :verified_by, expires_at = :expires_at,
		do_not_use = :do_not_use, do_not_use_reason = :do_not_use_reason, frozen_at = :frozen_at, frozen_reason = :frozen_reason,
		opted_out = :opted_out, shared_said = :shared_said, last_success = :last_success, kept_by = :kept_by, version = :version
		where id = :id`, row)
	return err
}

// change is when, by whom and why a point was changed.
type change struct {
	at      time.Time
	by, why string
}
