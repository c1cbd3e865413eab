// Package demo shows Beacon at work: it starts a fresh standalone, imports a day's
// referrals, and sees one victim through from referral to closure over REST, as a
// caseworker would. It knows only what can be seen from outside, and it fails
// unless it saw every stage, task and message that it expects.
package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"strings"
	"time"
)

// Options say how the demonstration runs.
type Options struct {
	Binary   string        // the standalone to start
	API      string        // or, host:port, an API that runs; no standalone is started then
	Emulator string        // and host:port of its emulator, which also gives out tokens
	Day      time.Duration // how long a day lasts; zero: three seconds
	Kill     bool          // kill it in the middle, start it again, and expect the same
	Keep     bool          // leave its data behind
	Out      io.Writer     // where it tells its story
}

// atMost is how long a whole demonstration may take.
const atMost = 4 * time.Minute

// Run shows everything, and fails on the first thing that is not as it should be.
func Run(ctx context.Context, o Options) error {
	if o.Day == 0 {
		o.Day = 3 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	dir, err := os.MkdirTemp("", "beacon-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if !o.Keep {
		defer func() { _ = os.RemoveAll(dir) }()
	}
	d := &demonstration{o: o, house: house{binary: o.Binary, dir: dir, hurry: int64(24 * time.Hour / o.Day)}, tokens: map[string]string{}}
	began := time.Now()
	if d.who = theOne; o.API != "" {
		if o.Kill {
			return errors.New("demo: only a standalone of its own is killed")
		}
		d.house.api, d.house.emulator, d.who = o.API, o.Emulator, somebody()
	}
	d.began = began
	err = d.tell(ctx)
	if o.API != "" {
		return d.end(err)
	}
	if stopped := d.house.stop(); err == nil {
		err = stopped
	}
	if err != nil {
		return errors.Join(err, d.house.lastWords())
	}
	if o.Keep {
		d.say("\nIts data is in %s.", dir)
	}
	return d.end(nil)
}

func (d *demonstration) end(err error) error {
	if err == nil {
		d.say("\nEverything that was expected was seen, in %s.", time.Since(d.began).Round(time.Second))
	}
	return err
}

// demonstration is one showing.
type demonstration struct {
	o      Options
	house  house
	tokens map[string]string // by role
	began  time.Time
	who    who
	caseID string
	number string // the victim's
	posted int
}

// who is referred, and from which rows a day's referrals are made up.
type who struct {
	mark   string // of what must be the only one of its kind
	number string // the last three digits of a telephone number
	born   string
	seed   uint64
}

// theOne is referred where nobody was before.
var theOne = who{mark: "0001", number: "123", born: "1990-05-17", seed: 7}

// somebody is nobody whom an earlier showing has referred.
func somebody() who {
	return who{
		mark: strings.ToLower(rand.Text()), number: fmt.Sprintf("%03d", mathrand.IntN(1000)), //nolint:gosec // made-up people guard nothing
		born: time.Date(1960, 1, 1+mathrand.IntN(15000), 0, 0, 0, 0, time.UTC).Format(time.DateOnly), seed: mathrand.Uint64(), //nolint:gosec // likewise
	}
}

func (d *demonstration) say(format string, args ...any) { fmt.Fprintf(d.o.Out, format+"\n", args...) }

// tell is the whole story.
func (d *demonstration) tell(ctx context.Context) error {
	for _, part := range []struct {
		says string
		do   func(context.Context) error
	}{
		{"Beacon, with a day lasting " + d.o.Day.String(), d.start},
		{"Importing a day's referrals", d.importDay},
		{"Police refer a victim of domestic abuse", d.refer},
		{"Nobody answers; the next call comes back by itself", d.notReached},
		{"The victim answers, says which number is safe, and accepts help", d.reached},
		{"Needs are assessed and a plan is agreed", d.plan},
		{"A trial is listed: a call and two reminders before it", d.hearing},
		{"What came of it is explained", d.explained},
		{"Needs are met; the case is closed", d.close},
		{"What was seen", d.show},
	} {
		d.say("\n== %s", part.says)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.says, err)
		}
	}
	return nil
}
