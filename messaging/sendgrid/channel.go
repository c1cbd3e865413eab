package sendgrid

import (
	"context"
	"net/http"

	"github.com/sendgrid/rest"
	"github.com/sendgrid/sendgrid-go"
	"github.com/sendgrid/sendgrid-go/helpers/mail"

	"beacon/messaging"
)

// Channel sends email by SendGrid.
type Channel struct{ config Config }

// MessageArg is the custom argument that carries the MessageID, and comes back in
// every event. SendGrid keeps custom arguments for ever and shows them to its staff:
// there is no other.
const MessageArg = "message"

// New makes the channel. It calls nobody.
func New(c Config) (*Channel, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	return &Channel{c}, nil
}

// ID is "sendgrid".
func (c *Channel) ID() string { return "sendgrid" }

// Send hands one letter to SendGrid.
func (c *Channel) Send(ctx context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	if !address(l.To) {
		return "", messaging.Refused{Code: "invalid_address"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, nil, l.Wanted)
	request := sendgrid.GetRequest(c.config.APIKey, "/v3/mail/send", c.config.host())
	request.Method = rest.Post
	request.Body = mail.GetRequestBody(c.write(l))
	answer, _ := do(ctx, exchange, request) // its error may say where the letter was going
	if exchange.Status()/100 != 2 {         // what is no 2xx is no error to the SDK
		return "", exchange.Fault()
	}
	if answer == nil {
		return "", messaging.Unknown{Code: "answer_cut_short"}
	}
	return messaging.ProviderRef(http.Header(answer.Headers).Get("X-Message-Id")), nil
}

// do makes one request with a client of its own. The SDK's client keeps the body of
// the letter on itself, so that two letters sent by one client at once can be
// exchanged.
func do(ctx context.Context, exchange *messaging.Exchange, request rest.Request) (*rest.Response, error) {
	return (&rest.Client{HTTPClient: exchange.Client()}).SendWithContext(ctx, request)
}

// write makes the email. Tracking is switched off in so many words, because the
// account's own settings count otherwise.
func (c *Channel) write(l messaging.Letter) *mail.SGMailV3 {
	m := mail.NewV3MailInit(
		mail.NewEmail(c.config.FromName, c.config.FromAddress), l.Subject, mail.NewEmail("", l.To),
		mail.NewContent("text/plain", l.Text), mail.NewContent("text/html", l.HTML),
	)
	m.SetCustomArg(MessageArg, l.MessageID)
	off := false
	m.SetTrackingSettings(&mail.TrackingSettings{
		ClickTracking:        &mail.ClickTrackingSetting{Enable: &off, EnableText: &off},
		OpenTracking:         &mail.OpenTrackingSetting{Enable: &off},
		SubscriptionTracking: &mail.SubscriptionTrackingSetting{Enable: &off},
		GoogleAnalytics:      &mail.GaSetting{Enable: &off},
	})
	return m
}
