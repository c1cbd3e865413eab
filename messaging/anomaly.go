package messaging

import "time"

// Anomalies say what looks so wrong that nothing more should leave before a person
// has looked. A zero field is not looked at.
type Anomalies struct {
	// RateFactor is how many times its share of the hour's overall ceiling may begin in
	// ten minutes. Six or more never happens: the ceiling comes first.
	RateFactor int
	// FailedPercent is how many in a hundred of a provider's last finished letters may
	// have failed for good.
	FailedPercent int
}

// What an anomaly is told by. The figures are this product's own: twenty letters tell
// a fault from bad luck.
const (
	lastFinished   = 50
	leastFinished  = 20
	ratePart       = 6             // of an hour: ten minutes
	finishedWithin = 6 * time.Hour // older letters say nothing of now
)

// Looking says what signs are asked for.
type Looking struct {
	Provider      string
	At            time.Time // now
	BegunSince    time.Time // of any provider
	FinishedSince time.Time
	Last          int // of the provider's finished letters, at most so many
}

// Signs are what an anomaly is told by.
type Signs struct {
	Began    int // letters of any provider whose attempt began lately and left or may have
	Finished int // of the last letters of the provider: how many came to an end
	Failed   int // how many of these failed for good
}

// The codes of why a pause was set by the system.
const (
	WhyRate   = "anomaly_rate"
	WhyFailed = "anomaly_failed"
)

// Look is the pause that signs call for, if they do: of everything where too much
// leaves, of the provider's channel where too much of it fails.
func (a Anomalies) Look(s Signs, c Ceilings, channel Scope) (p Pause, wrong bool) {
	p.By = BySystem
	switch {
	case a.RateFactor > 0 && c.Overall > 0 && s.Began*ratePart > a.RateFactor*c.Overall:
		p.Scope, p.Why = ScopeAll, WhyRate
	case a.FailedPercent > 0 && s.Finished >= leastFinished && 100*s.Failed > a.FailedPercent*s.Finished:
		p.Scope, p.Why = channel, WhyFailed
	default:
		return Pause{}, false
	}
	return p, true
}

// looking is what is asked for after a letter of a provider's.
func looking(provider string, c Ceilings, at time.Time) Looking {
	return Looking{
		Provider: provider, At: at, Last: lastFinished,
		BegunSince: at.Add(-c.HourLong() / ratePart), FinishedSince: at.Add(-finishedWithin),
	}
}
