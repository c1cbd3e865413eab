package api

import (
	"strconv"

	"beacon/casework"
)

// How each command is read from a body. Only its form is judged here; whether the
// case takes it is the case's own check.

func readAttempt(k *ask) casework.RecordAttempt {
	m := casework.RecordAttempt{
		Outcome:  k.word("outcome", must),
		Point:    k.id("contact_point_id", may),
		CallBack: k.moment("call_back_at", may),
		Task:     k.word("task", may),
		Said:     k.saidWith("text", may),
	}
	for _, o := range casework.AttemptOutcomes {
		if o.Code == m.Outcome {
			k.spoke, k.why = o.Spoke && m.Point != "", o.Code
			k.freeze = o.Halts || o.Freezes && m.Point != ""
		}
	}
	k.point, k.used = m.Point, k.part
	return m
}

func readNeeds(k *ask) casework.RecordNeeds {
	m := casework.RecordNeeds{Moment: casework.Moment(k.word("moment", may)), Said: k.saidWith("text", may), Areas: map[casework.Area]casework.Scores{}}
	k.eachText("most_in_need", len(casework.NeedRules)*2, code, func(_, s string) { m.MostInNeed = append(m.MostInNeed, s) })
	areas := k.part.part("areas", must)
	for _, a := range casework.Areas {
		of := areas.part(string(a), may)
		if of == nil {
			continue
		}
		m.Areas[a] = casework.Scores{Victim: score(of, "victim"), Worker: score(of, "worker")}
		of.end()
	}
	areas.end()
	return m
}

// score reads a whole number, whose bounds the case knows, or one of two words.
func score(p *part, name string) casework.Score {
	n, ok := p.field(name, must, number, text)
	if !ok {
		return ""
	}
	if n.kind == text {
		return oneOf(p, name, must, []casework.Score{casework.DeclinedToSay, casework.NotApplicable})
	}
	i, whole := integer(n.text)
	if !whole {
		p.wrong(name, "not_a_whole_number", "must be a whole number")
	}
	return casework.Score(strconv.Itoa(i))
}

// mostActions bounds the list before the case's own, smaller bound is asked.
const mostActions = 200

func readPlan(k *ask) casework.AgreePlan {
	m := casework.AgreePlan{Review: k.moment("review_at", must)}
	k.each("actions", must, mostActions, func(p *part) {
		m.Actions = append(m.Actions, readAction(k, p))
	})
	if n := k.count("if_revision", may, 0, maxRevision); n != nil {
		k.said.If = *n
	}
	m.PlanParts = readPlanParts(k)
	m.Said = k.saidWith("text", may)
	return m
}

const maxRevision = 1 << 30

func readAction(k *ask, p *part) casework.Action {
	a := casework.Action{
		ID:     p.id("id", may),
		Need:   casework.Area(p.word("need", must)),
		Owner:  p.text("owner", must, ownerShape),
		Due:    p.moment("due", must),
		Status: casework.ActionStatus(p.word("status", may)),
		Text:   k.say(p, "text", may),
	}
	if a.ID == "" {
		a.ID = idOf("action", k.said.ID, p.at)
	}
	if a.Status == "" {
		a.Status = casework.ActionOpen
	}
	return a
}

// ownerShape is a subject, the word "victim" or an agency's short name: it goes
// into the case, so it must not be a sentence about anybody.
var ownerShape = shaped(128, `^[!-~]+$`, "must be one word: a subject, victim, or an agency's short name")

func readRisk(k *ask) casework.AssessRisk {
	return casework.AssessRisk{Incident: k.moment("incident_at", may), RiskMade: readRiskMade(k.part, "version"), Said: k.saidWith("text", may)}
}

// readRiskMade reads an assessment of risk, in a referral or by itself.
func readRiskMade(p *part, version string) casework.RiskMade {
	m := casework.RiskMade{
		Tool:      p.word("tool", must),
		Version:   p.text(version, may, shaped(20, `^[A-Za-z0-9][A-Za-z0-9 ._/-]*$`, "must be a version, such as 2009")),
		Total:     p.count("total", may, -maxRevision, maxRevision),
		Grade:     casework.Grade(p.word("grade", must)),
		Judgement: casework.Grade(p.word("judgement", may)),
		Marac:     p.yes("marac"),
		MaracAt:   p.moment("marac_at", may),
	}
	p.eachText("indicators", len(casework.Indicators)*2, code, func(_, s string) { m.Indicators = append(m.Indicators, s) })
	return m
}

