package chaos

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/emulator"
)

// gather collects the evidence. Cases go on living meanwhile: what is compared is read in
// an order in which that does not matter.
func (w *world) gather(ctx context.Context) (Evidence, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	j := w.people.journal
	e := Evidence{Answered: j.answered, Refused: j.refused, GaveUp: j.given, Undone: w.faults}
	w.watch.mu.Lock()
	e.Stuck, e.Back = w.watch.stuck, w.watch.back
	w.watch.mu.Unlock()
	for _, step := range []func(context.Context, *Evidence) error{
		w.gatherWorkflows, w.gatherRows, w.gatherLines, w.gatherDeliveries, w.gatherAccepted, w.gatherAudit, w.gatherReplies, w.gatherDeadlines,
	} {
		if err := step(ctx, &e); err != nil {
			return e, fmt.Errorf("gather the evidence: %w", err)
		}
	}
	return e, nil
}

// each reads every row of a question to Beacon's database.
func (w *world) each(ctx context.Context, query string, row func(*sql.Rows) error) error {
	rows, err := w.beacon.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// pairs counts by two columns.
func (w *world) pairs(ctx context.Context, query string) (map[string]map[string]int, error) {
	all := map[string]map[string]int{}
	return all, w.each(ctx, query, func(rows *sql.Rows) error {
		var a, b string
		var n int
		if err := rows.Scan(&a, &b, &n); err != nil {
			return err
		}
		if all[a] == nil {
			all[a] = map[string]int{}
		}
		all[a][b] = n
		return nil
	})
}

func (w *world) gatherRows(ctx context.Context, e *Evidence) error {
	e.Referrals, e.Cases, e.Outbox = map[string][]string{}, map[string]CaseRow{}, map[string]string{}
	err := w.each(ctx, `select v.crime_reference, r.case_id from referrals r join referral_versions v on v.ref = r.ref and v.version = r.newest`, func(rows *sql.Rows) error {
		var source, id string
		err := rows.Scan(&source, &id)
		e.Referrals[source] = append(e.Referrals[source], id)
		return err
	})
	if err != nil {
		return err
	}
	e.At = time.Now()
	return w.each(ctx, `select id, revision, stage, next_due, state from cases`, func(rows *sql.Rows) error {
		var id, state string
		var c CaseRow
		if err := rows.Scan(&id, &c.Revision, &c.Stage, &c.Due, &state); err != nil {
			return err
		}
		e.Cases[id] = c
		whole, err := casework.Restore(json.RawMessage(state))
		if err != nil {
			return err
		}
		for _, effect := range whole.Outbox {
			e.Outbox[effect.ID] = id
		}
		return nil
	})
}

func (w *world) gatherLines(ctx context.Context, e *Evidence) (err error) {
	if e.Lines, err = w.pairs(ctx, `select case_id, what, count(*) from lines group by case_id, what`); err != nil {
		return err
	}
	e.When = map[string]map[string]string{}
	err = w.each(ctx, `select case_id, what, string_agg(revision || ' at ' || noted, ', ' order by revision, n) from lines where what in ('attempt', 'note') group by case_id, what`, func(rows *sql.Rows) error {
		var id, what, when string
		err := rows.Scan(&id, &what, &when)
		if e.When[id] == nil {
			e.When[id] = map[string]string{}
		}
		e.When[id][what] = when
		return err
	})
	if err != nil {
		return err
	}
	e.Tasks, err = w.pairs(ctx, `select case_id, kind, count(*) from tasks group by case_id, kind`)
	return err
}

func (w *world) gatherDeliveries(ctx context.Context, e *Evidence) error {
	return w.each(ctx, `select record from deliveries order by entered_at, message_id`, func(rows *sql.Rows) error {
		var record string
		var d messaging.Delivery
		if err := rows.Scan(&record); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(record), &d)
		e.Deliveries = append(e.Deliveries, d)
		return err
	})
}

// gatherAccepted reads the emulator's own ledger, from its file.
func (w *world) gatherAccepted(_ context.Context, e *Evidence) error {
	messages, err := emulator.ReadLedger(w.cluster.Ledger())
	if err != nil {
		return err
	}
	e.Accepted = map[string]int{}
	for _, m := range messages {
		id := m.Args["message"]
		if m.Channel == emulator.SMS {
			to, err := url.Parse(m.Callback)
			if err != nil {
				return err
			}
			id = to.Query().Get("m")
		}
		if id == "" {
			e.Anonymous++
			continue
		}
		e.Accepted[id]++
	}
	return nil
}

func (w *world) gatherAudit(ctx context.Context, e *Evidence) error {
	e.Audited = map[string]string{}
	return w.each(ctx, `select request_id, case_id from audit`, func(rows *sql.Rows) error {
		var request, id string
		err := rows.Scan(&request, &id)
		e.Audited[request] = id
		return err
	})
}

// gatherReplies asks the emulator which texts of victims the service has answered for.
func (w *world) gatherReplies(ctx context.Context, e *Evidence) error {
	var got struct {
		Replies []emulator.Message `json:"replies"`
	}
	if err := w.emulator.ask(ctx, http.MethodGet, "/control/messages", nil, &got); err != nil {
		return err
	}
	for _, m := range got.Replies {
		if m.Status().Answer/100 == 2 {
			e.Replies = append(e.Replies, m.SID)
		}
	}
	e.Kept = map[string]int{}
	err := w.each(ctx, `select event_id from inbound`, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		e.Kept[id]++
		return err
	})
	if err != nil {
		return err
	}
	return w.beacon.QueryRowContext(ctx, `select count(*) from news where not handled and at < $1`, sqlTime(e.At.Add(-stuckAfter))).Scan(&e.Untold)
}

// gatherDeadlines reads the ledger of deadlines.
func (w *world) gatherDeadlines(ctx context.Context, e *Evidence) error {
	err := w.beacon.QueryRowContext(ctx, `select to_regclass('deadlines') is not null`).Scan(&e.Ledger)
	if err != nil || !e.Ledger {
		return err
	}
	return w.each(ctx, `select case_id, clock_id, kind, armed, due, outcome, coalesce(outcome_at, '') from deadlines`, func(rows *sql.Rows) error {
		var d Deadline
		err := rows.Scan(&d.Case, &d.Clock, &d.Kind, &d.Armed, &d.Due, &d.Outcome, &d.OutcomeAt)
		e.Deadlines = append(e.Deadlines, d)
		return err
	})
}
