package peers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"beacon/activities"
	"beacon/api"
	"beacon/casework"
	"beacon/internal/codec"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
	"beacon/worker"
	"beacon/workflows"
)

// byBeacon is the life as the product carries it: the case workflow, the worker with its
// ringer, the courier and its ledger, the read model, and the API to which providers
// report. Its Temporal server is a process of its own, on the same PostgreSQL.
var byBeacon = peer{name: "Beacon", databases: 3, prepare: prepareBeacon, open: openBeacon, work: workBeacon}

func openStore(ctx context.Context, p place) (*store.DB, error) {
	keys, err := codec.ParseRing(p.Keys)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, p.Databases[0])
	if err == nil {
		db.SealWith(keys)
	}
	return db, err
}

func prepareBeacon(ctx context.Context, p place) error {
	db, err := openStore(ctx, p)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	return readyTemporal(ctx, p)
}

// policy is the ordinary one of a service that rings patient clocks at a pace, but for
// how long a closure can be taken back.
func policy() casework.Policy {
	p := casework.Ordinary()
	p.PatientFor, p.ClosingFor = worker.PatientFor, closingFor
	return p
}

// workBeacon is a worker as production runs it, but that it hurries as the others do.
func workBeacon(ctx context.Context, p place) error {
	tc, err := dial(p, codec.WorkerOptions)
	if err != nil {
		return err
	}
	defer tc.Close()
	db, err := openStore(ctx, p)
	if err != nil {
		return err
	}
	defer db.Close()
	channel, err := newTwilio(p)
	if err != nil {
		return err
	}
	templates, err := messaging.LoadTemplates(messaging.Embedded())
	if err != nil {
		return err
	}
	courier, err := messaging.NewCourier(messaging.Parts{
		Contacts: db, Ledger: db, Templates: templates, Now: time.Now, Quiet: safecontact.AnyTime(),
		Channels: map[casework.Channel]messaging.Channel{casework.Text: channel}, Braking: messaging.Braking{Brakes: db},
		Timing: messaging.Timing{Needs: time.Second, Lease: leaseFor, SettleAfter: settleAfter, GiveUp: giveUpAfter},
	})
	if err != nil {
		return err
	}
	w := worker.New(tc, &workflows.Cases{Policy: policy}, &activities.Desk{Sender: courier, Book: db})
	if err := w.Start(); err != nil {
		return err
	}
	defer w.Stop()
	ringer := worker.Ringer{Rings: db, Bell: &workflows.Client{Temporal: tc}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	ringer.Run(ctx)
	return nil
}

type beaconOffice struct {
	db      *store.DB
	pool    *pgxpool.Pool
	cases   *workflows.Client
	reports http.Handler
	server  *child

	mu       sync.Mutex
	ids      map[string]string    // of cases, by the number of their victim
	lives    map[string]string    // the reverse: by case ID
	hearings map[string]time.Time // when they begin, by life

	remind time.Duration
}

func openBeacon(ctx context.Context, p *place) (o office, err error) {
	b := &beaconOffice{ids: map[string]string{}, lives: map[string]string{}, hearings: map[string]time.Time{}, remind: p.Remind}
	defer func() {
		if err != nil {
			b.Stop()
		}
	}()
	b.server, err = employ(ctx, "temporal", "Beacon", *p)
	if err != nil {
		return nil, err
	}
	p.Temporal = b.server.said
	tc, err := dial(*p, codec.Options)
	if err != nil {
		return nil, err
	}
	b.cases = &workflows.Client{Temporal: tc}
	if b.db, err = openStore(ctx, *p); err != nil {
		return nil, err
	}
	if b.pool, err = pgxpool.New(ctx, p.Databases[0]); err != nil {
		return nil, err
	}
	a, err := api.New(api.Config{PublicURL: p.Public, TwilioTokens: []string{token}}, b.cases, b.db, nobody{},
		slog.New(slog.DiscardHandler), prometheus.NewRegistry())
	if err == nil {
		b.reports = a.Handler()
	}
	return b, err
}

type nobody struct{}

func (nobody) Verify(context.Context, string) (c api.Caller, err error) { return c, http.ErrNoCookie }

// Refer is what the API does with a referral: personal data to SQL, then the case by its
// ID, then a mark that the case has it.
func (b *beaconOffice) Refer(ctx context.Context, one life) error {
	yes := &safecontact.Confirmation{By: "PC 1234", At: time.Now().Add(-time.Hour), Allowed: safecontact.Allowed{Call: true, Text: true}}
	mobile := store.Point{Value: one.Number, Point: safecontact.PolicePoint("", safecontact.PhonePoint, true, yes)}
	mobile.SharedWith = safecontact.Nobody
	in, err := b.db.Admit(ctx, store.Admission{
		Source: store.Source{Force: "kent", System: "athena", ID: one.ID, Version: 1}, Digest: one.ID,
		Points: []store.Point{mobile}, Body: json.RawMessage(`{}`), Received: time.Now(),
	})
	if err != nil {
		return err
	}
	b.mu.Lock()
	b.ids[one.Number], b.lives[in.CaseID] = in.CaseID, one.ID
	b.mu.Unlock()
	receipt, err := b.cases.Refer(ctx, in.CaseID, casework.Referral{
		Said: casework.Said{ID: in.CommandKey, Body: in.Digest, By: "kent", Role: casework.Referrer},
		Ref:  in.Ref, Version: 1, Reported: time.Now().Add(-time.Hour), Offence: "8Q", DomesticAbuse: true, SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Grade: casework.MediumRisk},
	}, nil)
	if err != nil {
		return err
	}
	_, err = b.db.Take(ctx, in.Ref, 1, receipt.Revision)
	return err
}

