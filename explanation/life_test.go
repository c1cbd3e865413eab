package explanation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/explanation"
	"beacon/messaging"
	"beacon/safecontact"
)

// monday is when every story begins.
var monday = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

const caseID = "00000000-0000-4000-8000-000000000001"

// life is one case, told step by step, with what would be recorded of it beside it.
type life struct {
	t     *testing.T
	c     *casework.Case
	facts explanation.Facts
	now   time.Time
	keys  int
}

func referred(t *testing.T, g casework.Grade) *life {
	t.Helper()
	l := &life{t: t, now: monday}
	r := casework.Referral{
		Said: l.by(casework.Referrer), Ref: "crime-1", Version: 1, Reported: monday.Add(-6 * time.Hour), Offence: "8U", DomesticAbuse: true, SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Grade: g},
	}
	l.c = casework.Open(caseID, r, casework.Ordinary(), casework.LatestLogic, l.now)
	l.facts.Roles = map[string]casework.Role{}
	for _, role := range casework.Roles {
		l.facts.Roles[string(role)+"-1"] = role
	}
	return l
}

func (l *life) by(r casework.Role) casework.Said {
	l.keys++
	key := fmt.Sprintf("key-%d", l.keys)
	return casework.Said{ID: key, Body: "digest-of-" + key, By: string(r) + "-1", Role: r}
}

func (l *life) worker() casework.Said { return l.by(casework.Caseworker) }
func (l *life) boss() casework.Said {
	s := l.by(casework.Supervisor)
	s.Text = "text-of-" + s.ID
	return s
}

func (l *life) does(m casework.Command) {
	l.t.Helper()
	_, err := l.c.Do(m, l.now)
	require.NoError(l.t, err)
}

func (l *life) attempt(outcome string) {
	l.t.Helper()
	l.does(casework.RecordAttempt{Said: l.worker(), Outcome: outcome, Point: "point-1"})
}

func (l *life) passes(d time.Duration) {
	for until := l.now.Add(d); ; {
		next, ok := l.c.NextDue()
		if !ok || next.After(until) {
			l.now = until
			l.c.Wake(l.now)
			return
		}
		if next.After(l.now) {
			l.now = next
		}
		l.c.Wake(l.now)
	}
}

// point is a mobile that the victim confirmed for texts.
func point() safecontact.Point {
	return safecontact.Point{ID: "point-1", Kind: safecontact.PhonePoint, Mobile: true, Allowed: safecontact.Allowed{Call: true, Text: true}, VerifiedAt: monday, VerifiedBy: "caseworker-1"}
}

// settles answers every effect that is in the outbox as safe contact does for a point,
// and keeps the row of the ledger that goes with it.
func (l *life) settles(p safecontact.Point) {
	for len(l.c.Outbox) > 0 {
		e := l.c.Outbox[0]
		by := map[casework.Channel]safecontact.Channel{casework.Text: safecontact.ByText, casework.Email: safecontact.ByEmail}[e.Message.Channel]
		d := safecontact.Decide(safecontact.Question{Point: p, Channel: by, Now: l.now, UsefulUntil: e.Message.UsefulUntil})
		row := messaging.Delivery{
			MessageID: messaging.MessageID(e.ID), EffectID: e.ID, CaseID: caseID, Template: e.Message.Template, Channel: e.Message.Channel, Point: p.ID, About: e.Message.About,
			Rule: d.Rule, Reason: d.Reason, Until: d.Until, Inputs: &d.Inputs, EnteredAt: l.now, State: messaging.StateAccepted,
		}
		out := casework.Outcome{State: casework.Sent, Rule: d.Rule, Reason: d.Rule, Until: d.Until, Point: p.ID}
		switch d.Verdict {
		case safecontact.Wait:
			out.State, row.State = casework.Waiting, messaging.StateWaiting
		case safecontact.Refuse:
			out.State, row.State = casework.Refused, messaging.StateRefused
		case safecontact.Allow:
		}
		l.facts.Deliveries = append(l.facts.Deliveries, row)
		l.c.Settle(e.ID, out, l.now)
	}
}

// recorded is what the database would have of it.
func (l *life) recorded() explanation.Facts {
	f := l.facts
	f.Case, f.Lines = l.c, l.c.Lines
	return f
}

func (l *life) told(to explanation.Reader) explanation.Explanation {
	return explanation.Of(l.recorded(), to, l.now)
}

func printed(t *testing.T, e explanation.Explanation) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, e.Print(&b))
	return b.String()
}
