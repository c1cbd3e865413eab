package store

import (
	"context"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"beacon/internal/guard"
	"beacon/matching"
)

// Admit keeps one version of a referral, and ties it to a case: its own if the
// referral is known, else that of the person whom a rule of package matching calls the
// same, else a new one. People who are only probably the same are kept as a match for
// somebody to decide. It is all one transaction and may be repeated, by many at once:
// the same case comes of it.
//
// It answers ErrKeyReused where Key stands for another Digest, ErrConflict where
// this version is known with another Digest, ErrText where a text cannot be kept, and
// ErrKeys where it cannot be sealed. An older version than is known is kept, and changes nothing about the
// person.
func (db *DB) Admit(ctx context.Context, a Admission) (Admitted, error) {
	var out Admitted
	if !guard.Ties {
		a.Source.ID += " " + uuid.NewString()
	}
	err := db.keyed(ctx, "admit referral", func(s session) error {
		in := admission{finder: finder{s}, Admission: a, ref: a.Source.ref()}
		in.as = asCompared(a.Source.Force, a.Person, a.Points)
		in.keys = in.keysOf(in.as)
		in.suspect = in.suspectNamed()
		var err error
		if in.touched, err = in.matches(); err != nil {
			return err
		}
		out, err = in.admit(ctx)
		return err
	})
	return out, err
}

// admission is one referral on its way in, within one transaction.
type admission struct {
	finder
	Admission
	ref string
	at  referralRow

	as      matching.Person // the victim, as they are compared
	keys    []string        // what they are found by
	suspect string          // digest of the suspect's name and date of birth; empty: not named
	touched []match         // every value in it by which contact points are compared
	likely  likely          // who they may be
	made    bool            // nobody on record is the victim, and so nothing of them or their case is
	alone   bool            // nor does anybody have one of the keys
	stand   []Point         // the contact points of somebody who was made of this referral
	news    []News          // what was found on the way
}

type referralRow struct {
	CaseID   string `db:"case_id"`
	PersonID string `db:"person_id"`
	Opened   bool   `db:"opened"`
	Newest   int    `db:"newest"`
}

func (in *admission) admit(ctx context.Context) (Admitted, error) {
	if err := in.hold(ctx, in.names()...); err != nil {
		return Admitted{}, err
	}
	if err := in.bindKey(ctx); err != nil {
		return Admitted{}, err
	}
	known, err := in.look(ctx)
	if err != nil {
		return Admitted{}, err
	}
	if !known {
		err = in.open(ctx)
	} else {
		err = in.reread(ctx)
	}
	if err != nil {
		return Admitted{}, err
	}
	fresh, err := in.keepVersion(ctx, known)
	if err != nil {
		return Admitted{}, err
	}
	standing := !fresh || in.Source.Version < in.at.Newest
	var kept []string
	if fresh {
		if kept, err = in.learn(ctx, !standing); err != nil {
			return Admitted{}, err
		}
	}
	out, err := in.ends(ctx, fresh)
	out.Standing, out.Kept, out.Found = standing, kept, in.news
	return out, err
}

// look finds the referral, if it is known, and with it who its victim may be.
func (in *admission) look(ctx context.Context) (known bool, err error) {
	var at []referralRow
	with := in.asking(ctx)
	with.rows(&at, `select case_id, person_id, opened, newest from referrals where ref = ?`, in.ref)
	in.likely.ask(with, in)
	if err := with.answered(); err != nil || len(at) == 0 {
		return false, err
	}
	in.at = at[0]
	return true, nil
}

// ends sees whether the two in this referral are on opposite sides of another, and how far
// it has come.
func (in *admission) ends(ctx context.Context, fresh bool) (Admitted, error) {
	var crossed []crossing
	var rows []admittedRow
	with := in.asking(ctx)
	if fresh {
		with.rows(&crossed, crossings, in.crossed()...)
	}
	with.rows(&rows, admittedNow, admittedBy(in.ref, in.Source.Version)...)
	if err := with.answered(); err != nil {
		return Admitted{}, err
	}
	if len(rows) == 0 {
		return Admitted{}, ErrNotFound
	}
	out := rows[0].admitted(in.ref, in.Source.Version)
	if in.made && in.stand != nil && !rows[0].Shown {
		out.Fresh, out.Points = true, in.stand
	}
	return out, in.allegations(ctx, crossed)
}

// names are what nobody else may be deciding about at the same time.
func (in *admission) names() []string {
	names := []string{"referral/" + in.ref}
	if in.Person.Reference != "" {
		names = append(names, "person/"+in.Source.Force+"/"+in.Person.Reference)
	}
	for _, m := range in.touched {
		names = append(names, m.name())
	}
	for _, k := range in.keys {
		names = append(names, "key/"+k)
	}
	if in.suspect != "" { // else all referrals that name nobody would wait for each other
		names = append(names, "key/"+in.suspect)
	}
	return names
}

// bindKey ties the idempotency key to what was sent.
func (in *admission) bindKey(ctx context.Context) error {
	if in.Key == "" {
		return nil
	}
	n, err := in.do(ctx, `insert into idempotency_keys (idempotency_key, digest, ref, version, received) values (?, ?, ?, ?, ?)
		on conflict (idempotency_key) do nothing`, in.Key, in.Digest, in.ref, in.Source.Version, Time{in.Received})
	if err != nil || n == 1 {
		return err
	}
	var digest string
	if err := in.one(ctx, &digest, `select digest from idempotency_keys where idempotency_key = ?`, in.Key); err != nil {
		return err
	}
	if digest != in.Digest {
		return ErrKeyReused
	}
	return nil
}

