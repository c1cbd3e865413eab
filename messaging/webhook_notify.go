package messaging

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"beacon/safecontact"
)

// notifyStatuses are the words that GOV.UK Notify has for how far a text or an email
// came. It calls back for the last of them only. Source: GOV.UK Notify, API
// documentation, status: email and text message; virus and validation failures are of
// letters.
var notifyStatuses = map[string]State{
	"created": StateAccepted, "sending": StateAccepted, "pending": StateAccepted, "sent": StateSent,
	"delivered":         StateDelivered,
	"permanent-failure": StateUndelivered, "temporary-failure": StateUndelivered, "technical-failure": StateUndelivered,
}

// NotifyStatus is the state that a status of Notify's reports; not ok for a word that
// reports none.
func NotifyStatus(word string) (s State, ok bool) {
	s, ok = notifyStatuses[word]
	return s, ok
}

// NotifyToken says whether the Authorization header of a callback holds one of the
// bearer tokens that Notify was given: the present one, and while it is being changed
// the one before. An empty token is never valid. Nothing is signed: a replay is valid
// too, and is met by reports that only move forward.
func NotifyToken(tokens []string, authorization string) bool {
	scheme, given, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "bearer") || given == "" {
		return false
	}
	had, valid := sha256.Sum256([]byte(given)), false
	for _, token := range tokens {
		want := sha256.Sum256([]byte(token)) // of equal length, so that time tells nothing
		if token != "" && subtle.ConstantTimeCompare(had[:], want[:]) == 1 {
			valid = true
		}
	}
	return valid
}

// What a body of Notify's may turn out not to be.
var (
	ErrNotNotify     = errors.New("it is no delivery receipt of GOV.UK Notify")
	ErrNotNotifyText = errors.New("it is no received text of GOV.UK Notify")
)

// NotifyReceived is a text that Notify received for us.
type NotifyReceived struct{ ID, From, To, Text string }

// NotifyText reads a text that Notify received. Its numbers are in E.164 form, where
// they are numbers: Notify writes them without a plus.
func NotifyText(body []byte) (NotifyReceived, error) {
	var received struct {
		ID   string `json:"id"`
		From string `json:"source_number"`
		To   string `json:"destination_number"`
		Text string `json:"message"`
	}
	if json.Unmarshal(body, &received) != nil || received.ID == "" || len(received.ID) > 64 || len(received.From) > 64 || len(received.To) > 64 {
		return NotifyReceived{}, ErrNotNotifyText // the cause may hold what the body says
	}
	return NotifyReceived{received.ID, inE164(received.From), inE164(received.To), received.Text}, nil
}

func inE164(number string) string {
	if phone, err := safecontact.ParsePhone(number); err == nil {
		return phone.E164
	}
	return number
}

// NotifyReport reads a delivery receipt. eventID is the same whenever the same thing is
// told. MessageID is the reference as it came, and is not checked here; the number or
// address in the receipt is not read at all. A receipt with a status that reports
// nothing has an empty State. at is when it was heard.
func NotifyReport(body []byte, at time.Time) (r Report, eventID string, err error) {
	var receipt struct {
		ID        string  `json:"id"`
		Reference *string `json:"reference"`
		Status    string  `json:"status"`
	}
	if json.Unmarshal(body, &receipt) != nil || receipt.ID == "" || receipt.Status == "" || len(receipt.ID) > 64 || len(receipt.Status) > 64 {
		return Report{}, "", ErrNotNotify // the cause may hold what the body says
	}
	r = Report{ProviderRef: ProviderRef(receipt.ID), At: at.UTC()}
	if receipt.Reference != nil {
		r.MessageID = *receipt.Reference
	}
	r.State, _ = NotifyStatus(receipt.Status)
	if r.State == StateUndelivered {
		r.Reason = "notify_" + strings.ReplaceAll(receipt.Status, "-", "_")
	}
	return r, fmt.Sprintf("%s/%s", receipt.ID, receipt.Status), nil
}
