package casework

import (
	"slices"
	"time"
)

// Guard is one row of what holds a closure up. Everything that does is named at once.
type Guard struct {
	Code    string
	Says    string
	Despite []string // the reasons that it does not hold up

	holds func(ending) []Field // each thing that holds the closure up: where it is, and what
}

// over are the reasons after which there is nothing left to wait for.
var over = []string{"duplicate_merged", "out_of_scope", "deceased", "opened_in_error"}

// Guards lists what holds a closure up. To add one, add a line. A safeguarding
// concern always does, as it may be about a child, and so do a reply that nobody has
// read and a call for help.
// Source: this service's rules of closure, which follow common case-management practice.
var Guards = []Guard{
	{"future_hearing", "a hearing is still to come", over, ending.hearings},
	{"unread_reply", "a reply has not been read", nil, ending.replies},
	{"open_action", "an action of the plan is open", over, ending.actions},
	{"safe_and_well_undecided", "nobody has decided on a safe-and-well check", over, undecided(SafeAndWell)},
	{"check_unknown", "it is not known what came of a safe-and-well check", over, undecided(CheckResult)},
	{"contact_unsafe", "nobody has found out how contact can be safe", append([]string{"unsafe_to_contact"}, over...), undecided(Unsafe)},
	{"marac_undecided", "nobody has decided whether to refer to MARAC", over, undecided(ReferMarac)},
	{"idva_undecided", "nobody has decided whether to refer to an IDVA", over, undecided(ReferIdva)},
	{"withdrawal_not_talked_through", "a withdrawal from the prosecution has not been talked through", over, undecided(TalkWithdrawal)},
	{"safeguarding_undecided", "nobody has decided on a safeguarding concern", nil, undecided(Safeguard)},
	{"call_for_help", "nobody has answered what may be a call for help", nil, undecided(HelpReply)},
	{"onward_unsent", "an onward referral has not been sent", over, undecided(SendOnward)},
	{"agency_untold", "an agency has not been told that consent no longer stands", over, undecided(TellAgency)},
	{"duty_open", "this service still owes the victim something under the Victims' Code", over, undecided(MeetDuty)},
	{"bail_alert", "nobody has seen to the victim's safety since the suspect was freed or their bail changed", over, undecided(BailAlert)},
	{"wanted_right", "the time for a right runs that the victim wants help with", over, ending.rights},
	{"not_signed_off", "high risk, or a reason that needs it, and no supervisor has signed it off", nil, ending.unsigned},
}

// ending is a case that is about to end for a reason, signed off or not.
type ending struct {
	*Case
	reason Reason
	signed bool
	now    time.Time
}

// held finds everything that holds the closure up, and says why in a few words.
func (e ending) held() (f faults, why string) {
	for _, g := range Guards {
		if slices.Contains(g.Despite, e.reason.Code) {
			continue
		}
		found := g.holds(e)
		for _, at := range found {
			f.wrong(true, at.Pointer, g.Code, "%s", at.Detail)
		}
		switch {
		case len(found) > 0 && why != "":
			why += "; " + g.Says
		case len(found) > 0:
			why = g.Says
		}
	}
	return f, why
}

// heldUp is a refusal that names everything which holds the closure up; nil: nothing
// does. Where only a sign-off is lacking, its code says so.
func (e ending) heldUp() error {
	f, _ := e.held()
	if len(f.fields) == 1 && len(e.unsigned()) == 1 {
		return f.error(NeedsSignOff, "a supervisor must sign this off")
	}
	return f.error(ClosureBlocked, "the case cannot be closed yet")
}

// unsigned: high risk never ends without a supervisor.
func (e ending) unsigned() []Field {
	if e.signed || !e.needsSignOff(e.reason) {
		return nil
	}
	return []Field{{Pointer: "/signed_off", Detail: "is for a supervisor to say (risk " + string(e.Risk.Grade) + ", reason " + e.reason.Code + ")"}}
}

func (c *Case) needsSignOff(r Reason) bool { return r.SignOff || c.Risk.Grade == HighRisk }

func (e ending) hearings() (held []Field) {
	for _, h := range e.Hearings {
		if h.Status == Listed && h.last().After(e.now) {
			held = append(held, Field{Pointer: "/hearings/" + h.ID, Detail: "is a hearing still to come"})
		}
	}
	return held
}

func (e ending) replies() (held []Field) {
	if len(e.Unread) > 0 {
		held = append(held, Field{Pointer: "/replies", Detail: "a reply has not been read"})
	}
	return held
}

// actions: where a plan cannot be changed, what is open in an older one holds nothing
// up.
func (e ending) actions() (held []Field) {
	if !slices.Contains(AgreePlan{}.stages(), e.Stage) || e.Plan == nil {
		return nil
	}
	for _, a := range e.Plan.Actions {
		if a.Status == ActionOpen {
			held = append(held, Field{Pointer: "/plan/actions/" + a.ID, Detail: "is an action of the plan that is open"})
		}
	}
	return held
}

// undecided finds the open tasks of a kind that must be decided first.
func undecided(kind TaskKind) func(ending) []Field {
	return func(e ending) (held []Field) {
		for _, t := range e.Tasks {
			if t.Open() && t.Kind == kind {
				held = append(held, Field{Pointer: "/tasks/" + t.ID, Detail: "must be decided first: " + kind.Rule().Says})
			}
		}
		return held
	}
}
