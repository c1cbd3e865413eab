package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/messaging"
	"beacon/store"
)

const sendgrid = "sendgrid"

// sendgridEvent is what is read of one event. It is read leniently: SendGrid adds
// fields without notice, and the batch is signed as a whole.
type sendgridEvent struct {
	Event     string  `json:"event"`
	EventID   string  `json:"sg_event_id"`
	MessageID string  `json:"sg_message_id"`
	Type      string  `json:"type"`
	Message   string  `json:"message"` // the custom argument that carries our own ID
	Timestamp float64 `json:"timestamp"`
}

// sendgridEvents hears how far emails came. Where one event cannot be kept the
// whole batch is refused: SendGrid sends it again, and what was heard is heard once.
func (a *API) sendgridEvents(c echo.Context) error {
	if len(a.sendgrid) == 0 {
		return refuse(notConfigured, "no SendGrid verification key is configured")
	}
	raw, err := a.readRaw(c, echo.MIMEApplicationJSON)
	if err != nil {
		return err
	}
	h := c.Request().Header
	now := a.cfg.Now()
	if !messaging.SendGridSignature(a.sendgrid, raw, h.Get(messaging.SendGridSignatureHeader), h.Get(messaging.SendGridTimestampHeader), now) {
		return refuse(invalidSignature, "it does not fit the body and the key, or is too old")
	}
	var events []sendgridEvent
	if err := json.Unmarshal(raw, &events); err != nil {
		return malformed("syntax", "the body is not a list of events")
	}
	for _, e := range events {
		if err := a.heardOf(c, e, now); err != nil {
			return err
		}
	}
	return c.NoContent(http.StatusNoContent)
}

func (a *API) heardOf(c echo.Context, e sendgridEvent, now time.Time) error {
	id, known := uuidOf(e.Message)
	if messaging.SendGridOptOut(e.Event) && known {
		n, err := a.db.OptOut(c.Request().Context(), id, e.at(now))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil && n.ID != "" {
			a.passOn(c.Request().Context(), n)
		}
		return err
	}
	state, ok := messaging.SendGridEvent(e.Event)
	if !ok || e.EventID == "" || len(e.EventID) > 200 || len(e.MessageID) > 400 {
		return nil
	}
	r := messaging.Report{MessageID: id, State: state, At: e.at(now)}
	ref, _, _ := strings.Cut(e.MessageID, ".") // the rest says by which of SendGrid's machines it went
	r.ProviderRef = messaging.ProviderRef(keepableText(ref))
	if state == messaging.StateUndelivered {
		r.Reason = sendgrid + "_" + e.reason()
	}
	return a.hear(c, sendgrid, keepableText(e.EventID), r)
}

// at is when SendGrid says that it happened, as far as that can be.
func (e sendgridEvent) at(now time.Time) time.Time {
	t := time.Unix(int64(min(max(e.Timestamp, 0), 1<<40)), 0).UTC()
	if e.Timestamp <= 0 || t.After(now.Add(skew)) || now.Sub(t) > 30*24*time.Hour {
		return now.UTC()
	}
	return t
}

// reason is why a message came back, by the words SendGrid has for it; it also
// sends texts of mail servers, which may say anything.
func (e sendgridEvent) reason() string {
	if e.Event == "bounce" && e.Type == "blocked" {
		return "blocked"
	}
	return e.Event
}
