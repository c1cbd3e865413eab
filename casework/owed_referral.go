package casework

import (
	"slices"
	"time"

	"beacon/victimscode"
)

// What a referral tells of begins duties too: the crime, its report to police, and that
// the victim has come to this service. Each begins once for one crime, whatever the
// version of the referral and however many of them name it.

func (c *Case) startReferral(k Known, at time.Time) {
	same := func(o Known) bool { return o.Ref != k.Ref && o.Crime == k.Crime && k.Crime != "" }
	if slices.ContainsFunc(c.Referrals, same) {
		return
	}
	e := JusticeEvent{ID: k.Ref, Received: k.Received, Source: k.By()}
	if !k.Occurred.IsZero() {
		e.Kind, e.Occurred = victimscode.Incident, k.Occurred
		c.start(e.Kind, e, at)
	}
	if k.report() {
		e.Kind, e.Occurred = victimscode.Reported, k.Reported
		c.start(e.Kind, e, at)
	}
	if k.Ref == c.Referrals[0].Ref {
		e.Kind, e.Occurred = victimscode.Referred, k.Received
		c.start(e.Kind, e, at)
	}
}

// suspectKnown puts right what the report began, where an event says that the suspect
// is under 18: another body owes it then.
func (c *Case) suspectKnown(at time.Time) {
	for _, k := range c.Referrals {
		e := JusticeEvent{ID: k.Ref, Kind: victimscode.Reported, Occurred: k.Reported, Received: k.Received, Source: k.By()}
		if !c.began(e) {
			continue
		}
		for i := range c.Owed {
			if o := &c.Owed[i]; o.Event == k.Ref && o.Open() && slices.Contains(o.Duty().Begins, e.Kind) && !c.applies(o.Duty(), e) {
				c.void(o, "replaced", at)
			}
		}
		c.start(e.Kind, e, at)
	}
}

// began says that an event has begun something.
func (c *Case) began(e JusticeEvent) bool {
	return slices.ContainsFunc(c.Owed, func(o Owed) bool { return o.Event == e.ID && slices.Contains(o.Duty().Begins, e.Kind) })
}

// already is how and when a duty was met by what began it: what was received has been
// received, and police who refer had recorded the crime, and sent the victim to a service.
func already(d victimscode.Duty, e JusticeEvent) (how victimscode.Meeting, when time.Time) {
	met := func(by victimscode.Meeting) bool { return slices.Contains(d.Met, by) }
	police := e.Kind == victimscode.Reported && e.Source == string(victimscode.Police) && d.Owner == victimscode.Police
	switch {
	case e.Received.IsZero():
	case met(victimscode.MetByReceipt):
		return victimscode.MetByReceipt, e.Received
	case police && met(victimscode.MetByReferral):
		return victimscode.MetByReferral, e.Received
	case police && d.Right == recordingRight && met(victimscode.MetByDoing):
		return victimscode.MetByDoing, e.Received
	}
	return "", time.Time{}
}

// Rights of the twelve whose duties this service meets, or sees met, by its own work.
const (
	understandingRight = 1
	recordingRight     = 2
	supportingRight    = 4
)

// provided meets what this service owes by itself under a right, because it has done so.
func (c *Case) provided(s Said, at time.Time, rights ...int) {
	for i := range c.Owed {
		o := &c.Owed[i]
		d := o.Duty()
		ours := d.Owner == victimscode.Provider && d.Ours == victimscode.ToDo && slices.Contains(d.Met, victimscode.MetByDoing)
		if o.Open() && ours && slices.Contains(rights, d.Right) {
			c.meet(o, tellerBeacon, string(victimscode.MetByDoing), s.when(at), at)
		}
	}
}