func said(id string, role casework.Role) casework.Said {
	return casework.Said{ID: id, Body: id, By: string(role) + "-1", Role: role}
}

func (b *beaconOffice) of(one life) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ids[one.Number]
}

// do gives a case commands, one after the other.
func (b *beaconOffice) do(ctx context.Context, one life, commands ...casework.Command) error {
	for _, m := range commands {
		if _, err := b.cases.Do(ctx, b.of(one), m); err != nil {
			return fmt.Errorf("%s: %w", m.Name(), err)
		}
	}
	return nil
}

// Accept is three commands, as a reminder is one of a hearing: help is accepted, the
// victim wants a reminder on the morning, and a hearing is listed.
func (b *beaconOffice) Accept(ctx context.Context, one life) error {
	err := b.do(ctx, one,
		casework.RecordAttempt{Said: said("accepted", casework.Caseworker), Outcome: "accepted"},
		casework.SetPreferences{Said: said("wishes", casework.Caseworker), Morning: true})
	if err != nil {
		return err
	}
	return b.do(ctx, one, b.listing(one))
}

// listing is the hearing whose reminder on the morning, three hours before it, is due
// soon. A repeat may say another time, which counts only if the first was not taken.
func (b *beaconOffice) listing(one life) casework.SetHearing {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hearings[one.ID] = time.Now().Add(b.remind + hearingIn)
	return b.hearing(one, "listed", casework.Listed)
}

func (b *beaconOffice) hearing(one life, key string, status casework.HearingStatus) casework.SetHearing {
	return casework.SetHearing{
		Said: said(key, casework.WitnessCare), Hearing: "h1", Type: "trial", Starts: b.hearings[one.ID], Status: status, Needed: true, Source: "witness_care",
	}
}

// Due is when the reminder is.
func (b *beaconOffice) Due(one string, _ time.Time) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.hearings[one].Add(-hearingIn)
}

