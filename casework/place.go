package casework

import "slices"

// Place is where work for a victim of a grade stands when not all can be done at once:
// 0 comes first. A grade that nobody has set is treated as the highest.
func (g Grade) Place() int { return max(slices.Index(Grades, g), 0) }

// Gravity is the grade that a referral speaks of: the graver of the tool's and the
// assessor's.
func (r Referral) Gravity() Grade { return r.Risk.effective() }

// GravityOf is the grade of an assessment of risk, by itself or as a part of a
// conversation, once a case has taken it; false: the command brings none.
func GravityOf(m Command) (Grade, bool) {
	switch m := m.(type) {
	case AssessRisk:
		return m.effective(), true
	case RecordConversation:
		if m.Risk != nil {
			return m.Risk.effective(), true
		}
	}
	return "", false
}