// open ties a referral that was not known to a person and a case.
func (in *admission) open(ctx context.Context) error {
	person, err := in.personFor(ctx)
	if err != nil {
		return err
	}
	if !in.made { // else nobody else knows of them yet
		if err := in.hold(ctx, "person-id/"+person); err != nil {
			return err
		}
		if person, err = in.survivor(ctx, person); err != nil {
			return err
		}
	}
	in.at = referralRow{PersonID: person, Newest: in.Source.Version}
	if err := in.tie(ctx); err != nil {
		return err
	}
	return in.later(ctx, `insert into referrals (ref, force, system, source_id, case_id, person_id, opened, newest) values (?, ?, ?, ?, ?, ?, ?, ?)`,
		in.ref, in.Source.Force, in.Source.System, in.Source.ID, in.at.CaseID, person, in.at.Opened, in.Source.Version)
}

// tie ties a person to a case of their own, unless they have one. Somebody who was made of
// this referral has none.
func (in *admission) tie(ctx context.Context) error {
	const tied = `insert into case_people (case_id, person_id) values (?, ?)`
	in.at.CaseID, in.at.Opened = in.Source.caseID(), true
	if in.made {
		return in.later(ctx, tied, in.at.CaseID, in.at.PersonID)
	}
	n, err := in.do(ctx, tied+` on conflict (person_id) do nothing`, in.at.CaseID, in.at.PersonID)
	if err != nil || n == 1 {
		return err
	}
	var theirs string
	if err := in.one(ctx, &theirs, `select case_id from case_people where person_id = ?`, in.at.PersonID); err != nil {
		return err
	}
	in.at.Opened, in.at.CaseID = theirs == in.at.CaseID, theirs
	return nil
}

// reread reads once more whose a known referral is, now that nobody can make two people
// one meanwhile.
func (in *admission) reread(ctx context.Context) error {
	if err := in.hold(ctx, "person-id/"+in.at.PersonID); err != nil {
		return err
	}
	return in.one(ctx, &in.at, `select case_id, person_id, opened, newest from referrals where ref = ?`, in.ref)
}

// keepVersion keeps what was received, and says whether it had not been before: of a
// referral that is not known no version has been.
func (in *admission) keepVersion(ctx context.Context, known bool) (bool, error) {
	body, err := in.sealText(string(in.Body), bodyBoundTo(in.ref, in.Source.Version))
	if err != nil {
		return false, err
	}
	place, err := in.place(ctx)
	if err != nil {
		return false, err
	}
	const keep = `insert into referral_versions
		(ref, version, digest, crime_reference, officer_collar, officer_name, officer_email, sent_by, sent_as, body, received, taken, revision, place, again)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`
	version := []any{
		in.ref, in.Source.Version, in.Digest, in.CrimeReference, in.Officer.CollarNumber, in.Officer.Name, in.Officer.Email,
		in.SentBy, string(in.SentAs), body, Time{in.Received}, false, place, Time{in.Handed},
	}
	if !known {
		return true, in.later(ctx, keep, version...)
	}
	n, err := in.do(ctx, keep+` on conflict (ref, version) do nothing`, version...)
	if err != nil || n == 1 {
		return n == 1, err
	}
	var digest string
	if err := in.one(ctx, &digest, `select digest from referral_versions where ref = ? and version = ?`, in.ref, in.Source.Version); err != nil {
		return false, err
	}
	if digest != in.Digest {
		return false, ErrConflict
	}
	return false, nil
}

// bodyBoundTo is what a referral as it was received is sealed to.
func bodyBoundTo(ref string, version int) string {
	return "referral_versions/" + ref + "/" + strconv.Itoa(version) + "/body"
}

// learn takes over what the version says of the person. Of an older version it
// takes only the suspect's numbers, since those can only make contact safer.
func (in *admission) learn(ctx context.Context, newest bool) (kept []string, err error) {
	if newest {
		if err := in.update(ctx); err != nil {
			return nil, err
		}
		if kept, err = in.writePoints(ctx); err != nil {
			return nil, err
		}
	}
	for _, phone := range in.SuspectPhones {
		if err := in.later(ctx, `insert into suspect_phones (phone, ref) values (?, ?) on conflict do nothing`, phone, in.ref); err != nil {
			return nil, err
		}
	}
	if err := in.share(ctx, in.touched...); err != nil {
		return nil, err
	}
	if newest {
		news, err := in.lookAround(ctx)
		if err != nil {
			return nil, err
		}
		in.news = append(in.news, news...)
	}
	if in.suspect != "" {
		err = in.later(ctx, `insert into suspect_names (digest, ref) values (?, ?) on conflict (digest, ref) do nothing`, in.suspect, in.ref)
	}
	return kept, err
}

// update has the newest version be the one that stands. Of somebody who was made of it
// everything is as it says already.
func (in *admission) update(ctx context.Context) error {
	if in.at.Newest != in.Source.Version {
		if _, err := in.do(ctx, `update referrals set newest = ? where ref = ?`, in.Source.Version, in.ref); err != nil {
			return err
		}
	}
	if in.made {
		return nil
	}
	return in.writePerson(ctx)
}

// lookAround looks for people whom the victim may be. Somebody who was made just now has
// no keys yet, and is nobody else where nobody had any of them.
func (in *admission) lookAround(ctx context.Context) ([]News, error) {
	c := change{at: in.Received}
	if !in.made || in.digest == nil {
		return in.recheck(ctx, in.at.PersonID, c)
	}
	points, err := in.points(ctx, in.at.PersonID)
	if err != nil {
		return nil, err
	}
	in.stand = points
	who := asCompared(in.Source.Force, in.Person, points)
	keys := in.keysOf(who)
	if err := in.addKeys(ctx, in.at.PersonID, keys); err != nil || in.alone && slices.Equal(keys, in.keys) {
		return nil, err
	}
	return in.recheck(ctx, in.at.PersonID, c)
}
