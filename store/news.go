package store

import (
	"context"
	"time"

	"beacon/messaging"
)

// NewsKind says what came from outside.
type NewsKind string

// The kinds of news.
const (
	Reply       NewsKind = "reply"       // somebody replied
	Undelivered NewsKind = "undelivered" // a message that had left came back
	Arrived     NewsKind = "arrived"     // a message that matters was delivered

	CaseSealed   NewsKind = "sealed"   // somebody sealed the case
	CaseUnsealed NewsKind = "unsealed" // somebody opened it again

	MatchFound        NewsKind = "match_found"        // somebody else may be the same person
	MatchSettled      NewsKind = "match_settled"      // and it was decided
	ConflictFound     NewsKind = "conflict_found"     // police say otherwise than what stands of a contact point
	ConflictUrgent    NewsKind = "conflict_urgent"    // police say that it is not to be used
	ConflictSettled   NewsKind = "conflict_settled"   // and it was decided
	CounterAllegation NewsKind = "counter_allegation" // the victim is a suspect elsewhere, or the suspect a victim
)

// Findings are the kinds of news that Beacon found out by itself, by comparing.
var Findings = []NewsKind{MatchFound, MatchSettled, ConflictFound, ConflictUrgent, ConflictSettled, CounterAllegation}

// News is something that came from outside and that one case has yet to be told.
// ID is opaque, and fit to be the key of the command that tells it.
type News struct {
	ID      string
	Kind    NewsKind
	CaseID  string
	At      time.Time // when it happened, UTC
	PointID string    // the contact point it came by

	Delivery messaging.Delivery // for Undelivered and Arrived: the message
	TextID   string             // for Reply: its words
	Stop     bool               // for Reply: it asked for no more messages
	By       string             // for CaseSealed and CaseUnsealed: who did it
	Why      string             // for CaseSealed: a code
	About    string             // for what was found: the ID of it
}

func (s session) writeNews(ctx context.Context, n News) error {
	_, err := s.do(ctx, `insert into news (id, kind, case_id, at, message_id, text_id, point_id, stop, handled, said_by, why, about)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`,
		n.ID, string(n.Kind), n.CaseID, Time{n.At}, n.Delivery.MessageID, n.TextID, n.PointID, n.Stop, false, n.By, n.Why, n.About)
	return err
}

// Unhandled lists news from before a moment that no case has been told yet, oldest
// first. At most limit; zero or less: 50.
func (db *DB) Unhandled(ctx context.Context, before time.Time, limit int) ([]News, error) {
	var rows []struct {
		ID      string `db:"id"`
		Kind    string `db:"kind"`
		CaseID  string `db:"case_id"`
		At      Time   `db:"at"`
		TextID  string `db:"text_id"`
		PointID string `db:"point_id"`
		Stop    bool   `db:"stop"`
		By      string `db:"said_by"`
		Why     string `db:"why"`
		Record  string `db:"record"`
		About   string `db:"about"`
	}
	err := db.read().all(ctx, &rows, `select n.id, n.kind, n.case_id, n.at, n.text_id, n.point_id, n.stop, n.said_by, n.why, n.about,
			coalesce((select d.record from deliveries d where d.message_id = n.message_id), '') as record
		from news n where not n.handled and n.at < ? order by n.at, n.id limit ?`, Time{before}, atMost(limit))
	if err != nil {
		return nil, doing("list news", err)
	}
	out := make([]News, len(rows))
	for i, r := range rows {
		out[i] = News{ID: r.ID, Kind: NewsKind(r.Kind), CaseID: r.CaseID, At: r.At.Time, PointID: r.PointID, TextID: r.TextID, Stop: r.Stop, By: r.By, Why: r.Why, About: r.About}
		if r.Record == "" {
			continue
		}
		if out[i].Delivery, err = deliveryOf(r.Record); err != nil {
			return nil, doing("list news", err)
		}
	}
	return out, nil
}

// Handled notes that a case has been told some news, or has said that it does not
// want it. It may be repeated. ErrNotFound: there is no such news.
func (db *DB) Handled(ctx context.Context, id string) error {
	return db.write(ctx, "mark news as handled", func(s session) error {
		n, err := s.do(ctx, `update news set handled = ? where id = ?`, true, id)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// Shelve puts news away that a closed case cannot take, until it is taken up again. It
// may be repeated. ErrNotFound: there is no such news.
func (db *DB) Shelve(ctx context.Context, id string) error {
	return db.write(ctx, "shelve news", func(s session) error {
		n, err := s.do(ctx, `update news set handled = ?, shelved = ? where id = ?`, true, true, id)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// Unshelve takes out again what a case could not be told while it was closed.
func (db *DB) Unshelve(ctx context.Context, caseID string) error {
	return db.write(ctx, "take out news", func(s session) error {
		_, err := s.do(ctx, `update news set handled = ?, shelved = ? where case_id = ? and shelved`, false, false, caseID)
		return err
	})
}
