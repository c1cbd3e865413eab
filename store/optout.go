package store

import (
	"context"
	"time"
)

// heed does what a text asks, where it asks for no more messages or for them again.
func (s session) heed(ctx context.Context, in In, m match) error {
	if !in.Stop && !in.Start {
		return nil
	}
	return s.stop(ctx, m, in.Stop, in.At)
}

// stop keeps the last word of whoever reads a value, and marks every contact point
// that has it. An earlier word that arrives late changes nothing; of two at the same
// moment a stop counts.
func (s session) stop(ctx context.Context, m match, stopped bool, at time.Time) error {
	n, err := s.do(ctx, `insert into opt_outs (kind, matches_on, stopped, at) values (?, ?, ?, ?)
		on conflict (kind, matches_on) do update set stopped = excluded.stopped, at = excluded.at
		where opt_outs.at < excluded.at or (opt_outs.at = excluded.at and excluded.stopped)`, m.kind, m.on, stopped, Time{at})
	if err != nil || n == 0 {
		return err
	}
	var rows []pointRow
	err = s.all(ctx, &rows, `select `+pointColumns+` from contact_points where kind = ? and matches_on = ? order by id`+s.dialect.forUpdate, m.kind, m.on)
	if err != nil {
		return err
	}
	for _, was := range rows {
		row := was
		row.OptedOut = stopped
		if err := s.changePoint(ctx, was, row, change{at, "", "opt-out"}); err != nil {
			return err
		}
	}
	return nil
}

// stopped says whether whoever reads a value has asked for no more messages.
func (s session) stopped(ctx context.Context, m match) (stopped bool, err error) {
	_, err = s.found(ctx, &stopped, `select stopped from opt_outs where kind = ? and matches_on = ?`, m.kind, m.on)
	return stopped, err
}

// optedOut is what a caseworker reads where somebody opted out by what they did.
const optedOut = "No more emails to this address: its reader reported one as unwanted, or unsubscribed."

// OptOut marks the contact point that a message went to as opted out, wherever else
// it is known too, because its reader reported or unsubscribed from the message. The
// first time it makes news of it for the message's case; the zero News: there is none.
// ErrNotFound: there is no such message, or it went to no contact point.
func (db *DB) OptOut(ctx context.Context, messageID string, at time.Time) (News, error) {
	var out News
	err := db.write(ctx, "opt out contact point", func(s session) error {
		out = News{}
		d, found, err := s.delivery(ctx, messageID)
		if err != nil {
			return err
		}
		if !found || d.Point == "" {
			return ErrNotFound
		}
		var row pointRow
		if err := s.one(ctx, &row, selectPoint, d.Point); err != nil {
			return err
		}
		m := match{row.Kind, row.MatchesOn}
		if err := s.hold(ctx, m.name()); err != nil {
			return err
		}
		if err := s.stop(ctx, m, true, at); err != nil {
			return err
		}
		text := identity("opt-out", messageID)
		n, err := s.do(ctx, `insert into texts (id, case_id, field, words, written_by, written_at) values (?, ?, 'reply', ?, '', ?)
			on conflict (id) do nothing`, text, d.CaseID, optedOut, Time{at})
		if err != nil || n == 0 {
			return err
		}
		out = News{ID: identity("news", text), Kind: Reply, CaseID: d.CaseID, At: at.UTC(), PointID: d.Point, TextID: text, Stop: true}
		return s.writeNews(ctx, out)
	})
	return out, err
}
