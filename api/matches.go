package api

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/matching"
	"beacon/store"
)

// personMatch is two people who may be one. Who they are is for the two cases to show,
// to those who may see them.
type personMatch struct {
	ID        string         `json:"id"`
	Older     string         `json:"older_case_id"`
	Newer     string         `json:"newer_case_id"`
	Score     int            `json:"score"`
	Reasons   []matchReason  `json:"reasons"`
	Standing  store.Standing `json:"standing"`
	Raised    time.Time      `json:"raised_at"`
	DecidedAt time.Time      `json:"decided_at,omitzero"`
	DecidedBy string         `json:"decided_by,omitempty"`
	Why       string         `json:"why,omitempty"`
}

// matchReason is one thing that speaks for or against two people being one.
type matchReason struct {
	Code   string `json:"code"`
	Weight int    `json:"weight"`
	Says   string `json:"says"`
}

func personMatchOf(m store.Match, words map[string]string) personMatch {
	out := personMatch{
		ID: m.ID, Older: m.CaseA, Newer: m.CaseB, Score: m.Score, Reasons: []matchReason{}, Standing: m.Standing, Raised: m.Raised,
		DecidedAt: m.DecidedAt, DecidedBy: m.DecidedBy, Why: words[m.Why],
	}
	for _, code := range m.Reasons {
		row := matching.Row(code)
		out.Reasons = append(out.Reasons, matchReason{row.Code, row.Weight, row.Says})
	}
	return out
}

var matchStandings = []store.Standing{store.MatchOpen, store.MatchUnsure, store.MatchDifferent, store.MatchSame, store.MatchMoot}

// getPersonMatches lists people who may be one, by default those that nobody has
// decided about yet.
func (a *API) getPersonMatches(c echo.Context) error {
	q := queryOf(c)
	standing, cursor, limit := listed(q, "standing", matchStandings), q.cursor(), q.limit()
	if err := q.end(); err != nil {
		return err
	}
	if standing == "" {
		standing = string(store.MatchOpen)
	}
	ctx := c.Request().Context()
	rows, err := a.db.Matches(ctx, store.Standing(standing), cursor, limit)
	if err != nil {
		return badCursor(err)
	}
	ids := make([]string, 0, len(rows.Items))
	for _, m := range rows.Items {
		ids = append(ids, m.Why)
	}
	words, err := a.db.Words(ctx, ids)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, listingOf(rows, func(m store.Match) personMatch { return personMatchOf(m, words) }))
}

// postMatchDecision decides whether two people are one. That they are has the two
// cases go on as one; that they are not is never asked again.
func (a *API) postMatchDecision(c echo.Context) error {
	ctx := c.Request().Context()
	key, err := idempotencyKey(c.Request().Header, must)
	if err != nil {
		return err
	}
	b, err := a.readJSON(c)
	if err != nil {
		return err
	}
	m, err := a.db.Match(ctx, c.Param("match"))
	if err != nil {
		return err
	}
	k := newAsk(c, b, "decide-match "+m.ID, key)
	k.caseID = m.CaseB
	to := oneOf(k.part, "decision", must, []store.Standing{store.MatchSame, store.MatchDifferent, store.MatchUnsure})
	k.saidWith("reason", must)
	k.end()
	if problem := b.problem(); problem != nil {
		return problem
	}
	if to == store.MatchSame {
		return a.mergePair(c, m, k)
	}
	if err := a.keep(ctx, k); err != nil {
		return err
	}
	by := store.Settled{By: k.said.By, Why: k.said.Text, At: a.cfg.Now().UTC()}
	news, err := a.db.SettleMatch(ctx, m.ID, to, by)
	if errors.Is(err, store.ErrConflict) {
		return alreadyDecided()
	}
	if err != nil {
		return err
	}
	a.passOnAll(ctx, news)
	return a.answerMatch(c, m.ID)
}

func (a *API) answerMatch(c echo.Context, id string) error {
	ctx := c.Request().Context()
	m, err := a.db.Match(ctx, id)
	if err != nil {
		return err
	}
	words, err := a.db.Words(ctx, []string{m.Why})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, personMatchOf(m, words))
}

func alreadyDecided() error {
	var f faults
	f.wrong("/decision", "already_decided", "has been decided otherwise")
	return f.problem()
}

// mergePair has the cases of two people who are one go on as one.
func (a *API) mergePair(c echo.Context, m store.Match, k *ask) error {
	ctx := c.Request().Context()
	if m.Standing == store.MatchDifferent || m.Standing == store.MatchMoot {
		return alreadyDecided()
	}
	from, into, err := a.whichGoesOn(ctx, m)
	if err != nil {
		return err
	}
	if _, err := a.merge(ctx, k, from, into, "/decision"); err != nil {
		return err
	}
	return a.answerMatch(c, m.ID)
}

// readMerging reads which case another goes on in.
func readMerging(k *ask) casework.MergeCase {
	return casework.MergeCase{Into: k.id("into", must), Said: k.saidWith("reason", must)}
}
