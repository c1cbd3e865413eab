package extract

// outcome is what became of a row.
type outcome string

// Every row has exactly one of these.
const (
	accepted  outcome = "accepted"
	updated   outcome = "updated"
	duplicate outcome = "duplicate"
	rejected  outcome = "rejected"
	failed    outcome = "failed"
	notSent   outcome = "not_sent"
)

// outcomes in the order in which people are told.
var outcomes = []outcome{accepted, updated, duplicate, rejected, failed, notSent}

// result is a row that has been dealt with. It holds nothing personal, and
// little at all: thousands may wait for their turn to be written down.
type result struct {
	seq      int // 0 for the first row of the file
	row      int
	end      int64
	sourceID string
	outcome  outcome
	caseID   string
	notes    []Problem // why it was refused or failed, or what the API warned of
	repairs  []Problem
}

func (r Record) became(what outcome, notes ...Problem) result {
	return result{
		row: r.Row, end: r.End, repairs: r.Repairs, outcome: what, notes: notes,
		sourceID: privateOf(r.Referral).id(r.Referral.Source.ID),
	}
}
