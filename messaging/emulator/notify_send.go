package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// longestNotify is how many characters a text by Notify may have.
const longestNotify = 918

// notification is the body of a request to send, as far as it matters here.
type notification struct {
	Phone     string            `json:"phone_number"`
	Email     string            `json:"email_address"`
	Template  string            `json:"template_id"`
	Says      map[string]string `json:"personalisation"`
	Reference string            `json:"reference"`
}

// sendByNotify is POST /v2/notifications/sms and /email. The message is in the ledger,
// on disk, before anything is answered or dropped.
func (e *Emulator) sendByNotify(w http.ResponseWriter, r *http.Request, by Channel) {
	var asked notification
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		refuseNotify(w, http.StatusBadRequest, "BadRequestError", "Invalid JSON supplied in POST data")
		return
	}
	if name, message := asked.wrong(by); name != "" {
		refuseNotify(w, http.StatusBadRequest, name, message)
		return
	}
	m := e.notified(asked, by)
	fault, fate := e.faults.draw(request{Notify, by, OnSend, m.To, m.Subject + "\x00" + m.Body, m.Accepted})
	if e.refuse(w, r, fault, notifyDialect) {
		return
	}
	m.Fate = fate
	if err := e.book.accept(m); err != nil {
		notifyDialect.broken(w)
		return
	}
	e.begin(m)
	if e.spoil(w, r, fault, notifyDialect) {
		return
	}
	content := map[string]any{"body": m.Body, "from_number": m.From}
	if by == Email {
		content = map[string]any{"body": m.Body, "subject": m.Subject, "from_email": m.From}
	}
	writeJSON(w, http.StatusCreated, map[string]any{
		"id": m.ID, "reference": m.Args["reference"], "content": content, "scheduled_for": nil,
		"uri":      "/v2/notifications/" + m.ID,
		"template": map[string]any{"id": m.Service, "version": 1, "uri": "/v2/template/" + m.Service},
	})
}

// wrong is the first thing wrong with a request, in Notify's words.
func (n notification) wrong(by Channel) (name, message string) {
	if !notifyID.MatchString(n.Template) {
		return "ValidationError", "template_id is not a valid UUID"
	}
	if by == Email && !isEmail(n.Email) {
		return "ValidationError", "email_address Not a valid email address"
	}
	if by == SMS && (!e164.MatchString(n.Phone) || strings.HasPrefix(n.Phone, "+44") && !british.MatchString(n.Phone)) {
		return "ValidationError", "phone_number Not enough digits"
	}
	if by == SMS && landline(n.Phone) {
		return "ValidationError", "phone_number Not a UK mobile number"
	}
	needs := []string{"body"}
	if by == Email {
		needs = append(needs, "subject")
	}
	for _, placeholder := range needs {
		if n.Says[placeholder] == "" {
			return "BadRequestError", "Missing personalisation: " + placeholder
		}
	}
	if by == SMS && utf8.RuneCountInString(n.Says["body"]) > longestNotify {
		return "BadRequestError", fmt.Sprintf("Content for template has a character count greater than the limit of %d", longestNotify)
	}
	return "", ""
}

func (e *Emulator) notified(n notification, by Channel) Message {
	at := e.now()
	m := Message{
		ID: token(newMessageID(), Notify), Channel: by, Carrier: Notify, Service: n.Template, Body: n.Says["body"],
		Args: map[string]string{"reference": n.Reference}, Accepted: at, Statuses: []Status{{Name: created, At: at}},
	}
	m.SID = m.ID
	if by == Email {
		m.From, m.To, m.Subject = "service@notifications.service.gov.uk", n.Email, n.Says["subject"]
		return m
	}
	m.From, m.To, m.Segments = "GOVUK", n.Phone, segments(m.Body)
	if e.options.NotifyInboundURL != "" {
		m.From = notifyNumber
	}
	return m
}

// notifyNumber is the service's number at Notify, one that Ofcom keeps for drama.
const notifyNumber = "+447700900998"

// nextForNotify: an address with "bounce" in it, and a message fated to fail, end in
// the failure that Notify has for it.
func nextForNotify(m Message, at time.Time) (Status, bool) {
	switch m.Status().Name {
	case created:
		return Status{Name: sending, At: at}, true
	case sending:
		switch {
		case m.Channel == Email && (m.Fate.Fail != 0 || strings.Contains(strings.ToLower(m.To), "bounce")):
			return Status{Name: permanentFailure, At: at}, true
		case m.Fate.Fail == unreachable:
			return Status{Name: temporaryFailure, At: at}, true
		case m.Fate.Fail != 0:
			return Status{Name: permanentFailure, At: at}, true
		}
		return Status{Name: delivered, At: at}, true
	}
	return Status{}, false
}

// unreachable is Twilio's code for a handset that is off: Notify's temporary failure.
const unreachable = 30003
