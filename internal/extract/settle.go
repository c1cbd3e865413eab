package extract

import "strconv"

// settle makes the values of a freshly read record ready to send: it repairs
// the one date that may be repaired and refuses times that mean nothing.
// Both readers end with it, so that CSV and NDJSON are judged alike.
func (r *Record) settle() {
	ref := &r.Referral
	repair, refusal := settleDate("/victim/date_of_birth", &ref.Victim.DateOfBirth)
	if repair != nil {
		r.Repairs = append(r.Repairs, *repair)
	}
	r.refuse(refusal)
	r.refuse(checkTime("/crime/occurred_at", ref.Crime.OccurredAt))
	r.refuse(checkTime("/crime/reported_at", ref.Crime.ReportedAt))
	for i, point := range ref.Victim.ContactPoints {
		if point.Safe != nil {
			r.refuse(checkTime(pointField(i, "/safe/confirmed_at"), point.Safe.ConfirmedAt))
		}
	}
}

func pointField(i int, rest string) string {
	return "/victim/contact_points/" + strconv.Itoa(i) + rest
}
