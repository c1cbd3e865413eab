package casework

import (
	"slices"
	"time"
)

// MARAC is the meeting of agencies on the victims in most danger; an IDVA is the
// advocate who stands by one of them. Whether to refer is for a supervisor: the
// case sees to it that they are asked, and remembers what was done.

// MaracTrigger is one row of why a victim is to be referred to MARAC and an IDVA.
type MaracTrigger struct {
	Code   string
	Says   string
	Source string
}

const maracCriteria = "MARAC referral criteria: saferderbyshire.gov.uk, saferstrongerns.co.uk, kingston.gov.uk"

// MaracTriggers lists why a victim is to be referred to MARAC and an IDVA. Any one
// is enough. What each looks at is in triggered.
var MaracTriggers = []MaracTrigger{
	{"visible_high", "the total of the risk tool is one of visible high risk", maracCriteria},
	{"high_risk", "the risk is high, by the tool or by the assessor's judgement", maracCriteria},
	{"escalation", "so many incidents in twelve months that the abuse may be escalating", "kingston.gov.uk: 5 incidents or 3 crimes in 12 months, and worsening"},
	{"repeat", "further abuse within twelve months of the last referral to MARAC; it need not be a crime", "safelives.org.uk, briefing for MARACs: repeat cases"},
}

// triggered says whether a row's trigger holds for the case as it stands.
func (c *Case) triggered(code string) bool {
	switch code {
	case "visible_high":
		tool, _ := riskTool(c.Risk.Made.Tool)
		return c.Risk.Made.Total != nil && *c.Risk.Made.Total >= tool.Visible
	case "high_risk":
		return c.Risk.Grade == HighRisk
	case "escalation":
		return c.escalating()
	case "repeat":
		return c.maracRepeat()
	}
	return false
}

// maracTriggers are the codes of those that hold.
func (c *Case) maracTriggers() (codes []string) {
	for _, t := range MaracTriggers {
		if c.triggered(t.Code) {
			codes = append(codes, t.Code)
		}
	}
	return codes
}

// askMarac asks a supervisor about MARAC and an IDVA where there is a trigger that
// there was not before. After a new incident all of them count as new.
func (c *Case) askMarac(before []string, at time.Time) {
	fresh := false
	for _, t := range MaracTriggers {
		if c.triggered(t.Code) && !slices.Contains(before, t.Code) {
			fresh = true
			c.note(at, "marac-trigger", t.Code, "To be referred to MARAC and an IDVA: %s.", t.Says)
		}
	}
	if !fresh {
		return
	}
	if last, ok := c.lastMarac(); !ok || c.lastAbuse().After(last.At) {
		c.raise(ReferMarac, "", at, c.Policy.DecideWithin)
	} else {
		c.note(at, "marac-knows", "", "Already referred to MARAC on %s, since the last incident.", inLondon(last.At))
	}
	if before == nil || !c.Idva.stands() {
		c.raise(ReferIdva, "", at, c.Policy.DecideWithin)
	}
}

// escalating says that there were so many incidents of abuse in the time before the
// last one that they may be escalating, and that the grades do not tell otherwise.
func (c *Case) escalating() bool {
	p, last := c.Policy, c.lastAbuse()
	incidents, crimes := 0, 0
	var first, latest Grade
	for _, k := range c.Referrals {
		if !k.Abuse() || k.happened().Before(last.Add(-p.EscalationWithin)) {
			continue
		}
		if incidents++; k.Offence != "" {
			crimes++
		}
		if first == "" {
			first = k.Grade
		}
		latest = k.Grade
	}
	enough := p.EscalationIncidents > 0 && incidents >= p.EscalationIncidents || p.EscalationCrimes > 0 && crimes >= p.EscalationCrimes
	better := first.above(latest) && !slices.Contains(c.Risk.Made.Indicators, "escalation")
	return enough && !better
}

// lastAbuse is when the latest abuse that is known of happened.
func (c *Case) lastAbuse() (last time.Time) {
	for _, k := range c.Referrals {
		if t := k.happened(); k.Abuse() && t.After(last) {
			last = t
		}
	}
	for _, t := range c.Heard {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// maracRepeat says that there was further abuse within twelve months of the last
// referral to MARAC. Whether it was the same perpetrator is for the person who
// decides: a case does not know perpetrators.
func (c *Case) maracRepeat() bool {
	last, ok := c.lastMarac()
	abuse := c.lastAbuse()
	return ok && abuse.After(last.At) && !abuse.After(c.MaracUntil())
}

// MaracUntil is until when any further abuse is a MARAC repeat; zero: there was no
// referral to MARAC.
func (c *Case) MaracUntil() time.Time {
	last, ok := c.lastMarac()
	if !ok {
		return time.Time{}
	}
	return last.At.Add(c.Policy.RepeatWithin)
}
