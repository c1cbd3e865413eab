package api

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"beacon/messaging"
	"beacon/store"
)

const twilio = "twilio"

// The parameters of Twilio's requests that are read.
var (
	twilioSID  = regexp.MustCompile(`^[A-Za-z0-9]{1,64}$`)
	twilioCode = regexp.MustCompile(`^[0-9]{1,8}$`)
)

// readTwilio reads a form that Twilio has signed: the raw body first, then its
// signature, and only then what it says.
func (a *API) readTwilio(c echo.Context) (url.Values, error) {
	if len(a.cfg.TwilioTokens) == 0 {
		return nil, refuse(notConfigured, "no Twilio auth token is configured")
	}
	raw, err := a.readRaw(c, echo.MIMEApplicationForm)
	if err != nil {
		return nil, err
	}
	to := strings.TrimSuffix(a.cfg.PublicURL, "/") + c.Request().URL.RequestURI()
	if !messaging.TwilioSignature(a.cfg.TwilioTokens, to, raw, c.Request().Header.Get(messaging.TwilioSignatureHeader)) {
		return nil, refuse(invalidSignature, "it does not fit the body, this URL and the auth token")
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, malformed("syntax", "the body is not a form").because(err)
	}
	if !twilioSID.MatchString(form.Get("MessageSid")) {
		var f faults
		f.wrong("/MessageSid", "missing", "is missing or not a SID")
		return nil, f.problem()
	}
	return form, nil
}

// twilioStatus hears how far a text came. A replay has nothing to tell: each
// status of a message is heard once, and a message only moves forward.
func (a *API) twilioStatus(c echo.Context) error {
	form, err := a.readTwilio(c)
	if err != nil {
		return err
	}
	state, ok := messaging.TwilioStatus(form.Get("MessageStatus"))
	if !ok {
		return c.NoContent(http.StatusNoContent)
	}
	r := messaging.Report{State: state, ProviderRef: messaging.ProviderRef(form.Get("MessageSid")), At: a.cfg.Now().UTC()}
	r.MessageID, _ = uuidOf(c.QueryParam("m"))
	if code := form.Get("ErrorCode"); twilioCode.MatchString(code) {
		r.Reason = twilio + "_" + code
	}
	if err := a.hear(c, twilio, form.Get("MessageSid")+"/"+form.Get("MessageStatus"), r); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// emptyTwiML answers a text with nothing: Beacon never replies by itself.
const emptyTwiML = `<?xml version="1.0" encoding="UTF-8"?><Response/>`

// twilioInbound takes a text that somebody sent. Twilio is always told the same:
// whoever holds the telephone learns nothing from it.
func (a *API) twilioInbound(c echo.Context) error {
	form, err := a.readTwilio(c)
	if err != nil {
		return err
	}
	in := store.In{
		Provider: twilio, ID: form.Get("MessageSid"), From: form.Get("From"), To: form.Get("To"),
		Body: keepableText(form.Get("Body")), At: a.cfg.Now().UTC(),
	}
	if err := a.received(c.Request().Context(), in, form.Get("OptOutType")); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMETextXML, []byte(emptyTwiML))
}

// received keeps a text that somebody sent and tells the cases whose it may be. found
// is what the provider says that it asks, where it says so.
func (a *API) received(ctx context.Context, in store.In, found string) error {
	in.Stop, in.Start = optOut(found, in.Body)
	placed, err := a.db.Inbound(ctx, in)
	if err != nil {
		return err
	}
	if placed.Fresh && len(placed.News) == 0 {
		a.log.WarnContext(ctx, "a text came from a number that nobody has", "text", placed.TextID)
	}
	a.passOnAll(ctx, placed.News)
	return nil
}

// keepableText is what of a text can be kept: a database takes no NUL, and nothing
// that is not UTF-8.
func keepableText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// The words by which somebody asks for no more texts, or for them again, where they
// are all that is said. Source: Twilio, default opt-out keywords.
var (
	stopWords  = []string{"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
	startWords = []string{"START", "YES", "UNSTOP"}
)

// optOut says what a text asks, by Twilio's own finding or else by its words. A
// text that begins with STOP counts as one, whatever else it says: a person reads
// it in any case, and texting on could do harm.
func optOut(found, body string) (stop, start bool) {
	said := strings.FieldsFunc(strings.ToUpper(body), func(r rune) bool { return (r < 'A' || r > 'Z') && r < 0x80 })
	alone := len(said) == 1
	switch {
	case found == "STOP", found == "START":
		return found == "STOP", found == "START"
	case len(said) > 0 && said[0] == "STOP", alone && slices.Contains(stopWords, said[0]):
		return true, false
	}
	return false, alone && slices.Contains(startWords, said[0])
}
