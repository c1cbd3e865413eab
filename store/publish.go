package store

import (
	"context"
	"time"

	"beacon/casework"
	"beacon/internal/guard"
)

// Publish brings what readers see up to a view of a case, in one transaction. Only a view
// that is newer than what is there changes anything: one that was seen later or, of those
// seen at one moment, the one of the higher revision. It may be repeated.
//
// A view is told from within a task of the case's workflow, and that task may come to
// nothing: its worker is killed, and the next one hears of more and decides otherwise. What
// was told of revisions that then never were, or were others, is taken back by the next view.
func (db *DB) Publish(ctx context.Context, v casework.View) error {
	_, err := db.PublishRung(ctx, v)
	return err
}

// PublishRung publishes, and answers with the clocks of which the ledger of deadlines
// has learned by it that they have rung: each once, however often it is told.
func (db *DB) PublishRung(ctx context.Context, v casework.View) (rung []casework.Deadline, err error) {
	if !guard.Clock {
		ctx = context.WithoutCancel(ctx)
	}
	err = db.write(ctx, "publish case", func(s session) error {
		rung = nil
		rung, err = s.publish(ctx, v)
		return err
	})
	return rung, err
}

func (s session) publish(ctx context.Context, v casework.View) (rung []casework.Deadline, err error) {
	before, had, err := s.writeCase(ctx, v)
	if err != nil || len(before) == 0 {
		return nil, err
	}
	was := before[0].Revision
	back := was > v.Told && !v.AsOf.IsZero() // one that is of no moment knows of nobody else
	if back {
		if err := s.takeBack(ctx, v); err != nil {
			return nil, err
		}
	}
	if back || was > 0 && v.Told == 0 {
		if had, err = s.known(ctx, v.ID); err != nil {
			return nil, err
		}
	}
	if err := s.writeTasks(ctx, v, had.tasks); err != nil {
		return nil, err
	}
	if err := s.writeDuties(ctx, v, had.duties); err != nil {
		return nil, err
	}
	if err := s.writeLines(ctx, v); err != nil {
		return nil, err
	}
	return s.writeDeadlines(ctx, v, had.armed)
}

// takeBack removes what was told of revisions of which the case does not know that they
// were: the view tells again what there is to tell of them. A row is of the revision that
// last changed it, and stays where such a revision found it as it was.
func (s session) takeBack(ctx context.Context, v casework.View) error {
	for _, of := range []string{`lines`, `tasks`, `duties`} {
		if err := s.later(ctx, `delete from `+of+` where case_id = ? and revision > ?`, v.ID, v.Told); err != nil {
			return err
		}
	}
	return nil
}

const writeCase = `insert into cases (id, revision, stage, since, grade, domestic_abuse, team, owner, offered_to, cover, absence, referred, reached, closed,
		closed_for, halted, resting, next_due, next_kind, state,
		retain_until, legal_hold, charged, needed, withdrew, withdrew_why, taken_back, trials, ineffective, not_attended, measures_missing, sending, as_of, was)
	values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
	on conflict (id) do update set was = cases.revision, as_of = excluded.as_of, revision = excluded.revision, stage = excluded.stage, since = excluded.since,
		grade = excluded.grade, domestic_abuse = excluded.domestic_abuse, team = excluded.team, owner = excluded.owner, offered_to = excluded.offered_to,
		cover = excluded.cover, absence = excluded.absence, referred = excluded.referred,
		reached = excluded.reached, closed = excluded.closed, closed_for = excluded.closed_for, halted = excluded.halted,
		resting = excluded.resting, next_due = excluded.next_due, next_kind = excluded.next_kind, state = excluded.state,
		retain_until = excluded.retain_until, legal_hold = excluded.legal_hold, charged = excluded.charged, needed = excluded.needed,
		withdrew = excluded.withdrew, withdrew_why = excluded.withdrew_why, taken_back = excluded.taken_back, trials = excluded.trials,
		ineffective = excluded.ineffective, not_attended = excluded.not_attended, measures_missing = excluded.measures_missing, sending = excluded.sending, ledger_over = false`

// overOlder lets a view be written only over an older one.
const overOlder = ` where cases.as_of < excluded.as_of or cases.as_of = excluded.as_of and cases.revision < excluded.revision`

// published is the revision of a case that readers had; 0 where there was no row of it,
// and so nothing else of the case.
type published struct {
	Revision int `db:"was"`
}

// writeCase answers with what was there before, or with nothing where the view was not
// newer, and with what is known of a case of which readers were told before: it is asked
// for with it.
func (s session) writeCase(ctx context.Context, v casework.View) (before []published, had known, err error) {
	p := v.Prosecution
	text := writeCase + overOlder
	if !guard.Revision {
		text = writeCase
	}
	args := []any{
		v.ID, v.Revision, string(v.Stage), Time{v.Since}, string(v.Grade), v.DomesticAbuse, v.Team, v.Owner, v.OfferedTo, v.Cover, v.Absence, Time{v.Referred}, Time{v.Reached},
		Time{v.Closed}, v.ClosedFor, v.Halted, v.Resting, written(v.NextDue), string(v.NextKind), string(v.State),
		string(v.RetainUntil), v.LegalHold, Time{p.Charged}, p.Needed, Time{p.Withdrew}, p.Why, p.TakenBack, p.Trials, p.Ineffective, p.Absent, p.Unmeasured, v.Sending, written(v.AsOf),
	}
	if !keepable(args) {
		return nil, had, ErrText
	}
	with := s.asking(ctx)
	with.rows(&before, text+` returning was`, args...)
	if v.Told > 0 {
		had.ask(with, v.ID)
	}
	return before, had, with.answered()
}

// known is what is known of a case to which a view is held.
type known struct {
	tasks  []taskRow
	duties []dutyRow
	armed  []DeadlineRow
}

func (had *known) ask(with *asking, caseID string) {
	with.rows(&had.tasks, openTasks, caseID)
	with.rows(&had.duties, knownDuties, caseID)
	with.rows(&had.armed, armedOf, caseID)
}

func (s session) known(ctx context.Context, caseID string) (had known, err error) {
	with := s.asking(ctx)
	had.ask(with, caseID)
	err = with.answered()
	return had, err
}

// lastNoted is the latest moment that a view speaks of as past.
func lastNoted(v casework.View) time.Time {
	at := v.Since
	for _, l := range v.Lines {
		if l.Noted.After(at) {
			at = l.Noted
		}
	}
	return at
}

// differing are those of some rows which are not as they are known. What is left in known
// is of what the rows do not speak of.
func differing[K, R comparable](known map[K]R, rows []R, key func(R) K) (other []R) {
	for _, r := range rows {
		if was, old := known[key(r)]; !old || r != was {
			other = append(other, r)
		}
		delete(known, key(r))
	}
	return other
}
