package store

import "context"

// CasesOfCrime lists the cases of the victims of one crime, by the force and its own
// reference, each as the case in which it goes on. More than one: the crime has several
// victims.
func (db *DB) CasesOfCrime(ctx context.Context, force, reference string) ([]string, error) {
	var found []string
	err := db.read().all(ctx, &found, `select distinct r.case_id from referral_versions v join referrals r on r.ref = v.ref
		where v.crime_reference = ? and r.force = ? order by r.case_id limit 20`, reference, force)
	if err != nil {
		return nil, doing("find the cases of a crime", err)
	}
	seen := map[string]bool{}
	out := []string{}
	for _, id := range found {
		last, err := db.Survivor(ctx, id)
		if err != nil {
			return nil, err
		}
		if !seen[last] {
			seen[last] = true
			out = append(out, last)
		}
	}
	return out, nil
}
