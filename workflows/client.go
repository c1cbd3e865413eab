package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"beacon/casework"
	"beacon/internal/guard"
)

// What can go wrong between a caller and a case. Refusals are *casework.Error.
var (
	// ErrUnavailable: Temporal cannot be reached, or no worker answered. Sending the
	// same command again is safe.
	ErrUnavailable = errors.New("the case cannot be reached now")
	// ErrPending: the case is durably started with this very command and will take it;
	// no worker has answered yet.
	ErrPending = errors.New("the case has been started and will open")
	// ErrNotFound: no such case is open.
	ErrNotFound = errors.New("no such case is open")
)

// AnswerWithin is how long a caller waits for an answer; a case that may have been
// started is asked about for a second more.
const AnswerWithin = 5 * time.Second

// Client speaks to cases. It hides workflow IDs, names on the wire and Temporal's
// errors and limits. It may be used by many at once, and must not be copied.
type Client struct {
	Temporal  client.Client
	Namespace string // of Temporal; empty: a case keeps the priority that it began with
	Anew      Anew   // nil: nobody is asked, and lost activities are reset

	turns turns
}

// Refer opens a case, or tells an open one of another referral or a newer
// version. A case at rest is taken up again from the state given. It may be
// repeated: the answer is the same.
func (c *Client) Refer(ctx context.Context, caseID string, r casework.Referral, resting json.RawMessage) (casework.Receipt, error) {
	in := Input{Referral: &r}
	got, err := c.startOrTell(ctx, caseID, r, in, resting)
	if joins := got.Revision > 1; r.Gravity() == casework.HighRisk && (joins || errors.Is(err, ErrUnavailable)) {
		c.place(ctx, caseID, r.Gravity())
	}
	return got, err
}

// Reopen takes up a case at rest again, from the state given.
func (c *Client) Reopen(ctx context.Context, caseID string, m casework.ReopenCase, resting json.RawMessage) (casework.Receipt, error) {
	return c.startOrTell(ctx, caseID, m, Input{Reopen: &m}, resting)
}

// Rouse takes up a case at rest, from the state given, to take a command that a closed
// case takes; it then rests again, unless the command opened it. It may be repeated,
// and has to be where nobody answered: the command does not ride in the start.
func (c *Client) Rouse(ctx context.Context, caseID string, m casework.Command, resting json.RawMessage) (casework.Receipt, error) {
	state, err := casework.Restore(resting)
	if err != nil {
		return casework.Receipt{}, err
	}
	return c.begin(ctx, caseID, m, Input{Case: state}, enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
}

// Do asks an open case to take a command. It may be repeated.
func (c *Client) Do(ctx context.Context, caseID string, m casework.Command) (casework.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	done, err := c.turns.take(ctx, caseID)
	if err != nil {
		return casework.Receipt{}, err
	}
	defer done()
	h, err := c.Temporal.UpdateWorkflow(ctx, update(caseID, m))
	r, err := receipt(ctx, h, err)
	if g, ok := casework.GravityOf(m); ok && err == nil {
		c.place(ctx, caseID, g)
	}
	return r, err
}

// View asks a case how it stands, for diagnosis: pages read SQL.
func (c *Client) View(ctx context.Context, caseID string) (v casework.View, err error) {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	answer, err := c.Temporal.QueryWorkflow(ctx, WorkflowID(caseID), "", ViewQuery)
	if err != nil {
		return v, plain(err)
	}
	return v, answer.Get(&v)
}

// Renew asks an open case to begin a fresh run, under the newest logic.
func (c *Client) Renew(ctx context.Context, caseID string) error {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	return plain(c.Temporal.SignalWorkflow(ctx, WorkflowID(caseID), "", RenewSignal, nil))
}

// Ring has an open case look at its clocks: what is due rings. Where nothing is, it
// does nothing. It may be repeated.
func (c *Client) Ring(ctx context.Context, caseID string) error {
	_, err := c.RingBy(ctx, caseID, casework.ByRinger)
	return err
}

// RingBy is Ring for anybody, and says whether something was due.
func (c *Client) RingBy(ctx context.Context, caseID string, by casework.Bell) (due bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	done, err := c.turns.take(ctx, caseID)
	if err != nil {
		return false, err
	}
	defer done()
	h, err := c.Temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: WorkflowID(caseID), UpdateName: RingUpdate, Args: []any{by}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = h.Get(ctx, nil)
	}
	if app := (*temporal.ApplicationError)(nil); errors.As(err, &app) && app.Type() == nothingDue {
		return false, nil
	}
	return err == nil, plain(err)
}

