package messaging

import (
	"context"
	"errors"
	"hash/fnv"
	"regexp"
	"slices"
	"time"

	"beacon/casework"
)

// Brakes are what a Courier asks before an attempt, and tells after one. Each answer
// is read from what all workers share, at that moment.
type Brakes interface {
	// Look is what stands in the way of a message at a moment: the pauses that stand,
	// and how much has been sent lately, as far as the ceilings limit it. It is a read
	// and reserves nothing: as many senders as look at once may each take the last
	// place under a ceiling.
	Look(ctx context.Context, d Delivery, c Ceilings, at time.Time) (Pauses, Traffic, error)
	// Signs are what an anomaly is told by. Nothing from before the latest pause ended
	// counts: whoever resumed knew of it.
	Signs(ctx context.Context, l Looking) (Signs, error)
	// Pause sets a pause, unless the same scope is already paused for as long; set says
	// which. It is written in the audit.
	Pause(ctx context.Context, p Pause) (set bool, err error)
}

// Scope is what a pause holds back: everything, one channel, or one template.
type Scope string

// The scopes that are no template's name.
const (
	ScopeAll   Scope = "all"
	ScopeSMS   Scope = "sms"
	ScopeEmail Scope = "email"
)

// Scopes lists every scope there is.
func Scopes() []Scope {
	all := []Scope{ScopeAll, ScopeSMS, ScopeEmail}
	for _, t := range casework.Templates {
		all = append(all, Scope(t))
	}
	return all
}

// ScopeOf is the scope of a channel.
func ScopeOf(c casework.Channel) Scope {
	if c == casework.Email {
		return ScopeEmail
	}
	return ScopeSMS
}

// Pause keeps messages back from Since until it is ended, or until Until. Times are
// UTC.
type Pause struct {
	Scope Scope
	Since time.Time
	By    string // whoever set it: an opaque name, never a victim's
	Why   string // a stable code
	Until time.Time
}

// BySystem is who sets a pause on an anomaly.
const BySystem = "system"

// The errors of a pause that cannot be set.
var (
	ErrScope = errors.New("a scope is all, sms, email or the name of a template")
	ErrWhy   = errors.New("why is a code of 2 to 40 letters, digits, - and _, beginning with a letter")
	ErrUntil = errors.New("a pause ends after it begins")
)

var whyCode = regexp.MustCompile(`^[a-z][a-z0-9_-]{1,39}$`)

// Check says what is wrong with a pause. Why must be a code: words could be about a
// person.
func (p Pause) Check() error {
	switch {
	case !slices.Contains(Scopes(), p.Scope):
		return ErrScope
	case !whyCode.MatchString(p.Why):
		return ErrWhy
	case !p.Until.IsZero() && !p.Until.After(p.Since):
		return ErrUntil
	}
	return nil
}

// Stands says that the pause has not lapsed.
func (p Pause) Stands(at time.Time) bool { return p.Until.IsZero() || at.Before(p.Until) }

// Outlasts says that p goes on for longer than other.
func (p Pause) Outlasts(other Pause) bool {
	if other.Until.IsZero() {
		return false
	}
	return p.Until.IsZero() || p.Until.After(other.Until)
}

// Pauses are pauses that stand together.
type Pauses []Pause

// Holding is the pause that keeps a message back the longest, if one does.
func (all Pauses) Holding(d Delivery, at time.Time) (longest Pause, held bool) {
	for _, p := range all {
		if !p.Stands(at) || p.Scope != ScopeAll && p.Scope != ScopeOf(d.Channel) && p.Scope != Scope(d.Template) {
			continue
		}
		if !held || p.Outlasts(longest) {
			longest, held = p, true
		}
	}
	return longest, held
}

// How soon a message that is paused asks again: at first within seconds, for a pause
// may be a mistake; then at most a minute and a quarter apart.
const (
	soonestLook = 5 * time.Second
	latestLook  = time.Minute
)

// lookAgain is when a paused message asks again: after a quarter of what the pause has
// lasted, each message at a moment of its own, and no later than a moment that matters.
func (p Pause) lookAgain(messageID string, at, matters time.Time) time.Duration {
	wait := min(max(at.Sub(p.Since)/4, soonestLook), latestLook)
	wait += share(messageID, wait/4)
	return max(min(wait, matters.Sub(at)), time.Second)
}

// share is a part of a span, from nothing to nearly all of it, always the same for a
// message.
func share(messageID string, of time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(messageID)) // it cannot fail
	return of * time.Duration(h.Sum32()%1000) / 1000
}
