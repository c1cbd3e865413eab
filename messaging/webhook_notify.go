package messaging

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
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

// ErrNotNotify says that a body is none of Notify's delivery receipts.
var ErrNotNotify = errors.New("it is no delivery receipt of GOV.UK Notify")

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
