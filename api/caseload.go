package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// What became of one case of a caseload.
const (
	walkDone       = "done"
	walkRefused    = "refused"
	walkUnanswered = "unanswered"
)

// walked is what became of one case.
type walked struct {
	CaseID   string           `json:"case_id"`
	Result   string           `json:"result"`
	Revision int              `json:"revision,omitempty"`
	Code     casework.Code    `json:"code,omitempty"`
	Detail   string           `json:"detail,omitempty"`
	Errors   []casework.Field `json:"errors,omitempty"`
}

// walk is the answer to something done to a whole caseload. Nothing of it is half
// done in silence: every case is told of, and what was not answered is done by
// asking again with the same key.
type walk struct {
	Cases      []walked `json:"cases"`
	Done       int      `json:"done"`
	Refused    int      `json:"refused"`
	Unanswered int      `json:"unanswered"`
}

// walkTogether is how many cases of a caseload are told at a time.
const walkTogether = 4

// errand is something to be told to every case of a caseload.
type errand struct {
	command string // its name
	key     string // the asker's, under which each case knows it once
	digest  string
	words   string // why; kept with each case
	who     actor
	action  string // for the audit
	make    func(casework.Said) casework.Command
}

// walk tells every case, each under a key of its own.
func (a *API) walk(ctx context.Context, cases []string, e errand) (walk, error) {
	out := walk{Cases: make([]walked, len(cases))}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(walkTogether)
	for i, id := range cases {
		g.Go(func() (err error) {
			out.Cases[i], err = a.errand(ctx, id, e)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return walk{}, err
	}
	for _, w := range out.Cases {
		switch w.Result {
		case walkDone:
			out.Done++
		case walkRefused:
			out.Refused++
		default:
			out.Unanswered++
		}
	}
	return out, nil
}

// errand tells one case. A case that refuses, or does not answer, does not keep the
// others from being told.
func (a *API) errand(ctx context.Context, id string, e errand) (walked, error) {
	row, err := a.db.Case(ctx, id)
	if err != nil {
		return walked{}, err
	}
	if err := a.auditCase(ctx, e, id); err != nil {
		return walked{}, err
	}
	k := &ask{caseID: id, said: casework.Said{ID: idOf("command", id, e.command, e.key), Body: e.digest, By: e.who.Subject, Role: e.who.Role}}
	if e.words != "" {
		s := spoken{id: idOf("text", k.said.ID, k.said.Body, "/reason"), field: "/reason", words: e.words}
		k.said.Text, k.spoken = s.id, []spoken{s}
	}
	r, err := a.give(ctx, row, k, e.make(k.said))
	out := walked{CaseID: id, Result: walkDone, Revision: r.Revision}
	var refusal *casework.Error
	switch {
	case err == nil:
	case errors.As(err, &refusal):
		out.Result, out.Code, out.Detail, out.Errors = walkRefused, refusal.Code, refusal.Message, refusal.Fields
	case errors.Is(err, workflows.ErrUnavailable), errors.Is(err, workflows.ErrPending):
		out.Result = walkUnanswered
	default:
		return walked{}, err
	}
	return out, nil
}

// auditCase writes down that somebody acts on one case of a caseload.
func (a *API) auditCase(ctx context.Context, e errand, id string) error {
	return a.db.Audit(ctx, store.Entry{At: a.cfg.Now().UTC(), Subject: e.who.Subject, Role: string(e.who.Role), Action: e.action, CaseID: id})
}

// askOf reads what a request to a whole caseload has in common with every other.
func (a *API) askOf(c echo.Context) (subject, key string, b content, err error) {
	if subject, err = subjectOf(c); err != nil {
		return "", "", content{}, err
	}
	if key, err = idempotencyKey(c.Request().Header, must); err != nil {
		return "", "", content{}, err
	}
	b, err = a.readJSON(c)
	return subject, key, b, err
}

// postCaseloadHandOver offers every open case of somebody to another, who must
// accept them. It may be asked for by whose caseload it is, or by a supervisor.
func (a *API) postCaseloadHandOver(c echo.Context) error {
	subject, key, b, err := a.askOf(c)
	if err != nil {
		return err
	}
	who := actorOf(c)
	if who.Subject != subject && !who.Role.Decides() {
		return refuse(forbidden, "this is somebody else's caseload")
	}
	ctx, p := c.Request().Context(), b.part()
	to, until, reason := p.text("to", must, subjectShape), p.moment("until", may), p.text("reason", must, free)
	p.end()
	r, err := a.receiver(ctx, to)
	if err != nil {
		return err
	}
	a.checkReceiver(p, r, subject, until)
	if problem := b.problem(); problem != nil {
		return problem
	}
	cases, err := a.db.Caseload(ctx, subject)
	if err != nil {
		return err
	}
	out, err := a.walk(ctx, cases, errand{
		command: casework.HandOverCase{}.Name(), key: key, digest: b.digest, words: reason, who: who, action: "hand-over of a caseload",
		make: func(s casework.Said) casework.Command {
			return casework.HandOverCase{Said: s, Receiver: r, Until: until}
		},
	})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, out)
}

// checkReceiver finds what every case would refuse, before any is told.
func (a *API) checkReceiver(p *part, r casework.Receiver, from string, until time.Time) {
	switch {
	case r.To == "":
	case r.To == from:
		p.wrong("to", "oneself", "is whose caseload it is")
	case !r.ToRole.Works():
		p.wrong("to", "no_role", "is not known here as a caseworker or supervisor")
	case r.ToAway:
		p.wrong("to", "away_without_cover", "is away, and nobody covers for them")
	}
	if !until.IsZero() && !until.After(a.cfg.Now()) {
		p.wrong("until", "in_the_past", "is in the past")
	}
}

// postCaseloadAcceptance answers every case that was offered to somebody. Only they
// may, or who covers for them.
func (a *API) postCaseloadAcceptance(c echo.Context) error {
	subject, key, b, err := a.askOf(c)
	if err != nil {
		return err
	}
	who := actorOf(c)
	if who.Subject != subject {
		return refuse(forbidden, "these cases are offered to somebody else")
	}
	p := b.part()
	accept, reason := p.flag("accept", must), p.text("reason", may, free)
	p.end()
	if accept != nil && !*accept && reason == "" {
		p.wrong("reason", "missing", "is missing: who offered them must know why")
	}
	if problem := b.problem(); problem != nil {
		return problem
	}
	ctx := c.Request().Context()
	cases, err := a.db.Offered(ctx, subject)
	if err != nil {
		return err
	}
	out, err := a.walk(ctx, cases, errand{
		command: casework.AnswerHandOver{}.Name(), key: key, digest: b.digest, words: reason, who: who, action: "answer for a caseload",
		make: func(s casework.Said) casework.Command {
			return casework.AnswerHandOver{Said: s, Accept: *accept}
		},
	})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, out)
}
