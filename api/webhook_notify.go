package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"beacon/messaging"
)

const notify = "notify"

// notifyStatus hears how far a text or an email by GOV.UK Notify came. Notify signs
// nothing: it sends the bearer token that it was given.
func (a *API) notifyStatus(c echo.Context) error {
	if len(a.cfg.NotifyTokens) == 0 {
		return refuse(notConfigured, "no token of GOV.UK Notify's is configured")
	}
	if !messaging.NotifyToken(a.cfg.NotifyTokens, c.Request().Header.Get(echo.HeaderAuthorization)) {
		return refuse(invalidSignature, "it does not carry the token that Notify was given")
	}
	raw, err := a.readRaw(c, echo.MIMEApplicationJSON)
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
