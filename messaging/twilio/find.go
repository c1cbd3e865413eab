package twilio

import (
	"context"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"beacon/messaging"
)

// atMost is how many texts to one number are looked through. A victim gets a handful
// in a year.
const atMost = 200

// Find looks for a text among those that Twilio has to its number, by its exact
// words and the moment it was made: all that are Alike. Texts are not asked for by the
// date they were sent, because one that still waits at Twilio has none. A text made since
// then whose words Twilio no longer has might be the one: then it cannot be told.
func (c *Channel) Find(ctx context.Context, l messaging.Letter, since time.Time) (messaging.Sighting, error) {
	if c.config.DiscardContent || c.config.ObfuscateAddress {
		return messaging.Sighting{}, messaging.Unknown{Code: "provider_keeps_nothing"}
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	p := &api.ListMessageParams{}
	p.SetTo(l.To)
	p.SetPageSize(atMost)
	page, err := c.service(messaging.NewExchange(ctx, c.config.Transport, c.at, nil)).PageMessage(p, "", "")
	if err != nil {
		return messaging.Sighting{}, messaging.Unknown{Code: "list_not_read"} // the SDK's error has the number in its URL
	}
	alike := messaging.Sighting{Alike: true}
	alike.Partial = page.Messages == nil || len(page.Messages) >= atMost || text(page.NextPageUri) != ""
	for _, m := range page.Messages {
		switch made, known := created(m); {
		case known && made.Before(since), text(m.To) != l.To:
		case text(m.Body) == l.Text && text(m.Sid) != "":
			alike.Refs = append(alike.Refs, messaging.ProviderRef(*m.Sid))
		case text(m.Body) == "":
			alike.Partial = true
		}
	}
	if alike.Partial && len(alike.Refs) == 0 {
		return messaging.Sighting{}, messaging.Unknown{Code: "list_not_conclusive"}
	}
	return alike, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// created is when Twilio made a text: RFC 2822, to the second.
func created(m api.ApiV2010Message) (time.Time, bool) {
	at, err := time.Parse(time.RFC1123Z, text(m.DateCreated))
	return at, err == nil
}
