package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// mostNotifications is how many one page of Notify's list has.
const mostNotifications = 250

// listNotifications is GET /v2/notifications, newest first.
func (e *Emulator) listNotifications(w http.ResponseWriter, r *http.Request) {
	q, now := r.URL.Query(), e.now()
	kind := q.Get("template_type")
	if kind != "" && kind != string(SMS) && kind != string(Email) && kind != "letter" {
		refuseNotify(w, http.StatusBadRequest, "ValidationError", "template_type "+kind+" is not one of [sms, email, letter]")
		return
	}
	found := e.book.where(func(m *Message) bool {
		return m.Provider() == Notify && !m.Inbound && !now.Before(m.Fate.HiddenUntil) && (kind == "" || string(m.Channel) == kind) &&
			(!q.Has("reference") || m.Args["reference"] == q.Get("reference"))
	})
	slices.Reverse(found)
	all := []map[string]any{}
	for _, m := range found[:min(mostNotifications, len(found))] {
		all = append(all, notificationJSON(m))
	}
	e.lookup(w, r, Notify, Channel(kind), "", notifyDialect, map[string]any{
		"notifications": all, "links": map[string]string{"current": r.URL.RequestURI()},
	})
}

// showNotification is GET /v2/notifications/{id}.
func (e *Emulator) showNotification(w http.ResponseWriter, r *http.Request) {
	m, ok := e.book.get(r.PathValue("id"))
	if !ok || m.Provider() != Notify || m.Inbound {
		refuseNotify(w, http.StatusNotFound, "NoResultFound", "No result found")
		return
	}
	e.lookup(w, r, Notify, m.Channel, m.To, notifyDialect, notificationJSON(m))
}

func notificationJSON(m Message) map[string]any {
	v := map[string]any{
		"id": m.ID, "reference": m.Args["reference"], "type": string(m.Channel), "status": m.Status().Name, "body": m.Body,
		"subject": orNull(m.Subject), "phone_number": nil, "email_address": nil, "created_at": notifyTime(m.Accepted),
		"sent_at": nil, "completed_at": nil, "template": map[string]any{"id": m.Service, "version": 1},
	}
	if m.Channel == Email {
		v["email_address"] = m.To
	} else {
		v["phone_number"] = m.To
	}
	if at := m.SentAt(); !at.IsZero() {
		v["sent_at"] = notifyTime(at)
	}
	if m.over() {
		v["completed_at"] = notifyTime(m.Status().At)
	}
	return v
}

func notifyTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// receiptRequest is Notify's delivery receipt. Its bearer token is all that it proves.
func (e *Emulator) receiptRequest(ctx context.Context, m Message, i int) (*http.Request, error) {
	s := m.Statuses[i]
	return e.notifyCall(ctx, e.options.NotifyCallbackURL, map[string]any{
		"id": m.ID, "reference": m.Args["reference"], "to": m.To, "status": s.Name, "notification_type": string(m.Channel),
		"created_at": notifyTime(m.Accepted), "sent_at": notifyTime(m.SentAt()), "completed_at": notifyTime(s.At),
		"template_id": m.Service, "template_version": 1,
	})
}

// receivedRequest is how Notify hands on a text from a person. It writes the person's
// number without a plus, and the service's own as it is dialled.
func (e *Emulator) receivedRequest(ctx context.Context, m Message) (*http.Request, error) {
	return e.notifyCall(ctx, e.options.NotifyInboundURL, map[string]any{
		"id": m.ID, "source_number": strings.TrimPrefix(m.From, "+"), "destination_number": "0" + strings.TrimPrefix(m.To, "+44"),
		"message": m.Body, "date_received": notifyTime(m.Accepted),
	})
}

// notifyCall is a call of Notify's with its bearer token.
func (e *Emulator) notifyCall(ctx context.Context, to string, says map[string]any) (*http.Request, error) {
	body, err := json.Marshal(says)
	if err != nil {
		return nil, fmt.Errorf("encode callback: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make callback: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+e.options.NotifyCallbackToken)
	return req, nil
}
