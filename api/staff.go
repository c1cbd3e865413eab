package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// person is somebody who works here, as a supervisor sees them.
type person struct {
	Subject      string          `json:"subject"`
	Roles        []casework.Role `json:"roles"`
	Team         string          `json:"team,omitempty"`
	Active       bool            `json:"active"`
	Seen         time.Time       `json:"seen_at,omitzero"`
	Registered   time.Time       `json:"registered_at,omitzero"`
	RegisteredBy string          `json:"registered_by,omitempty"`
}

func personOf(s store.Staff) person {
	return person{s.Subject, s.Roles, s.Team, s.Active, s.Seen, s.Registered, s.RegisteredBy}
}

// getStaff lists who works or worked here.
func (a *API) getStaff(c echo.Context) error {
	q := queryOf(c)
	team, cursor, limit := listed(q, "team", teams()), q.cursor(), q.limit()
	if err := q.end(); err != nil {
		return err
	}
	rows, err := a.db.Staff(c.Request().Context(), team, cursor, limit)
	if err != nil {
		return badCursor(err)
	}
	return c.JSON(http.StatusOK, listingOf(rows, personOf))
}

// subjectOf is the subject in the path.
func subjectOf(c echo.Context) (string, error) {
	s := c.Param("subject")
	if !keepable(s) {
		return "", refuse(notFound, "there is nobody of this subject")
	}
	return s, nil
}

// teams lists the teams that there are.
func teams() []string {
	out := make([]string, len(casework.Desks))
	for i, d := range casework.Desks {
		out[i] = d.Team
	}
	return out
}

// putStaff registers somebody who works here, or says that they have left. Who still
// has open cases cannot leave: their caseload is handed over first.
func (a *API) putStaff(c echo.Context) error {
	subject, err := subjectOf(c)
	if err != nil {
		return err
	}
	b, err := a.readJSON(c)
	if err != nil {
		return err
	}
	p := b.part()
	s := readStaff(p, subject)
	s.Registered, s.RegisteredBy = a.cfg.Now().UTC(), actorOf(c).Subject
	ctx := c.Request().Context()
	if !s.Active {
		has, err := a.db.Caseload(ctx, subject)
		if err != nil {
			return err
		}
		if len(has) > 0 {
			p.wrong("active", "has_cases", "has open cases: hand them over first")
		}
	}
	if problem := b.problem(); problem != nil {
		return problem
	}
	if err := a.db.RegisterStaff(ctx, s); err != nil {
		return err
	}
	kept, err := a.db.StaffOf(ctx, subject)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, personOf(kept))
}

// readStaff reads who somebody is to be registered as.
func readStaff(p *part, subject string) store.Staff {
	s := store.Staff{Subject: subject, Team: oneOf(p, "team", must, teams()), Active: true}
	p.eachText("roles", len(staff), code, func(at, r string) {
		if !slices.Contains(staff, casework.Role(r)) {
			p.faults.wrong(at, "not_listed", "must be one of "+words(staff))
		}
		s.Roles = append(s.Roles, casework.Role(r))
	})
	if len(s.Roles) == 0 {
		p.wrong("roles", "missing", "is missing")
	}
	if active := p.flag("active", may); active != nil {
		s.Active = *active
	}
	p.end()
	return s
}
