package store

import (
	"slices"

	"beacon/safecontact"
)

// overlap is when both of two sets of hours are open. An empty set is any time; two
// sets that never meet leave none, which whoever asks must not take for any time.
func overlap(a, b []safecontact.Window) []safecontact.Window {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	var out []safecontact.Window
	for _, x := range a {
		for _, y := range b {
			w := safecontact.Window{From: max(x.From, y.From), To: min(x.To, y.To)}
			for _, d := range x.Days {
				if slices.Contains(y.Days, d) {
					w.Days = append(w.Days, d)
				}
			}
			if w.Validate() == nil && !slices.ContainsFunc(out, func(o safecontact.Window) bool { return sameWindow(o, w) }) {
				out = append(out, w)
			}
		}
	}
	return out
}

func sameWindow(a, b safecontact.Window) bool {
	return a.From == b.From && a.To == b.To && slices.Equal(a.Days, b.Days)
}

// narrowed is one number or address of which two records were kept, as one: it may be
// used for nothing that either record forbids. A record that police made and nobody
// confirmed says nothing of its own, but for what is never to be used.
func narrowed(stands, other pointRow) (pointRow, error) {
	p, err := stands.point()
	if err != nil {
		return pointRow{}, err
	}
	o, err := other.point()
	if err != nil {
		return pointRow{}, err
	}
	if other.KeptBy != "" || !o.VerifiedAt.IsZero() {
		p.Allowed = both(p.Allowed, o.Allowed)
		if hours := overlap(p.Windows, o.Windows); len(hours) > 0 || len(p.Windows)+len(o.Windows) == 0 {
			p.Windows = hours
		} else {
			p.DoNotUse, p.DoNotUseReason = true, "other" // their hours never meet
		}
		if p.ExpiresAt.IsZero() || !o.ExpiresAt.IsZero() && o.ExpiresAt.Before(p.ExpiresAt) {
			p.ExpiresAt = o.ExpiresAt
		}
	}
	if o.DoNotUse && !p.DoNotUse {
		p.DoNotUse, p.DoNotUseReason = true, o.DoNotUseReason
	}
	if o.FrozenAt.After(p.FrozenAt) {
		p.FrozenAt, p.FrozenReason = o.FrozenAt, o.FrozenReason
	}
	if o.LastSuccess.After(p.LastSuccess) {
		p.LastSuccess = o.LastSuccess
	}
	p.OptedOut, p.Mobile = p.OptedOut || o.OptedOut, p.Mobile && o.Mobile
	p.SharedWith = gravest(p.SharedWith, o.SharedWith)
	row, err := rowOf(p, stands.PersonID)
	row.Value, row.MatchesOn = stands.Value, stands.MatchesOn
	row.SharedFound, row.KeptBy = stands.SharedFound, stands.KeptBy
	if row.KeptBy == "" {
		row.KeptBy = other.KeptBy
	}
	return row, err
}

// both is what two records allow together.
func both(a, b safecontact.Allowed) safecontact.Allowed {
	return safecontact.Allowed{
		Call: a.Call && b.Call, Text: a.Text && b.Text, Voicemail: a.Voicemail && b.Voicemail, Email: a.Email && b.Email,
		Post: a.Post && b.Post, WithheldNumber: a.WithheldNumber || b.WithheldNumber, PlainWords: a.PlainWords && b.PlainWords,
	}
}
