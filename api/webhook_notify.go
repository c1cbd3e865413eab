package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"beacon/messaging"
	"beacon/store"
)

const notify = "notify"

// readNotify reads what Notify sends, once it has shown its token.
func (a *API) readNotify(c echo.Context) ([]byte, error) {
	if len(a.cfg.NotifyTokens) == 0 {
		return nil, refuse(notConfigured, "no token of GOV.UK Notify's is configured")
	}
	if !messaging.NotifyToken(a.cfg.NotifyTokens, c.Request().Header.Get(echo.HeaderAuthorization)) {
		return nil, refuse(invalidSignature, "it does not carry the token that Notify was given")
	}
	return a.readRaw(c, echo.MIMEApplicationJSON)
}

// notifyStatus hears how far a text or an email by GOV.UK Notify came. Notify signs
// nothing: it sends the bearer token that it was given.
func (a *API) notifyStatus(c echo.Context) error {
	raw, err := a.readNotify(c)
	if err != nil {
		return err
	}
	r, eventID, err := messaging.NotifyReport(raw, a.cfg.Now())
	if err != nil {
		return malformed("syntax", "the body is no delivery receipt")
	}
	if r.State != "" {
		r.MessageID, _ = uuidOf(r.MessageID)
		if err := a.hear(c, notify, keepableText(eventID), r); err != nil {
			return err
		}
	}
	return c.NoContent(http.StatusNoContent)
}

// notifyInbound takes a text that somebody sent to our number at Notify, as
// twilioInbound does.
func (a *API) notifyInbound(c echo.Context) error {
	raw, err := a.readNotify(c)
	if err != nil {
		return err
	}
	text, err := messaging.NotifyText(raw)
	if err != nil {
		return malformed("syntax", "the body is no received text")
	}
	in := store.In{
		Provider: notify, ID: keepableText(text.ID), From: keepableText(text.From), To: keepableText(text.To),
		Body: keepableText(text.Text), At: a.cfg.Now().UTC(),
	}
	if err := a.received(c.Request().Context(), in, ""); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
