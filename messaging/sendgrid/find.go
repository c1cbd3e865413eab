package sendgrid

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/sendgrid/rest"
	"github.com/sendgrid/sendgrid-go"

	"beacon/messaging"
)

// Find looks for a letter in the account's email activity, by the MessageID that
// went with it. The activity lags by a time that SendGrid does not promise, so that
// finding nothing proves nothing: it is always an error.
func (c *Channel) Find(ctx context.Context, l messaging.Letter, _ time.Time) (messaging.Sighting, error) {
	if !c.config.Activity {
		return messaging.Sighting{}, messaging.Unknown{Code: "no_activity_history"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, nil, nil)
	request := sendgrid.GetRequest(c.config.APIKey, "/v3/messages", c.config.host())
	request.Method = rest.Get
	request.QueryParams = map[string]string{
		"limit": "1",
		"query": fmt.Sprintf("(unique_args['%s']=%q)", MessageArg, l.MessageID),
	}
	answer, err := do(ctx, exchange, request)
	if err != nil || exchange.Status() != 200 {
		return messaging.Sighting{}, messaging.Unknown{Code: "activity_not_read"}
	}
	var activity struct {
		Messages []struct {
			ID string `json:"msg_id"`
		} `json:"messages"`
	}
	if err := json.Unmarshal([]byte(answer.Body), &activity); err != nil || len(activity.Messages) == 0 {
		return messaging.Sighting{}, messaging.Unknown{Code: "not_in_activity"}
	}
	return messaging.Sighting{Refs: []messaging.ProviderRef{messaging.ProviderRef(activity.Messages[0].ID)}}, nil
}
