package peers_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"beacon/casework"
	"beacon/messaging"
)

// The life that is measured, the same for all. A victim is referred, and somebody is to
// call by a deadline. They accept help: the call is done, and a text says what happens
// next. A while later a reminder goes out by itself. Then a caseworker closes the case,
// which can be taken back for a moment, after which it is closed.
const (
	callWithin  = 48 * time.Hour
	remindAfter = 2 * time.Second  // from the call; an ordinary life waits for weeks
	remindLater = 30 * time.Second // the same where workers are killed, and it may take a while until it is known
	closingFor  = time.Second      // an ordinary one for a day
	hearingIn   = 3 * time.Hour    // the hearing that the reminder speaks of, from the reminder

	// waits is what no case can be faster than.
	waits = remindAfter + closingFor
)

// texts of a life, by the template whose words they have.
var texts = []casework.Template{casework.SupportAccepted, casework.HearingReminder}

// life is one case before it has begun.
type life struct {
	ID     string
	Number string
}

// lifeOf is the nth. No two of a thousand have the same number: that is how many
// Ofcom keeps for drama.
func lifeOf(n int) life {
	return life{ID: fmt.Sprintf("c%06d", n), Number: fmt.Sprintf("+447700900%03d", n%mostNumbers)}
}

const mostNumbers = 1000

// office is where people do their part. Each part is answered once it is durable, and
// may be repeated.
type office interface {
	Refer(ctx context.Context, one life) error
	Accept(ctx context.Context, one life) error
	Close(ctx context.Context, one life) error

	// Report takes what the provider says of a message.
	Report(w http.ResponseWriter, r *http.Request)
	// Due is when the reminder of a life is, in which help was accepted at a moment.
	Due(one string, accepted time.Time) time.Time
	// Whose is the case that a message is of, by its ID and the number it went to.
	Whose(message, to string) (caseID string)
	// Closed says which cases are closed, and with how many texts known to have left.
	Closed(ctx context.Context) (map[string]int, error)
	// Work is how many state transitions and history events its workflows have; zero
	// where it has none.
	Work(ctx context.Context, of []life) (transitions, events int64, err error)
	Stop()
}

// peer is one way to carry cases.
type peer struct {
	name string
	// databases is how many it needs; prepare makes them ready once, and every run then
	// has copies.
	databases int
	prepare   func(ctx context.Context, p place) error
	// open starts what is not a worker: the part that people speak to. It completes the place.
	open func(ctx context.Context, p *place) (office, error)
	// work runs a worker until ctx ends.
	work func(ctx context.Context, p place) error
}

// peers are measured in this order, and then in others.
var peers = []peer{bySQL, byRiver, byBeacon}

// place is where a peer finds everything. It is sent to workers as JSON.
type place struct {
	Databases []string      // their URLs
	Providers string        // where texts are handed over
	Public    string        // where the provider reports to
	Temporal  string        // host and port
	Keys      string        // what Beacon seals addresses with
	Remind    time.Duration // after help was accepted
	Asks      bool          // a text that may have left is asked for before it is sent again
}

// How long things may take, hurried as the timers are, and the same for all: an attempt
// to send, from its claim to its answer; and when a provider that does not know of a
// text is believed.
const (
	leaseFor    = 3 * time.Second
	answerIn    = 2 * time.Second
	settleAfter = 6 * time.Second
	giveUpAfter = time.Minute

	senders = 32 // texts that one worker sends at once
	workers = 2  // processes
)

// words are what a text says, which is the same whoever sends it.
func words(t *messaging.Templates, template casework.Template, hearing time.Time) (string, error) {
	r, err := t.Render(template, messaging.English, messaging.Words{When: messaging.WhenIn(messaging.English, hearing)})
	return r.SMS, err
}
