package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"beacon/messaging"
)

// Channel sends texts, or emails, by GOV.UK Notify.
type Channel struct {
	config  Config
	service string // its ID, out of the API key
	secret  string
	kind    kind
}

// kind is what differs between a text and an email.
type kind struct {
	name      string // in the path, and as Notify's template_type
	recipient string // the field of the address
	sender    string // the field of the sender's ID
	badly     string // the code where the address is none
	fits      func(to string) bool
	says      func(l messaging.Letter) map[string]string
}

var (
	e164  = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	email = regexp.MustCompile(`^[^\s@<>,;:"()\[\]\\]+@[^\s@<>,;:"()\[\]\\]+\.[^\s@<>,;:"()\[\]\\.]+$`)

	texts = kind{
		name: "sms", recipient: "phone_number", sender: "sms_sender_id", badly: "invalid_number", fits: e164.MatchString,
		says: func(l messaging.Letter) map[string]string { return map[string]string{"body": l.Text} },
	}
	emails = kind{
		name: "email", recipient: "email_address", sender: "email_reply_to_id", badly: "invalid_address",
		fits: func(to string) bool { return len(to) <= 254 && email.MatchString(to) },
		says: func(l messaging.Letter) map[string]string {
			return map[string]string{"subject": l.Subject, "body": l.Text}
		},
	}
)

// NewTexts makes the channel for texts. It calls nobody.
func NewTexts(c Config) (*Channel, error) { return open(c, texts) }

// NewEmails makes the channel for emails. It calls nobody. A letter's HTML is left
// out: Notify makes its own of the words.
func NewEmails(c Config) (*Channel, error) { return open(c, emails) }

func open(c Config, k kind) (*Channel, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	key := isKey.FindStringSubmatch(c.APIKey)
	return &Channel{config: c.withDefaults(), service: key[1], secret: key[2], kind: k}, nil
}

// ID is "notify".
func (c *Channel) ID() string { return "notify" }

// Send hands one letter to Notify. Its reference is the MessageID.
func (c *Channel) Send(ctx context.Context, l messaging.Letter) (messaging.ProviderRef, error) {
	if !c.kind.fits(l.To) {
		return "", messaging.Refused{Code: c.kind.badly}
	}
	asked := map[string]any{
		c.kind.recipient: l.To, "template_id": c.config.Template, "personalisation": c.kind.says(l), "reference": l.MessageID,
	}
	if c.config.Sender != "" {
		asked[c.kind.sender] = c.config.Sender
	}
	body, err := json.Marshal(asked)
	if err != nil {
		return "", messaging.Refused{Code: "no_words"} // only words that no JSON can hold
	}
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, nil, l.Wanted)
	answer, err := c.ask(ctx, exchange, http.MethodPost, "/v2/notifications/"+c.kind.name, strings.NewReader(string(body)))
	if err != nil || exchange.Status()/100 != 2 {
		return "", fault(exchange, answer)
	}
	var taken struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(answer, &taken) != nil || taken.ID == "" {
		return "", messaging.Unknown{Code: "answer_cut_short"}
	}
	return messaging.ProviderRef(taken.ID), nil
}
