package peers_test

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"beacon/casework"
	"beacon/messaging"
)

// byRiver is the life on River: the same rows for the state and what happened, and a job
// for everything that is to happen, inserted in the transaction that decides it and
// completed in the transaction that has done it.
var byRiver = peer{
	name: "River", databases: 1,
	prepare: func(ctx context.Context, p place) error {
		if err := execute(ctx, p.Databases[0], commonSchema); err != nil {
			return err
		}
		db, err := pgxpool.New(ctx, p.Databases[0])
		if err != nil {
			return err
		}
		defer db.Close()
		m, err := rivermigrate.New(riverpgxv5.New(db), nil)
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	},
	open: func(ctx context.Context, p *place) (office, error) {
		db, err := pgxpool.New(ctx, p.Databases[0])
		if err != nil {
			return nil, err
		}
		jobs, err := river.NewClient(riverpgxv5.New(db), &river.Config{Logger: slog.New(slog.DiscardHandler)}) // inserts only
		return &riverOffice{desk{db, p.Remind}, jobs}, err
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
		kinds := river.NewWorkers()
		river.AddWorker(kinds, &remindWorker{db: db})
		river.AddWorker(kinds, &closeWorker{db: db})
		river.AddWorker(kinds, &sendWorker{db: db, post: by})
		jobs, err := river.NewClient(riverpgxv5.New(db), &river.Config{
			Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: senders}},
			Workers: kinds, Logger: slog.New(slog.DiscardHandler),
			// The shortest that keep two attempts apart; the ordinary ones are a minute and an hour.
			JobTimeout: leaseFor, RescueStuckJobsAfter: settleAfter,
			FetchCooldown: 20 * time.Millisecond, FetchPollInterval: pollEvery,
		})
		if err != nil {
			return err
		}
		if err := jobs.Start(ctx); err != nil {
			return err
		}
		<-jobs.Stopped()
		return nil
	},
}

// once has a job inserted one time only, for as long as River remembers it.
var once = river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true}}

type remindArgs struct {
	Case string `json:"case"`
}

func (remindArgs) Kind() string                 { return "remind" }
func (remindArgs) InsertOpts() river.InsertOpts { return once }

type closeArgs struct {
	Case string `json:"case"`
}

func (closeArgs) Kind() string                 { return "close" }
func (closeArgs) InsertOpts() river.InsertOpts { return once }

type sendArgs struct {
	Case     string            `json:"case"`
	Template casework.Template `json:"template"`
}

func (sendArgs) Kind() string                 { return "send" }
func (sendArgs) InsertOpts() river.InsertOpts { return once }

func (a sendArgs) id() string { return a.Case + "." + string(a.Template) }

type riverOffice struct {
	desk
	jobs *river.Client[pgx.Tx]
}

// Accept ends the call and inserts the jobs of the text and of the reminder.
func (o *riverOffice) Accept(ctx context.Context, one life) error {
	remind := time.Now().Add(o.remind)
	return pgx.BeginFunc(ctx, o.db, func(tx pgx.Tx) error {
		did, err := tx.Exec(ctx, `
			with moved as (update cases set stage = 'assessing', revision = revision + 1, hearing = $2 where id = $1 and stage = 'reaching' returning id, revision),
			told as (insert into events (case_id, revision, what) select id, revision, 'accepted' from moved),
			done as (update tasks set done = now() where (case_id, kind) in (select id, 'call' from moved))
			insert into texts (id, case_id, template) select id || '.support_accepted', id, 'support_accepted' from moved`, one.ID, remind.Add(hearingIn))
		if err != nil || did.RowsAffected() == 0 { // a repeat
			return err
		}
		_, err = o.jobs.InsertManyTx(ctx, tx, []river.InsertManyParams{
			{Args: sendArgs{one.ID, casework.SupportAccepted}},
			{Args: remindArgs{one.ID}, InsertOpts: &river.InsertOpts{ScheduledAt: remind, UniqueOpts: once.UniqueOpts}},
		})
		return err
	})
}

