package simulate

import (
	"slices"
	"time"

	"beacon/casework"
)

// doing is how a kind of work is done: it gives the case the commands that end it, or
// leaves it open where that did not succeed this time.
type doing func(h *hub, w *worker, f *file, t casework.Task)

// doings says how each kind of work is done. What is not here is done as its rule says.
func doings() map[casework.TaskKind]doing {
	return map[casework.TaskKind]doing{
		casework.Allocate:        (*hub).allocate,
		casework.AnswerOffer:     (*hub).answerOffer,
		casework.CallVictim:      (*hub).callVictim,
		casework.NotReached:      (*hub).decideNotReached,
		casework.Unsafe:          (*hub).findSafeWay,
		casework.FindSafeWay:     (*hub).findSafeWay,
		casework.AskOfficer:      (*hub).askOfficer,
		casework.FindOtherWay:    (*hub).askOfficer,
		casework.ReviewMatch:     (*hub).reviewMatch,
		casework.ResolveConflict: (*hub).resolveConflict,
		casework.AssessNeeds:     (*hub).assessNeeds,
		casework.MakePlan:        (*hub).makePlan,
		casework.ReviewPlan:      (*hub).reviewPlan,
		casework.PlanAction:      (*hub).act,
		casework.ReviewRisk:      (*hub).assessRisk,
		casework.CallHearing:     (*hub).callAbout,
		casework.ExplainHearing:  (*hub).callAbout,
		casework.TellHearing:     (*hub).callAbout,
		casework.ExplainRights:   (*hub).callAbout,
		casework.CallRight:       (*hub).callAbout,
		casework.TellEnding:      (*hub).tellEnding,
		casework.CallInstead:     (*hub).callAbout,
		casework.CallUnconfirmed: (*hub).callAbout,
		casework.TalkWithdrawal:  (*hub).callAbout,
		casework.LearnMarac:      (*hub).learnMarac,
		casework.SignOff:         (*hub).signOff,
		casework.SendOnward:      (*hub).sendOnward,
		casework.ChaseOnward:     (*hub).chaseOnward,
		casework.DecideNext:      (*hub).decideNext,
		casework.ChaseDuty:       (*hub).chaseDuty,
	}
}

// mostTries is how often a piece of work may stay open after somebody did it, before
// that is a fault: work that cannot be done is asked for ever.
const mostTries = 150

// oftenEnough is after how many tries people look for another end: a decision, or a note.
const oftenEnough = 6

// do does a piece of work. Where it stays open it is gone on with later.
func (h *hub) do(w *worker, t *todo, task casework.Task) {
	if h.is(blunders) {
		h.blunder(w, t.f)
	}
	if h.is(passesOn) {
		h.passOn(t.f, task)
		if _, open := t.task(); !open {
			return
		}
	}
	if how, ok := h.doings[task.Kind]; ok && t.tries%oftenEnough != oftenEnough-1 {
		how(h, w, t.f, task)
	} else {
		h.asItsRuleSays(w, t.f, task)
	}
	if _, open := t.task(); !open {
		return
	}
	if t.tries++; t.tries == mostTries {
		h.report.violated(Violation{Invariant: "work_can_be_done", Case: t.f.n, At: h.now.UTC(), Did: string(task.Kind), Says: task.ID + " was worked on and stays open"})
		return
	}
	h.agenda.at(h.now.Add(time.Duration(h.some(2, 28))*time.Hour), func() { h.ready(t) })
}

// asItsRuleSays ends a piece of work by the first of the ways that its rule allows.
func (h *hub) asItsRuleSays(w *worker, f *file, t casework.Task) {
	rule := t.Kind.Rule()
	for _, way := range []struct {
		command casework.Command
		how     doing
	}{
		{casework.RecordDecision{}, (*hub).decide}, {casework.AddNote{}, (*hub).note}, {casework.RecordNeeds{}, (*hub).assessNeeds},
		{casework.AgreePlan{}, (*hub).makePlan}, {casework.AssessRisk{}, (*hub).assessRisk}, {casework.RecordAttempt{}, (*hub).callAbout},
	} {
		if slices.Contains(rule.EndedFor, way.command.Name()) || slices.Contains(rule.EndedBy, way.command.Name()) {
			way.how(h, w, f, t)
			return
		}
	}
}

