package store

import (
	"context"
	"encoding/json"
	"strconv"

	"beacon/casework"
)

type admittedRow struct {
	CaseID   string `db:"case_id"`
	Digest   string `db:"digest"`
	Opened   bool   `db:"opened"`
	Taken    bool   `db:"taken"`
	Revision int    `db:"revision"`
	Others   int    `db:"others"`
	Closed   bool   `db:"closed"`
	State    string `db:"state"`
	At       int    `db:"at"`
	Resting  bool   `db:"resting"`
	Shown    bool   `db:"shown"`
}

const admittedNow = `select r.case_id, v.digest, r.opened, (v.taken or n.taken) as taken,
		case when v.taken then v.revision else n.revision end as revision,
		(select count(*) from referral_versions o where o.ref = r.ref and o.version <> v.version and o.taken) as others,
		c.id is not null as closed, coalesce(c.state, '') as state, coalesce(c.revision, 0) as at, coalesce(c.resting, false) as resting,
		exists (select 1 from cases k where k.id = r.case_id) as shown
	from referrals r
	join referral_versions v on v.ref = r.ref and v.version = ?
	join referral_versions n on n.ref = r.ref and n.version = r.newest
	left join cases c on c.id = r.case_id and c.stage = ?
	where r.ref = ?`

func admittedBy(ref string, version int) []any { return []any{version, string(casework.Closed), ref} }

// admitted reads how far a version of a referral has come, and its case where that is
// closed.
func (s session) admitted(ctx context.Context, ref string, version int) (Admitted, error) {
	var row admittedRow
	if err := s.one(ctx, &row, admittedNow, admittedBy(ref, version)...); err != nil {
		return Admitted{}, err
	}
	return row.admitted(ref, version), nil
}

func (r admittedRow) admitted(ref string, version int) Admitted {
	out := Admitted{
		CaseID: r.CaseID, Ref: ref, Version: version, CommandKey: identity("command", ref, strconv.Itoa(version)), Digest: r.Digest,
		Taken: r.Taken, Revision: r.Revision, Opened: r.Opened && r.Others == 0,
	}
	if r.Closed {
		out.Closed = &Resting{State: json.RawMessage(r.State), Revision: r.At, Resting: r.Resting}
	}
	return out
}
