package demo

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// What must have been seen by the end.
var (
	stagesSeen = []string{"reaching", "assessing", "planning", "supporting", "closing", "closed"}
	tasksSeen  = []string{"call_victim", "assess_needs", "make_plan", "plan_action", "call_before_hearing", "explain_hearing"}
	textsSeen  = map[string]int{"support_accepted": 1, "plan_agreed": 1, "hearing_reminder": 2, "support_ended": 1}
)

// show prints the timeline and the outbox, and checks them.
func (d *demonstration) show(ctx context.Context) error {
	lines, err := d.timeline(ctx)
	if err != nil {
		return err
	}
	d.say("   Timeline:")
	for _, l := range lines {
		d.say("   %s  %-18s %s", l.At.Local().Format("15:04:05"), l.What, l.Says)
	}
	if err := d.checkLines(lines); err != nil {
		return err
	}
	return d.checkTexts(ctx)
}

func (d *demonstration) checkLines(lines []line) error {
	for _, stage := range stagesSeen {
		if !told(lines, "stage", stage) {
			return fmt.Errorf("the timeline does not tell of the stage %s", stage)
		}
	}
	for _, kind := range tasksSeen {
		if !told(lines, "task-raised", kind) {
			return fmt.Errorf("the timeline does not tell of a task %s", kind)
		}
	}
	return nil
}

func told(lines []line, what, about string) bool {
	for _, l := range lines {
		if l.What == what && strings.HasPrefix(l.About, about) {
			return true
		}
	}
	return false
}

// checkTexts holds the case's own account of its messages against what the
// provider received: all of them, and none twice.
func (d *demonstration) checkTexts(ctx context.Context) error {
	want := 0
	for _, n := range textsSeen {
		want += n
	}
	var received []message
	err := await(ctx, "a receipt for every message", 15*time.Second, func() (bool, error) {
		sent, err := d.deliveries(ctx)
		got := map[string]int{}
		for _, s := range sent {
			if s.State == "delivered" {
				got[s.Template]++
			}
		}
		return fmt.Sprint(got) == fmt.Sprint(textsSeen), err
	})
	if err == nil {
		received, err = d.outbox(ctx)
	}
	if err != nil {
		return err
	}
	d.say("\n   What the provider received for the victim's number:")
	for _, m := range received {
		d.say("   %s  %q", m.Accepted.Local().Format("15:04:05"), m.Body)
	}
	if len(received) != want {
		return fmt.Errorf("the provider received %d messages, not %d", len(received), want)
	}
	return nil
}
