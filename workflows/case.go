// Package workflows holds the Temporal workflows. They decide nothing: they carry
// commands, time and effects between the world and package casework.
package workflows

import (
	"encoding/json"
	"strings"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"beacon/casework"
)

// Names on the wire. A released name never changes.
const (
	CaseType    = "Case"
	TaskQueue   = "cases"
	ViewQuery   = "view"
	RenewSignal = "renew"
	RingUpdate  = "ring"
	LogicChange = "logic" // of the one GetVersion of a run
	idPrefix    = "case/"
)

// WorkflowID is the ID of the workflow that keeps a case.
func WorkflowID(caseID string) string { return idPrefix + caseID }

// CaseOf is the case that a workflow of this ID keeps.
func CaseOf(workflowID string) string { return strings.TrimPrefix(workflowID, idPrefix) }

// Input opens a case, carries one on from an earlier run, or takes up again one
// that was at rest.
type Input struct {
	Case      *casework.Case       `json:"case,omitempty"`      // nil: Referral opens a new one
	Referral  *casework.Referral   `json:"referral,omitempty"`  // taken first, if not yet taken
	Reopen    *casework.ReopenCase `json:"reopen,omitempty"`    // taken first, if not yet taken
	Recovered *casework.Recovered  `json:"recovered,omitempty"` // Temporal had lost the case, and it is taken up from the read model
}

// UnmarshalJSON panics where an input cannot be read, and so holds the case up until
// a build that can read it. An error would end the case for good.
func (in *Input) UnmarshalJSON(b []byte) error {
	type fields Input
	if err := json.Unmarshal(b, (*fields)(in)); err != nil {
		panic("workflows: the input of a case cannot be read: " + err.Error())
	}
	return nil
}

// Cases is the case workflow, the one thing it reads from outside history, and the one
// thing it does there.
type Cases struct {
	Policy func() casework.Policy // read through MutableSideEffect only

	// Tell brings the read model up to a view. It is called through MutableSideEffect only,
	// holds the case up while it lasts, and an error is an outage, after which an activity
	// does it. Nil, as in a replay: nobody reads.
	Tell func(workflow.Context, casework.View) error

	// Seen is shown the case whenever it comes to wait, for whoever replays what was
	// recorded and wants to know how it stood. Nil: nobody is.
	Seen func(*casework.Case)
}

// Case keeps one victim's case from referral to close, for as long as it takes.
func (w *Cases) Case(ctx workflow.Context, in Input) (casework.Receipt, error) {
	k, err := w.newKeeper(ctx, in)
	if err != nil {
		return casework.Receipt{}, err
	}
	for {
		if now := workflow.Now(ctx); !k.idle || k.due(now) {
			k.policy.read(ctx, &k.c.Policy)
			k.c.WakeBy(now, k.woken)
		}
		k.perform(ctx)
		if err := k.tag(ctx); err != nil {
			return casework.Receipt{}, err
		}
		k.publish(ctx)
		if k.finished(ctx) {
			return casework.Receipt{Revision: k.c.Revision, Stage: k.c.Stage}, nil
		}
		if k.stale(ctx) && k.quiet(ctx) {
			return casework.Receipt{}, k.renew(ctx)
		}
		if w.Seen != nil {
			w.Seen(k.c)
		}
		if err := k.rest(ctx); err != nil {
			return casework.Receipt{}, err
		}
	}
}

// policies reads the policy of each turn of one run. It is recorded only when it changes,
// and decoded again only when another one was recorded. One moment has one policy.
type policies struct {
	now  func() casework.Policy
	last *commonpb.Payloads // what it was recorded as
	at   time.Time          // when it was read last
}

// read brings a policy that was read here last, or the empty one, up to date. It is long,
// and copied nowhere on the way: what waits keeps its whole stack.
func (p *policies) read(ctx workflow.Context, last *casework.Policy) {
	if now := workflow.Now(ctx); !now.Equal(p.at) {
		p.at = now
		p.decode(workflow.MutableSideEffect(ctx, "policy", func(workflow.Context) any { return p.now() }, samePolicy), last)
	}
}

func samePolicy(a, b any) bool { return a.(casework.Policy) == b.(casework.Policy) }

// sealed is what a recorded value tells of itself without being decrypted.
type sealed interface{ Payloads() *commonpb.Payloads }

func (p *policies) decode(recorded converter.EncodedValue, into *casework.Policy) {
	is, ok := recorded.(sealed)
	if ok && p.last != nil && is.Payloads() == p.last {
		return
	}
	*into = casework.Policy{}
	if err := recorded.Get(into); err != nil {
		panic(err) // history that cannot be decoded blocks the case; it must not end it
	}
	if ok {
		p.last = is.Payloads()
	}
}

// caseID is the case that this workflow keeps.
func caseID(ctx workflow.Context) string {
	return CaseOf(workflow.GetInfo(ctx).WorkflowExecution.ID)
}
