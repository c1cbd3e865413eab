package api

import (
	"slices"
	"time"

	"beacon/casework"
)

// The rights that the victim holds, and the steps that are taken with them.

func readRight(k *ask) casework.RecordRight {
	m := casework.RecordRight{Step: k.word("step", must), Event: k.id("event", may), Hearing: k.id("hearing", may)}
	k.eachText("facts", mostFacts, code, func(_, s string) { m.Facts = append(m.Facts, s) })
	given := casework.Right(k.path("right"))
	if slices.ContainsFunc(casework.RightRows, func(r casework.RightRow) bool { return r.Right == given }) {
		m.Right = given
	}
	m.Said = k.saidWith("text", may)
	return m
}

// mostFacts bounds the list before the step's own is asked.
const mostFacts = 50

// heldRight is one right that the victim holds.
type heldRight struct {
	Right   casework.Right      `json:"right"`
	Says    string              `json:"says"`
	State   casework.RightState `json:"state"`
	Explain string              `json:"explain"`
	Scope   casework.Scope      `json:"scope,omitempty"`
	About   string              `json:"scope_says,omitempty"`
	Event   string              `json:"event,omitempty"`
	Opened  time.Time           `json:"opened_at"`
	Closes  time.Time           `json:"closes_at,omitzero"`
	Lapsed  time.Time           `json:"lapsed_at,omitzero"`
	Steps   []rightTaken        `json:"steps"`
	Next    []rightStep         `json:"next"`

	Source   string `json:"source,omitempty"`
	Verified bool   `json:"verified"`
}

type rightTaken struct {
	Step    string    `json:"step"`
	Says    string    `json:"says"`
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"`
	Facts   []string  `json:"facts,omitempty"`
	Hearing string    `json:"hearing,omitempty"`
	Text    string    `json:"text,omitempty"`
}

// rightStep is a step that can be taken now.
type rightStep struct {
	Step  string   `json:"step"`
	Says  string   `json:"says"`
	Facts []string `json:"facts,omitempty"`
}

func (v viewer) rights(c *casework.Case) []heldRight {
	return each(c.Held, func(h casework.HeldRight) heldRight {
		row, _ := h.Row()
		out := heldRight{
			Right: h.Right, Says: row.Says, State: c.RightState(h), Explain: row.Explain, Event: h.Event, Opened: h.Opened,
			Closes: h.Closes, Lapsed: h.Lapsed, Source: row.Source, Verified: row.Verified,
		}
		out.Scope, out.About = c.ScopeSays(h)
		out.Steps = each(h.Steps, func(t casework.RightTaken) rightTaken {
			return rightTaken{t.Step, row.SaysOf(t.Step), t.At, t.By, t.Facts, t.Hearing, v.words[t.Text]}
		})
		out.Next = each(h.Next(), func(s casework.RightStep) rightStep { return rightStep{s.Step, s.Says, s.Facts} })
		return out
	})
}

func wordsOfRights(c *casework.Case) (ids []string) {
	for _, h := range c.Held {
		for _, t := range h.Steps {
			ids = append(ids, t.Text)
		}
	}
	return ids
}
