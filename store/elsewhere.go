package store

import (
	"context"
	"errors"
	"time"
)

// ErrKnown says that a referral already has a case.
var ErrKnown = errors.New("this referral has a case")

// Elsewhere is a version of a referral that opened no case, since another service is
// for it. It holds nothing about the person.
type Elsewhere struct {
	Ref          string // opaque; the same for every version of a referral
	Source       Source
	Outcome      string
	Reason       string
	Safeguarding bool   // a safeguarding referral must be made
	SentBy       string // the subject whose token it came with
	Received     time.Time
}

// TurnElsewhere keeps that a referral opened no case, and nothing else of it. It may be
// repeated, and answers what was kept the first time. ErrKeyReused and ErrConflict are
// as for Admit. ErrKnown: the referral has a case, which it is to be told to; of a case
// that stands it is kept all the same where despite says so.
func (db *DB) TurnElsewhere(ctx context.Context, a Admission, e Elsewhere, despite bool) (Elsewhere, error) {
	var out Elsewhere
	err := db.write(ctx, "keep a referral for elsewhere", func(s session) error {
		in := admission{finder: finder{session: s}, Admission: a, ref: a.Source.ref()}
		if err := in.hold(ctx, "referral/"+in.ref); err != nil {
			return err
		}
		if err := in.bindKey(ctx); err != nil {
			return err
		}
		var cases int
		if err := in.one(ctx, &cases, `select count(*) from referrals where ref = ?`, in.ref); err != nil {
			return err
		}
		if cases > 0 && !despite {
			return ErrKnown
		}
		var err error
		out, err = in.turn(ctx, e)
		return err
	})
	return out, err
}

// turn keeps one version that opened no case, or finds it.
func (in *admission) turn(ctx context.Context, e Elsewhere) (Elsewhere, error) {
	if _, err := in.do(ctx, `insert into referrals_elsewhere (`+elsewhereColumns+`, digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (ref, version) do nothing`, in.ref, in.Source.Version, in.Source.Force, in.Source.System, in.Source.ID,
		e.Outcome, e.Reason, e.Safeguarding, in.SentBy, Time{in.Received}, in.Digest); err != nil {
		return Elsewhere{}, err
	}
	var row elsewhereRow
	if err := in.one(ctx, &row, `select `+elsewhereColumns+`, digest from referrals_elsewhere where ref = ? and version = ?`, in.ref, in.Source.Version); err != nil {
		return Elsewhere{}, err
	}
	if row.Digest != in.Digest {
		return Elsewhere{}, ErrConflict
	}
	return row.row(), nil
}

const elsewhereColumns = `ref, version, force, system, source_id, outcome, reason, safeguarding, sent_by, received`

type elsewhereRow struct {
	Ref          string `db:"ref"`
	Version      int    `db:"version"`
	Digest       string `db:"digest"`
	Force        string `db:"force"`
	System       string `db:"system"`
	SourceID     string `db:"source_id"`
	Outcome      string `db:"outcome"`
	Reason       string `db:"reason"`
	Safeguarding bool   `db:"safeguarding"`
	SentBy       string `db:"sent_by"`
	Received     Time   `db:"received"`
}

func (r elsewhereRow) row() Elsewhere {
	return Elsewhere{r.Ref, Source{r.Force, r.System, r.SourceID, r.Version}, r.Outcome, r.Reason, r.Safeguarding, r.SentBy, r.Received.Time}
}

// Elsewheres lists the referrals that opened no case, the newest first, each in its
// newest version: one that was mended and opened a case since is not among them.
// outcome: only these; empty: all. ErrCursor: after was not a cursor of this list.
func (db *DB) Elsewheres(ctx context.Context, outcome string, after Cursor, limit int) (Page[Elsewhere], error) {
	last, err := place(after, "elsewhere", isMoment, isWord)
	if err != nil {
		return Page[Elsewhere]{}, doing("list referrals for elsewhere", err)
	}
	var w where
	w.and(`not exists (select 1 from referrals_elsewhere n where n.ref = e.ref and n.version > e.version)`)
	w.and(`not exists (select 1 from referrals r where r.ref = e.ref and r.newest > e.version)`)
	if outcome != "" {
		w.and("e.outcome = ?", outcome)
	}
	if last != nil {
		w.and("(e.received < ? or (e.received = ? and e.ref > ?))", last[0], last[0], last[1])
	}
	var rows []elsewhereRow
	err = db.read().all(ctx, &rows, `select `+elsewhereColumns+` from referrals_elsewhere e`+w.String()+` order by e.received desc, e.ref limit ?`,
		append(w.args, atMost(limit)+1)...)
	if err != nil {
		return Page[Elsewhere]{}, doing("list referrals for elsewhere", err)
	}
	out := make([]Elsewhere, len(rows))
	for i, row := range rows {
		out[i] = row.row()
	}
	return pageOf(out, atMost(limit), func(e Elsewhere) Cursor { return cursorAt("elsewhere", written(e.Received), e.Ref) }), nil
}
