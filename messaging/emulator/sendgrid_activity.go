package emulator

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// condition is one part of an Email Activity query: to_email="x", or
// unique_args['name']="x", or msg_id LIKE "x%".
var condition = regexp.MustCompile(`^\(*\s*([a-z_]+)(?:\[['"]([^'"]+)['"]\])?\s*(=|!=|LIKE)\s*"([^"]*)"\s*\)*$`)

var conjunction = regexp.MustCompile(`(?i)\s+AND\s+`)

// parseQuery reads an Email Activity query: conditions joined by AND. Values
// must not themselves contain quotes or " AND ".
func parseQuery(q string) (func(*Message) bool, error) {
	all := func(*Message) bool { return true }
	if q == "" {
		return all, nil
	}
	for _, part := range conjunction.Split(strings.TrimSpace(q), -1) {
		c := condition.FindStringSubmatch(strings.TrimSpace(part))
		if c == nil {
			return nil, errors.New("invalid query: it is not name=\"value\" joined by AND")
		}
		field, ok := activityFields[c[1]]
		if !ok {
			return nil, errors.New("invalid query: there is no " + c[1] + " here")
		}
		name, op, want, before := c[2], c[3], c[4], all
		all = func(m *Message) bool { return before(m) && compare(op, field(m, name), want) }
	}
	return all, nil
}

var activityFields = map[string]func(m *Message, name string) string{
	"msg_id":      func(m *Message, _ string) string { return m.ID },
	"to_email":    func(m *Message, _ string) string { return m.To },
	"from_email":  func(m *Message, _ string) string { return m.From },
	"subject":     func(m *Message, _ string) string { return m.Subject },
	"status":      func(m *Message, _ string) string { return activityStatus(m) },
	"unique_args": func(m *Message, name string) string { return m.Args[name] },
}

func compare(op, is, want string) bool {
	switch op {
	case "!=":
		return is != want
	case "LIKE":
		return like(is, want)
	}
	return is == want
}

// like matches with % at either end.
func like(is, want string) bool {
	middle := strings.Trim(want, "%")
	switch {
	case strings.HasPrefix(want, "%") && strings.HasSuffix(want, "%"):
		return strings.Contains(is, middle)
	case strings.HasPrefix(want, "%"):
		return strings.HasSuffix(is, middle)
	case strings.HasSuffix(want, "%"):
		return strings.HasPrefix(is, middle)
	}
	return is == want
}

// activityStatus is SendGrid's summary of a message.
func activityStatus(m *Message) string {
	switch m.Status().Name {
	case delivered, spamreport:
		return "delivered"
	case bounced, dropped:
		return "not_delivered"
	}
	return "processed"
}

// listEmails is GET /v3/messages, newest first.
func (e *Emulator) listEmails(w http.ResponseWriter, r *http.Request) {
	match, err := parseQuery(r.URL.Query().Get("query"))
	if err != nil {
		refuseMail(w, http.StatusBadRequest, badField("query", err.Error()))
		return
	}
	limit := 10
	if text := r.URL.Query().Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > 1000 {
			refuseMail(w, http.StatusBadRequest, badField("limit", "limit must be from 1 to 1000"))
			return
		}
	}
	now := e.now()
	found := e.book.where(func(m *Message) bool {
		return m.Provider() == SendGrid && !now.Before(m.Fate.HiddenUntil) && match(m)
	})
	slices.Reverse(found)
	all := []map[string]any{}
	for _, m := range found[:min(limit, len(found))] {
		all = append(all, activity(m))
	}
	e.lookup(w, r, SendGrid, Email, "", e.sendgridDialect(), map[string]any{"messages": all})
}

func activity(m Message) map[string]any {
	return map[string]any{
		"msg_id": m.ID, "from_email": m.From, "to_email": m.To, "subject": m.Subject, "status": activityStatus(&m),
		"opens_count": 0, "clicks_count": 0, "last_event_time": m.Status().At.UTC().Format(time.RFC3339),
	}
}

// showEmail is GET /v3/messages/{id}, with its events.
func (e *Emulator) showEmail(w http.ResponseWriter, r *http.Request) {
	m, ok := e.book.get(r.PathValue("id"))
	if !ok || m.Provider() != SendGrid {
		refuseMail(w, http.StatusNotFound, mailError{Message: "not found"})
		return
	}
	v := activity(m)
	events := []map[string]any{}
	for _, s := range m.Statuses[1:] {
		events = append(events, map[string]any{"event_name": s.Name, "processed": s.At.UTC().Format(time.RFC3339), "reason": s.Reason})
	}
	v["events"], v["unique_args"], v["categories"] = events, m.Args, m.Categories
	e.lookup(w, r, SendGrid, Email, m.To, e.sendgridDialect(), v)
}
