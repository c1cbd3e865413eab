package emulator

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// mostCards is how many messages one page shows.
const mostCards = 100

// outboxView is what the page shows.
type outboxView struct {
	Cards  []card
	Total  int // that match the filter, also on other pages
	Older  string
	Newest bool

	Number     string // the filter: part of a number, an address or a sender
	Live       bool   // the page refreshes itself
	Panel      string // filter, reply, faults or none
	LivePage   string
	PausedPage string

	Done, Wrong string
	Reply       replyForm
	Faults      []faultView
	Kinds       []kindView
}

type replyForm struct{ From, To, Body string }

// open opens a panel: the page must not refresh under somebody's typing.
func (v *outboxView) open(panel string) { v.Panel, v.Live = panel, false }

func (e *Emulator) outbox(q url.Values) outboxView {
	number := strings.TrimSpace(q.Get("number"))
	v := outboxView{
		Number: number, Live: q.Get("live") != "0", Done: doneWords(q), Faults: faultViews(e.Faults()), Kinds: kindViews,
		Reply:    replyForm{From: q.Get("from"), To: q.Get("to")},
		LivePage: pageURL(number, "", ""), PausedPage: pageURL(number, "", "0"),
	}
	if panel := q.Get("panel"); slices.Contains([]string{"filter", "reply", "faults"}, panel) {
		v.open(panel)
	}
	low := strings.ToLower(number)
	found := e.book.where(func(m *Message) bool {
		return number == "" || strings.Contains(strings.ToLower(m.To), low) || strings.Contains(strings.ToLower(m.From), low)
	})
	slices.Reverse(found)
	v.Total, v.Newest = len(found), true
	if n, err := strconv.Atoi(q.Get("skip")); err == nil && n > 0 {
		found, v.Newest, v.Live = found[min(n, len(found)):], false, false
	}
	if len(found) > mostCards {
		v.Older = pageURL(number, strconv.Itoa(v.Total-len(found)+mostCards), "0")
		found = found[:mostCards]
	}
	for _, m := range found {
		v.Cards = append(v.Cards, e.card(m))
	}
	return v
}

func pageURL(number, skip, live string) string {
	q := url.Values{}
	for name, value := range map[string]string{"number": number, "skip": skip, "live": live} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return "/?" + q.Encode()
}

// doneWords says what was just done, in our words only.
func doneWords(q url.Values) string {
	switch q.Get("done") {
	case "reply":
		if n, err := strconv.Atoi(q.Get("answer")); err == nil && n > 0 {
			return fmt.Sprintf("Reply sent. The webhook answered %d %s.", n, http.StatusText(n))
		}
		return "Reply kept. No webhook answered."
	case "fault":
		return "The fault is in force."
	case "cleared":
		return "No fault is in force."
	}
	return ""
}