// Close is two commands, as no case ends before its hearings: this one is vacated.
func (b *beaconOffice) Close(ctx context.Context, one life) error {
	b.mu.Lock()
	vacated := b.hearing(one, "vacated", casework.Vacated)
	b.mu.Unlock()
	return b.do(ctx, one, vacated,
		casework.CloseCase{Said: said("close", casework.Caseworker), Reason: "declined_later", Told: "in_person"})
}

func (b *beaconOffice) Report(w http.ResponseWriter, r *http.Request) { b.reports.ServeHTTP(w, r) }

func (b *beaconOffice) Whose(_, to string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.lives[b.ids[to]]
}

func (b *beaconOffice) Closed(ctx context.Context) (map[string]int, error) {
	closed, err := countClosed(ctx, b.pool, `select c.id, count(d.message_id) from cases c
		left join deliveries d on d.case_id = c.id and d.state in ('accepted', 'sent', 'delivered') where c.stage = 'closed' group by c.id`)
	out := map[string]int{}
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, texts := range closed {
		out[b.lives[id]] = texts
	}
	return out, err
}

// Story is what the timeline says of a case, for whoever wonders why it is not closed.
func (b *beaconOffice) Story(ctx context.Context, one life) (says []string) {
	rows, err := b.pool.Query(ctx, `select at || ' ' || what || ' ' || says from lines where case_id = $1 and what not like 'duty%' and what not like 'right%' order by at
		`, b.of(one))
	if err != nil {
		return []string{err.Error()}
	}
	says, err = pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return []string{err.Error()}
	}
	return append(says, b.pending(ctx, one)...)
}

// pending is what a case waits for that a worker should do.
func (b *beaconOffice) pending(ctx context.Context, one life) (says []string) {
	d, err := b.cases.Temporal.DescribeWorkflowExecution(ctx, workflows.WorkflowID(b.of(one)), "")
	if err != nil {
		return []string{err.Error()}
	}
	for _, a := range d.GetPendingActivities() {
		says = append(says, fmt.Sprintf("%s, %s, attempt %d, begun %s, due %s: %s", a.GetActivityType().GetName(), a.GetState(), a.GetAttempt(),
			a.GetLastStartedTime().AsTime(), a.GetScheduledTime().AsTime(), a.GetLastFailure().GetMessage()))
	}
	if t := d.GetPendingWorkflowTask(); t != nil {
		says = append(says, fmt.Sprintf("a workflow task, %s, attempt %d, since %s", t.GetState(), t.GetAttempt(), t.GetScheduledTime().AsTime()))
	}
	var next string
	if err := b.pool.QueryRow(ctx, `select coalesce(next_due, '') || ' ' || next_kind || ' ' || revision from cases where id = $1`, b.of(one)).Scan(&next); err != nil {
		return append(says, err.Error())
	}
	says = append(says, "readers see its next clock, and revision: "+next)
	v, err := b.cases.View(ctx, b.of(one))
	if err != nil {
		return append(says, err.Error())
	}
	return append(says, fmt.Sprintf("it is itself at revision %d, and its next clock is due %s", v.Revision, v.NextDue.UTC()))
}

// Work asks Temporal about every workflow.
func (b *beaconOffice) Work(ctx context.Context, of []life) (transitions, events int64, err error) {
	for _, one := range of {
		d, err := b.cases.Temporal.DescribeWorkflowExecution(ctx, workflows.WorkflowID(b.of(one)), "")
		if err != nil {
			return 0, 0, err
		}
		transitions += d.GetWorkflowExecutionInfo().GetStateTransitionCount()
		events += d.GetWorkflowExecutionInfo().GetHistoryLength()
	}
	return transitions, events, nil
}

func (b *beaconOffice) Stop() {
	if b.cases != nil {
		b.cases.Temporal.Close()
	}
	if b.pool != nil {
		b.pool.Close()
	}
	if b.db != nil {
		_ = b.db.Close()
	}
	if b.server != nil {
		b.server.dismiss()
	}
}
