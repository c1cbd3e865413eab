package simulate

import (
	"fmt"
	"slices"
	"strconv"

	"beacon/casework"
)

// assessNeeds asks how things are in every area. They get better with time.
func (h *hub) assessNeeds(w *worker, f *file, _ casework.Task) { h.give(f, h.needs(w, f)) }

func (h *hub) needs(w *worker, f *file) casework.RecordNeeds {
	areas := map[casework.Area]casework.Scores{}
	for _, a := range casework.Areas {
		victim := min(5, h.some(1, 4)+len(f.c.Needs)/2)
		s := casework.Scores{Victim: casework.Score(strconv.Itoa(victim)), Worker: casework.Score(strconv.Itoa(h.some(1, 5)))}
		if h.is(scoresDeclined) {
			s.Victim = one(h, casework.DeclinedToSay, casework.NotApplicable)
		}
		areas[a] = s
	}
	return casework.RecordNeeds{Said: h.says(w), Areas: areas}
}

func (h *hub) makePlan(w *worker, f *file, _ casework.Task) { h.replan(w, f, h.actions(f), true) }

// actions is what still stands of a plan and what is new in it.
func (h *hub) actions(f *file) []casework.Action {
	var all []casework.Action
	if f.c.Plan != nil {
		for _, a := range f.c.Plan.Actions {
			if a.Status == casework.ActionOpen {
				all = append(all, a)
			}
		}
	}
	for range h.some(1, 4) {
		h.keys++
		all = append(all, casework.Action{
			ID: fmt.Sprintf("action-%d", h.keys), Need: one(h, casework.Areas...), Owner: h.actionOwner(f),
			Due: h.days(3, 40).UTC(), Status: casework.ActionOpen,
		})
	}
	return all
}

func (h *hub) actionOwner(f *file) string {
	if f.c.Owner == "" || casework.IsDesk(f.c.Owner) {
		return "victim"
	}
	return one(h, f.c.Owner, f.c.Owner, "victim", "housing")
}

// replan agrees a plan with these actions; later says that its review is set anew.
func (h *hub) replan(w *worker, f *file, actions []casework.Action, later bool) {
	if h.give(f, h.agreement(w, f, actions, later)) && later {
		h.share(w, f)
	}
}

func (h *hub) agreement(w *worker, f *file, actions []casework.Action, later bool) casework.AgreePlan {
	m := casework.AgreePlan{Said: h.says(w), Actions: actions, Review: h.days(14, 84), PlanParts: h.parts(f)}
	if p := f.c.Plan; p != nil {
		m.If = p.Revision
		if !later && p.Review.After(h.now) {
			m.Review = p.Review
		}
	}
	return m
}

// act does an action of the plan, or gives it a later day.
func (h *hub) act(w *worker, f *file, t casework.Task) {
	if f.c.Plan == nil {
		return
	}
	actions := append([]casework.Action{}, f.c.Plan.Actions...)
	for i := range actions {
		if actions[i].ID != t.About {
			continue
		}
		switch {
		case h.is(actionSlips):
			actions[i].Due = h.days(4, 20).UTC()
		case h.is(keepsOpen):
			actions[i].Status = casework.ActionDropped
		default:
			actions[i].Status = casework.ActionDone
		}
	}
	h.replan(w, f, actions, false)
}

// reviewPlan looks at the plan with the victim: needs again, and what next. Where the
// risk is looked at again too, it is all one conversation.
func (h *hub) reviewPlan(w *worker, f *file, t casework.Task) {
	if asked(f, casework.ReviewRisk) && !h.enough(f) {
		h.talk(w, f)
		return
	}
	h.assessNeeds(w, f, t)
	if h.enough(f) {
		for _, a := range f.c.Plan.Actions {
			if a.Status == casework.ActionOpen {
				h.finishPlan(w, f)
				break
			}
		}
		if h.close(w, f, "needs_met") {
			return
		}
	}
	h.replan(w, f, h.actions(f), true)
}

// finishPlan ends every action that is still open.
func (h *hub) finishPlan(w *worker, f *file) {
	actions := append([]casework.Action{}, f.c.Plan.Actions...)
	for i := range actions {
		if actions[i].Status == casework.ActionOpen {
			actions[i].Status = casework.ActionDone
		}
	}
	h.replan(w, f, actions, true)
}

// asked says that somebody is asked for a kind of work in a case.
func asked(f *file, kind casework.TaskKind) bool {
	return slices.ContainsFunc(f.c.Tasks, func(t casework.Task) bool { return t.Open() && t.Kind == kind })
}

// talk asks about risk, needs and plan in one conversation. A risk that has risen is
// recorded at once and by itself: what a plan then needs is another matter.
func (h *hub) talk(w *worker, f *file) {
	risk, before := h.risk(w, f), f.c.Risk.Grade
	if risk.Grade.Place() < before.Place() {
		h.give(f, risk)
		h.give(f, h.needs(w, f))
		h.replan(w, f, h.actions(f), true)
		return
	}
	needs, plan := h.needs(w, f), h.agreement(w, f, h.actions(f), true)
	if h.give(f, casework.RecordConversation{Said: h.says(w), Risk: &risk, Needs: &needs, Plan: &plan}) {
		h.share(w, f)
	}
}
