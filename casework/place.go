package casework

import "slices"

// Place is where work for a victim of a grade stands when not all can be done at once:
// 0 comes first. A grade that nobody has set is treated as the highest.
func (g Grade) Place() int { return max(slices.Index(Grades, g), 0) }

// Gravity is the grade that a referral speaks of: the graver of the tool's and the
// assessor's.
func (r Referral) Gravity() Grade { return r.Risk.effective() }

// Gravity is the grade that stands once the assessment is taken.
func (m AssessRisk) Gravity() Grade { return m.effective() }
