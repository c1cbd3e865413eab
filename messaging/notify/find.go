package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"beacon/messaging"
)

// keptFor is how long Notify surely still knows of a letter: a service may have it
// forget after three days.
const keptFor = 2 * 24 * time.Hour

// Find looks for a letter by its reference, which is its MessageID. Notify writes a
// letter down before it answers, and lists what it wrote: an empty list proves that it
// never took it. Of a letter older than Notify surely keeps, it proves nothing.
func (c *Channel) Find(ctx context.Context, l messaging.Letter, since time.Time) (messaging.Sighting, error) {
	if c.config.Now().Sub(since) > keptFor {
		return messaging.Sighting{}, messaging.Unknown{Code: "provider_may_have_forgotten"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, nil, nil)
	query := url.Values{"reference": {l.MessageID}, "template_type": {c.kind.name}}
	answer, err := c.ask(ctx, exchange, http.MethodGet, "/v2/notifications?"+query.Encode(), nil)
	if err != nil || exchange.Status() != http.StatusOK {
		return messaging.Sighting{}, messaging.Unknown{Code: "list_not_read"}
	}
	var list struct {
		Notifications *[]struct {
			ID        string `json:"id"`
			Reference string `json:"reference"`
		} `json:"notifications"`
	}
	if json.Unmarshal(answer, &list) != nil || list.Notifications == nil {
		return messaging.Sighting{}, messaging.Unknown{Code: "list_not_read"}
	}
	for _, n := range *list.Notifications {
		if n.Reference == l.MessageID && n.ID != "" {
			return messaging.Sighting{Refs: []messaging.ProviderRef{messaging.ProviderRef(n.ID)}}, nil
		}
	}
	if len(*list.Notifications) > 0 { // it did not look for what it was asked for
		return messaging.Sighting{}, messaging.Unknown{Code: "list_not_conclusive"}
	}
	return messaging.Sighting{}, nil
}
