package peers_test

import (
	"context"
	"errors"
	"net/http"
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/messaging/twilio"
)

// The account that the emulator plays. Nothing here opens anything.
const (
	account = "AC00000000000000000000000000000001"
	token   = "token1"
	key     = "SG.emulated"
	sender  = "+441632960001"
)

// newTwilio is how every peer reaches the provider: by the same adapter of Twilio's SDK.
func newTwilio(p place) (*twilio.Channel, error) {
	return twilio.New(twilio.Config{
		AccountSID: account, AuthToken: token, From: sender, PublicURL: p.Public, BaseURL: p.Providers, Timeout: answerIn,
		Transport: &http.Transport{MaxIdleConnsPerHost: senders},
	})
}

// post writes and sends the texts of the two that are written by hand.
type post struct {
	channel   *twilio.Channel
	templates *messaging.Templates
	asks      bool
}

func newPost(p place) (*post, error) {
	channel, err := newTwilio(p)
	if err != nil {
		return nil, err
	}
	templates, err := messaging.LoadTemplates(messaging.Embedded())
	return &post{channel, templates, p.Asks}, err
}

// text is one that is to be sent.
type text struct {
	ID       string
	Template casework.Template
	To       string
	Hearing  time.Time
	Doubt    time.Time // when an earlier attempt, which may have left, ended at the latest; zero: there was none
	Since    time.Time // no attempt began before
}

// fate is what became of an attempt.
type fate int

const (
	wasSent    fate = iota
	wasRefused      // trying again cannot mend it
	wasNotSent      // it certainly did not leave: try again
	mayBeSent       // nobody knows: look, or try again
	isToWait        // it is not yet time to believe the provider
)

// send hands a text over, once. Where it may have left before, and this peer asks, the
// provider is asked first, and believed only when it has had time to know.
func (p *post) send(ctx context.Context, t text, until time.Time) (fate, messaging.ProviderRef) {
	say, err := words(p.templates, t.Template, t.Hearing)
	if err != nil {
		return wasRefused, ""
	}
	l := messaging.Letter{
		MessageID: t.ID, To: t.To, Language: messaging.English, Text: say, ValidFor: time.Hour,
		Wanted: func() bool { return time.Now().Before(until) },
	}
	if p.asks && !t.Doubt.IsZero() {
		found, err := p.channel.Find(ctx, l, t.Since.Add(-time.Second))
		switch {
		case err == nil && len(found.Refs) > 0:
			return wasSent, found.Refs[0]
		case err != nil, time.Since(t.Doubt) < settleAfter:
			return isToWait, ""
		}
	}
	ref, err := p.channel.Send(ctx, l)
	switch {
	case err == nil:
		return wasSent, ref
	case errors.As(err, &messaging.Refused{}):
		return wasRefused, ""
	case errors.As(err, &messaging.NotSent{}):
		return wasNotSent, ""
	}
	return mayBeSent, ""
}
