package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"beacon/casework"
)

// Untaken is a referral that no workflow has taken yet, with all that is needed to
// hand it over again.
type Untaken struct {
	Admitted
	Body     json.RawMessage // as received; none where Fault is set
	Received time.Time       // UTC
	SentBy   string          // as it was admitted
	SentAs   casework.Role   // as it was admitted
	Grade    casework.Grade  // how grave it is, or its case
	Tries    int             // how often its case would not have it
	Fault    error           // why it cannot be read: ErrKeys
}

// place is where a referral waits: by its own grade, or by that of a case which is
// graver already.
func (in *admission) place(ctx context.Context) (int, error) {
	var open casework.Grade
	if in.made {
		return in.Grade.Place(), nil
	}
	known, err := in.found(ctx, &open, `select grade from cases where id = ?`, in.at.CaseID)
	if err != nil || !known {
		return in.Grade.Place(), err
	}
	return min(in.Grade.Place(), open.Place()), nil
}

// inTurn are referrals in their newest version that no case has taken and whose turn
// has come, in the order in which they are handed over.
const inTurn = `from referral_versions v join referrals r on r.ref = v.ref and r.newest = v.version
	where not v.taken and (v.again is null or v.again <= ?) order by v.place, v.received, v.ref limit ?`

// version names one version of a referral.
type version struct {
	Ref     string `db:"ref"`
	Version int    `db:"version"`
}

// Untaken lists referrals that no workflow has taken and whose turn has come by a
// moment: the gravest first, then the oldest, each in its newest version. At most limit;
// zero or less: 50. ErrKeys: one does not open.
func (db *DB) Untaken(ctx context.Context, now time.Time, limit int) ([]Untaken, error) {
	s := db.read()
	var found []version
	err := s.all(ctx, &found, `select v.ref, v.version `+inTurn, Time{now}, atMost(limit))
	if err != nil {
		return nil, doing("list referrals not taken", err)
	}
	out, err := s.untaken(ctx, found)
	for _, u := range out {
		if err == nil {
			err = u.Fault
		}
	}
	if err != nil {
		return nil, doing("list referrals not taken", err)
	}
	return out, nil
}

// ClaimUntaken takes the first of what Untaken lists, and answers with them in that
// order. Nobody else is given them until a moment.
func (db *DB) ClaimUntaken(ctx context.Context, now, until time.Time, most int) ([]Untaken, error) {
	var some []version // mostly there are none, and nothing need be written
	if err := db.read().all(ctx, &some, `select v.ref, v.version `+inTurn, Time{now}, 1); err != nil || len(some) == 0 {
		return nil, doing("claim referrals", err)
	}
	var claimed []version
	err := db.write(ctx, "claim referrals", func(s session) error {
		claimed = nil
		return s.all(ctx, &claimed, `update referral_versions set again = ? where (ref, version) in (select v.ref, v.version `+inTurn+`)
			and not taken and (again is null or again <= ?) returning ref, version`, Time{until}, Time{now}, most, Time{now})
	})
	if err != nil {
		return nil, err
	}
	out, err := db.read().untaken(ctx, claimed)
	return out, doing("claim referrals", err)
}

// untaken reads what is needed of versions that nobody has taken, in their order.
func (s session) untaken(ctx context.Context, found []version) ([]Untaken, error) {
	out, places := make([]Untaken, len(found)), map[string]int{}
	for i, v := range found {
		var row struct {
			Body     string `db:"body"`
			Received Time   `db:"received"`
			SentBy   string `db:"sent_by"`
			SentAs   string `db:"sent_as"`
			Place    int    `db:"place"`
			Tries    int    `db:"tries"`
		}
		if err := s.one(ctx, &row, `select body, received, sent_by, sent_as, place, tries from referral_versions where ref = ? and version = ?`,
			v.Ref, v.Version); err != nil {
			return nil, err
		}
		u := Untaken{Received: row.Received.Time, SentBy: row.SentBy, SentAs: casework.Role(row.SentAs), Tries: row.Tries, Grade: graded(row.Place)}
		var err error
		if u.Admitted, err = s.admitted(ctx, v.Ref, v.Version); err != nil {
			return nil, err
		}
		body, err := s.openText(row.Body, bodyBoundTo(v.Ref, v.Version))
		if u.Body, u.Fault = json.RawMessage(body), err; err != nil {
			u.Body = nil
		}
		out[i], places[v.Ref] = u, row.Place
	}
	slices.SortStableFunc(out, func(a, b Untaken) int { // a database returns what it changed in any order
		if by := places[a.Ref] - places[b.Ref]; by != 0 {
			return by
		}
		if by := a.Received.Compare(b.Received); by != 0 {
			return by
		}
		return strings.Compare(a.Ref, b.Ref)
	})
	return out, nil
}

// graded is the grade of a place.
func graded(place int) casework.Grade {
	return casework.Grades[min(max(place, 0), len(casework.Grades)-1)]
}

// PutOff leaves a referral that no case has taken until a moment; refused: its case
// would not have it, which is counted.
func (db *DB) PutOff(ctx context.Context, ref string, version int, until time.Time, refused bool) error {
	more := 0
	if refused {
		more = 1
	}
	return db.write(ctx, "put off a referral", func(s session) error {
		_, err := s.do(ctx, `update referral_versions set again = ?, tries = tries + ? where ref = ? and version = ? and not taken`,
			Time{until}, more, ref, version)
		return err
	})
}

// Waiting is how many referrals of a grade no case has taken.
type Waiting struct {
	Grade   casework.Grade
	N       int
	Refused int       // of these, how many their cases would not have when they were last offered
	Since   time.Time // since when the oldest waits, UTC; zero: none does
}

// Waiting counts the referrals that no case has taken, for every grade, the gravest
// first.
func (db *DB) Waiting(ctx context.Context) ([]Waiting, error) {
	var rows []struct {
		Place   int  `db:"place"`
		N       int  `db:"n"`
		Refused int  `db:"refused"`
		Since   Time `db:"since"`
	}
	err := db.read().all(ctx, &rows, `select v.place, count(*) as n, sum(case when v.tries > 0 then 1 else 0 end) as refused, min(v.received) as since
		from referral_versions v join referrals r on r.ref = v.ref and r.newest = v.version where not v.taken group by v.place`)
	out := make([]Waiting, len(casework.Grades))
	for i, g := range casework.Grades {
		out[i].Grade = g
	}
	for _, row := range rows {
		out[graded(row.Place).Place()] = Waiting{graded(row.Place), row.N, row.Refused, row.Since.Time}
	}
	return out, doing("count referrals not taken", err)
}
