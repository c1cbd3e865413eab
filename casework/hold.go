package casework

import (
	"slices"
	"time"
)

// Hold is a legal hold: while one stands, nothing of the case is deleted.
type Hold struct {
	ID    string    `json:"id"`
	Why   string    `json:"why"`
	Since time.Time `json:"since"` // UTC
	By    string    `json:"by"`
	Text  string    `json:"text,omitempty"`
}

// holdWhy lists why a legal hold is placed. To add one, add a line.
var holdWhy = []string{"complaint", "court_order", "criminal_proceedings", "civil_claim", "death_review", "subject_access", "other"}

// mostHolds bounds how many legal holds stand at once, so that the case stays small.
const mostHolds = 20

// PlaceLegalHold stops what is known of a victim from being deleted, whatever the
// retention of their case says. It is taken in every stage.
type PlaceLegalHold struct {
	Said
	Hold string `json:"hold"` // its ID
	Why  string `json:"why"`
}

// Name is the command's name on the wire.
func (PlaceLegalHold) Name() string { return "place-legal-hold" }

func (PlaceLegalHold) stages() []Stage { return anyStage }

func (m PlaceLegalHold) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(!m.Role.Decides(), "", "not_a_supervisor", "is for a supervisor to decide")
	f.wrong(m.Hold == "", "/id", "missing", "is missing")
	f.wrong(m.Hold != "" && c.hold(m.Hold) >= 0, "/id", "repeated", "stands already")
	f.wrong(!slices.Contains(holdWhy, m.Why), "/why", "not_listed", "is not a known reason")
	f.wrong(m.Text == "", "/text", "missing", "is missing: a hold without its reason cannot be answered for")
	f.wrong(len(c.Holds) >= mostHolds, "", "too_many", "there are %d legal holds already", mostHolds)
	return f.invalid()
}

func (m PlaceLegalHold) apply(c *Case, at time.Time) {
	c.Holds = append(c.Holds, Hold{ID: m.Hold, Why: m.Why, Since: m.when(at).UTC(), By: m.By, Text: m.Text})
	c.told(m.Said, at, "hold-placed", m.Hold, "Legal hold (%s): nothing of this case is deleted while it stands.", m.Why)
}

// LiftLegalHold ends one legal hold. Others go on standing.
type LiftLegalHold struct {
	Said
	Hold string `json:"hold"` // its ID
}

// Name is the command's name on the wire.
func (LiftLegalHold) Name() string { return "lift-legal-hold" }

func (LiftLegalHold) stages() []Stage { return anyStage }

func (m LiftLegalHold) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(!m.Role.Decides(), "", "not_a_supervisor", "is for a supervisor to decide")
	f.wrong(m.Hold == "", "/id", "missing", "is missing")
	f.wrong(m.Hold != "" && c.hold(m.Hold) < 0, "/id", "unknown", "is not a legal hold of this case that stands")
	f.wrong(m.Text == "", "/text", "missing", "is missing: who lifts a hold says why")
	return f.invalid()
}

func (m LiftLegalHold) apply(c *Case, at time.Time) {
	h := c.Holds[c.hold(m.Hold)]
	c.Holds = slices.DeleteFunc(c.Holds, func(o Hold) bool { return o.ID == h.ID })
	c.told(m.Said, at, "hold-lifted", h.ID, "A legal hold was lifted (%s); %d stand.", h.Why, len(c.Holds))
}

func (c *Case) hold(id string) int {
	return slices.IndexFunc(c.Holds, func(h Hold) bool { return h.ID == id })
}
