package emulator

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// card is one message.
type card struct {
	Message
	Title, Class string
	Time         clock
	Trail        []step
	Notes        []note
	Details      []detail
	CanReply     bool
}

type step struct {
	Name, More, Webhook string
	Time                clock
	Bad, Good           bool
}

type note struct {
	Text string
	Warn bool
}

type detail struct{ Name, Value string }

// clock is a time for people and for machines.
type clock struct{ Text, Machine string }

func (e *Emulator) card(m Message) card {
	c := card{Message: m, Time: e.clock(m.Accepted), Trail: e.trail(m), Notes: e.notes(m), Details: details(m)}
	switch {
	case m.Inbound:
		c.Title, c.Class = "Reply from "+m.From, "inbound"
	case m.Channel == Email:
		c.Title, c.Class = "Email to "+m.To, "email"
	default:
		c.Title, c.Class = "Text to "+m.To, "sms"
		c.CanReply = !isName(m.From)
	}
	return c
}

func (e *Emulator) trail(m Message) (all []step) {
	for i, s := range m.Statuses {
		t := step{
			Name: s.Name, Time: e.clock(s.At), More: s.Reason,
			Bad:  slices.Contains([]string{undelivered, bounced, dropped, spamreport, permanentFailure, temporaryFailure}, s.Name),
			Good: s.Name == delivered,
		}
		if s.Code != 0 {
			t.More = strings.TrimSpace(fmt.Sprintf("%d %s", s.Code, failures[s.Code]))
		}
		switch {
		case s.Told && s.Answer == 0:
			t.Webhook = "webhook did not answer"
		case s.Told:
			t.Webhook = fmt.Sprintf("webhook %d", s.Answer)
		case i > 0 && m.Fate.Missing:
			t.Webhook = "webhook not called"
		}
		if s.Posts > 1 {
			t.Webhook += fmt.Sprintf(", called %d times", s.Posts)
		}
		all = append(all, t)
	}
	return all
}

func (e *Emulator) notes(m Message) (all []note) {
	if m.Voiced {
		all = append(all, note{"A landline: the network may read this aloud to whoever answers", true})
	}
	for _, kind := range m.Tracking {
		all = append(all, note{kind + " tracking is on", true})
	}
	for _, k := range m.Fate.Faults {
		all = append(all, note{"Fault: " + strings.ReplaceAll(string(k), "_", " "), true})
	}
	if m.OptOut != "" {
		all = append(all, note{"Twilio took this as " + m.OptOut, m.OptOut == "STOP"})
	}
	if !m.Redacted.IsZero() {
		all = append(all, note{"Words blanked at the provider at " + e.clock(m.Redacted).Text + "; kept here only", false})
	}
	if !m.Deleted.IsZero() {
		all = append(all, note{"Deleted at the provider at " + e.clock(m.Deleted).Text + "; kept here only", false})
	}
	if !m.ValidUntil.IsZero() && !m.over() {
		all = append(all, note{"Not sent after " + e.clock(m.ValidUntil).Text, false})
	}
	return all
}

func details(m Message) []detail {
	all := []detail{{"SID", m.SID}}
	add := func(name, value string) {
		if value != "" {
			all = append(all, detail{name, value})
		}
	}
	if m.Provider() == Notify {
		add("Carrier", "GOV.UK Notify")
		add("Template", m.Service)
	} else {
		add("Messaging Service", m.Service)
	}
	add("Status callback", m.Callback)
	add("Content retention", m.ContentRetention)
	add("Address retention", m.AddressRetention)
	if m.Segments > 0 {
		add("Segments", strconv.Itoa(m.Segments))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Args)) {
		add(name, m.Args[name])
	}
	add("Categories", strings.Join(m.Categories, ", "))
	return all
}

// clock shows a time in London, with the day unless it is today.
func (e *Emulator) clock(at time.Time) clock {
	local, now := at.In(e.zone), e.now().In(e.zone)
	form := "15:04:05"
	if local.Format(time.DateOnly) != now.Format(time.DateOnly) {
		form = "Mon 2 Jan 15:04:05"
	}
	return clock{local.Format(form), at.UTC().Format(time.RFC3339)}
}
