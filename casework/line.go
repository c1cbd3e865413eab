package casework

import (
	"fmt"
	"time"
)

// Line is one line of the case's timeline: what happened, when, by whom, and why.
// It is written once and never changed. Says holds no name, number, address or
// free text; the words somebody wrote are found by Text.
type Line struct {
	Revision int       `json:"revision"`
	N        int       `json:"n"`  // its number within the revision
	At       time.Time `json:"at"` // when it happened, UTC
	Noted    time.Time `json:"noted"`
	What     string    `json:"what"` // a stable name, such as "attempt" or "message-refused"
	Says     string    `json:"says"`
	By       string    `json:"by,omitempty"`   // who; empty: Beacon itself
	Text     string    `json:"text,omitempty"` // ID of the words that came with it
	About    string    `json:"about,omitempty"`
}

// write adds a line to the timeline.
func (c *Case) write(l Line) {
	l.Revision = c.Revision
	l.At, l.Noted = l.At.UTC(), l.Noted.UTC()
	if n := len(c.Lines); n > 0 && c.Lines[n-1].Revision == l.Revision {
		l.N = c.Lines[n-1].N + 1
	}
	c.Lines = append(c.Lines, l)
}

// note adds a line about something Beacon did by itself.
func (c *Case) note(now time.Time, what, about, format string, args ...any) {
	c.write(Line{At: now, Noted: now, What: what, About: about, Says: fmt.Sprintf(format, args...)})
}

// told adds a line about something a person said.
func (c *Case) told(s Said, now time.Time, what, about, format string, args ...any) {
	c.write(Line{At: s.when(now), Noted: now, What: what, About: about, By: s.By, Text: s.Text, Says: fmt.Sprintf(format, args...)})
}
