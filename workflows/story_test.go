package workflows_test

import (
	"fmt"
	"slices"
	"time"

	"beacon/casework"
)

const day = 24 * time.Hour

// epoch is the Monday on which every story begins.
var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// step is one thing that somebody does, so long after the referral.
type step struct {
	after time.Duration
	say   casework.Command
}

// story is a case as it might go: a referral, then steps, then time passing. All
// steps lie a minute past the hour, so that none coincides with a clock.
type story struct {
	name    string
	grade   casework.Grade
	steps   []step
	lasts   time.Duration
	refuse  []casework.Channel // channels on which safe contact says no
	waiting time.Duration      // texts of a hearing wait so long once
}

// end is when the telling is cut off: half past, when no clock rings.
func (s story) end() time.Time { return epoch.Add(s.lasts + 30*time.Minute) }

func (s story) referral() casework.Referral {
	total := 11
	return casework.Referral{
		Said: said("referral", casework.Referrer), Ref: "ref-1", Version: 1, Reported: epoch.Add(-time.Hour), Offence: "8Q",
		DomesticAbuse: true, Enhanced: true, SafeWay: true,
		Risk: casework.RiskMade{Tool: "DASH", Version: "2009", Total: &total, Grade: s.grade},
	}
}

func said(id string, role casework.Role) casework.Said {
	return casework.Said{ID: id, Body: "digest-" + id, By: "subject-7", Role: role}
}

func worker(id string) casework.Said { return said(id, casework.Caseworker) }

func words(s casework.Said) casework.Said { s.Text = "text-" + s.ID; return s }

func attempt(id, outcome string) casework.RecordAttempt {
	return casework.RecordAttempt{Said: worker(id), Outcome: outcome, Point: "point-1"}
}

func needs(id string) casework.RecordNeeds {
	areas := map[casework.Area]casework.Scores{}
	for _, a := range casework.Areas {
		areas[a] = casework.Scores{Victim: "3", Worker: "3"}
	}
	areas["finance"] = casework.Scores{Victim: casework.DeclinedToSay, Worker: casework.NotApplicable}
	return casework.RecordNeeds{Said: worker(id), Areas: areas}
}

func plan(id string, after time.Duration, read int, status casework.ActionStatus) casework.AgreePlan {
	s := worker(id)
	s.If = read
	return casework.AgreePlan{Said: s, Review: epoch.Add(after), Actions: []casework.Action{
		{ID: "a1", Need: "accommodation", Owner: "subject-7", Due: epoch.Add(after), Status: status},
	}}
}

// conversation is one in which the victim says what they need and agrees a plan, and is
// asked about the risk where there is a plan already.
func conversation(id string, after time.Duration, read int) casework.RecordConversation {
	n, p := needs(""), plan("", after, read, casework.ActionDone)
	m := casework.RecordConversation{Said: worker(id), Needs: &n, Plan: &p}
	if read > 0 {
		m.Risk = &casework.AssessRisk{RiskMade: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk}}
	}
	return m
}

func hearing(id string, at time.Duration, status casework.HearingStatus) casework.SetHearing {
	return casework.SetHearing{Said: said(id, casework.WitnessCare), Hearing: "h1", Type: "trial",
		Starts: epoch.Add(at), Status: status, Needed: true, Source: "witness_care"}
}

func after(days int, hours int) time.Duration {
	return time.Duration(days)*day + time.Duration(hours)*time.Hour + time.Minute
}

