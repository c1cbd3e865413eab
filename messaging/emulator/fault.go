package emulator

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Kind names one way for a provider to fail. The words are those of the control
// API and never change.
type Kind string

// Faults of the answer. At most one strikes a request: the oldest that applies.
const (
	AcceptThenDrop      Kind = "accept_then_drop"       // accepted; the connection is closed without an answer
	Error500            Kind = "error_500"              // not accepted
	Error500AfterAccept Kind = "error_500_after_accept" // accepted all the same
	Error429            Kind = "error_429"              // not accepted; Retry-After says when to come back
	Slow                Kind = "slow"                   // accepted at once, answered after Delay
	Timeout             Kind = "timeout"                // not accepted, and no answer until Delay, or the caller gives up
)

// Faults of what follows. Each kind may strike the same message.
const (
	CallbackLate      Kind = "callback_late"      // every callback comes Delay after its status, in any order if due together
	CallbackDuplicate Kind = "callback_duplicate" // every callback comes twice
	CallbackReorder   Kind = "callback_reorder"   // callbacks come newest first, once the message is over
	CallbackMissing   Kind = "callback_missing"   // no callback comes
	FinalFailure      Kind = "final_failure"      // undelivered with Code; an email bounces
	Held              Kind = "held"               // stays in the provider's queue for Delay before it is sent
	ListLag           Kind = "list_lag"           // lists do not show the message until Delay has passed
)

var (
	answerKinds = []Kind{AcceptThenDrop, Error500, Error500AfterAccept, Error429, Slow, Timeout}
	laterKinds  = []Kind{CallbackLate, CallbackDuplicate, CallbackReorder, CallbackMissing, FinalFailure, Held, ListLag}
	delayKinds  = []Kind{Slow, Timeout, CallbackLate, Held, ListLag}
)

// Moments at which a fault of the answer strikes.
const (
	OnSend   = "send"   // a message is handed over
	OnLookup = "lookup" // a message is fetched or listed
)

// Providers that a fault can strike.
const (
	Both = "both"
)

// Fault tells the emulator to fail: for the next so many requests, or for a
// share of them chosen by the seed. Only requests that would otherwise succeed
// count, so that numbers are exact.
type Fault struct {
	ID         int      `json:"id"` // given by the emulator, from 1
	Kind       Kind     `json:"kind"`
	Provider   string   `json:"provider"`              // sms, email or both; or twilio, sendgrid or notify; "" is both
	On         string   `json:"on"`                    // send or lookup; "" is send
	Next       int      `json:"next,omitempty"`        // so many more; neither this nor Rate is 1
	Rate       float64  `json:"rate,omitempty"`        // 0 to 1, instead of Next
	To         string   `json:"to,omitempty"`          // only this recipient
	Delay      Duration `json:"delay,omitzero"`        // 0 is two seconds, for Timeout one minute
	RetryAfter int      `json:"retry_after,omitempty"` // seconds, for Error429; 0 is one
	Code       int      `json:"code,omitempty"`        // Twilio's error, for FinalFailure; 0 is 30003
	Plain      bool     `json:"plain,omitempty"`       // an error's body is HTML, as from a proxy
}

// Duration is a length of time, written as Go does: "1.5s".
type Duration time.Duration

// MarshalText writes it as Go does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads what Go's time.ParseDuration does, but nothing negative.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v < 0 {
		return fmt.Errorf("%q is not a length of time such as 1.5s", text)
	}
	*d = Duration(v)
	return nil
}

// Fate is what the faults decided for one message. It is kept in the ledger, so
// that a restart does not soften it.
type Fate struct {
	Faults      []Kind    `json:"faults,omitempty"` // all that struck it
	Late        Duration  `json:"late,omitzero"`
	Held        Duration  `json:"held,omitzero"`
	Duplicate   bool      `json:"duplicate,omitempty"`
	Reorder     bool      `json:"reorder,omitempty"`
	Missing     bool      `json:"missing,omitempty"`
	Fail        int       `json:"fail,omitempty"` // Twilio's error code
	HiddenUntil time.Time `json:"hidden_until,omitzero"`
}

// ready fills what was left out and refuses what makes no sense.
func (f Fault) ready() (Fault, error) {
	f = f.filled()
	var wrong []error
	if !f.answers() && !slices.Contains(laterKinds, f.Kind) {
		wrong = append(wrong, fmt.Errorf("kind: %q is none of %q", f.Kind, append(slices.Clone(answerKinds), laterKinds...)))
	}
	if !slices.Contains([]string{string(SMS), string(Email), Both, Twilio, SendGrid, Notify}, f.Provider) {
		wrong = append(wrong, fmt.Errorf("provider: %q is none of sms, email, both, twilio, sendgrid, notify", f.Provider))
	}
	if f.On != OnSend && (f.On != OnLookup || !f.answers() || f.Kind == Error500AfterAccept) {
		wrong = append(wrong, fmt.Errorf("on: %s cannot strike on %q", f.Kind, f.On))
	}
	if f.Next < 0 || f.Rate < 0 || f.Rate > 1 || (f.Next > 0 && f.Rate > 0) {
		wrong = append(wrong, errors.New("say either next, above 0, or rate, from 0 to 1"))
	}
	if f.Code != 0 && (f.Code < 30001 || f.Code > 30999) {
		wrong = append(wrong, errors.New("code: from 30001 to 30999"))
	}
	if f.RetryAfter < 0 || f.Delay < 0 {
		wrong = append(wrong, errors.New("retry_after and delay: not below 0"))
	}
	return f, errors.Join(wrong...)
}

func (f Fault) filled() Fault {
	if f.Provider == "" {
		f.Provider = Both
	}
	if f.On == "" {
		f.On = OnSend
	}
	if f.Next == 0 && f.Rate == 0 {
		f.Next = 1
	}
	if f.Kind == Error429 && f.RetryAfter == 0 {
		f.RetryAfter = 1
	}
	if f.Kind == FinalFailure && f.Code == 0 {
		f.Code = 30003
	}
	if slices.Contains(delayKinds, f.Kind) && f.Delay == 0 {
		f.Delay = Duration(2 * time.Second)
		if f.Kind == Timeout {
			f.Delay = Duration(time.Minute)
		}
	}
	return f
}

// answers says whether it is a fault of the answer.
func (f Fault) answers() bool { return slices.Contains(answerKinds, f.Kind) }
