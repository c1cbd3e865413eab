package store

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"beacon/matching"
	"beacon/messaging"
)

type personRow struct {
	ID               string `db:"id"`
	Force            string `db:"force"`
	Reference        string `db:"reference"`
	GivenName        string `db:"given_name"`
	FamilyName       string `db:"family_name"`
	DateOfBirth      string `db:"date_of_birth"`
	Gender           string `db:"gender"`
	Language         string `db:"language"`
	Interpreter      bool   `db:"interpreter"`
	Children         int    `db:"children"`
	LivesWithSuspect *bool  `db:"lives_with_suspect"`
	Relationship     string `db:"relationship"`
	Needs            string `db:"access_needs"` // codes, with a space between
}

func (p Person) row(force string) personRow {
	return personRow{
		ID: p.ID, Force: force, Reference: p.Reference, GivenName: p.GivenName, FamilyName: p.FamilyName, DateOfBirth: p.DateOfBirth,
		Gender: p.Gender, Language: p.Language, Interpreter: p.Interpreter, Children: p.Children,
		LivesWithSuspect: p.LivesWithSuspect, Relationship: p.Relationship,
		Needs: joined(p.Needs),
	}
}

func (r personRow) person() Person {
	return Person{
		ID: r.ID, Reference: r.Reference, GivenName: r.GivenName, FamilyName: r.FamilyName, DateOfBirth: r.DateOfBirth,
		Gender: r.Gender, Language: r.Language, Interpreter: r.Interpreter, Children: r.Children,
		LivesWithSuspect: r.LivesWithSuspect, Relationship: r.Relationship,
		Needs: parted(r.Needs),
	}
}

const personColumns = `id, force, reference, given_name, family_name, date_of_birth, gender, language, interpreter, children, lives_with_suspect, relationship, access_needs`

func joined(needs []messaging.AccessNeed) string {
	words := make([]string, len(needs))
	for i, n := range needs {
		words[i] = string(n)
	}
	return strings.Join(words, " ")
}

func parted(words string) (needs []messaging.AccessNeed) {
	for word := range strings.FieldsSeq(words) {
		needs = append(needs, messaging.AccessNeed(word))
	}
	return needs
}

// Person reads the victim of a case and every way to make contact with them.
// ErrNotFound: no such case has been admitted. ErrKeys: an address does not open.
func (db *DB) Person(ctx context.Context, caseID string) (Person, []Point, error) {
	s := db.read()
	return db.personWith(ctx, caseID, s.opened)
}

func (db *DB) personWith(ctx context.Context, caseID string, read func(pointRow) (Point, error)) (Person, []Point, error) {
	s := db.read()
	var row personRow
	err := s.one(ctx, &row, `select `+personColumns+` from people where id = (select person_id from case_people where case_id = ?)`, caseID)
	if err != nil {
		return Person{}, nil, doing("read person", err)
	}
	points, err := s.pointsAs(ctx, row.ID, read)
	return row.person(), points, doing("read contact points", err)
}

// PointsOf reads every way to make contact with the victim of a case, as far as it says
// whether one may be used: a postal address has no value. None: no such case has been
// admitted.
func (db *DB) PointsOf(ctx context.Context, caseID string) ([]Point, error) {
	points, err := db.read().pointsBy(ctx, `(select c.person_id from case_people c where c.case_id = ?)`, caseID, pointRow.point)
	return points, doing("read contact points", err)
}

// personOf finds whose case it is.
func (s session) personOf(ctx context.Context, caseID string) (id string, err error) {
	err = s.one(ctx, &id, `select person_id from case_people where case_id = ?`, caseID)
	return id, err
}

// personFor finds the person whom the referral names, or makes one. People are never
// matched by a telephone number.
func (in *admission) personFor(ctx context.Context) (string, error) {
	id, taken, err := in.personReferred(ctx)
	if id == "" && err == nil {
		id, err = in.personNamed(ctx)
	}
	if id != "" || err != nil {
		return id, err
	}
	in.made = true
	row := in.Person.row(in.Source.Force)
	row.ID = uuid.NewString()
	if taken {
		row.Reference = "" // it stays with whoever had it first
	}
	err = in.laterNamed(ctx, `insert into people (`+personColumns+`) values (:id, :force, :reference, :given_name, :family_name,
		:date_of_birth, :gender, :language, :interpreter, :children, :lives_with_suspect, :relationship, :access_needs)`, row)
	return row.ID, err
}

