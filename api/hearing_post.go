package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// heardOf is the answer to a word about a hearing of a case that the sender may not
// know by its ID.
type heardOf struct {
	CaseID   string               `json:"case_id"`
	Hearing  string               `json:"hearing_id"`
	Outcome  casework.HearingNews `json:"outcome"`
	Revision int                  `json:"revision"`
}

// postHearings takes a word about a hearing by the case, or by the force and its
// reference of the crime: for lists from courts and Witness Care Units. It may be
// repeated: what has nothing new in it is not told to the case again.
func (a *API) postHearings(c echo.Context) error {
	key, err := idempotencyKey(c.Request().Header, must)
	if err != nil {
		return err
	}
	b, err := a.readJSON(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	k := newAsk(c, b, casework.SetHearing{}.Name(), key)
	row, err := a.caseSpokenOf(ctx, k)
	if err != nil {
		return err
	}
	name := k.text("reference", may, sourceID)
	m := readHearing(k)
	k.end()
	state, err := restored(row)
	if err != nil {
		return err
	}
	if state != nil {
		a.nameHearing(k, &m, state, name)
		m.Said = k.said
	}
	if problem := b.problem(); problem != nil {
		return problem
	}
	return a.hearOf(c, k, row, state, m)
}

// hearOf tells a case of a hearing, where that is news to it.
func (a *API) hearOf(c echo.Context, k *ask, row store.CaseRow, state *casework.Case, m casework.SetHearing) error {
	ctx := c.Request().Context()
	c.Set(keyCase, row.ID)
	if err := a.audit(c, Route{Method: http.MethodPost, Path: stringOf(c, keyRoute)}); err != nil {
		return err
	}
	stands := ""
	if h, known := hearingOf(state, m.Hearing); known {
		stands = h.Stands()
	}
	m.Said = k.saidOf(row.ID, m.Hearing, stands)
	out := heardOf{row.ID, m.Hearing, m.Means(state, a.cfg.Now()), row.Revision}
	if out.Outcome == casework.MeansSame || out.Outcome == casework.MeansOld {
		return c.JSON(http.StatusOK, out)
	}
	r, err := a.give(ctx, row, k, m)
	if err != nil {
		return err
	}
	out.Revision = r.Revision
	return c.JSON(http.StatusOK, out)
}

// saidOf names the command by what was sent, and by how the hearing stood: sent again it
// is the same, and sent again after the hearing has changed meanwhile it is another.
func (k *ask) saidOf(caseID, hearing, stands string) casework.Said {
	k.said.ID = idOf("command", caseID, casework.SetHearing{}.Name(), "list", k.said.ID, hearing, stands)
	return k.said
}

func hearingOf(c *casework.Case, id string) (casework.Hearing, bool) {
	i := slices.IndexFunc(c.Hearings, func(h casework.Hearing) bool { return h.ID == id })
	if i < 0 {
		return casework.Hearing{}, false
	}
	return c.Hearings[i], true
}

// restored is the case as it was last published; nil: there is none.
func restored(row store.CaseRow) (*casework.Case, error) {
	if row.ID == "" {
		return nil, nil
	}
	return casework.Restore(row.State)
}

// caseSpokenOf finds the case that a hearing is of; the zero row: what is wrong has been
// added to the faults.
func (a *API) caseSpokenOf(ctx context.Context, k *ask) (store.CaseRow, error) {
	id, force := k.id("case_id", may), k.text("force", may, slug)
	crime := k.text("crime_reference", may, shaped(40, reference.shape.String(), reference.says))
	if id == "" {
		if force == "" || crime == "" {
			k.wrong("case_id", "missing", "say the case, or the force and its reference of the crime")
			return store.CaseRow{}, nil
		}
		found, err := a.db.CasesOfCrime(ctx, force, crime)
		switch {
		case err != nil:
			return store.CaseRow{}, err
		case len(found) == 0:
			k.wrong("crime_reference", "unknown", "no case is known of this crime of this force")
			return store.CaseRow{}, nil
		case len(found) > 1:
			k.wrong("crime_reference", "ambiguous", "there are "+strconv.Itoa(len(found))+" victims of this crime: say which by case_id")
			return store.CaseRow{}, nil
		}
		id = found[0]
	}
	row, err := a.db.Case(ctx, id)
	if err != nil {
		return row, err
	}
	k.caseID = row.ID
	return row, nil
}

// nameHearing finds the hearing that is spoken of where no ID is given: by the sender's
// own reference, or the one of the type on that day. One on another day may be moved, or
// be a new one: which is not guessed.
func (a *API) nameHearing(k *ask, m *casework.SetHearing, c *casework.Case, name string) {
	same, others := c.Spoken(m.Type, m.Starts, a.cfg.Now())
	court := k.spoken
	switch {
	case k.given("id"):
		return
	case name != "":
		m.Hearing = idOf("hearing", c.ID, "reference", name)
	case same != "":
		m.Hearing = same
	case others > 0:
		k.wrong("id", "ambiguous", "the case has a hearing of this type on another day: say by its id that it has moved, or give this one a reference of its own")
		return
	default:
		m.Hearing = idOf("hearing", c.ID, m.Type, string(casework.Date(m.Starts.In(casework.London).Format("2006-01-02"))))
	}
	for i := range court { // where it is, is known by the hearing
		court[i].id = idOf("court", k.caseID, m.Hearing, court[i].words)
		k.said.Text = court[i].id
	}
}