// stories are told pure, straight, and across every continue-as-new.
var stories = []story{
	{name: "seen through", grade: casework.MediumRisk, lasts: 400 * day, steps: []step{
		{after(0, 5), attempt("no answer", "no_answer")},
		{after(3, 2), attempt("yes", "accepted")},
		{after(4, 0), needs("needs")},
		{after(5, 0), plan("plan", 60*day, 0, casework.ActionOpen)},
		{after(6, 0), hearing("listed", 40*day, casework.Listed)},
		{after(20, 0), hearing("moved", 90*day, casework.Listed)},
		{after(91, 0), hearing("held", 90*day, casework.Held)},
		{after(92, 0), casework.AssessRisk{Said: words(worker("risk")), RiskMade: casework.RiskMade{Tool: "DASH", Grade: casework.StandardRisk}}},
	}},
	{name: "asked in one conversation", grade: casework.StandardRisk, lasts: 200 * day, steps: []step{
		{after(0, 5), attempt("yes", "accepted")},
		{after(1, 0), conversation("start", 80*day, 0)},
		{after(80, 5), conversation("review", 160*day, 5)},
	}},
	{name: "high risk and never reached", grade: casework.HighRisk, lasts: 40 * day, steps: []step{
		{after(0, 3), attempt("1", "no_answer")},
		{after(1, 8), attempt("2", "voicemail_none_left")},
		{after(3, 1), attempt("3", "no_answer")},
	}},
	{name: "somebody else answered", grade: casework.StandardRisk, lasts: 60 * day, steps: []step{
		{after(0, 4), attempt("yes", "accepted")},
		{after(1, 0), hearing("listed", 20*day, casework.Listed)},
		{after(2, 0), attempt("someone else", "third_party_answered")},
		{after(30, 0), casework.ContactPointChanged{Said: worker("safe"), Point: "point-1", Verified: true, Usable: true}},
	}},
	{name: "refused by text and email", grade: casework.StandardRisk, lasts: 30 * day, refuse: []casework.Channel{casework.Text, casework.Email}, steps: []step{
		{after(0, 4), attempt("yes", "accepted")},
		{after(1, 0), hearing("listed", 15*day, casework.Listed)},
	}},
	{name: "a text that waits", grade: casework.StandardRisk, lasts: 30 * day, waiting: 7 * time.Hour, steps: []step{
		{after(0, 4), attempt("yes", "accepted")},
		{after(1, 0), hearing("listed", 15*day, casework.Listed)},
		{after(13, 2), hearing("vacated", 15*day, casework.Vacated)},
	}},
	{name: "closed and taken back", grade: casework.MediumRisk, lasts: 90 * day, steps: []step{
		{after(0, 4), attempt("no thank you", "declined")},
		{after(0, 9), casework.ReopenCase{Said: worker("again"), Reason: "victim_returned"}},
		{after(1, 1), attempt("yes", "accepted")},
		{after(2, 0), casework.RecordWithdrawal{Said: worker("withdrawal"), From: "support", Reason: "no_longer_needed"}},
	}},
	{name: "concern and reply", grade: casework.MediumRisk, lasts: 120 * day, steps: []step{
		{after(0, 4), casework.RaiseConcern{Said: words(worker("concern")), About: "child"}},
		{after(1, 4), casework.ReplyReceived{Said: words(said("reply", casework.System)), Point: "point-1", Stop: true}},
		{after(1, 6), casework.AddNote{Said: words(worker("note"))}},
		{after(2, 6), casework.MessageFailed{Said: said("failed", casework.System), Template: casework.PlanAgreed, Code: "30005"}},
	}},
}

// answer is what the world says to a message in this story, at a moment.
func (s story) answer(m casework.Message, now time.Time) casework.Outcome {
	if slices.Contains(s.refuse, m.Channel) {
		return casework.Outcome{State: casework.Refused, Reason: "never_verified", Rule: "never_verified"}
	}
	if s.waiting > 0 && m.Template == casework.HearingReminder && now.Sub(epoch)%day < time.Minute {
		return casework.Outcome{State: casework.Waiting, Rule: "window", Until: now.Add(s.waiting)}
	}
	return casework.Outcome{State: casework.Sent}
}

// log is a timeline without what may differ between runs of the same story.
func log(lines []casework.Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, fmt.Sprintf("%s %s %s %s", l.Noted.Truncate(time.Minute).Format("2006-01-02 15:04"), l.What, l.About, l.Says))
	}
	return out
}
