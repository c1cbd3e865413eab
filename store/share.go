package store

import (
	"context"
	"strings"
	"unicode"

	"beacon/safecontact"
)

// match is what makes two contact points one and the same thing.
type match struct{ kind, on string }

// matchOf folds a value to what it is compared by: letters and digits only for a
// postal address, which people write in many ways.
func matchOf(kind safecontact.Kind, value string) match {
	on := strings.ToLower(value)
	if kind == safecontact.AddressPoint {
		on = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, on)
	}
	return match{string(kind), on}
}

func (m match) name() string { return "match/" + m.kind + "/" + m.on }

// matches are all the values that an admission touches.
func (in *admission) matches() ([]match, error) {
	var out []match
	for _, p := range in.Points {
		m, err := in.matched(p.Kind, p.Value)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	for _, phone := range in.SuspectPhones {
		out = append(out, matchOf(safecontact.PhonePoint, phone))
	}
	return out, nil
}

// share works out anew, for every point with one of these values, who else has it:
// a suspect of any referral, or any other person. Both sides are marked, whichever
// came first.
func (s session) share(ctx context.Context, values ...match) error {
	for _, m := range values {
		err := s.later(ctx, `update contact_points set shared_found = case
				when kind = ? and exists (select 1 from suspect_phones s where s.phone = contact_points.matches_on) then ?
				when exists (select 1 from contact_points o where o.kind = contact_points.kind
					and o.matches_on = contact_points.matches_on and o.person_id <> contact_points.person_id
					and not exists (select 1 from people m where m.id = o.person_id and m.merged_into is not null)) then ?
				else ? end
			where kind = ? and matches_on = ?`,
			string(safecontact.PhonePoint), string(safecontact.Suspect), string(safecontact.AnotherPerson), string(safecontact.SharingUnknown),
			m.kind, m.on)
		if err != nil {
			return err
		}
	}
	return nil
}
