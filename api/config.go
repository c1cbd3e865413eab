package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/victimscode"
	"beacon/workflows"
)

// Config is what the API is told when it is made. Zero values are the defaults.
type Config struct {
	PublicURL    string   // scheme and host by which providers call: webhooks are signed against it
	TwilioTokens []string // the account's auth token, and the next one while it is being changed; none: the endpoints answer 503
	SendGridKey  string   // public key of signed events, base64 DER; empty: the endpoint answers 503
	NotifyTokens []string // bearer tokens that GOV.UK Notify calls back with; none: the endpoint answers 503

	// Redact has the provider of a message that came to its end forget the words; nil
	// where there is nothing to forget.
	Redact func(ctx context.Context, d messaging.Delivery) error

	// Traced has requests traced, from the outside of everything; nil: they are not.
	Traced func(http.Handler) http.Handler

	Version string // of this build, for /info
	Commit  string

	// Calendar is what working days are counted by, as it is known now; nil: what this
	// program knows.
	Calendar func(ctx context.Context) victimscode.Calendar

	Holidays bool // bank holidays are followed as they are published: it is said when they run out

	AnswerWithin time.Duration // how long a referral waits while no case answers anybody; one second

	StuckAfter time.Duration // an open case this long past its next due time is stuck; 15 minutes

	OverdueAfter time.Duration // a clock this long past its time is asked to ring; half a minute
	OverdueEvery time.Duration // how often that is looked for; 30 seconds; less than 0: never
	PatientFor   time.Duration // how much longer a patient clock is left to whoever rings those

	BodyLimit int64            // the largest body, in bytes; 1 MiB
	Now       func() time.Time // time.Now
}

// The defaults of Config.
const (
	answerWithin = time.Second
	stuckAfter   = 15 * time.Minute
	overdueAfter = 30 * time.Second
	overdueEvery = 15 * time.Second
	bodyLimit    = 1 << 20
)

func (c Config) withDefaults() Config {
	if c.AnswerWithin == 0 {
		c.AnswerWithin = answerWithin
	}
	if c.StuckAfter == 0 {
		c.StuckAfter = stuckAfter
	}
	if c.OverdueAfter == 0 {
		c.OverdueAfter = overdueAfter
	}
	if c.OverdueEvery == 0 {
		c.OverdueEvery = overdueEvery
	}
	if c.BodyLimit == 0 {
		c.BodyLimit = bodyLimit
	}
	if c.Calendar == nil {
		c.Calendar = func(context.Context) victimscode.Calendar { return "" }
	}
	if c.Traced == nil {
		c.Traced = func(h http.Handler) http.Handler { return h }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.TwilioTokens = slices.DeleteFunc(slices.Clone(c.TwilioTokens), func(t string) bool { return t == "" })
	return c
}

// Cases is what the API asks of the cases: workflows.Client meets it, and says
// which errors there are.
type Cases interface {
	Refer(ctx context.Context, caseID string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error)
	Do(ctx context.Context, caseID string, m casework.Command) (casework.Receipt, error)
	Rouse(ctx context.Context, caseID string, m casework.Command, resting json.RawMessage) (casework.Receipt, error)
	Reopen(ctx context.Context, caseID string, m casework.ReopenCase, resting json.RawMessage) (casework.Receipt, error)
	Ready(ctx context.Context) error
	RingBy(ctx context.Context, caseID string, by casework.Bell) (due bool, err error)
	Stands(ctx context.Context, caseID string) (workflows.Standing, error)
	Recover(ctx context.Context, caseID string, state json.RawMessage, as casework.Recovered) error
	Waits(ctx context.Context, caseID string, before time.Time) (workflows.Waiting, error)
	Refresh(ctx context.Context, caseID string, w workflows.Waiting) error
}

func bytesInWords(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return strconv.FormatInt(n>>20, 10) + " MiB at most"
	}
	return strconv.FormatInt(n, 10) + " bytes at most"
}