// decide makes one of the decisions that there are about a kind of work.
func (h *hub) decide(w *worker, f *file, t casework.Task) {
	var can []string
	for _, d := range casework.Decisions {
		if d.Task == t.Kind {
			can = append(can, d.Code)
		}
	}
	if len(can) == 0 || t.Kind.Rule().Role == casework.Supervisor && !w.role.Decides() {
		return
	}
	how := one(h, can...)
	if t.Kind == casework.Classify { // each in turn, as there are many and few are asked for
		h.classified++
		how = can[h.classified%len(can)]
	}
	h.rule(w, f, t, how)
}

// rule records a decision.
func (h *hub) rule(w *worker, f *file, t casework.Task, how string) bool {
	m := casework.RecordDecision{Said: h.says(w), Task: t.ID, Decision: how}
	meets := (t.Kind == casework.ReferMarac || t.Kind == casework.ReferIdva) && how == "referred"
	if meets {
		m.Consent = one(h, casework.Consents...)
	}
	taken := h.give(f, m)
	if taken && meets {
		h.followMarac(f, t.Kind)
	}
	if taken {
		h.report.Decisions[string(t.Kind)+" "+how]++
	}
	return taken
}

func (h *hub) note(w *worker, f *file, t casework.Task) {
	h.give(f, casework.AddNote{Said: h.says(w), Task: t.ID})
}

func (h *hub) assessRisk(w *worker, f *file, _ casework.Task) { h.give(f, h.risk(w, f)) }

func (h *hub) risk(w *worker, f *file) casework.AssessRisk {
	made := f.c.Risk.Made
	grade := f.c.Risk.Grade
	at := slices.Index(casework.Grades, grade)
	switch {
	case at > 0 && h.is(gradeRises):
		grade = casework.Grades[at-1]
	case at < len(casework.Grades)-1 && h.is(gradeFalls):
		grade = casework.Grades[at+1]
	}
	made.Grade, made.Judgement, made.Total, made.Version, made.Marac, made.MaracAt = grade, grade, nil, "", false, time.Time{}
	m := casework.AssessRisk{Said: h.says(w), RiskMade: made}
	if h.is(tellsMore) {
		m.Incident = h.now.Add(-time.Duration(h.some(1, 20)) * day)
	}
	return m
}

// signOff decides whether a case may be closed.
func (h *hub) signOff(w *worker, f *file, t casework.Task) {
	if !w.role.Decides() {
		return
	}
	if !h.is(keepsOpen) && h.give(f, casework.CloseCase{Said: h.says(w), Reason: t.About, SignedOff: true}) {
		return
	}
	h.rule(w, f, t, one(h, "keep_open", "keep_open", "try_again"))
}

// decideNext goes on with a case for which nothing was planned.
func (h *hub) decideNext(w *worker, f *file, t casework.Task) {
	switch {
	case f.c.Contact.Declined && f.c.Stage == casework.Reaching && h.close(w, f, "declined_at_first_contact"):
	case f.c.Stage != casework.Supporting:
		h.rule(w, f, t, "wait")
	case h.enough(f) && h.close(w, f, "needs_met"):
	default:
		h.replan(w, f, h.actions(f), true)
	}
}

// enough says that the victim has had the support they need.
func (h *hub) enough(f *file) bool { return !f.victim.until.IsZero() && f.victim.until.Before(h.now) }

// close asks that a case be ended, and a supervisor where it must be signed off.
func (h *hub) close(w *worker, f *file, reason string) bool {
	boss := w
	if f.c.Risk.Grade == casework.HighRisk && !w.role.Decides() {
		boss = h.somebody(casework.Supervisor)
	}
	return h.give(f, casework.CloseCase{Said: h.says(boss), Reason: reason, SignedOff: boss.role.Decides()})
}
