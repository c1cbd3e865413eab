package store

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Put is a contact point as it stands after it was written.
type Put struct {
	Point
	Version int  // of the record: one more by every change, and the same where nothing changed
	Created bool // it is new
}

// PutPoint writes a caseworker's record of a contact point of the case's victim,
// and answers the point as it then stands. From then on no
// police version changes it. An empty ID makes a new one; without a reference to the
// caller, some things stay as they were: a freeze ends only by a confirmation that
// is later than it, only the reader of a number can take back their own STOP, and
// the last success is never earlier. None of these is carried over to another
// number or address.
//
// It answers ErrNotFound where the case or the point is not there, or the point is
// somebody else's, and ErrConflict where the victim already has another point with
// this value, or the kind is to change.
func (db *DB) PutPoint(ctx context.Context, caseID string, p Point, by string, at time.Time) (Put, error) {
	if p.ID == "" {
		p.ID = uuid.NewString()
	}
	var out Put
	err := db.keyed(ctx, "write contact point", func(s session) error {
		person, err := s.personOf(ctx, caseID)
		if err != nil {
			return err
		}
		said, err := s.rowSaid(p, person)
		if err != nil {
			return err
		}
		said.KeptBy = by
		as := change{at, by, "caseworker"}
		if out.Created, err = s.putPoint(ctx, said, as); err != nil {
			return err
		}
		if _, err := (finder{s}).recheck(ctx, person, as); err != nil {
			return err
		}
		var row pointRow
		if err := s.one(ctx, &row, selectPoint, p.ID); err != nil {
			return err
		}
		out.Version = row.Version
		out.Point, err = s.opened(row)
		return err
	})
	if err != nil {
		return Put{}, err
	}
	return out, nil
}

const selectPoint = `select ` + pointColumns + ` from contact_points where id = ?`

func (s session) putPoint(ctx context.Context, said pointRow, c change) (created bool, err error) {
	var was pointRow
	known, err := s.found(ctx, &was, selectPoint, said.ID)
	if err != nil {
		return false, err
	}
	touched := []match{{said.Kind, said.MatchesOn}}
	if known {
		touched = append(touched, match{was.Kind, was.MatchesOn})
	}
	if err := s.holdMatches(ctx, touched); err != nil {
		return false, err
	}
	var others int
	err = s.one(ctx, &others, `select count(*) from contact_points where person_id = ? and kind = ? and matches_on = ? and id <> ?`,
		said.PersonID, said.Kind, said.MatchesOn, said.ID)
	switch {
	case err != nil:
		return false, err
	case others > 0:
		return false, ErrConflict
	case !known:
		err = s.addPoint(ctx, said)
	default:
		err = s.replacePoint(ctx, said, c)
	}
	if err != nil {
		return false, err
	}
	return !known, s.share(ctx, touched...)
}

func (s session) holdMatches(ctx context.Context, touched []match) error {
	names := make([]string, len(touched))
	for i, m := range touched {
		names[i] = m.name()
	}
	return s.hold(ctx, names...)
}

func (s session) replacePoint(ctx context.Context, said pointRow, c change) error {
	var was pointRow
	if err := s.one(ctx, &was, selectPoint+s.dialect.forUpdate, said.ID); err != nil {
		return err
	}
	switch {
	case was.PersonID != said.PersonID:
		return ErrNotFound // whose it is does not show
	case was.Kind != said.Kind:
		return ErrConflict
	}
	said.SharedFound = was.SharedFound
	var err error
	if said.Value, err = s.valueAnew(said, was); err != nil {
		return err
	}
	if said.MatchesOn == was.MatchesOn {
		said.keepWhatBeaconKnows(was)
		return s.changePoint(ctx, was, said, c)
	}
	stopped, err := s.stopped(ctx, match{said.Kind, said.MatchesOn})
	if err != nil {
		return err
	}
	said.OptedOut = said.OptedOut || stopped
	return s.changePoint(ctx, was, said, c)
}

func (r *pointRow) keepWhatBeaconKnows(was pointRow) {
	r.OptedOut = r.OptedOut || was.OptedOut
	if was.LastSuccess.After(r.LastSuccess.Time) {
		r.LastSuccess = was.LastSuccess
	}
	if was.FrozenAt.After(r.FrozenAt.Time) && !r.VerifiedAt.After(was.FrozenAt.Time) {
		r.FrozenAt, r.FrozenReason = was.FrozenAt, was.FrozenReason
	}
}

// FreezePoint stops a contact point from being used, because of an unsafe signal,
// until the victim confirms it again. why is a stable code. ErrNotFound: the case
// has no such point.
func (db *DB) FreezePoint(ctx context.Context, caseID, pointID, why string, at time.Time) error {
	return db.alterPoint(ctx, "freeze contact point", caseID, pointID, change{at, "", why}, func(r *pointRow) {
		if at.After(r.FrozenAt.Time) {
			r.FrozenAt, r.FrozenReason = momentOf(at), why
		}
	})
}

// Reached notes that the victim was reached by a contact point. ErrNotFound: the
// case has no such point.
func (db *DB) Reached(ctx context.Context, caseID, pointID string, at time.Time) error {
	return db.alterPoint(ctx, "note success of contact point", caseID, pointID, change{at, "", "reached"}, func(r *pointRow) {
		if at.After(r.LastSuccess.Time) {
			r.LastSuccess = momentOf(at)
		}
	})
}

func (db *DB) alterPoint(ctx context.Context, what, caseID, pointID string, c change, alter func(*pointRow)) error {
	return db.write(ctx, what, func(s session) error {
		person, err := s.personOf(ctx, caseID)
		if err != nil {
			return err
		}
		var was pointRow
		if err := s.one(ctx, &was, selectPoint+s.dialect.forUpdate, pointID); err != nil {
			return err
		}
		if was.PersonID != person {
			return ErrNotFound
		}
		row := was
		alter(&row)
		return s.changePoint(ctx, was, row, c)
	})
}
