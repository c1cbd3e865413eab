package simulate

import "beacon/casework"

// enhance widens a victim's Enhanced Rights, or records that they do not want to be
// treated so.
func (h *hub) enhance(f *file) bool {
	if !f.open() {
		return false
	}
	m := casework.DecideEnhancedRights{Said: h.says(h.worker(f))}
	if h.rng.IntN(3) == 0 {
		declined := true
		m.Declined = &declined
	} else {
		row := one(h, casework.EnhancedRows...)
		m.Category, m.Reason = row.Category, row.Reason
	}
	return h.give(f, m)
}
