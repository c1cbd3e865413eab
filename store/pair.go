package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"beacon/matching"
)

// Standing is how a question put to a person stands.
type Standing string

// How it stands whether two records name one person.
const (
	MatchOpen      Standing = "open"      // nobody has looked yet
	MatchSame      Standing = "same"      // one person: the cases go on as one
	MatchDifferent Standing = "different" // two people, and never asked again
	MatchUnsure    Standing = "unsure"    // looked at, and not known; asked again when more is known
	MatchMoot      Standing = "moot"      // one of them was found to be somebody else
)

// Match is two people who may be one. CaseB is the newer case, whose staff are asked.
type Match struct {
	ID               string
	PersonA, PersonB string
	CaseA, CaseB     string
	Score            int
	Reasons          []string // codes of matching.Weights
	Standing         Standing
	Raised           time.Time // UTC
	DecidedAt        time.Time // UTC; zero: not yet
	DecidedBy        string
	Why              string // ID of the words
}

type matchRow struct {
	ID        string `db:"id"`
	PersonA   string `db:"person_a"`
	PersonB   string `db:"person_b"`
	CaseA     string `db:"case_a"`
	CaseB     string `db:"case_b"`
	Score     int    `db:"score"`
	Reasons   string `db:"reasons"`
	Standing  string `db:"standing"`
	Raised    Time   `db:"raised"`
	DecidedAt Time   `db:"decided_at"`
	DecidedBy string `db:"decided_by"`
	Why       string `db:"why"`
}

func (r matchRow) match() Match {
	return Match{
		ID: r.ID, PersonA: r.PersonA, PersonB: r.PersonB, CaseA: r.CaseA, CaseB: r.CaseB, Score: r.Score, Reasons: strings.Fields(r.Reasons),
		Standing: Standing(r.Standing), Raised: r.Raised.Time, DecidedAt: r.DecidedAt.Time, DecidedBy: r.DecidedBy, Why: r.Why,
	}
}

const matchColumns = `id, person_a, person_b, case_a, case_b, score, reasons, standing, raised, decided_at, decided_by, why`

// pairID is the same whichever of two people comes first.
func pairID(a, b string) string {
	of := []string{a, b}
	slices.Sort(of)
	return identity("match", of...)
}

// pairUp keeps that two people may be one, and makes news of it for the newer case. A
// pair that was decided stays decided, but for one of which nobody was sure and of
// which more is known now.
func (f finder) pairUp(ctx context.Context, one, other string, r matching.Result, at time.Time) ([]News, error) {
	id := pairID(one, other)
	var was matchRow
	known, err := f.found(ctx, &was, `select `+matchColumns+` from person_matches where id = ?`+f.dialect.forUpdate, id)
	if err != nil {
		return nil, err
	}
	again := known && was.Standing == string(MatchUnsure) && r.Score > was.Score
	switch {
	case known && was.Standing == string(MatchOpen):
		_, err := f.do(ctx, `update person_matches set score = ?, reasons = ? where id = ?`, r.Score, strings.Join(r.Reasons, " "), id)
		return nil, err
	case known && !again:
		return nil, nil
	case again:
		_, err := f.do(ctx, `update person_matches set score = ?, reasons = ?, standing = ?, raised = ? where id = ?`,
			r.Score, strings.Join(r.Reasons, " "), string(MatchOpen), Time{at}, id)
		if err != nil {
			return nil, err
		}
		return f.tellOf(ctx, News{Kind: MatchFound, CaseID: was.CaseB, At: at, About: id}, written(at))
	}
	row, err := f.byAge(ctx, one, other)
	if err != nil {
		return nil, err
	}
	row.ID, row.Score, row.Reasons, row.Standing, row.Raised = id, r.Score, strings.Join(r.Reasons, " "), string(MatchOpen), Time{at}
	_, err = f.named(ctx, `insert into person_matches (`+matchColumns+`) values (:id, :person_a, :person_b, :case_a, :case_b, :score,
		:reasons, :standing, :raised, :decided_at, :decided_by, :why)`, row)
	if err != nil {
		return nil, err
	}
	return f.tellOf(ctx, News{Kind: MatchFound, CaseID: row.CaseB, At: at, About: id}, "")
}

// byAge puts the person whose first referral came earlier first.
func (s session) byAge(ctx context.Context, one, other string) (matchRow, error) {
	var rows []struct {
		PersonID string `db:"person_id"`
		CaseID   string `db:"case_id"`
	}
	err := s.all(ctx, &rows, `select c.person_id, c.case_id from case_people c where c.person_id in (?, ?)
		order by coalesce((select min(v.received) from referrals r join referral_versions v on v.ref = r.ref where r.case_id = c.case_id), '9'), c.case_id`,
		one, other)
	if err == nil && len(rows) != 2 {
		err = ErrNotFound
	}
	if err != nil {
		return matchRow{}, err
	}
	return matchRow{PersonA: rows[0].PersonID, CaseA: rows[0].CaseID, PersonB: rows[1].PersonID, CaseB: rows[1].CaseID}, nil
}

// tellOf makes news of something found, once for each time it is found anew.
func (s session) tellOf(ctx context.Context, n News, again string) ([]News, error) {
	n.ID = identity("found", string(n.Kind), n.CaseID, n.About, again)
	n.At = n.At.UTC()
	return []News{n}, s.writeNews(ctx, n)
}
