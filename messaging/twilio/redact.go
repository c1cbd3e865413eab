package twilio

import (
	"context"
	"errors"
	"net/http"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"beacon/messaging"
)

// notThere is Twilio's code for what it does not have. Source: Twilio, error and
// warning dictionary.
const notThere = 20404

var _ messaging.Redactor = (*Channel)(nil)

// Redact blanks the words of a text at Twilio, also where it was asked to discard
// them: an account without Message Redaction does not. A text that Twilio no longer
// has is no error. One that has not been sent yet is a NotSent.
func (c *Channel) Redact(ctx context.Context, ref messaging.ProviderRef) error {
	if !alphanumeric.MatchString(string(ref)) {
		return nil // no text of Twilio's has such a name
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, c.at, nil)
	p := &api.UpdateMessageParams{}
	p.SetBody("")
	_, err := c.service(exchange).UpdateMessage(string(ref), p)
	var answer *client.TwilioRestError
	switch status := exchange.Status(); {
	case err == nil, status == http.StatusNotFound:
		return nil
	case errors.As(err, &answer) && answer.Code == notThere:
		return nil
	case status == http.StatusConflict:
		return messaging.NotSent{Code: "not_sent_yet"}
	}
	return exchange.Fault() // the SDK's own error may hold what the text says
}
