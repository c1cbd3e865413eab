package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
)

// putPoint is the answer to a change of a contact point.
type putPoint struct {
	taken
	Point contactPoint `json:"contact_point"`
}

// putContactPoint writes the safe-contact record of one number or address, whole:
// what is left out is not allowed. It takes effect at once, in SQL, where it is
// looked up at every sending; the case is told afterwards.
func (a *API) putContactPoint(c echo.Context) error {
	ctx := c.Request().Context()
	id, ok := uuidOf(c.Param("point"))
	if !ok {
		return refuse(notFound, "there is no such contact point")
	}
	key, err := idempotencyKey(c.Request().Header, may)
	if err != nil {
		return err
	}
	b, err := a.readJSON(c)
	if err != nil {
		return err
	}
	row, err := a.db.Case(ctx, caseOf(c))
	if err != nil {
		return err
	}
	body := b.part()
	cover := readCover(body)
	p := readContactPoint(body, id, actorOf(c).Subject, a.cfg.Now().UTC())
	if problem := b.problem(); problem != nil {
		return problem
	}
	out, created, err := a.changePoint(ctx, row, p, cover, pointChanged(c, b, id, key), key != "")
	if err != nil {
		return err
	}
	if created {
		return c.JSON(http.StatusCreated, out)
	}
	return c.JSON(http.StatusOK, out)
}

// changePoint writes a record and tells the case of it. The record of a closed case
// stays as it is.
func (a *API) changePoint(ctx context.Context, row store.CaseRow, p store.Point, cover store.Cover, m casework.ContactPointChanged, keyed bool) (putPoint, bool, error) {
	now := a.cfg.Now().UTC()
	if _, err := rehearse(row, m, now); err != nil && row.Stage == casework.Closed {
		return putPoint{}, false, err
	}
	put, err := a.db.PutPoint(ctx, row.ID, p, m.By, now)
	if errors.Is(err, store.ErrConflict) {
		return putPoint{}, false, a.pointConflict(ctx, row.ID, p)
	}
	if err != nil {
		return putPoint{}, false, err
	}
	known := put.Point
	if !keyed {
		m.ID = idOf(m.ID, strconv.Itoa(put.Version))
	}
	if err := a.db.PutCover(ctx, row.ID, known.ID, cover, m.By, now); err != nil {
		return putPoint{}, false, err
	}
	m.Usable = usable(known, now)
	m.Verified = p.VerifiedAt.Equal(known.VerifiedAt) && confirmedSince(row, known)
	by, err := a.ways(ctx, row.ID)
	if err != nil {
		return putPoint{}, false, err
	}
	m.NoneLeft, m.Told, m.Hours = !by.left && !m.Usable, true, by.hours
	r, err := a.tell(ctx, row, m)
	if err != nil {
		return putPoint{}, false, err
	}
	a.awaitShown(ctx, row.ID, r)
	return putPoint{taken{row.ID, r.Revision, r.Stage, nil}, contactPointOf(known).with(cover)}, put.Created, nil
}

// pointChanged is what the case is told. Without a key from the caller the body and the
// version of the record are the key: the same record put twice is one change, and put
// again after another it is a new one.
func pointChanged(c echo.Context, b content, id, key string) casework.ContactPointChanged {
	if key == "" {
		key = "body " + b.digest
	}
	m := casework.ContactPointChanged{Point: id}
	m.Said = casework.Said{
		ID:   idOf("command", caseOf(c), m.Name(), id, key),
		Body: b.digest, By: actorOf(c).Subject, Role: actorOf(c).Role,
	}
	return m
}

// doNotUseReasons lists why a contact point is not to be used: codes, because they
// are kept with every message that was not sent.
var doNotUseReasons = []string{"victim_asked", "suspect_has_access", "not_theirs", "does_not_work", "unsafe", "other"}

func readContactPoint(p *part, id, by string, now time.Time) store.Point {
	var known store.Point
	known.ID = id
	known.Kind, known.Value, known.Mobile = readValue(p, func(string, string) {})
	allowed := p.part("allowed", must)
	known.Allowed = readAllowed(allowed)
	known.Allowed.PlainWords = allowed.yes("plain_words")
	allowed.end()
	known.Windows = readWindows(p)
	known.SharedWith = oneOf(p, "shared_with", may, []safecontact.Sharing{
		safecontact.Nobody, safecontact.Household, safecontact.AnotherPerson, safecontact.Suspect,
	})
	if known.Allowed.PlainWords && known.SharedWith != safecontact.Nobody {
		allowed.wrong("plain_words", "not_theirs_alone", "is for a point that nobody else has: say shared_with nobody")
	}
	known.DoNotUse = p.yes("do_not_use")
	known.DoNotUseReason = oneOf(p, "do_not_use_reason", may, doNotUseReasons)
	if known.DoNotUseReason != "" && !known.DoNotUse {
		p.wrong("do_not_use_reason", "contradicts", "is given, and do_not_use is not true")
	}
	known.VerifiedAt, known.ExpiresAt = readVerified(p.part("verified", may), now)
	if !known.VerifiedAt.IsZero() {
		known.VerifiedBy = by
	}
	p.end()
	return known
}

// readVerified reads that the victim confirmed the record: nobody else can.
func readVerified(p *part, now time.Time) (at, until time.Time) {
	if p == nil {
		return at, until
	}
	if by := p.flag("by_victim", must); by != nil && !*by {
		p.wrong("by_victim", "not_by_the_victim", "must be true: only the victim can confirm that a way is safe; else leave verified out")
	}
	at, until = p.moment("at", must), p.moment("expires_at", may)
	switch {
	case at.After(now.Add(skew)):
		p.wrong("at", "in_the_future", "is in the future")
	case at.After(now): // their clock is a little ahead of ours
		at = now
	}
	if !until.IsZero() && !until.After(at) {
		p.wrong("expires_at", "before_it_began", "is not after it was confirmed")
	}
	p.end()
	return at.Truncate(time.Millisecond), until.Truncate(time.Millisecond)
}

// pointConflict tells why a record cannot stand beside those there are.
func (a *API) pointConflict(ctx context.Context, caseID string, p store.Point) error {
	_, points, err := a.db.Person(ctx, caseID)
	if err != nil {
		return err
	}
	var f faults
	if slices.ContainsFunc(points, func(o store.Point) bool { return o.ID == p.ID && o.Kind != p.Kind }) {
		f.wrong("/kind", "cannot_change", "cannot change: make another contact point")
	} else {
		f.wrong("/value", "already_known", "is already another contact point of this victim")
	}
	return f.problem()
}

// usable says whether a point may be used by at least one channel, now or at a safe
// time.
func usable(p store.Point, now time.Time) bool {
	return slices.ContainsFunc(safecontact.Channels, func(by safecontact.Channel) bool { return mayUse(p, by, now) })
}

// confirmedSince says that the victim's confirmation is later than whatever stopped
// the case's messages: an old one, put again, starts nothing.
func confirmedSince(row store.CaseRow, p store.Point) bool {
	if p.VerifiedAt.IsZero() || !p.FrozenAt.IsZero() {
		return false
	}
	c, err := casework.Restore(row.State)
	return err == nil && (c.Halt == nil || p.VerifiedAt.After(c.Halt.Since))
}
