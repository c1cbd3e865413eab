package store

import (
	"context"
	"slices"

	"beacon/casework"
	"beacon/victimscode"
)

// DutyRow is what is owed to one victim, as their case last said.
type DutyRow struct {
	CaseID string
	Force  string // of police, that knows the victim
	casework.DutyView
}

type dutyRow struct {
	CaseID   string `db:"case_id"`
	ID       string `db:"id"`
	Revision int    `db:"revision"`
	Duty     string `db:"duty"`
	Edition  string `db:"edition"`
	Right    int    `db:"of_right"`
	Body     string `db:"body"`
	Ours     string `db:"ours"`
	Event    string `db:"event"`
	Kind     string `db:"kind"`
	Enhanced bool   `db:"enhanced"`
	Began    Time   `db:"began"`
	Received Time   `db:"received"`
	Heard    Time   `db:"heard"`
	From     Time   `db:"runs_from"`
	Due      string `db:"due"`
	Aim      bool   `db:"aim"`
	Met      Time   `db:"met"`
	MetBy    string `db:"met_by"`
	How      string `db:"how"`
	Noted    Time   `db:"noted"`
	Breached Time   `db:"breached"`
	Ended    string `db:"ended"`
	Team     string `db:"team"`
	Owner    string `db:"owner"`
	Force    string `db:"force"`
}

const dutyColumns = `d.case_id, d.id, d.revision, d.duty, d.edition, d.of_right, d.body, d.ours, d.event, d.kind, d.enhanced, d.began, d.received, d.heard,
	d.runs_from, d.due, d.aim, d.met, d.met_by, d.how, d.noted, d.breached, d.ended, d.team, d.owner, d.force`

func (r dutyRow) row() DutyRow {
	var due Time
	_ = due.Scan(r.Due) // a moment that this package wrote
	return DutyRow{CaseID: r.CaseID, Force: r.Force, DutyView: casework.DutyView{
		Owed: casework.Owed{
			ID: r.ID, Row: r.Duty, Edition: r.Edition, Event: r.Event, Enhanced: r.Enhanced, Began: r.Began.Time, From: r.From.Time, Due: due.Time, Aim: r.Aim,
			Met: r.Met.Time, MetBy: r.MetBy, How: r.How, Noted: r.Noted.Time, Breached: r.Breached.Time, Ended: r.Ended,
		},
		Right: r.Right, Body: victimscode.Body(r.Body), Ours: victimscode.Ours(r.Ours), Kind: victimscode.Trigger(r.Kind),
		Received: r.Received.Time, Heard: r.Heard.Time, Team: r.Team, Worker: r.Owner,
	}}
}

func dutyRowOf(caseID string, d casework.DutyView) dutyRow {
	return dutyRow{
		CaseID: caseID, ID: d.ID, Duty: d.Row, Edition: d.Edition, Right: d.Right, Body: string(d.Body), Ours: string(d.Ours), Event: d.Event, Kind: string(d.Kind),
		Enhanced: d.Enhanced, Began: momentOf(d.Began), Received: momentOf(d.Received), Heard: momentOf(d.Heard), From: momentOf(d.From), Due: written(d.Due),
		Aim: d.Aim, Met: momentOf(d.Met), MetBy: d.MetBy, How: d.How, Noted: momentOf(d.Noted), Breached: momentOf(d.Breached), Ended: d.Ended,
		Team: d.Team, Owner: d.Worker,
	}
}

// writeDuties writes the duties of a view which have changed. The view names all that
// the case knows of, so that an open row which it does not name ended unseen. What has
// gone to another case is counted there.
func (s session) writeDuties(ctx context.Context, v casework.View, rows []dutyRow) error {
	duties, elsewhere, err := v.Duties()
	if err != nil {
		return err
	}
	if elsewhere {
		return s.later(ctx, `delete from duties where case_id = ?`, v.ID)
	}
	known := make(map[string]dutyRow, len(rows))
	for _, r := range rows {
		r.Revision, r.Force = 0, "" // a view speaks of neither
		known[r.ID] = r
	}
	told := make([]dutyRow, len(duties))
	for i, d := range duties {
		told[i] = dutyRowOf(v.ID, d)
	}
	changed := differing(known, told, func(r dutyRow) string { return r.ID })
	for _, gone := range known {
		if gone.Met.IsZero() && gone.Ended == "" {
			gone.Ended = "unseen"
			changed = append(changed, gone)
		}
	}
	return s.putDuties(ctx, v.Revision, changed)
}

const knownDuties = `select ` + dutyColumns + ` from duties d where d.case_id = ?`

// putDuties writes them all in one statement, or as few as can be, each with the force
// from where the victim is known.
func (s session) putDuties(ctx context.Context, revision int, rows []dutyRow) error {
	for some := range slices.Chunk(rows, rowsAtOnce) {
		var args []any
		for _, r := range some {
			args = append(args, r.CaseID, r.ID, revision, r.Duty, r.Edition, r.Right, r.Body, r.Ours, r.Event, r.Kind, r.Enhanced, r.Began, r.Received, r.Heard,
				r.From, r.Due, r.Aim, r.Met, r.MetBy, r.How, r.Noted, r.Breached, r.Ended, r.Team, r.Owner, r.CaseID)
		}
		err := s.later(ctx, `insert into duties (case_id, id, revision, duty, edition, of_right, body, ours, event, kind, enhanced, began, received, heard,
				runs_from, due, aim, met, met_by, how, noted, breached, ended, team, owner, force)
			values `+rowsOf(len(some), `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
				coalesce((select p.force from case_people c join people p on p.id = c.person_id where c.case_id = ?), ''))`)+`
			on conflict (case_id, id) do update set revision = excluded.revision, duty = excluded.duty, edition = excluded.edition,
				of_right = excluded.of_right, body = excluded.body, ours = excluded.ours, event = excluded.event, kind = excluded.kind,
				enhanced = excluded.enhanced, began = excluded.began, received = excluded.received, heard = excluded.heard,
				runs_from = excluded.runs_from, due = excluded.due, aim = excluded.aim, met = excluded.met, met_by = excluded.met_by,
				how = excluded.how, noted = excluded.noted, breached = excluded.breached, ended = excluded.ended, team = excluded.team,
				owner = excluded.owner, force = excluded.force`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}
