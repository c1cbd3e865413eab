package api

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// getCase shows a case: how it stands, and what happens next and why.
func (a *API) getCase(c echo.Context) error {
	q := queryOf(c)
	if err := q.end(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	row, err := a.db.Case(ctx, caseOf(c))
	if err != nil {
		return err
	}
	state, err := casework.Restore(row.State)
	if err != nil {
		return err
	}
	v := viewer{}
	if seesPeople(actorOf(c).Role) {
		if v.words, err = a.db.Words(ctx, textsOf(state)); err != nil {
			return err
		}
	}
	out := v.wholeCase(row, state)
	out.Planned = each(state.Planned(a.cfg.Now().UTC()), plannedOf)
	if s, err := a.db.Sealed(ctx, row.ID); err != nil {
		return err
	} else if s != nil {
		out.Seal = &seal{s.At, s.By, s.Why}
	}
	if seesPeople(actorOf(c).Role) {
		if err := a.addPeople(ctx, &out); err != nil {
			return err
		}
		if err := a.addLinks(ctx, &out, state); err != nil {
			return err
		}
	}
	return c.JSON(http.StatusOK, out)
}

// addPeople adds who the victim is and who referred them.
func (a *API) addPeople(ctx context.Context, out *wholeCase) error {
	person, points, err := a.db.Person(ctx, out.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	covers, err := a.db.Covers(ctx, out.ID)
	if err != nil {
		return err
	}
	out.Victim = &victim{
		Reference: person.Reference, GivenName: person.GivenName, FamilyName: person.FamilyName, DateOfBirth: person.DateOfBirth,
		Gender: person.Gender, Language: person.Language, Interpreter: person.Interpreter, Children: person.Children,
		Needs: person.Needs, LivesWithSuspect: person.LivesWithSuspect, Relationship: person.Relationship, ContactPoints: each(points, func(p store.Point) contactPoint { return contactPointOf(p).with(covers[p.ID]) }),
	}
	referrals, err := a.db.Referrals(ctx, out.ID)
	if err != nil {
		return err
	}
	for _, r := range referrals {
		i := slices.IndexFunc(out.Referrals, func(k known) bool { return k.Ref == r.Ref })
		if i < 0 {
			continue
		}
		k := &out.Referrals[i]
		k.Source, k.CrimeReference = &source{r.Source.Force, r.Source.System, r.Source.ID}, r.CrimeReference
		k.Officer = &officer{r.Officer.CollarNumber, r.Officer.Name, r.Officer.Email}
	}
	return nil
}

// addLinks adds which other cases share a crime, by ID and no more, and that there is
// another side without saying where.
func (a *API) addLinks(ctx context.Context, out *wholeCase, c *casework.Case) (err error) {
	if out.Linked, err = a.db.Linked(ctx, out.ID); err != nil {
		return err
	}
	opposed, err := a.db.Opposed(ctx, out.ID)
	out.TookOver, out.Counter = c.TookOver, len(opposed) > 0 || len(c.Opposed) > 0
	return err
}

// viewer shows a case to one reader: words is empty for one who is shown none.
type viewer struct{ words map[string]string }

func (v viewer) wholeCase(row store.CaseRow, c *casework.Case) wholeCase {
	out := wholeCase{
		summary: summaryOf(row), Referrals: each(c.Referrals, knownOf), Risk: v.risk(c.Risk), Marac: v.marac(c),
		Pathway: c.Pathway().Code, Enhanced: v.enhanced(c), Repeats: c.Repeats(),
		Attempts: each(c.Contact.Attempts, v.attempt), Needs: each(c.Needs, v.needs), Hearings: each(c.Hearings, v.hearing),
		Concerns: each(c.Concerns, v.concern), Withdrawals: each(c.Withdrew, v.withdrawal), Prosecution: prosecutionOf(c.Prosecution()), Reopened: c.Reopened,
		Justice: each(c.JusticeEvents(), v.justice), Duties: each(c.Owed, caseDutyOf),
		Holds: each(c.Holds, v.hold), Tasks: []task{}, Next: comingOf(c),
	}
	for _, t := range c.Tasks {
		if t.Open() {
			out.Tasks = append(out.Tasks, taskOf(store.TaskRow{CaseID: c.ID, Grade: c.Risk.Grade, Stage: c.Stage, Task: t}))
		}
	}
	out.Travelled = travelledOf(c)
	if o := c.Offer; o != nil {
		out.Offer = &offer{o.To, o.By, o.At, o.Until, o.Lapsed, v.words[o.Text]}
	}
	if k := c.Cover; k != nil {
		out.Covered = &standIn{k.By, k.From, k.Until}
	}
	out.Preferences, out.Pause, out.PauseAsked = v.preferences(c.Preferences), v.pause(c.Pause), v.pause(c.PauseAsked)
	if n := c.MostInNeed; n != nil {
		out.MostInNeed = &mostInNeed{n.Since, n.Why}
	}
	out.Consents, out.Onward = v.consents(c), each(c.Onward, v.onward)
	out.Rights = v.rights(c)
	if c.Halt != nil {
		out.Halt = &halt{c.Halt.Since, c.Halt.Why, c.Halt.Point}
	}
	if p := c.Plan; p != nil {
		out.Plan = &plan{p.Revision, p.Agreed, p.By, p.Review, each(p.Actions, v.action), v.words[p.Text], v.parts(p)}
	}
	if k := c.Kept; k.Until != "" {
		out.Retention = &retention{k.Until, k.Period, k.Says()}
	}
	out.Closure = v.closure(c)
	return out
}

func (v viewer) closure(c *casework.Case) *closure {
	e := c.Closure
	if e == nil {
		return nil
	}
	out := &closure{e.Reason, e.Asked, e.By, e.SignedBy, e.Into, e.Ended, v.words[e.Text], nil, signpostsOf(c.Signposts())}
	if t := e.Told; t != nil {
		out.Told = &told{t.How, casework.TellingOf(t.How), t.At, t.By}
	}
	return out
}

// each shows every one of a list; a list is never null.
func each[T, V any](list []T, show func(T) V) []V {
	out := make([]V, len(list))
	for i, o := range list {
		out[i] = show(o)
	}
	return out
}

func knownOf(k casework.Known) known {
	return known{
		Ref: k.Ref, Version: k.Version, Received: k.Received, Reported: k.Reported, Offence: k.Offence,
		DomesticAbuse: k.DomesticAbuse, Enhanced: k.Enhanced, By: k.By(), Pathway: k.Pathway, Occurred: k.Occurred,
	}
}

func (v viewer) risk(r casework.Risk) risk {
	return risk{
		Grade: r.Grade, Assessed: r.Assessed, By: r.By, Times: r.Times, Tool: r.Made.Tool, Version: r.Made.Version, Total: r.Made.Total,
		ToolGrade: r.Made.Grade, Judgement: r.Made.Judgement, Indicators: append([]string{}, r.Made.Indicators...), Marac: r.Made.Marac,
		Text: v.words[r.Text],
	}
}

func (v viewer) attempt(o casework.Attempt) attempt {
	return attempt{o.N, o.At, o.By, o.Outcome, o.Counted, o.Point, v.words[o.Text]}
}

func plannedOf(w casework.Window) planned { return planned{w.From, w.Until, w.Part} }

func (v viewer) needs(o casework.NeedsRecord) needs {
	return needs{o.At, o.By, o.Moment, o.Areas, v.words[o.Text]}
}

func (v viewer) concern(o casework.Concern) concern {
	return concern{o.At, o.By, o.About, v.words[o.Text]}
}

func (v viewer) withdrawal(o casework.Withdrawal) withdrawal {
	out := withdrawal{At: o.At, By: o.By, From: o.From, Reason: o.Reason, Text: v.words[o.Text]}
	if !o.Back.IsZero() {
		out.TakenBack = &takenBack{o.Back, o.BackBy, v.words[o.BackText]}
	}
	return out
}

func prosecutionOf(p casework.Prosecution) prosecution {
	return prosecution{p.Charged, p.Needed, p.Withdrew, p.Why, p.TakenBack, p.Trials, p.Ineffective}
}

func (v viewer) action(o casework.Action) action {
	return action{o.ID, o.Need, o.Owner, o.Due, o.Status, v.words[o.Text]}
}

func (v viewer) hold(o casework.Hold) hold { return hold{o.ID, o.Why, o.Since, o.By, v.words[o.Text]} }

func (v viewer) hearing(h casework.Hearing) hearing {
	out := hearing{
		ID: h.ID, Type: h.Type, appointed: appointedOf(h, v.words), Moved: h.Moved, Told: h.Told, Asked: h.Asked, Confirmed: h.Confirmed,
		Outcomes: each(h.Outcomes, v.hearingOutcome),
	}
	if k := h.Claim; k != nil {
		claimed := appointedOf(casework.Hearing{
			Starts: k.Starts, Until: k.Until, Certainty: k.Certainty, Status: k.Status, Needed: k.Needed, Source: k.Source, Received: k.Received, Court: k.Court,
		}, v.words)
		out.Contradicted = &claimed
	}
	return out
}

func appointedOf(h casework.Hearing, words map[string]string) appointed {
	return appointed{startsOf(h), h.Certainty.Name(), firstDay(h), lastDay(h), h.Status, h.Needed, h.Source, h.Received, words[h.Court]}
}

func (v viewer) hearingOutcome(o casework.HearingOutcome) hearingOutcome {
	return hearingOutcome{o.Held, o.Outcome, o.Why, o.Attended, o.Measures, o.Failed, o.At, o.By, v.words[o.Text]}
}
