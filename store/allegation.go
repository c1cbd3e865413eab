package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"beacon/matching"
	"beacon/safecontact"
)

// How it was found that the victim of one case is the suspect in another.
const (
	byPhone = "phone"
	byName  = "name_and_birth"
)

// suspectNamed is the digest of the suspect's name and date of birth.
func (in *admission) suspectNamed() string {
	named := matching.Named(matching.Person{Given: in.Suspect.GivenName, Family: in.Suspect.FamilyName, Born: in.Suspect.DateOfBirth})
	if named == "" || in.digest == nil {
		return ""
	}
	return in.digest(named)
}

// crossing is a pair of cases: the victim of one is named as a suspect in the other.
type crossing struct {
	Victim  string `db:"victim_case"`
	Suspect string `db:"suspect_case"`
	Basis   string `db:"basis"`
}

// allegations makes news for both of it, where the victim of this referral is a suspect in
// another case, or its suspect another case's victim: as it was found, both ways.
func (in *admission) allegations(ctx context.Context, found []crossing) error {
	slices.SortFunc(found, func(a, b crossing) int { // what is found both ways is found by name
		return cmp.Or(strings.Compare(a.Basis, b.Basis), strings.Compare(a.Victim, b.Victim), strings.Compare(a.Suspect, b.Suspect))
	})
	for _, x := range found {
		news, err := in.cross(ctx, x, change{at: in.Received})
		if err != nil {
			return err
		}
		in.news = append(in.news, news...)
	}
	return nil
}

// crossings asks for cases that are on the opposite side of this one, by name and by
// telephone, each both ways. A number that is its own victim's suspect's is no sign: such
// a number was written down as the victim's by mistake.
const crossings = `select distinct ? as victim_case, r.case_id as suspect_case, ? as basis from person_keys k join suspect_names s on s.digest = k.digest
		join referrals r on r.ref = s.ref where k.person_id = ? and r.person_id <> ?
	union all select distinct c.case_id, ?, ? from suspect_names s join person_keys k on k.digest = s.digest
		join people p on p.id = k.person_id join case_people c on c.person_id = coalesce(p.merged_into, p.id)
		where s.ref = ? and c.person_id <> ?
	union all select distinct ?, r.case_id, ? from contact_points p join suspect_phones s on s.phone = p.matches_on
		join referrals r on r.ref = s.ref where p.person_id = ? and p.kind = ? and r.person_id <> ? and not exists
		(select 1 from suspect_phones o join referrals q on q.ref = o.ref where o.phone = p.matches_on and q.person_id = ?)
	union all select distinct c.case_id, ?, ? from suspect_phones s join contact_points p on p.matches_on = s.phone and p.kind = ?
		join case_people c on c.person_id = p.person_id where s.ref = ? and p.person_id <> ? and not exists
		(select 1 from case_merges m where m.case_id = c.case_id) and not exists
		(select 1 from suspect_phones o join referrals q on q.ref = o.ref where o.phone = s.phone and q.person_id = p.person_id)`

func (in *admission) crossed() []any {
	is, person, phone := in.at.CaseID, in.at.PersonID, string(safecontact.PhonePoint)
	return []any{
		is, byName, person, person,
		is, byName, in.ref, person,
		is, byPhone, person, phone, person, person,
		is, byPhone, phone, in.ref, person,
	}
}

// cross keeps that two cases are on opposite sides, once, and tells both.
func (s session) cross(ctx context.Context, x crossing, c change) ([]News, error) {
	n, err := s.do(ctx, `insert into counter_allegations (victim_case, suspect_case, basis, found_at) values (?, ?, ?, ?)
		on conflict (victim_case, suspect_case) do nothing`, x.Victim, x.Suspect, x.Basis, Time{c.at})
	if err != nil || n == 0 {
		return nil, err
	}
	var out []News
	for _, pair := range [][2]string{{x.Victim, x.Suspect}, {x.Suspect, x.Victim}} {
		news, err := s.tellOf(ctx, News{Kind: CounterAllegation, CaseID: pair[0], At: c.at, About: pair[1]}, "")
		if err != nil {
			return nil, err
		}
		out = append(out, news...)
	}
	return out, nil
}

// Opposed lists the cases in which this one's victim is a suspect, or whose victim is
// a suspect in this one. They are for checks only: nothing of one is ever shown with
// another.
func (db *DB) Opposed(ctx context.Context, caseID string) ([]string, error) {
	var out []string
	err := db.read().all(ctx, &out, `select suspect_case from counter_allegations where victim_case = ?
		union select victim_case from counter_allegations where suspect_case = ? order by 1`, caseID, caseID)
	return out, doing("read opposed cases", err)
}

// Linked lists the cases that share a crime with this one, by ID, without those it is
// opposed to.
func (db *DB) Linked(ctx context.Context, caseID string) ([]string, error) {
	var out []string
	err := db.read().all(ctx, &out, `select distinct o.case_id from referrals r join referral_versions v on v.ref = r.ref and v.version = r.newest
		join referral_versions w on w.crime_reference = v.crime_reference join referrals o on o.ref = w.ref and o.newest = w.version
		where r.case_id = ? and v.crime_reference <> '' and o.force = r.force and o.case_id <> r.case_id
		and not exists (select 1 from counter_allegations x where x.victim_case = r.case_id and x.suspect_case = o.case_id)
		and not exists (select 1 from counter_allegations x where x.suspect_case = r.case_id and x.victim_case = o.case_id)
		order by o.case_id`, caseID)
	return out, doing("read linked cases", err)
}
