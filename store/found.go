package store

import (
	"context"
	"slices"

	"beacon/matching"
	"beacon/safecontact"
)

// finder finds, within one transaction, the people who may be somebody. Without a way
// to make digests it finds nobody.
type finder struct{ session }

// candidate is somebody on record, as they are compared. One who was found to be
// somebody else is still found by the name they had; now is who they are.
type candidate struct {
	personRow
	points []Point
	now    string
}

// asCompared is what package matching compares. A number that is somebody else's, or
// that is not to be used, says nothing of who its victim is.
func asCompared(force string, p Person, points []Point) matching.Person {
	out := matching.Person{Force: force, Reference: p.Reference, Given: p.GivenName, Family: p.FamilyName, Born: p.DateOfBirth, Gender: p.Gender}
	for _, o := range points {
		switch {
		case o.SharedWith == safecontact.Suspect || o.DoNotUseReason == "not_theirs":
		case o.Kind == safecontact.PhonePoint:
			out.Phones = append(out.Phones, o.Value)
		case o.Kind == safecontact.EmailPoint:
			out.Emails = append(out.Emails, o.Value)
		case o.Kind == safecontact.AddressPoint:
			out.Addresses = append(out.Addresses, o.Value)
		}
	}
	return out
}

func (c candidate) compared() matching.Person { return asCompared(c.Force, c.person(), c.points) }

// keysOf are the digests that somebody is found by.
func (f finder) keysOf(p matching.Person) []string {
	if f.digest == nil {
		return nil
	}
	said := matching.Keys(p)
	if named := matching.Named(p); named != "" {
		said = append(said, named)
	}
	out := make([]string, len(said))
	for i, s := range said {
		out[i] = f.digest(s)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mostCandidates bounds how many people one is compared with: those who share most
// come first.
const mostCandidates = 100

// candidates are the people, other than one, who share a key with somebody.
func (f finder) candidates(ctx context.Context, keys []string, but string) ([]candidate, error) {
	var ids []personID
	with := f.asking(ctx)
	askCandidates(with, &ids, keys, but)
	if err := with.answered(); err != nil {
		return nil, err
	}
	return f.read(ctx, ids, but)
}

func askCandidates(with *asking, into *[]personID, keys []string, but string) {
	if len(keys) == 0 {
		return
	}
	args := make([]any, len(keys), len(keys)+2)
	for i, k := range keys {
		args[i] = k
	}
	with.rows(into, `select k.person_id as id from person_keys k where k.digest in (`+rowsOf(len(keys), `?`)+`) and k.person_id <> ?
		group by k.person_id order by count(*) desc, k.person_id limit ?`, append(args, but, mostCandidates)...)
}

func (f finder) read(ctx context.Context, ids []personID, but string) (out []candidate, err error) {
	for _, is := range ids {
		c, err := f.candidate(ctx, is.ID)
		if err != nil {
			return nil, err
		}
		if c.now != but {
			out = append(out, c)
		}
	}
	return out, nil
}

func (f finder) candidate(ctx context.Context, id string) (c candidate, err error) {
	var row struct {
		personRow
		Into *string `db:"merged_into"`
	}
	if err = f.one(ctx, &row, `select `+personColumns+`, merged_into from people where id = ?`, id); err != nil {
		return c, err
	}
	c.personRow, c.now = row.personRow, id
	if row.Into != nil {
		if c.now, err = f.survivor(ctx, *row.Into); err != nil {
			return c, err
		}
	}
	c.points, err = f.points(ctx, c.now)
	return c, err
}

// index brings the keys by which somebody is found up to what is known of them now,
// and says whether they changed.
func (f finder) index(ctx context.Context, person string, keys []string) (bool, error) {
	var known []string
	if err := f.all(ctx, &known, `select digest from person_keys where person_id = ? order by digest`, person); err != nil {
		return false, err
	}
	if slices.Equal(known, keys) {
		return false, nil
	}
	for _, k := range known {
		if _, kept := slices.BinarySearch(keys, k); kept {
			continue
		}
		if _, err := f.do(ctx, `delete from person_keys where digest = ? and person_id = ?`, k, person); err != nil {
			return false, err
		}
	}
	return true, f.addKeys(ctx, person, keys)
}

// addKeys has somebody be found by more.
func (f finder) addKeys(ctx context.Context, person string, keys []string) error {
	for some := range slices.Chunk(keys, rowsAtOnce) {
		var args []any
		for _, k := range some {
			args = append(args, k, person)
		}
		err := f.later(ctx, `insert into person_keys (digest, person_id) values `+rowsOf(len(some), `(?, ?)`)+` on conflict (digest, person_id) do nothing`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// recheck looks, after what is known of somebody has changed, for people whom they may
// be, and keeps every pair that somebody should look at.
func (f finder) recheck(ctx context.Context, person string, c change) ([]News, error) {
	if f.digest == nil {
		return nil, nil
	}
	who, err := f.candidate(ctx, person)
	if err != nil {
		return nil, err
	}
	as := who.compared()
	keys := f.keysOf(as)
	if _, err := f.index(ctx, person, keys); err != nil {
		return nil, err
	}
	others, err := f.candidates(ctx, keys, person)
	if err != nil {
		return nil, err
	}
	var news []News
	for _, o := range others {
		r := matching.Compare(as, o.compared())
		if r.Verdict == matching.Different {
			continue
		}
		n, err := f.pairUp(ctx, person, o.now, r, c.at)
		if err != nil {
			return nil, err
		}
		news = append(news, n...)
	}
	return news, nil
}

// survivor follows a person to the one they were found to be.
func (s session) survivor(ctx context.Context, person string) (string, error) {
	for {
		var next string
		merged, err := s.found(ctx, &next, `select merged_into from people where id = ? and merged_into is not null`, person)
		if err != nil || !merged {
			return person, err
		}
		person = next
	}
}
