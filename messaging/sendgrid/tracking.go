package sendgrid

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sendgrid/rest"
	"github.com/sendgrid/sendgrid-go"

	"beacon/messaging"
)

// trackingKinds are the account's settings by which SendGrid would follow a reader.
// Source: SendGrid, tracking settings.
var trackingKinds = []string{"click", "open", "subscription", "google_analytics"}

// Tracking lists the kinds of tracking that are on in the account's own settings. Every
// letter says that it wants none of them; a letter that somebody else sends from the
// same account may not. An error says that SendGrid did not tell.
func (c *Channel) Tracking(ctx context.Context) (on []string, err error) {
	for _, kind := range trackingKinds {
		enabled, err := c.tracks(ctx, kind)
		if err != nil {
			return nil, fmt.Errorf("read SendGrid's %s tracking setting: %w", kind, err)
		}
		if enabled {
			on = append(on, kind)
		}
	}
	return on, nil
}

func (c *Channel) tracks(ctx context.Context, kind string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, nil, nil)
	request := sendgrid.GetRequest(c.config.APIKey, "/v3/tracking_settings/"+kind, c.config.host())
	request.Method = rest.Get
	answer, err := do(ctx, exchange, request)
	if err != nil || exchange.Status() != 200 {
		return false, exchange.Fault()
	}
	var setting struct {
		Enabled *bool `json:"enabled"`
	}
	if json.Unmarshal([]byte(answer.Body), &setting) != nil || setting.Enabled == nil {
		return false, messaging.Unknown{Code: "answer_not_understood"}
	}
	return *setting.Enabled, nil
}
