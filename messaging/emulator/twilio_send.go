package emulator

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// sendText is POST Messages.json. The text is in the ledger, on disk, before
// anything is answered or dropped.
func (e *Emulator) sendText(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		refusal(http.StatusBadRequest, 20001, "The request could not be read.").write(w)
		return
	}
	m, wrong := e.checkText(r.PostForm)
	if wrong != nil {
		wrong.write(w)
		return
	}
	fault, fate := e.faults.draw(request{Twilio, SMS, OnSend, m.To, m.Body, m.Accepted})
	if e.refuse(w, r, fault, twilioDialect) {
		return
	}
	m.ID = newSID("SM")
	m.SID, m.Fate, m.Segments = m.ID, fate, segments(m.Body)
	m.Statuses = []Status{{Name: firstStatus(m), At: m.Accepted}}
	if err := e.book.accept(m); err != nil {
		twilioDialect.broken(w)
		return
	}
	e.begin(m)
	if e.spoil(w, r, fault, twilioDialect) {
		return
	}
	writeJSON(w, http.StatusCreated, e.textJSON(m))
}

func firstStatus(m Message) string {
	switch {
	case !m.SendAt.IsZero():
		return scheduled
	case m.Service != "":
		return accepted
	}
	return queued
}

// textJSON is a Message resource as Twilio shows it: numbers as strings, times
// as in RFC 2822, and redacted where the sender asked for it.
func (e *Emulator) textJSON(m Message) map[string]any {
	uri := "/" + apiVersion + "/Accounts/" + e.options.AccountSID + "/Messages/" + m.SID
	s := m.Status()
	v := map[string]any{
		"sid": m.SID, "account_sid": e.options.AccountSID, "api_version": apiVersion,
		"messaging_service_sid": orNull(m.Service), "from": m.From, "to": e.shownTo(m), "body": e.shownBody(m),
		"status": s.Name, "direction": "outbound-api", "num_segments": strconv.Itoa(m.Segments), "num_media": "0",
		"date_created": rfc2822(m.Accepted), "date_updated": rfc2822(s.At), "date_sent": nil,
		"error_code": nil, "error_message": nil, "price": nil, "price_unit": "USD",
		"uri": uri + ".json", "subresource_uris": map[string]string{"media": uri + "/Media.json"},
	}
	if at := m.SentAt(); !at.IsZero() {
		v["date_sent"] = rfc2822(at)
	}
	if s.Code != 0 {
		v["error_code"], v["error_message"] = s.Code, failures[s.Code]
	}
	if s.Name == accepted || s.Name == scheduled { // the service has not chosen a sender yet
		v["from"], v["num_segments"] = nil, "0"
	}
	if m.Inbound {
		v["direction"], v["from"] = "inbound", m.From
	}
	return v
}

// failures are Twilio's words for what may become of a text.
var failures = map[int]string{
	30003:          "Unreachable destination handset",
	30005:          "Unknown destination handset",
	30006:          "Landline or unreachable carrier",
	30007:          "Message filtered",
	30008:          "Unknown error",
	validityLapsed: "Validity Period Expired",
}

// shownTo is the recipient as the API shows it. With AddressRetention=obfuscate
// the last four digits are gone once the text has left, and a list by the whole
// number no longer finds it.
func (e *Emulator) shownTo(m Message) string {
	if m.AddressRetention != "obfuscate" || !e.hasLeft(m) {
		return m.To
	}
	return m.To[:len(m.To)-4] + "XXXX"
}

// shownBody is the text as the API shows it.
func (e *Emulator) shownBody(m Message) string {
	if !m.Redacted.IsZero() || (m.ContentRetention == "discard" && e.hasLeft(m)) {
		return ""
	}
	return m.Body
}

func (e *Emulator) hasLeft(m Message) bool { return !e.options.RedactionOff && !m.SentAt().IsZero() }

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func rfc2822(t time.Time) string {
	return strings.Replace(t.UTC().Format(time.RFC1123), "UTC", "+0000", 1)
}
