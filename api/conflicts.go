package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/safecontact"
	"beacon/store"
)

// permits is what somebody says may be done with a contact point.
type permits struct {
	Allowed    safecontact.Allowed  `json:"allowed"`
	Windows    []safecontact.Window `json:"windows"`
	DoNotUse   bool                 `json:"do_not_use"`
	VerifiedAt time.Time            `json:"verified_at,omitzero"`
}

func permitsOf(p store.Permits) permits {
	out := permits(p)
	if out.Windows == nil {
		out.Windows = []safecontact.Window{}
	}
	return out
}

// pointConflict is a police record that differs from what stands of a contact point.
type pointConflict struct {
	ID        string           `json:"id"`
	Point     string           `json:"contact_point_id"`
	Kind      safecontact.Kind `json:"kind,omitempty"`
	Value     string           `json:"value,omitempty"`
	Fields    []string         `json:"fields"`
	Kept      permits          `json:"kept"`
	Said      permits          `json:"police_say"`
	Standing  store.Standing   `json:"standing"`
	Raised    time.Time        `json:"raised_at"`
	DecidedAt time.Time        `json:"decided_at,omitzero"`
	DecidedBy string           `json:"decided_by,omitempty"`
	Why       string           `json:"why,omitempty"`
}

// getConflicts lists where police say otherwise than what stands of how the victim may
// be reached.
func (a *API) getConflicts(c echo.Context) error {
	q := queryOf(c)
	if err := q.end(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	if _, err := a.db.Case(ctx, caseOf(c)); err != nil {
		return err
	}
	rows, err := a.conflictsOf(ctx, caseOf(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, listingOf(store.Page[pointConflict]{Items: rows}, func(p pointConflict) pointConflict { return p }))
}

func (a *API) conflictsOf(ctx context.Context, caseID string) ([]pointConflict, error) {
	rows, err := a.db.Conflicts(ctx, caseID)
	if err != nil {
		return nil, err
	}
	_, points, err := a.db.Person(ctx, caseID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.Why
	}
	words, err := a.db.Words(ctx, ids)
	if err != nil {
		return nil, err
	}
	return each(rows, func(r store.Conflict) pointConflict {
		out := pointConflict{
			ID: r.ID, Point: r.PointID, Fields: r.Fields, Kept: permitsOf(r.Kept), Said: permitsOf(r.Said), Standing: r.Standing,
			Raised: r.Raised, DecidedAt: r.DecidedAt, DecidedBy: r.DecidedBy, Why: words[r.Why],
		}
		if i := slices.IndexFunc(points, func(p store.Point) bool { return p.ID == r.PointID }); i >= 0 {
			out.Kind, out.Value = points[i].Kind, points[i].Value
		}
		return out
	}), nil
}

// postConflictResolution decides a conflict: what stands is kept, or what police say is
// taken and may then be used for calls only, until the victim confirms it.
func (a *API) postConflictResolution(c echo.Context) error {
	ctx := c.Request().Context()
	key, err := idempotencyKey(c.Request().Header, must)
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
	id, ok := uuidOf(c.Param("conflict"))
	if !ok {
		return refuse(notFound, "there is no such conflict")
	}
	k := newAsk(c, b, "resolve-conflict "+id, key)
	take := oneOf(k.part, "resolution", must, []string{"keep", "take"}) == "take"
	k.saidWith("reason", must)
	k.end()
	if problem := b.problem(); problem != nil {
		return problem
	}
	if err := a.resolve(ctx, row, k, id, take); err != nil {
		return err
	}
	rows, err := a.conflictsOf(ctx, row.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(p pointConflict) bool { return p.ID == id })
	return c.JSON(http.StatusOK, rows[max(i, 0)])
}

// resolve decides a conflict, and tells the case.
func (a *API) resolve(ctx context.Context, row store.CaseRow, k *ask, id string, take bool) error {
	if err := a.keep(ctx, k); err != nil {
		return err
	}
	point, news, err := a.db.SettleConflict(ctx, row.ID, id, take, store.Settled{By: k.said.By, Why: k.said.Text, At: a.cfg.Now().UTC()})
	if errors.Is(err, store.ErrConflict) {
		k.part.wrong("resolution", "already_decided", "has been decided otherwise")
		return k.part.faults.problem()
	}
	if err != nil {
		return err
	}
	if take {
		a.sayTaken(ctx, row, k, point)
	}
	a.passOnAll(ctx, news)
	return nil
}

// sayTaken tells the case that what is known of a contact point has changed. What may
// be sent is looked up at every sending and does not wait for this.
func (a *API) sayTaken(ctx context.Context, row store.CaseRow, k *ask, point store.Point) {
	m := casework.ContactPointChanged{Said: k.said, Point: point.ID, Usable: usable(point, a.cfg.Now())}
	if by, err := a.ways(ctx, row.ID); err == nil {
		m.NoneLeft, m.Told, m.Hours = !by.left && !m.Usable, true, by.hours
	}
	if _, err := a.tell(ctx, row, m); err != nil {
		a.log.WarnContext(ctx, "a case is not told of a changed contact point", "case", row.ID, "point", point.ID, "cause", err)
	}
}
