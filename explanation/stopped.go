package explanation

import (
	"slices"
	"strings"
	"time"

	"beacon/casework"
	"beacon/safecontact"
)

// Stop is something that Beacon does not do by itself now, and why not.
type Stop struct {
	Kind  string    `json:"kind"`
	Says  string    `json:"says"`
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"`
	Ground
	Point string `json:"contact_point_id,omitempty"`
}

const ownRule = "this service's own rule"

// stopped lists everything that is not automated now.
func (a account) stopped() []Stop {
	out := []Stop{}
	for _, some := range [][]Stop{a.closed(), a.sealed(), a.halted(), a.pausedByVictim(), a.unwanted(), a.uncalled(), a.pausedForAll(), a.points()} {
		out = append(out, some...)
	}
	return out
}

func (a account) closed() []Stop {
	e := a.Case.Closure
	if a.Case.Stage != casework.Closed || e == nil {
		return nil
	}
	s := Stop{Kind: "closed", Since: e.Ended, Ground: Ground{"a closed case rests: nothing happens by itself, and it can be reopened at any time", ownRule, true}}
	s.Says = "The case is closed: nothing happens by itself unless somebody asks"
	switch {
	case a.victim() && a.Case.Merged():
		s.Says = "Two records about you were brought together: your case goes on in the other"
	case a.victim():
		s.Says = "Our support has ended: nothing is sent to you unless you come back"
	case a.Case.Merged():
		s.Kind, s.Says = "merged", "The case goes on in another of the same victim: nothing happens in this one"
		s.Ground = Ground{"two cases of one victim go on as one, so that they tell their story once", ownRule, true}
		if a.inspector() {
			s.Says += " (" + e.Into + ")"
		}
	}
	return []Stop{s}
}

// sealed is never told to a victim: the letter itself may be read by somebody else.
func (a account) sealed() []Stop {
	if a.Sealed == nil || a.victim() {
		return nil
	}
	r := rule("case_sealed")
	return []Stop{{Kind: "sealed", Says: "Nothing leaves by itself: the case is sealed (" + a.Sealed.Why + ")", Since: a.Sealed.At, Ground: Ground{r.Says, r.Source, true}}}
}

func (a account) halted() []Stop {
	h := a.Case.Halt
	if h == nil {
		return nil
	}
	r, _ := casework.LineRuleOf("halted")
	s := Stop{Kind: "halted", Says: "All messages and planned calls are stopped (" + h.Why + ") until a safe way is confirmed", Since: h.Since, Ground: groundOf(r.Why, r.Source), Point: h.Point}
	if a.victim() {
		s.Says = "We send you nothing and plan no calls, until you tell us of a way that is safe"
	}
	return []Stop{a.unnamed(s)}
}

// unnamed leaves out the ID of a contact point for whoever is told no IDs.
func (a account) unnamed(s Stop) Stop {
	if !a.inspector() {
		s.Point = ""
	}
	return s
}

func (a account) pausedByVictim() (out []Stop) {
	r, _ := casework.LineRuleOf("paused")
	if p := a.Case.Pause; p != nil && a.now.Before(p.Until) {
		s := Stop{Kind: "paused", Says: "Contact pauses, as the victim asked: nothing leaves by itself, and calls that can wait do", Since: p.Since, Until: p.Until, Ground: groundOf(r.Why, r.Source)}
		if a.victim() {
			s.Says = "We do not contact you by ourselves until " + inWords(p.Until) + ", as you asked"
		}
		out = append(out, s)
	}
	return out
}

// unwanted are the topics that the victim does not want to be told about.
func (a account) unwanted() (out []Stop) {
	if a.Case.Preferences == nil {
		return nil
	}
	r, _ := casework.LineRuleOf("message-not-wanted")
	for _, t := range casework.Topics {
		if !slices.Contains(a.Case.Preferences.Untold, t.Code) {
			continue
		}
		s := Stop{Kind: "not_wanted", Says: "Nothing is written about " + t.Says + ": the victim does not want it", Since: a.Case.Preferences.At, Ground: groundOf(r.Why, r.Source)}
		if a.victim() {
			s.Says = "We do not write to you about " + strings.ReplaceAll(strings.ReplaceAll(t.Says, "their", "your"), "they", "you") + ", as you asked"
		}
		out = append(out, s)
	}
	return out
}

