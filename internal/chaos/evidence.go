package chaos

import (
	"time"

	"beacon/messaging"
)

// Evidence is everything that is known when a run is over. The oracle looks at nothing
// else.
type Evidence struct {
	At       time.Time // when it was gathered
	Answered []Answered
	Refused  []Refusal
	GaveUp   int      // people who could not end their work
	Undone   []string // faults that could not be done as planned
	Restless []string // what had not come to rest when the waiting for it was over

	Referrals map[string][]string // the cases of a referral in SQL, by the crime that it names
	Cases     map[string]CaseRow
	Workflows map[string]Workflow // by case
	Lines     map[string]map[string]int
	When      map[string]map[string]string // the revision and the moment of each of them
	Tasks     map[string]map[string]int    // ever raised, by case and kind

	Deliveries []messaging.Delivery
	Outbox     map[string]string // the case of every effect that is decided and not settled
	Accepted   map[string]int    // how often a provider took a message, by its ID
	Anonymous  int               // messages that a provider took and that name none of ours

	Deadlines []Deadline
	Ledger    bool              // there is a ledger of deadlines
	Audited   map[string]string // the case of every request that the audit knows
	Replies   []string          // texts of victims that were answered for
	Kept      map[string]int    // how often each of them is kept
	Untold    int               // of them, and of other news, what no case has been told

	Stuck map[string]time.Duration
	Back  []string
}

// CaseRow is a case in SQL.
type CaseRow struct {
	Revision int
	Stage    string
	Due      string
}

// Workflow is a case in Temporal.
type Workflow struct {
	Chains   int    // how often it was started; what was continued is one
	Open     int    // runs that are open
	Broken   string // how a run ended as none should
	Revision int    // of the case, as it answers; -1: it does not
	Why      string // why not
	Attempts int    // of the workflow task that it is at; more than a few: it fails
	Failure  string // what its activities failed with last
}

// Deadline is one row of the ledger of deadlines.
type Deadline struct {
	Case, Clock, Kind string
	Armed             int // in which revision it was set
	Due               string
	Outcome           string
	OutcomeAt         string
}
