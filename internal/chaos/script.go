package chaos

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Script is what happens to one victim: who they are, what is done, and what is sent more
// than once on the way.
type Script struct {
	N       int    `json:"n"`
	Name    string `json:"name"`
	Born    string `json:"born"`
	Number  string `json:"number"`          // E.164
	Email   string `json:"email,omitempty"` // the only safe way to write, where there is one
	Grade   string `json:"grade"`
	API     int    `json:"api"`     // which one is asked first
	Crowd   int    `json:"crowd"`   // how often the referral is sent at once
	Begins  At     `json:"begins"`  // when the referral is sent
	Steps   []Step `json:"steps"`   // what people do then, in order
	Replies bool   `json:"replies"` // the victim answers a text
}

// At is a moment of a run, from 0, its beginning, to 1, when the last fault has struck.
type At float64

// Step is one thing that somebody does about a case.
type Step struct {
	What   string        `json:"what"`
	Pause  time.Duration `json:"pause"`            // before it
	Twice  bool          `json:"twice,omitempty"`  // it is sent again after it was answered
	AtOnce bool          `json:"atonce,omitempty"` // it is sent to both APIs at once
}

// Numbers is how many telephone numbers there are that belong to nobody.
// Source: Ofcom, numbers for drama, 07700 900000 to 900999.
const Numbers = 1000

// steps are what people do about a case that goes well, in order.
var steps = []string{"no_answer", "note", "accepted", "needs", "plan", "hearing", "note"}

func newScript(dice *rand.Rand, n, of int) Script {
	s := Script{
		N: n, Name: surname(dice), Born: born(dice), Number: numberOf(n), API: dice.IntN(2), Crowd: 1,
		Grade:   []string{"high", "medium", "standard"}[dice.IntN(3)],
		Begins:  At(0.75 * (float64(n) + dice.Float64()) / float64(of)),
		Replies: dice.IntN(3) == 0,
	}
	if dice.IntN(6) == 0 {
		s.Email, s.Replies = fmt.Sprintf("victim%d@example.org", n), false
	}
	if dice.IntN(4) == 0 {
		s.Crowd = 2 + dice.IntN(5)
	}
	for _, what := range steps {
		s.Steps = append(s.Steps, Step{
			What: what, Pause: between(dice, 500*time.Millisecond, 8*time.Second),
			Twice: dice.IntN(5) == 0, AtOnce: dice.IntN(8) == 0,
		})
	}
	return s
}

func numberOf(n int) string { return fmt.Sprintf("+447700900%03d", n) }

// surname is one that no two of a run have, whatever rule says who is alike.
func surname(dice *rand.Rand) string {
	var b strings.Builder
	for range 12 {
		b.WriteByte(byte('a' + dice.IntN(26))) //nolint:gosec // a letter
	}
	return b.String()
}

func born(dice *rand.Rand) string {
	return time.Date(1950, 1, 1+dice.IntN(18000), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
