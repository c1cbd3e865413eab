package messaging

import (
	"cmp"
	"slices"
	"time"

	"beacon/casework"
	"beacon/safecontact"
)

// choice is the contact point a message would go to, where to exactly, and what
// safe contact says of it.
type choice struct {
	point    safecontact.Point
	to       string
	decision safecontact.Decision
}

// ways says which safe-contact channel a message's channel is, and what point it
// needs. To add a channel, add a line.
var ways = map[casework.Channel]struct {
	by   safecontact.Channel
	kind safecontact.Kind
}{
	casework.Text:  {safecontact.ByText, safecontact.PhonePoint},
	casework.Email: {safecontact.ByEmail, safecontact.EmailPoint},
}

// Rules decided here rather than by safe contact.
const (
	RuleNoContactPoint = "no_contact_point" // the victim has no point of this kind
	RuleMalformed      = "malformed"        // the point's value is no number or address
)

// choose asks safe contact about every point of the message's kind and takes the
// best: one allowed now, else the one allowed soonest, else the one that came
// closest to being allowed. Between equals the latest confirmed is best.
func (c *Courier) choose(contact Contact, m casework.Message, now time.Time) choice {
	way := ways[m.Channel]
	var all []choice
	for _, p := range contact.Points {
		if p.Kind == way.kind {
			all = append(all, c.consider(contact, p, way.by, m, now))
		}
	}
	if len(all) == 0 {
		return choice{decision: safecontact.Decision{
			Verdict: safecontact.Refuse, Rule: RuleNoContactPoint, Reason: "the victim has no contact point of this kind",
			Inputs: safecontact.Inputs{Channel: way.by, Now: now, UsefulUntil: m.UsefulUntil},
		}}
	}
	return slices.MinFunc(all, better)
}

// consider asks about one point, by its value as it is now: a point may have been
// noted as a mobile before its number was changed.
func (c *Courier) consider(contact Contact, p PointValue, by safecontact.Channel, m casework.Message, now time.Time) choice {
	point, to, err := p.Point, "", error(nil)
	if by == safecontact.ByText {
		var phone safecontact.Phone
		phone, err = safecontact.ParsePhone(p.Value)
		point.Mobile, to = phone.Mobile, phone.E164
	} else {
		var email safecontact.Email
		email, err = safecontact.ParseEmail(p.Value)
		to = email.Address
	}
	d := safecontact.Decide(safecontact.Question{
		Point: point, Channel: by, Now: now, Sealed: contact.Sealed, CallNotText: contact.needs(CallNotText), UsefulUntil: m.UsefulUntil,
		Needs: c.timing.Needs, Quiet: c.quiet, SilentAfter: c.silentAfter,
	})
	if err != nil {
		d = safecontact.Decision{Verdict: safecontact.Refuse, Rule: RuleMalformed, Reason: err.Error(), Inputs: d.Inputs}
	}
	return choice{point, to, d}
}

var verdicts = []safecontact.Verdict{safecontact.Allow, safecontact.Wait, safecontact.Refuse}

func better(a, b choice) int {
	place := func(c choice) int { return slices.Index(verdicts, c.decision.Verdict) }
	return cmp.Or(
		place(a)-place(b),
		a.decision.Until.Compare(b.decision.Until),
		ruleOf(b)-ruleOf(a), // the rules are in order: the later, the nearer to being allowed
		b.point.VerifiedAt.Compare(a.point.VerifiedAt),
		cmp.Compare(a.point.ID, b.point.ID),
	)
}

func ruleOf(c choice) int {
	return slices.IndexFunc(safecontact.Rules, func(r safecontact.Rule) bool { return r.Name == c.decision.Rule })
}
