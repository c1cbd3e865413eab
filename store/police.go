package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"beacon/safecontact"
)

// writePoints takes over what police say of the ways to make contact, and answers
// which they say differently from a caseworker, whose record stands. A point that a
// version leaves out is kept.
func (in *admission) writePoints(ctx context.Context) (kept []string, err error) {
	for i, p := range in.Points {
		said, err := in.rowSaid(p, in.at.PersonID)
		if err != nil {
			return nil, err
		}
		var was pointRow
		var known bool
		if !in.made || slices.Contains(in.touched[:i], in.touched[i]) {
			known, err = in.found(ctx, &was, `select `+pointColumns+` from contact_points
				where person_id = ? and kind = ? and matches_on = ?`+in.dialect.forUpdate, said.PersonID, said.Kind, said.MatchesOn)
		}
		switch {
		case err != nil:
			return nil, err
		case !known:
			said.ID = uuid.NewString()
			err = in.addPoint(ctx, said)
		case was.KeptBy != "":
			if said.permits() != was.permits() {
				kept = append(kept, was.ID)
				err = in.disagree(ctx, was, said)
			}
		default:
			now := was.asPoliceSay(said)
			err = in.changePoint(ctx, was, now, change{in.Received, "", "referral"})
			if err == nil && said.permits() != now.permits() {
				err = in.disagree(ctx, now, said)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// permits is what a record lets be done with a point.
func (r pointRow) permits() [3]any { return [3]any{r.Allowed, r.Windows, r.DoNotUse} }

// asPoliceSay is the point after police said it anew. What the victim confirmed is
// replaced only by what they confirmed later; "do not use", and who else has it, are
// always heard; and what Beacon found out for itself stays.
func (r pointRow) asPoliceSay(said pointRow) pointRow {
	if said.DoNotUse {
		r.DoNotUse, r.DoNotUseReason = true, said.DoNotUseReason
	}
	r.SharedSaid = string(gravest(safecontact.Sharing(r.SharedSaid), safecontact.Sharing(said.SharedSaid)))
	if !r.VerifiedAt.IsZero() && !said.VerifiedAt.After(r.VerifiedAt.Time) {
		return r
	}
	r.Mobile, r.Allowed, r.Windows = said.Mobile, said.Allowed, said.Windows
	r.VerifiedAt, r.VerifiedBy, r.ExpiresAt = said.VerifiedAt, said.VerifiedBy, said.ExpiresAt
	r.DoNotUse, r.DoNotUseReason = said.DoNotUse, said.DoNotUseReason
	return r
}