// uncalled says why no next call is planned while the victim is being reached.
func (a account) uncalled() []Stop {
	c := a.Case
	if c.Stage != casework.Reaching || c.Contact.Next != nil || c.Halt != nil {
		return nil
	}
	s := Stop{Ground: Ground{"who has said no is called again only where they ask, or a person decides so", ownRule, true}}
	switch {
	case c.Contact.Declined:
		s.Kind, s.Says = "declined", a.choose("No call is planned: the victim said no to help, and is not called by the protocol",
			"We do not call you, because you said that you do not want help now")
	case c.Contact.Exhausted:
		why := casework.NotReached.Reason()
		s.Ground = groundOf(why.Why, why.Source)
		s.Kind, s.Says = "attempts_over", a.choose("No call is planned: no more attempts are made until a supervisor has decided",
			"We plan no more calls until a supervisor has decided what to do")
	default:
		return nil
	}
	return []Stop{s}
}

// choose is what is said to the victim, or to anybody else.
func (a account) choose(says, told string) string {
	if a.victim() {
		return told
	}
	return says
}

// pausedForAll are the pauses of all messages of the service, which an operator, or a
// worker that saw something wrong, has set.
func (a account) pausedForAll() (out []Stop) {
	for _, p := range a.Pauses {
		s := Stop{Kind: "messages_paused", Says: "Messages of the whole service are paused (" + string(p.Scope) + ": " + p.Why + ")", Since: p.Since, Until: p.Until,
			Ground: Ground{"when too much leaves or fails, or the words are wrong, everything waits until a person lets it go again", ownRule, true}}
		if a.victim() {
			s.Says = "We have stopped sending messages to anybody for a while"
		}
		out = append(out, s)
	}
	return out
}

// points says of each contact point what is not used of it, and by which rule. A rule
// that an hour mends stops nothing.
func (a account) points() (out []Stop) {
	told := 0
	for _, p := range a.Points {
		for _, by := range channels[p.Kind] {
			d := safecontact.Decide(safecontact.Question{Point: p, Channel: by, Now: a.now, CallNotText: a.NoTexts})
			if d.Verdict != safecontact.Refuse {
				continue
			}
			told++
			s := Stop{Kind: d.Rule, Says: "No " + string(by) + " by one of the victim's contact points: " + d.Reason, Since: p.FrozenAt, Ground: Ground{d.Reason, rule(d.Rule).Source, true}, Point: p.ID}
			if a.inspector() {
				s.Says = "No " + string(by) + " by contact point " + p.ID + ": " + d.Reason
			}
			out = append(out, a.unnamed(s))
		}
	}
	if a.victim() && told > 0 {
		r := rule("never_verified")
		return []Stop{{Kind: "not_confirmed", Says: "There are ways to reach you that we do not use, because we are not sure that they are safe. You can tell us which are", Ground: Ground{"a way is used only where you have said that it is safe, and while nothing speaks against it", r.Source, true}}}
	}
	return out
}

// channels are what of each kind of contact point can be used without a person, and
// calls, which are planned.
var channels = map[safecontact.Kind][]safecontact.Channel{
	safecontact.PhonePoint: {safecontact.ByCall, safecontact.ByText},
	safecontact.EmailPoint: {safecontact.ByEmail},
}

// rule finds a rule of safe contact by its name.
func rule(name string) safecontact.Rule {
	i := slices.IndexFunc(safecontact.Rules, func(r safecontact.Rule) bool { return r.Name == name })
	if i < 0 {
		return safecontact.Rule{Name: name, Source: ownRule}
	}
	return safecontact.Rules[i]
}