// Close begins the time in which closing can be taken back.
func (o *riverOffice) Close(ctx context.Context, one life) error {
	return pgx.BeginFunc(ctx, o.db, func(tx pgx.Tx) error {
		did, err := tx.Exec(ctx, `
			with moved as (update cases set stage = 'closing', revision = revision + 1 where id = $1 and stage = 'assessing' returning id, revision)
			insert into events (case_id, revision, what) select id, revision, 'closing' from moved`, one.ID)
		if err != nil || did.RowsAffected() == 0 { // a repeat
			return err
		}
		_, err = o.jobs.InsertTx(ctx, tx, closeArgs{one.ID}, &river.InsertOpts{ScheduledAt: time.Now().Add(closingFor), UniqueOpts: once.UniqueOpts})
		return err
	})
}

// finish does what a job does to its case, and completes the job, in one transaction.
func finish[T river.JobArgs](ctx context.Context, db *pgxpool.Pool, job *river.Job[T], do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}

type remindWorker struct {
	river.WorkerDefaults[remindArgs]
	db *pgxpool.Pool
}

// Work asks for the reminder.
func (w *remindWorker) Work(ctx context.Context, job *river.Job[remindArgs]) error {
	return finish(ctx, w.db, job, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			with moved as (update cases set revision = revision + 1 where id = $1 returning id, revision),
			told as (insert into events (case_id, revision, what) select id, revision, 'remind' from moved)
			insert into texts (id, case_id, template) select id || '.hearing_reminder', id, 'hearing_reminder' from moved`, job.Args.Case)
		if err == nil {
			_, err = river.ClientFromContext[pgx.Tx](ctx).InsertTx(ctx, tx, sendArgs{job.Args.Case, casework.HearingReminder}, nil)
		}
		return err
	})
}

type closeWorker struct {
	river.WorkerDefaults[closeArgs]
	db *pgxpool.Pool
}

// Work closes the case.
func (w *closeWorker) Work(ctx context.Context, job *river.Job[closeArgs]) error {
	return finish(ctx, w.db, job, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			with moved as (update cases set revision = revision + 1, stage = 'closed' where id = $1 and stage = 'closing' returning id, revision)
			insert into events (case_id, revision, what) select id, revision, 'close' from moved`, job.Args.Case)
		return err
	})
}

type sendWorker struct {
	river.WorkerDefaults[sendArgs]
	db   *pgxpool.Pool
	post *post
}

// NextRetry is a second later, as it is for the others.
func (w *sendWorker) NextRetry(*river.Job[sendArgs]) time.Time { return time.Now().Add(time.Second) }

// Work sends the text. An earlier attempt that ended without an answer has left its
// error in the job, be it River's own on a worker that died.
func (w *sendWorker) Work(ctx context.Context, job *river.Job[sendArgs]) error {
	t := text{ID: job.Args.id(), Template: job.Args.Template, Since: job.CreatedAt}
	if err := w.db.QueryRow(ctx, `select number, hearing from cases where id = $1`, job.Args.Case).Scan(&t.To, &t.Hearing); err != nil {
		return err
	}
	if n := len(job.Errors); n > 0 {
		t.Doubt = job.Errors[n-1].At
	}
	what, ref := w.post.send(ctx, t, job.AttemptedAt.Add(leaseFor))
	switch what {
	case wasSent, wasRefused:
		return finish(ctx, w.db, job, func(tx pgx.Tx) error { return w.end(ctx, tx, t.ID, what == wasSent, ref) })
	case isToWait:
		return river.JobSnooze(time.Second)
	case wasNotSent, mayBeSent:
	}
	return errors.New("the provider did not answer, or did not take it")
}

func (w *sendWorker) end(ctx context.Context, tx pgx.Tx, id string, sent bool, ref messaging.ProviderRef) error {
	state := "refused"
	if sent {
		state = "sent"
	}
	_, err := tx.Exec(ctx, `
		with ended as (update texts set state = $2, ref = $3 where id = $1 returning case_id),
		moved as (update cases set revision = revision + 1 where id in (select case_id from ended) returning id, revision)
		insert into events (case_id, revision, what) select id, revision, 'text_' || $2 from moved`, id, state, string(ref))
	return err
}
