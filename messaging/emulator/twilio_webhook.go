package emulator

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio's signature is HMAC-SHA1
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// statusRequest is Twilio's status callback.
func (e *Emulator) statusRequest(ctx context.Context, m Message, i int) (*http.Request, error) {
	s := m.Statuses[i]
	form := url.Values{
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "MessageStatus": {s.Name}, "SmsStatus": {s.Name},
		"To": {m.To}, "From": {m.From}, "AccountSid": {e.options.AccountSID}, "ApiVersion": {apiVersion},
	}
	if m.Service != "" {
		form.Set("MessagingServiceSid", m.Service)
	}
	if s.Code != 0 {
		form.Set("ErrorCode", strconv.Itoa(s.Code))
	}
	if s.Name == delivered || (s.Name == undelivered && s.Code != validityLapsed) {
		form.Set("RawDlrDoneDate", s.At.Format("0601021504"))
	}
	return e.signedForm(ctx, m.Callback, form, token(m.ID, s.Name))
}

// inboundRequest is Twilio's webhook for a text from a person.
func (e *Emulator) inboundRequest(ctx context.Context, m Message) (*http.Request, error) {
	form := url.Values{
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "SmsMessageSid": {m.SID}, "SmsStatus": {received},
		"From": {m.From}, "To": {m.To}, "Body": {m.Body}, "NumMedia": {"0"}, "NumSegments": {strconv.Itoa(m.Segments)},
		"AccountSid": {e.options.AccountSID}, "ApiVersion": {apiVersion}, "FromCountry": {"GB"}, "ToCountry": {"GB"},
	}
	if m.OptOut != "" {
		form.Set("OptOutType", m.OptOut)
	}
	return e.signedForm(ctx, e.options.InboundURL, form, token(m.ID, received))
}

func (e *Emulator) signedForm(ctx context.Context, to string, form url.Values, once string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("make callback: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	req.Header.Set("I-Twilio-Idempotency-Token", once)
	req.Header.Set("X-Twilio-Signature", signature(e.options.AuthToken, to, form))
	return req, nil
}

// signature is Twilio's: HMAC-SHA1, keyed by the auth token, over the URL as it
// was given, followed by every name and value, sorted by name.
func signature(token, to string, form url.Values) string {
	h := hmac.New(sha1.New, []byte(token))
	_, _ = io.WriteString(h, to)
	for _, name := range slices.Sorted(maps.Keys(form)) {
		_, _ = io.WriteString(h, name+form.Get(name))
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
