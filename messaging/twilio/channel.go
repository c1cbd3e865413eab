package twilio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"beacon/messaging"
)

// Channel sends text messages by Twilio.
type Channel struct {
	config Config
	at     *url.URL
}

// New makes the channel. It calls nobody.
func New(c Config) (*Channel, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if c.Name == "" {
		c.Name = "twilio"
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	channel := &Channel{config: c}
	if c.BaseURL != "" {
		at, err := url.Parse(c.BaseURL)
		if err != nil {
			return nil, errors.New("twilio: BaseURL must be a whole URL, or empty")
		}
		channel.at = at
	}
	return channel, nil
}

// ID is the account's Name: "twilio".
func (c *Channel) ID() string { return c.config.Name }

// Send hands one text to Twilio.
func (c *Channel) Send(ctx context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	if !e164.MatchString(l.To) {
		return "", messaging.Refused{Code: "invalid_number"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, c.at, l.Wanted)
	message, err := c.service(exchange).CreateMessage(c.params(l))
	if err != nil || message.Sid == nil || *message.Sid == "" {
		return "", fault(exchange, err)
	}
	return messaging.ProviderRef(*message.Sid), nil
}

// service is the SDK over one exchange. A client each keeps the contexts of many
// sends apart, which the SDK does not.
func (c *Channel) service(exchange *messaging.Exchange) *api.ApiService {
	base := &client.Client{
		Credentials: client.NewCredentials(c.config.AccountSID, c.config.AuthToken),
		HTTPClient:  exchange.Client(),
	}
	base.SetAccountSid(c.config.AccountSID)
	// Made by hand, because the SDK's own reads the environment for a region.
	return api.NewApiService(&client.RequestHandler{Client: base})
}

func (c *Channel) params(l messaging.Letter) *api.CreateMessageParams {
	p := &api.CreateMessageParams{}
	p.SetTo(l.To)
	p.SetBody(l.Text)
	p.SetStatusCallback(c.config.statusCallback(l.MessageID))
	p.SetValidityPeriod(validity(l.ValidFor))
	p.SetSmartEncoded(false) // the words are sent as they were checked
	p.SetShortenUrls(false)
	if c.config.From != "" {
		p.SetFrom(c.config.From)
	} else {
		p.SetMessagingServiceSid(c.config.MessagingServiceSID)
	}
	if c.config.DiscardContent {
		p.SetContentRetention("discard")
	}
	if c.config.ObfuscateAddress {
		p.SetAddressRetention("obfuscate")
	}
	return p
}

// validity is how many whole seconds Twilio may hold a text: 1 to 36,000.
func validity(d time.Duration) int {
	return int(min(max(d, time.Second), messaging.LongestValid) / time.Second)
}
