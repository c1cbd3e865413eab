package api

import (
	"encoding/json"

	"beacon/store"
)

// withoutSuspect is a body as it is kept: who the suspect is, is taken out.
func withoutSuspect(raw []byte) []byte {
	var whole, suspect map[string]json.RawMessage
	if json.Unmarshal(raw, &whole) != nil || json.Unmarshal(whole["suspect"], &suspect) != nil {
		return raw
	}
	for _, name := range []string{"given_name", "family_name", "date_of_birth"} {
		delete(suspect, name)
	}
	kept, err := json.Marshal(suspect)
	if err != nil {
		return raw
	}
	whole["suspect"] = kept
	if out, err := json.Marshal(whole); err == nil {
		return out
	}
	return raw
}

// crimeOf names a referral's crime, and the victim by police's own number for them,
// so that a case can tell whether two referrals are of one crime and of two victims.
func crimeOf(a store.Admission) (crime, victim string) {
	if a.CrimeReference != "" {
		crime = idOf("crime", a.Source.Force, a.CrimeReference)
	}
	if a.Person.Reference != "" {
		victim = idOf("victim", a.Source.Force, a.Person.Reference)
	}
	return crime, victim
}
