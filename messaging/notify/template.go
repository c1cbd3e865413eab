package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"beacon/messaging"
)

// ErrTemplate says that a template at Notify would put words of its own around ours.
var ErrTemplate = errors.New("the template at Notify must say nothing but ((body)), and an email's subject nothing but ((subject))")

// CheckTemplate asks Notify whether the template carries our words and no others. It is
// ErrTemplate where it does not; any other error says that Notify did not tell.
func (c *Channel) CheckTemplate(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	exchange := messaging.NewExchange(ctx, c.config.Transport, nil, nil)
	answer, err := c.ask(ctx, exchange, http.MethodGet, "/v2/template/"+c.config.Template, nil)
	if err != nil || exchange.Status() != http.StatusOK {
		return fmt.Errorf("read the template at Notify: %w", fault(exchange, answer))
	}
	var template struct {
		Type    string `json:"type"`
		Subject string `json:"subject"`
		Body    string `json:"body"`
	}
	if json.Unmarshal(answer, &template) != nil || template.Type == "" {
		return messaging.Unknown{Code: "answer_not_understood"}
	}
	if template.Type != c.kind.name || strings.TrimSpace(template.Body) != "((body))" ||
		c.kind.name == emails.name && strings.TrimSpace(template.Subject) != "((subject))" {
		return ErrTemplate
	}
	return nil
}
