package casework

import "time"

// SealChanged says that the case was sealed, so that nothing leaves it by itself, or
// opened again. The seal itself is kept outside the case and looked up at every
// sending, so that it holds at once: this is its line in the timeline.
type SealChanged struct {
	Said
	Sealed bool   `json:"sealed"`
	Why    string `json:"why,omitempty"` // a code
}

// Name is the command's name on the wire.
func (SealChanged) Name() string { return "seal-changed" }

func (SealChanged) stages() []Stage { return anyStage }

func (m SealChanged) check(*Case, time.Time) error {
	var f faults
	f.meant(m.At, "/at")
	f.wrong(m.ID == "", "/id", "missing", "is missing")
	f.wrong(m.Sealed && m.Why == "", "/why", "missing", "is missing")
	return f.invalid()
}

func (m SealChanged) apply(c *Case, at time.Time) {
	if m.Sealed {
		c.told(m.Said, at, "sealed", "", "The case was sealed (%s): nothing leaves by itself.", m.Why)
		return
	}
	c.told(m.Said, at, "unsealed", "", "The seal was lifted: messages may leave again, by what is confirmed as safe.")
}