// likely is who may be the person whom the referral names.
type likely struct {
	referred []personID // who has its reference
	named    []personID // who share a key
}

type personID struct {
	ID string `db:"id"`
}

func (l *likely) ask(with *asking, in *admission) {
	if force, of := in.Source.Force, in.Person.Reference; of != "" {
		with.rows(&l.referred, `select f.id from (select id, 1 as place from people where force = ? and reference = ? and reference <> ''
			union all select person_id, 2 from person_references where force = ? and reference = ?) f order by f.place limit 1`, force, of, force, of)
	}
	askCandidates(with, &l.named, in.keys, "")
}

// personReferred finds the person with the referral's reference. taken says that
// somebody else has it: it contradicts all else that is known of them.
func (in *admission) personReferred(ctx context.Context) (id string, taken bool, err error) {
	if len(in.likely.referred) == 0 {
		return "", false, nil
	}
	id = in.likely.referred[0].ID
	c, err := in.candidate(ctx, id)
	if err != nil {
		return "", false, err
	}
	as := c.compared()
	as.Force, as.Reference = in.Source.Force, in.Person.Reference
	if matching.Compare(in.as, as).Verdict != matching.Same {
		return "", true, nil
	}
	return c.now, false, nil
}

// personNamed finds the person who is the same by what was said of them: of several
// the one who agrees most, and of those the same one each time.
func (in *admission) personNamed(ctx context.Context) (string, error) {
	others, err := in.read(ctx, in.likely.named, "")
	if err != nil {
		return "", err
	}
	in.alone = len(others) == 0
	var id string
	best := 0
	for _, o := range others {
		r := matching.Compare(in.as, o.compared())
		if r.Verdict == matching.Same && (id == "" || r.Score > best || r.Score == best && o.now < id) {
			id, best = o.now, r.Score
		}
	}
	return id, nil
}

// writePerson takes over what the newest referral says of a person. A reference is
// filled in once, where it was not known and is nobody else's; access needs that it
// leaves out stay. What a caseworker wrote of what the victim needs in order to be
// understood stays too.
func (in *admission) writePerson(ctx context.Context) error {
	row := in.Person.row(in.Source.Force)
	row.ID = in.at.PersonID
	_, err := in.named(ctx, `update people set given_name = :given_name, family_name = :family_name, date_of_birth = :date_of_birth,
		gender = :gender, children = :children, lives_with_suspect = :lives_with_suspect, relationship = :relationship where id = :id`, row)
	if err != nil {
		return err
	}
	_, err = in.named(ctx, `update people set language = :language, interpreter = :interpreter where id = :id and wishes_kept_by = ''`, row)
	if err != nil {
		return err
	}
	if row.Needs != "" || in.Person.NoNeeds {
		_, err = in.named(ctx, `update people set access_needs = :access_needs where id = :id and wishes_kept_by = ''`, row)
	}
	if err != nil || row.Reference == "" {
		return err
	}
	_, err = in.named(ctx, `update people set reference = :reference where id = :id and force = :force and reference = ''
		and not exists (select 1 from people o where o.force = :force and o.reference = :reference)`, row)
	if err != nil {
		return err
	}
	_, err = in.named(ctx, `insert into person_references (force, reference, person_id) select :force, :reference, :id
		where not exists (select 1 from people o where o.force = :force and o.reference = :reference) on conflict (force, reference) do nothing`, row)
	return err
}

// doing says what was being done when something went wrong; nil stays nil.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return &undone{what, err}
}

// undone is an error with what was being done.
type undone struct {
	what string
	err  error
}

func (u *undone) Error() string { return u.what + ": " + u.err.Error() }
func (u *undone) Unwrap() error { return u.err }

// Doing is what was being done, which says nothing about a person.
func (u *undone) Doing() string { return u.what }
