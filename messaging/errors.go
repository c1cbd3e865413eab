package messaging

import "time"

// Refused says that a provider will not take this letter, now or later. Code is
// stable and says nothing about a person.
type Refused struct{ Code string }

func (e Refused) Error() string { return "refused: " + e.Code }

// Unknown says that a provider may or may not have taken a letter, or that it
// cannot be told whether it did.
type Unknown struct{ Code string }

func (e Unknown) Error() string { return "not known whether it left: " + e.Code }

// NotSent says that a provider has certainly not taken a letter, and that trying
// again later may help.
type NotSent struct {
	Code  string
	After time.Duration // when the provider asked to be tried again; zero: it did not say
}

func (e NotSent) Error() string { return "not sent: " + e.Code }

// RetryAfter is how long to leave it before trying again; zero: no matter.
func (e NotSent) RetryAfter() time.Duration { return e.After }

// NotYet says that it must first be settled whether an earlier attempt left: ask
// again.
type NotYet struct {
	Code  string
	After time.Duration
}

func (e NotYet) Error() string { return "not settled yet: " + e.Code }

// RetryAfter is how long to leave it before asking again.
func (e NotYet) RetryAfter() time.Duration { return e.After }
