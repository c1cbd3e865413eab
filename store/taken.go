package store

import (
	"context"
	"encoding/json"
	"time"

	"beacon/casework"
)

// Take marks a version of a referral as taken by its case's workflow, as a revision
// of the case. It is first for exactly one caller. ErrNotFound: no such version.
func (db *DB) Take(ctx context.Context, ref string, version, revision int) (first bool, err error) {
	err = db.write(ctx, "mark referral as taken", func(s session) error {
		n, err := s.do(ctx, `update referral_versions set taken = ?, revision = ? where ref = ? and version = ? and not taken`,
			true, revision, ref, version)
		if first = n == 1; first || err != nil {
			return err
		}
		var known int
		return s.one(ctx, &known, `select 1 from referral_versions where ref = ? and version = ?`, ref, version)
	})
	return first && err == nil, err
}

// Untaken is a referral that no workflow has taken yet, with all that is needed to
// hand it over again.
type Untaken struct {
	Admitted
	Body     json.RawMessage // as received
	Received time.Time       // UTC
	SentBy   string          // as it was admitted
	SentAs   casework.Role   // as it was admitted
}

// Untaken lists referrals received before a moment that no workflow has taken,
// oldest first, each in its newest version. At most limit; zero or less: 50. ErrKeys:
// one does not open.
func (db *DB) Untaken(ctx context.Context, before time.Time, limit int) ([]Untaken, error) {
	var rows []struct {
		Ref      string `db:"ref"`
		Version  int    `db:"version"`
		Body     string `db:"body"`
		Received Time   `db:"received"`
		SentBy   string `db:"sent_by"`
		SentAs   string `db:"sent_as"`
	}
	s := db.read()
	err := s.all(ctx, &rows, `select v.ref, v.version, v.body, v.received, v.sent_by, v.sent_as from referral_versions v
		join referrals r on r.ref = v.ref and r.newest = v.version
		where not v.taken and v.received < ? order by v.received, v.ref limit ?`, Time{before}, atMost(limit))
	if err != nil {
		return nil, doing("list referrals not taken", err)
	}
	out := make([]Untaken, len(rows))
	for i, row := range rows {
		body, err := s.openText(row.Body, bodyBoundTo(row.Ref, row.Version))
		if err != nil {
			return nil, doing("list referrals not taken", err)
		}
		out[i] = Untaken{Body: json.RawMessage(body), Received: row.Received.Time, SentBy: row.SentBy, SentAs: casework.Role(row.SentAs)}
		if out[i].Admitted, err = s.admitted(ctx, row.Ref, row.Version); err != nil {
			return nil, doing("list referrals not taken", err)
		}
	}
	return out, nil
}

// Referred is one referral of a case in its newest version: what a caseworker needs
// in order to ask police about it.
type Referred struct {
	Ref            string
	Source         Source
	CrimeReference string
	Officer        Officer
	Received       time.Time // UTC
}

// Referrals lists the referrals of a case, oldest first.
func (db *DB) Referrals(ctx context.Context, caseID string) ([]Referred, error) {
	var rows []struct {
		Ref            string `db:"ref"`
		Force          string `db:"force"`
		System         string `db:"system"`
		SourceID       string `db:"source_id"`
		Version        int    `db:"version"`
		CrimeReference string `db:"crime_reference"`
		OfficerCollar  string `db:"officer_collar"`
		OfficerName    string `db:"officer_name"`
		OfficerEmail   string `db:"officer_email"`
		Received       Time   `db:"received"`
	}
	err := db.read().all(ctx, &rows, `select r.ref, r.force, r.system, r.source_id, v.version, v.crime_reference,
			v.officer_collar, v.officer_name, v.officer_email, v.received
		from referrals r join referral_versions v on v.ref = r.ref and v.version = r.newest
		where r.case_id = ? order by v.received, r.ref`, caseID)
	out := make([]Referred, len(rows))
	for i, row := range rows {
		out[i] = Referred{
			Ref: row.Ref, Source: Source{row.Force, row.System, row.SourceID, row.Version}, CrimeReference: row.CrimeReference,
			Officer: Officer{row.OfficerCollar, row.OfficerName, row.OfficerEmail}, Received: row.Received.Time,
		}
	}
	return out, doing("list referrals", err)
}
