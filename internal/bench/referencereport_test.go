package bench_test

import "fmt"

// referenceReport is what the reference case is, and what Temporal keeps of it.
type referenceReport struct {
	measured
	Is   lifeCounts `json:"is"`
	Cost cost       `json:"cost"`
}

func (r *referenceReport) sum() {
	r.most("events of the reference case", 410, float64(r.Cost.Events), "")
	r.most("state transitions of the reference case", 170, float64(r.Cost.Transitions), "")
	r.most("its history, encrypted", 90, float64(r.Cost.Bytes)/1000, "KB")
}

func (r *referenceReport) section() string {
	return fmt.Sprintf(`A standard-risk case from the referral to the end of support: %d days, with %d commands of people and providers, %d turns that clocks bring (%d of them by the ringer) and %d messages, of which those that matter have a
receipt. The victim is called and accepts help; needs and plan are one conversation, in which their rights are explained; a trial has three reminders and what is done before and after it; every task is done in
two days; and every 12 weeks, as the rules ask, plan, needs and risk are looked at again in one conversation (%d of the commands are conversations that brought several things at once, each the same to the case as
several commands). What was asked was set for a case of 26 commands, 33 timers and 14 messages, by counting those: this life is told by the rules, and has %d, %d and %d. It is lived on a real server, which skips
the time in which it waits; what skipping adds is left out, and the figures are exact.

| runs | events | state transitions | bytes of history | of which carried from run to run |
|---|---|---|---|---|
| %d | %d | %d | %d | %d |

A test of every build fails where they rise.
`, r.Is.Days, r.Is.Actions, r.Is.Rings, r.Is.Patient, r.Is.Messages, r.Is.Talks, r.Is.Actions, r.Is.Rings, r.Is.Messages, r.Cost.Runs, r.Cost.Events, r.Cost.Transitions, r.Cost.Bytes, r.Cost.Carried)
}