// Ready says whether Temporal can be reached.
func (c *Client) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	_, err := c.Temporal.CheckHealth(ctx, &client.CheckHealthRequest{})
	return plain(err)
}

// startOrTell starts the case's workflow, if it does not run, and gives it the
// command. The command also rides in the start, so that it is durable even if no
// worker answers in time.
func (c *Client) startOrTell(ctx context.Context, caseID string, m casework.Command, in Input, resting json.RawMessage) (casework.Receipt, error) {
	reuse := enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE
	if resting != nil {
		var err error
		if in.Case, err = casework.Restore(resting); err != nil {
			return casework.Receipt{}, err
		}
		reuse = enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE
	}
	r, err := c.begin(ctx, caseID, m, in, reuse)
	if errors.Is(err, ErrUnavailable) && c.rides(ctx, caseID, m) {
		return r, ErrPending
	}
	return r, err
}

// begin starts the case with the command, or gives it to the one that runs.
func (c *Client) begin(ctx context.Context, caseID string, m casework.Command, in Input, reuse enumspb.WorkflowIdReusePolicy) (casework.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, AnswerWithin)
	defer cancel()
	done, err := c.turns.take(ctx, caseID)
	if err != nil {
		return casework.Receipt{}, err
	}
	defer done()
	h, err := c.Temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: c.Temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
			ID: WorkflowID(caseID), TaskQueue: TaskQueue,
			WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
			WorkflowIDReusePolicy:    reuse,
			StaticSummary:            begunBy(m),
			Priority:                 in.priority(),
		}, CaseType, in),
		UpdateOptions: update(caseID, m),
	})
	return receipt(ctx, h, err)
}

// rides says whether the case's workflow runs, and was started with this very
// command. Only then is the command durable: an update that no worker has seen is
// not, though it was sent to a workflow that is.
func (c *Client) rides(ctx context.Context, caseID string, m casework.Command) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	d, err := c.Temporal.DescribeWorkflow(ctx, WorkflowID(caseID), "")
	if err != nil || d.Status != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return false
	}
	begun, err := d.GetStaticSummary()
	return err == nil && begun == begunBy(m)
}

// begunBy names the command that rides in a start, in a few letters: what Temporal
// keeps beside a workflow must be short.
func begunBy(m casework.Command) string {
	sum := sha256.Sum256([]byte(m.Name() + " " + updateID(m)))
	return m.Name() + " " + hex.EncodeToString(sum[:8])
}

// updateID tells a key that was used for something else from a repeat, so that the case
// itself sees, and refuses, it. It is short, as a history says it four times.
func updateID(m casework.Command) string {
	if !guard.Repeats {
		return ""
	}
	sum := sha256.Sum256([]byte(m.Key() + "\x00" + m.Digest()))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

func update(caseID string, m casework.Command) client.UpdateWorkflowOptions {
	return client.UpdateWorkflowOptions{
		WorkflowID: WorkflowID(caseID), UpdateID: updateID(m), UpdateName: m.Name(), Args: []any{m},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	}
}

func receipt(ctx context.Context, h client.WorkflowUpdateHandle, err error) (r casework.Receipt, _ error) {
	if err == nil {
		err = h.Get(ctx, &r)
	}
	return r, plain(err)
}

// plain turns Temporal's errors into this package's.
func plain(err error) error {
	if err == nil {
		return nil
	}
	if refusal, ok := fromTemporal(err); ok {
		return refusal
	}
	var gone *serviceerror.NotFound
	var closed *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &gone) || errors.As(err, &closed) {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
