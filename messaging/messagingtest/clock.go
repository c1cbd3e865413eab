package messagingtest

import (
	"sync"
	"time"
)

// Clock stands still unless it is moved, so that no promise hangs on how busy the
// machine is. It may be used by many at once.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock is a clock that stands at a moment.
func NewClock(at time.Time) *Clock { return &Clock{at: at} }

// Now is where it stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves it on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
