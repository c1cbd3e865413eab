package store

import (
	"context"
	"time"
)

// Take marks a version of a referral as taken by its case's workflow, as a revision
// of the case. It is first for exactly one caller. ErrNotFound: no such version.
func (db *DB) Take(ctx context.Context, ref string, version, revision int) (first bool, err error) {
	first, _, err = db.TakeSeen(ctx, Admitted{Ref: ref, Version: version}, revision)
	return first, err
}

// TakeSeen is Take, and says too which revision of the case readers see: 0 where it has
// not been published, or whoever asks is not the first.
func (db *DB) TakeSeen(ctx context.Context, in Admitted, revision int) (first bool, shown int, err error) {
	err = db.writeOne(ctx, "mark referral as taken", func(s session) error {
		var err error
		first, err = s.found(ctx, &shown, `update referral_versions set taken = ?, revision = ? where ref = ? and version = ? and not taken
			returning coalesce((select c.revision from cases c where c.id = ?), 0)`, true, revision, in.Ref, in.Version, in.CaseID)
		if first || err != nil {
			return err
		}
		var known int
		return s.one(ctx, &known, `select 1 from referral_versions where ref = ? and version = ?`, in.Ref, in.Version)
	})
	if err != nil {
		return false, 0, err
	}
	return first, shown, nil
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
