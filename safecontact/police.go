package safecontact

import "time"

// Confirmation is a record that the victim said, of one very contact point, what it
// may be used for: who heard it, and when. Without both it is worth nothing.
type Confirmation struct {
	By      string
	At      time.Time
	Allowed Allowed
}

func (c *Confirmation) counts() bool { return c != nil && c.By != "" && !c.At.IsZero() }

// FromPolice is what a contact point supplied by police may be used for: a phone
// for calls only, with no voicemail and no text, and nothing else for anything,
// until the victim has confirmed more. What the victim confirmed replaces the
// default whole, so that a call refused stays refused.
func FromPolice(kind Kind, confirmed *Confirmation) Allowed {
	if confirmed.counts() {
		return confirmed.Allowed.Neutral()
	}
	return Allowed{Call: kind == PhonePoint}
}

// PolicePoint is a contact point as police supplied it, verified only where the
// victim's confirmation counts.
func PolicePoint(id string, kind Kind, mobile bool, confirmed *Confirmation) Point {
	p := Point{ID: id, Kind: kind, Mobile: mobile, Allowed: FromPolice(kind, confirmed)}
	if confirmed.counts() {
		p.VerifiedBy, p.VerifiedAt = confirmed.By, confirmed.At.UTC()
	}
	return p
}