func readNote(k *ask) casework.AddNote {
	return casework.AddNote{Task: k.word("task", may), Said: k.saidWith("text", must)}
}

func readDecision(k *ask) casework.RecordDecision {
	return casework.RecordDecision{
		Task: k.word("task", must), Decision: k.word("decision", must), Consent: k.word("consent", may), Near: k.word("near", may), Said: k.saidWith("reason", must),
	}
}

func readMarac(k *ask) casework.RecordMarac {
	return casework.RecordMarac{
		Meeting: k.moment("meeting_at", may), Outcome: k.word("outcome", may), Idva: k.word("idva", may), Said: k.saidWith("text", may),
	}
}

func readClaim(k *ask) casework.Claim {
	return casework.Claim{Task: k.word("task", may), Said: k.said}
}

func readAssignment(k *ask) casework.AssignCase {
	return casework.AssignCase{Receiver: readReceiver(k.part), Said: k.saidWith("reason", may)}
}

func readHandOver(k *ask) casework.HandOverCase {
	return casework.HandOverCase{Receiver: readReceiver(k.part), Until: k.moment("until", may), Said: k.saidWith("reason", must)}
}

func readHandOverAnswer(k *ask) casework.AnswerHandOver {
	m := casework.AnswerHandOver{}
	if accept := k.flag("accept", must); accept != nil {
		m.Accept = *accept
	}
	m.Said = k.saidWith("reason", may)
	return m
}

func readReassignment(k *ask) casework.ReassignTask {
	return casework.ReassignTask{Receiver: readReceiver(k.part), Task: k.word("task", must), Said: k.said}
}

// readReceiver reads who is to have something; what they are is looked up.
func readReceiver(p *part) casework.Receiver {
	return casework.Receiver{To: p.text("to", must, subjectShape)}
}

// subjectShape is a subject as tokens name them, or a team's duty desk.
var subjectShape = shaped(128, `^[!-~]+$`, "must be a subject: one word")

func readEnhanced(k *ask) casework.DecideEnhancedRights {
	return casework.DecideEnhancedRights{
		Category: k.word("category", may), Reason: k.word("reason", may), Declined: k.flag("declined", may), Said: k.saidWith("text", may),
	}
}

func readConcern(k *ask) casework.RaiseConcern {
	m := casework.RaiseConcern{About: k.word("about", must)}
	if danger := k.flag("immediate_danger", must); danger != nil {
		m.Immediate = *danger
	}
	m.Said = k.saidWith("text", may)
	return m
}

func readWithdrawal(k *ask) casework.RecordWithdrawal {
	return casework.RecordWithdrawal{From: k.word("from", must), Reason: k.word("reason", must), Said: k.saidWith("text", may)}
}

func readTakenBack(k *ask) casework.TakeBackWithdrawal {
	return casework.TakeBackWithdrawal{Said: k.saidWith("text", may)}
}

func readClosure(k *ask) casework.CloseCase {
	return casework.CloseCase{Reason: k.word("reason", must), SignedOff: k.yes("signed_off"), Told: k.word("told", may), Said: k.saidWith("text", may)}
}

func readHold(k *ask) casework.PlaceLegalHold {
	m := casework.PlaceLegalHold{Hold: k.id("id", may), Why: k.word("why", must)}
	if m.Hold == "" {
		m.Hold = idOf("hold", k.said.ID)
	}
	m.Said = k.saidWith("text", must)
	return m
}

func readLifting(k *ask) casework.LiftLegalHold {
	return casework.LiftLegalHold{Hold: k.id("id", must), Said: k.saidWith("text", must)}
}

func readReopening(k *ask) casework.ReopenCase {
	return casework.ReopenCase{Reason: k.word("reason", must), Said: k.saidWith("text", may)}
}
