package store

import (
	"context"

	"beacon/safecontact"
)

// joining is one merge on its way, within one transaction.
type joining struct {
	finder
	Merge
	db         *DB
	from, into string // the people
}

func (j *joining) join(ctx context.Context) error {
	var err error
	if j.from, err = j.personOf(ctx, j.CaseID); err != nil {
		return err
	}
	if j.into, err = j.personOf(ctx, j.Into); err != nil {
		return err
	}
	if end, err := j.survivingCase(ctx, j.Into); err != nil || end != j.Into {
		return orConflict(err)
	}
	if err := j.hold(ctx, "person-id/"+j.from, "person-id/"+j.into); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{j.begin, j.protect, j.movePoints, j.moveReferrals, j.settlePairs, j.moveAllegations} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	_, err = j.recheck(ctx, j.into, change{at: j.At})
	return err
}

func orConflict(err error) error {
	if err != nil {
		return err
	}
	return ErrConflict
}

// begin says where the case and its person go on.
func (j *joining) begin(ctx context.Context) error {
	_, err := j.do(ctx, `insert into case_merges (`+mergeColumns+`) values (?, ?, ?, ?, ?, ?, ?)`,
		j.CaseID, j.Merge.Into, Time{j.At}, j.By, string(j.Role), j.Why, false)
	if err != nil {
		return err
	}
	_, err = j.do(ctx, `update people set merged_into = ? where id = ?`, j.into, j.from)
	return err
}

func (j *joining) moveReferrals(ctx context.Context) error {
	if _, err := j.do(ctx, `update referrals set case_id = ?, person_id = ? where person_id = ?`, j.Merge.Into, j.into, j.from); err != nil {
		return err
	}
	_, err := j.do(ctx, `update point_conflicts set case_id = ? where case_id = ?`, j.Merge.Into, j.CaseID)
	return err
}

// movePoints gives every contact point to the person who goes on. One that both had
// is narrowed to what both records allow, and the other record is left where it was.
func (j *joining) movePoints(ctx context.Context) error {
	var rows []pointRow
	if err := j.all(ctx, &rows, `select `+pointColumns+` from contact_points where person_id = ? order by id`, j.from); err != nil {
		return err
	}
	touched := make([]match, len(rows))
	for i, r := range rows {
		touched[i] = match{r.Kind, r.MatchesOn}
	}
	if err := j.holdMatches(ctx, touched); err != nil {
		return err
	}
	for _, r := range rows {
		var stands pointRow
		known, err := j.found(ctx, &stands, `select `+pointColumns+` from contact_points where person_id = ? and kind = ? and matches_on = ?`+j.dialect.forUpdate,
			j.into, r.Kind, r.MatchesOn)
		switch {
		case err != nil:
			return err
		case !known:
			err = j.movePoint(ctx, r)
		default:
			err = j.joinPoint(ctx, stands, r)
		}
		if err != nil {
			return err
		}
	}
	return j.share(ctx, touched...)
}

// movePoint carries a point over. Whoever else was seen to have it is kept as said,
// since it is no longer seen once the two are one.
func (j *joining) movePoint(ctx context.Context, r pointRow) error {
	shared := string(gravest(safecontact.Sharing(r.SharedSaid), safecontact.Sharing(r.SharedFound)))
	_, err := j.do(ctx, `update contact_points set person_id = ?, shared_said = ? where id = ?`, j.into, shared, r.ID)
	return err
}

func (j *joining) joinPoint(ctx context.Context, stands, other pointRow) error {
	row, err := narrowed(stands, other)
	if err != nil {
		return err
	}
	if err := j.changePoint(ctx, stands, row, change{j.At, j.By, "merged"}); err != nil {
		return err
	}
	return j.protectPoint(ctx, stands, other)
}

// settlePairs ends the questions about the person who is no more: what was decided
// stands for the one who goes on, and what was not is found anew.
func (j *joining) settlePairs(ctx context.Context) error {
	var rows []matchRow
	if err := j.all(ctx, &rows, `select `+matchColumns+` from person_matches where person_a = ? or person_b = ? order by id`, j.from, j.from); err != nil {
		return err
	}
	for _, r := range rows {
		other := r.PersonA
		if other == j.from {
			other = r.PersonB
		}
		if err := j.settlePair(ctx, r, other); err != nil {
			return err
		}
	}
	return nil
}

func (j *joining) settlePair(ctx context.Context, r matchRow, other string) error {
	waiting := r.Standing == string(MatchOpen) || r.Standing == string(MatchUnsure)
	switch {
	case other == j.into:
		_, err := j.do(ctx, `update person_matches set standing = ?, decided_at = ?, decided_by = ?, why = ? where id = ?`,
			string(MatchSame), Time{j.At}, j.By, j.Why, r.ID)
		if err != nil {
			return err
		}
	case r.Standing == string(MatchDifferent):
		row, err := j.byAge(ctx, j.into, other)
		if err != nil {
			return err
		}
		row.ID, row.Score, row.Reasons, row.Standing, row.Raised = pairID(j.into, other), r.Score, r.Reasons, r.Standing, r.Raised
		row.DecidedAt, row.DecidedBy, row.Why = r.DecidedAt, r.DecidedBy, r.Why
		_, err = j.named(ctx, `insert into person_matches (`+matchColumns+`) values (:id, :person_a, :person_b, :case_a, :case_b, :score,
			:reasons, :standing, :raised, :decided_at, :decided_by, :why)
			on conflict (id) do update set standing = excluded.standing where person_matches.standing in ('open', 'unsure')`, row)
		return err
	case waiting:
		_, err := j.do(ctx, `update person_matches set standing = ?, decided_at = ?, decided_by = ? where id = ?`, string(MatchMoot), Time{j.At}, j.By, r.ID)
		if err != nil {
			return err
		}
	default:
		return nil
	}
	_, err := j.tellOf(ctx, News{Kind: MatchSettled, CaseID: r.CaseB, At: j.At, About: r.ID}, written(j.At))
	return err
}

// moveAllegations has the case that goes on opposed to whatever the other was.
func (j *joining) moveAllegations(ctx context.Context) error {
	var rows []crossing
	err := j.all(ctx, &rows, `select victim_case, suspect_case, basis from counter_allegations where victim_case = ? or suspect_case = ?
		order by victim_case, suspect_case`, j.CaseID, j.CaseID)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if x.Victim == j.CaseID {
			x.Victim = j.Merge.Into
		} else {
			x.Suspect = j.Merge.Into
		}
		if _, err := j.cross(ctx, x, change{at: j.At}); err != nil {
			return err
		}
	}
	return nil
}
