package peers_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// bySQL is the life written by hand: a row that is the state, a row for everything that
// happened, timers and an outbox that workers poll with SKIP LOCKED. What a step
// changes, it changes in one statement, and so in one transaction.
var bySQL = peer{
	name: "SQL", databases: 1,
	prepare: func(ctx context.Context, p place) error { return execute(ctx, p.Databases[0], commonSchema+sqlSchema) },
	open: func(ctx context.Context, p *place) (office, error) {
		db, err := pgxpool.New(ctx, p.Databases[0])
		return &sqlOffice{desk{db, p.Remind}}, err
	},
	work: func(ctx context.Context, p place) error {
		db, err := pgxpool.New(ctx, p.Databases[0])
		if err != nil {
			return err
		}
		defer db.Close()
		by, err := newPost(p)
		if err != nil {
			return err
		}
		w := &sqlWorker{db: db, post: by, free: make(chan struct{}, senders)}
		var all sync.WaitGroup
		all.Go(func() { poll(ctx, w.ring) })
		all.Go(func() { poll(ctx, w.sendDue) })
		all.Wait()
		return nil
	},
}

const sqlSchema = `
create table timers (case_id text not null references cases, kind text not null, due timestamptz not null, primary key (case_id, kind));
create index on timers (due);
alter table texts add column attempt int not null default 0, add column due timestamptz not null default now(),
	add column first timestamptz, add column began timestamptz;
create index on texts (due) where state in ('ready', 'sending', 'doubtful');`

type sqlOffice struct{ desk }

// Accept ends the call, asks for the text and sets the reminder's timer.
func (o *sqlOffice) Accept(ctx context.Context, one life) error {
	remind := time.Now().Add(o.remind)
	_, err := o.db.Exec(ctx, `
		with moved as (update cases set stage = 'assessing', revision = revision + 1, hearing = $3 where id = $1 and stage = 'reaching' returning id, revision),
		told as (insert into events (case_id, revision, what) select id, revision, 'accepted' from moved),
		done as (update tasks set done = now() where (case_id, kind) in (select id, 'call' from moved)),
		later as (insert into timers (case_id, kind, due) select id, 'remind', $2 from moved)
		insert into texts (id, case_id, template) select id || '.support_accepted', id, 'support_accepted' from moved`,
		one.ID, remind, remind.Add(hearingIn))
	return err
}

// Close begins the time in which closing can be taken back.
func (o *sqlOffice) Close(ctx context.Context, one life) error {
	_, err := o.db.Exec(ctx, `
		with moved as (update cases set stage = 'closing', revision = revision + 1 where id = $1 and stage = 'assessing' returning id, revision),
		told as (insert into events (case_id, revision, what) select id, revision, 'closing' from moved)
		insert into timers (case_id, kind, due) select id, 'close', $2 from moved`, one.ID, time.Now().Add(closingFor))
	return err
}

// sqlWorker rings timers and sends texts.
type sqlWorker struct {
	db   *pgxpool.Pool
	post *post
	free chan struct{} // a place for each text under way
}

const (
	pollEvery = 100 * time.Millisecond
	batch     = 100
)

// poll turns again at once while there is much to do.
func poll(ctx context.Context, turn func(context.Context) (more bool)) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		if turn(ctx) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// ring does what is due for a batch of cases, all at once or not at all.
func (w *sqlWorker) ring(ctx context.Context) (more bool) {
	did, err := w.db.Exec(ctx, `
		with due as (delete from timers where (case_id, kind) in
			(select case_id, kind from timers where due <= now() order by due limit $1 for update skip locked) returning case_id, kind),
		moved as (update cases set revision = revision + 1, stage = case due.kind when 'close' then 'closed' else stage end
			from due where id = due.case_id returning id, revision, due.kind),
		wanted as (insert into texts (id, case_id, template) select id || '.hearing_reminder', id, 'hearing_reminder' from moved where kind = 'remind')
		insert into events (case_id, revision, what) select id, revision, kind from moved`, batch)
	return err == nil && did.RowsAffected() == batch
}

// sendDue claims texts, for a while, and sends them beside each other. One whose sender
// died is claimed again when its claim has run out.
func (w *sqlWorker) sendDue(ctx context.Context) (more bool) {
	most := senders - len(w.free)
	if most == 0 {
		return false
	}
	claimed, err := w.claim(ctx, most)
	for _, c := range claimed {
		w.free <- struct{}{}
		go func() {
			defer func() { <-w.free }()
			w.send(ctx, c)
		}()
	}
	return err == nil && len(claimed) == most
}

// sqlClaim is one attempt at a text.
type sqlClaim struct {
	text
	attempt int
	until   time.Time
	before  *time.Time // when the attempt before it was claimed, which may have left
}

func (w *sqlWorker) claim(ctx context.Context, most int) ([]sqlClaim, error) {
	until := time.Now().Add(leaseFor)
	rows, err := w.db.Query(ctx, `
		with next as (select id, state, first, began from texts where state in ('ready', 'sending', 'doubtful') and due <= now()
			order by due limit $1 for update skip locked)
		update texts t set state = 'sending', attempt = attempt + 1, due = $2, began = now(), first = case next.state when 'ready' then now() else next.first end
		from next, cases c where t.id = next.id and c.id = t.case_id
		returning t.id, t.template, c.number, c.hearing, t.attempt, t.first, case when next.state <> 'ready' then next.began end`, most, until)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c sqlClaim, err error) {
		c.until = until
		err = row.Scan(&c.ID, &c.Template, &c.To, &c.Hearing, &c.attempt, &c.Since, &c.before)
		if c.before != nil {
			c.Doubt = c.before.Add(leaseFor)
		}
		return c, err
	})
}

