package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// text finds the message the path names; false, and answered, if there is none.
func (e *Emulator) text(w http.ResponseWriter, r *http.Request) (Message, bool) {
	m, ok := e.book.get(strings.TrimSuffix(r.PathValue("sid"), ".json"))
	if !ok || m.Channel != SMS || m.Provider() != Twilio || !m.Deleted.IsZero() {
		errNotThere.write(w)
		return Message{}, false
	}
	return m, true
}

// lookup answers a request for what was accepted, unless a fault strikes it.
func (e *Emulator) lookup(w http.ResponseWriter, r *http.Request, by string, c Channel, to string, d dialect, v any) {
	fault, _ := e.faults.draw(request{by, c, OnLookup, to, r.URL.Path, e.now()})
	if e.refuse(w, r, fault, d) || e.spoil(w, r, fault, d) {
		return
	}
	writeJSON(w, http.StatusOK, v)
}

func (e *Emulator) showText(w http.ResponseWriter, r *http.Request) {
	if m, ok := e.text(w, r); ok {
		e.lookup(w, r, Twilio, SMS, m.To, twilioDialect, e.textJSON(m))
	}
}

// listTexts is GET Messages.json, newest first. DateSent filters look at when a
// text was sent, so that one which is still in the queue matches none of them.
func (e *Emulator) listTexts(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	match, wrong := e.listFilter(q)
	if wrong != nil {
		wrong.write(w)
		return
	}
	size, wrong := pageSize(q)
	if wrong != nil {
		wrong.write(w)
		return
	}
	if token := strings.TrimPrefix(q.Get("PageToken"), "PA"); token != "" {
		if _, ok := e.book.get(token); !ok {
			refusal(http.StatusBadRequest, 20001, "PageToken is not one of ours.").write(w)
			return
		}
		match = olderThan(token, match)
	}
	found := e.book.where(match)
	slices.Reverse(found)
	e.lookup(w, r, Twilio, SMS, q.Get("To"), twilioDialect, e.listPage(q, found, size))
}

// olderThan goes on where the last page ended, whatever has come since.
func olderThan(id string, match func(*Message) bool) func(*Message) bool {
	older := true
	return func(m *Message) bool {
		older = older && m.ID != id
		return older && match(m)
	}
}

func (e *Emulator) listPage(q url.Values, found []Message, size int) map[string]any {
	end := min(size, len(found))
	texts := []map[string]any{}
	for _, m := range found[:end] {
		texts = append(texts, e.textJSON(m))
	}
	page, _ := strconv.Atoi(q.Get("Page"))
	uri := func(page int, token string) string {
		next := url.Values{}
		for k, v := range q {
			next[k] = v
		}
		next.Set("PageSize", strconv.Itoa(size))
		next.Set("Page", strconv.Itoa(page))
		next.Del("PageToken")
		if token != "" {
			next.Set("PageToken", token)
		}
		return "/" + apiVersion + "/Accounts/" + e.options.AccountSID + "/Messages.json?" + next.Encode()
	}
	v := map[string]any{
		"messages": texts, "page": page, "page_size": size, "start": page * size, "end": page*size + max(0, len(texts)-1),
		"uri": uri(page, q.Get("PageToken")), "first_page_uri": uri(0, ""), "next_page_uri": nil, "previous_page_uri": nil,
	}
	if end < len(found) {
		v["next_page_uri"] = uri(page+1, "PA"+found[end-1].SID)
	}
	return v
}

func pageSize(q url.Values) (int, *twilioError) {
	text := q.Get("PageSize")
	if text == "" {
		return 50, nil
	}
	size, err := strconv.Atoi(text)
	if err != nil || size < 1 {
		return 0, refusal(http.StatusBadRequest, 20006, "Page size is not valid")
	}
	return min(size, 1000), nil
}

func (e *Emulator) listFilter(q url.Values) (func(*Message) bool, *twilioError) {
	within, wrong := sentWithin(q)
	if wrong != nil {
		return nil, wrong
	}
	to, from, now := q.Get("To"), q.Get("From"), e.now()
	return func(m *Message) bool {
		return m.Channel == SMS && m.Provider() == Twilio && m.Deleted.IsZero() && !now.Before(m.Fate.HiddenUntil) &&
			(to == "" || e.shownTo(*m) == to) && (from == "" || m.From == from) && within(m.SentAt())
	}, nil
}

// sentWithin reads DateSent, "DateSent<" and "DateSent>": a day in UTC, or for
// the latter two a time. Both ends are included.
func sentWithin(q url.Values) (func(time.Time) bool, *twilioError) {
	var from, until time.Time
	for name, values := range q {
		if !strings.HasPrefix(name, "DateSent") || values[0] == "" {
			continue
		}
		start, end, err := span(strings.TrimLeft(values[0], "<>="))
		if err != nil {
			return nil, refusal(http.StatusBadRequest, 20001, name+" is not a date.")
		}
		switch strings.TrimPrefix(name, "DateSent") {
		case ">":
			from = start
		case "<":
			until = end
		case "":
			from, until = start.Truncate(24*time.Hour), start.Truncate(24*time.Hour).Add(24*time.Hour-1)
		}
	}
	return func(at time.Time) bool {
		if from.IsZero() && until.IsZero() {
			return true
		}
		return !at.IsZero() && !at.Before(from) && (until.IsZero() || !at.After(until))
	}, nil
}

// span is a day, or the second that a time names.
func span(text string) (start, end time.Time, err error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, day.Add(24*time.Hour - 1), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	at = at.UTC().Truncate(time.Second)
	return at, at.Add(time.Second - 1), nil
}
