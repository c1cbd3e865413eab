package messaging

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"
	"golang.org/x/time/rate"
)

// Limits say how much may be asked of one provider, and when it is left alone. A zero
// field sets no limit. They count in one process; the product's own choices, not a
// provider's.
type Limits struct {
	// PerSecond is how many letters may be handed over in a second, and at once.
	PerSecond int
	// Rest is how long a provider that fails is left alone, before one letter tries
	// whether it is back.
	Rest time.Duration
}

// A provider fails when of the last minute's letters at least enough were handed
// over, and at least four in five were not certainly taken or refused.
const (
	lookBack  = time.Minute
	lookEvery = 10 * time.Second
	enough    = 10
)

// The codes of letters that a guard kept back.
const (
	codeTooMany = "over_our_own_limit"
	codeResting = "provider_resting"
	codeLapsed  = "no_longer_wanted" // the sender slept: no fault of the provider
)

// Ready is a Channel that knows beforehand when it will take no letter. An error is a
// NotSent. Asking uses nothing up, and no error promises nothing.
type Ready interface{ Ready() error }

// Guarded is a channel within limits: a letter over them, or for a provider that is
// left alone, is a NotSent that says when to come again, each caller at a moment of
// its own, and nothing of it leaves. What is refused is an answer like any other: it
// counts for the provider and not against it. The channel can look for letters and
// have words forgotten where the one it guards can.
func Guarded(channel Channel, l Limits) Channel {
	g := &guard{Channel: channel, rest: l.Rest, turns: turns{each: 10 * time.Millisecond}}
	if l.PerSecond > 0 {
		g.limit = rate.NewLimiter(rate.Limit(l.PerSecond), l.PerSecond)
		g.turns.each = time.Second / time.Duration(l.PerSecond)
	}
	if l.Rest > 0 {
		g.breaker = gobreaker.NewCircuitBreaker[ProviderRef](gobreaker.Settings{
			Name: channel.ID(), Interval: lookBack, BucketPeriod: lookEvery, Timeout: l.Rest,
			ReadyToTrip:   failing,
			OnStateChange: func(_ string, _, to gobreaker.State) { g.turned(to) },
			IsSuccessful:  func(err error) bool { return err == nil || errors.As(err, new(Refused)) },
			IsExcluded:    func(err error) bool { return errors.Is(err, errNotTheirs) },
		})
	}
	return g
}

// failing looks at the letters that were answered for, and not at those under way.
func failing(n gobreaker.Counts) bool {
	answered := n.TotalSuccesses + n.TotalFailures
	return answered >= enough && 5*n.TotalFailures >= 4*answered
}

type guard struct {
	Channel
	limit   *rate.Limiter                          // nil: none
	breaker *gobreaker.CircuitBreaker[ProviderRef] // nil: none
	rest    time.Duration
	turns   turns

	mu    sync.Mutex
	until time.Time // when a provider left alone is tried again
}

// errNotTheirs marks a failure that says nothing of the provider.
var errNotTheirs = errors.New("not the provider's doing")

// Ready says whether the channel would keep a letter back now.
func (g *guard) Ready() error {
	if g.breaker != nil && g.breaker.State() == gobreaker.StateOpen {
		return g.resting()
	}
	if g.limit != nil && g.limit.Tokens() < 1 {
		return g.tooMany()
	}
	return nil
}

// Send hands a letter over, within the limits.
func (g *guard) Send(ctx context.Context, l Letter) (ProviderRef, error) {
	if g.breaker == nil {
		return g.within(ctx, l)
	}
	var answer error
	ref, err := g.breaker.Execute(func() (ProviderRef, error) {
		var ref ProviderRef
		ref, answer = g.within(ctx, l)
		if ours(ctx, answer) {
			return ref, errNotTheirs
		}
		return ref, answer
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return "", g.resting()
	}
	return ref, answer
}

func (g *guard) within(ctx context.Context, l Letter) (ProviderRef, error) {
	if g.limit != nil && !g.limit.Allow() {
		return "", g.tooMany()
	}
	return g.Channel.Send(ctx, l)
}

// ours says that a letter was kept back on this side: by the limit, by its own time,
// or by a caller who left.
func ours(ctx context.Context, err error) bool {
	if err != nil && ctx.Err() != nil {
		return true
	}
	var notSent NotSent
	return errors.As(err, &notSent) && (notSent.Code == codeTooMany || notSent.Code == codeLapsed)
}

// Find asks the channel, if it can be asked. Looking is not limited: it is how doubt
// is ended.
func (g *guard) Find(ctx context.Context, l Letter, since time.Time) (Sighting, error) {
	finder, ok := g.Channel.(Finder)
	if !ok {
		return Sighting{}, Unknown{Code: "provider_cannot_be_asked"}
	}
	return finder.Find(ctx, l, since)
}

// Redact asks the channel, if it can be asked.
func (g *guard) Redact(ctx context.Context, ref ProviderRef) error {
	if redactor, ok := g.Channel.(Redactor); ok {
		return redactor.Redact(ctx, ref)
	}
	return nil
}

func (g *guard) turned(to gobreaker.State) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if to == gobreaker.StateOpen {
		g.until = time.Now().Add(g.rest)
	}
}

func (g *guard) resting() error {
	now := time.Now()
	g.mu.Lock()
	left := g.until.Sub(now)
	g.mu.Unlock()
	return NotSent{Code: codeResting, After: max(left, time.Second) + g.turns.next(now)}
}

func (g *guard) tooMany() error { return NotSent{Code: codeTooMany, After: g.turns.next(time.Now())} }

// turns send those who are kept back away for different times, so that they do not
// all come again at once.
type turns struct {
	mu   sync.Mutex
	each time.Duration
	last time.Time
}

// next is how long from now the next turn is, a minute at most.
func (t *turns) next(now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last.Before(now) || t.last.Sub(now) >= time.Minute {
		t.last = now
	}
	t.last = t.last.Add(t.each)
	return t.last.Sub(now)
}