// send makes the attempt and writes down what came of it, unless the claim has run out
// and somebody else has it.
func (w *sqlWorker) send(ctx context.Context, c sqlClaim) {
	until, cancel := context.WithDeadline(ctx, c.until)
	defer cancel()
	what, ref := w.post.send(until, c.text, c.until)
	state, again := "ready", time.Second
	switch what {
	case wasSent, wasRefused:
		w.end(ctx, c, what == wasSent, string(ref))
		return
	case isToWait: // nothing left this time: the doubt is of the attempt before
		state = "doubtful"
	case mayBeSent:
		c.before = nil
		if w.post.asks {
			state = "doubtful"
		}
	case wasNotSent:
		c.before = nil
	}
	_, _ = w.db.Exec(ctx, `update texts set state = $3, due = $4, began = coalesce($5, began) where id = $1 and attempt = $2 and state = 'sending'`,
		c.ID, c.attempt, state, time.Now().Add(again), c.before) // else its claim runs out
}

func (w *sqlWorker) end(ctx context.Context, c sqlClaim, sent bool, ref string) {
	state := "refused"
	if sent {
		state = "sent"
	}
	_, _ = w.db.Exec(ctx, `
		with ended as (update texts set state = $3, ref = $4 where id = $1 and attempt = $2 and state = 'sending' returning case_id),
		moved as (update cases set revision = revision + 1 where id in (select case_id from ended) returning id, revision)
		insert into events (case_id, revision, what) select id, revision, 'text_' || $3 from moved`, c.ID, c.attempt, state, ref) // else its claim runs out
}

// commonSchema is what both that are written by hand keep.
const commonSchema = `
create table cases (id text primary key, number text not null, stage text not null, revision int not null, hearing timestamptz, opened timestamptz not null default now());
create table events (case_id text not null references cases, revision int not null, what text not null, at timestamptz not null default now(), primary key (case_id, revision));
create table tasks (case_id text not null references cases, kind text not null, due timestamptz not null, done timestamptz, primary key (case_id, kind));
create index on tasks (due) where done is null;
create table texts (id text primary key, case_id text not null references cases, template text not null, state text not null default 'ready',
	ref text, report text, ranked int not null default 0);
create index on texts (case_id);
`

// desk is what both offices that are written by hand do alike.
type desk struct {
	db     *pgxpool.Pool
	remind time.Duration
}

// Refer opens the case and asks for the call.
func (d desk) Refer(ctx context.Context, one life) error {
	_, err := d.db.Exec(ctx, `
		with opened as (insert into cases (id, number, stage, revision) values ($1, $2, 'reaching', 1) on conflict do nothing returning id),
		told as (insert into events (case_id, revision, what) select id, 1, 'referred' from opened)
		insert into tasks (case_id, kind, due) select id, 'call', $3 from opened`, one.ID, one.Number, time.Now().Add(callWithin))
	return err
}

// Due is so long after help was accepted.
func (d desk) Due(_ string, accepted time.Time) time.Time { return accepted.Add(d.remind) }

// reports rank what a provider says, as it may say it late and in any order.
var reports = map[string]int{"queued": 1, "sent": 2, "undelivered": 3, "failed": 3, "delivered": 3}

// Report moves a text forward.
func (d desk) Report(w http.ResponseWriter, r *http.Request) {
	status := r.FormValue("MessageStatus")
	_, err := d.db.Exec(r.Context(), `update texts set report = $2, ranked = $3 where id = $1 and ranked < $3`, r.FormValue("m"), status, reports[status])
	if err != nil {
		http.Error(w, "not written", http.StatusInternalServerError)
	}
}

// Whose is what comes before the dot.
func (d desk) Whose(message, _ string) string {
	id, _, _ := strings.Cut(message, ".")
	return id
}

// Closed counts the texts that left.
func (d desk) Closed(ctx context.Context) (map[string]int, error) {
	return countClosed(ctx, d.db, `select c.id, count(t.id) from cases c left join texts t on t.case_id = c.id and t.state = 'sent'
		where c.stage = 'closed' group by c.id`)
}

// Work: there are no workflows.
func (d desk) Work(context.Context, []life) (transitions, events int64, err error) { return 0, 0, nil }

// Stop closes the connections.
func (d desk) Stop() { d.db.Close() }

func countClosed(ctx context.Context, db *pgxpool.Pool, question string) (map[string]int, error) {
	rows, err := db.Query(ctx, question)
	if err != nil {
		return nil, fmt.Errorf("count closed cases: %w", err)
	}
	closed := map[string]int{}
	var id string
	var texts int
	_, err = pgx.ForEachRow(rows, []any{&id, &texts}, func() error {
		closed[id] = texts
		return nil
	})
	return closed, err
}

func execute(ctx context.Context, at, statements string) error {
	db, err := pgx.Connect(ctx, at)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer db.Close(ctx)
	_, err = db.Exec(ctx, statements)
	return err
}
