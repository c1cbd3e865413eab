package store

import (
	"context"
	"encoding/json"
	"strconv"

	"beacon/casework"
)

// admitted reads how far a version of a referral has come.
func (s session) admitted(ctx context.Context, ref string, version int) (Admitted, error) {
	var row struct {
		CaseID   string `db:"case_id"`
		Digest   string `db:"digest"`
		Opened   bool   `db:"opened"`
		Taken    bool   `db:"taken"`
		Revision int    `db:"revision"`
		Others   int    `db:"others"`
	}
	err := s.one(ctx, &row, `select r.case_id, v.digest, r.opened, (v.taken or n.taken) as taken,
			case when v.taken then v.revision else n.revision end as revision,
			(select count(*) from referral_versions o where o.ref = r.ref and o.version <> v.version and o.taken) as others
		from referrals r
		join referral_versions v on v.ref = r.ref and v.version = ?
		join referral_versions n on n.ref = r.ref and n.version = r.newest
		where r.ref = ?`, version, ref)
	if err != nil {
		return Admitted{}, err
	}
	out := Admitted{
		CaseID: row.CaseID, Ref: ref, Version: version, CommandKey: identity("command", ref, strconv.Itoa(version)), Digest: row.Digest,
		Taken: row.Taken, Revision: row.Revision, Opened: row.Opened && row.Others == 0,
	}
	out.Closed, err = s.resting(ctx, row.CaseID)
	return out, err
}

// resting is the case's row where the case is closed; nil where it is not.
func (s session) resting(ctx context.Context, caseID string) (*Resting, error) {
	var row struct {
		State    string `db:"state"`
		Revision int    `db:"revision"`
		Resting  bool   `db:"resting"`
	}
	closed, err := s.found(ctx, &row, `select state, revision, resting from cases where id = ? and stage = ?`, caseID, string(casework.Closed))
	if err != nil || !closed {
		return nil, err
	}
	return &Resting{State: json.RawMessage(row.State), Revision: row.Revision, Resting: row.Resting}, nil
}
