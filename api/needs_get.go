package api

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"beacon/casework"
)

// needsOfCase is what a victim needed at every assessment, and how far they have come.
type needsOfCase struct {
	CaseID      string    `json:"case_id"`
	Assessments []needs   `json:"assessments"`
	Travelled   travelled `json:"distance_travelled"`
}

// travelled is how far a victim has come since the start of support; a part is left
// out where there is nothing to compare with yet.
type travelled struct {
	Latest *casework.Distance `json:"latest,omitempty"`
	End    *casework.Distance `json:"end,omitempty"`
}

func travelledOf(c *casework.Case) travelled {
	latest, end := casework.DistanceOf(c.Needs)
	return travelled{latest, end}
}

// getNeeds shows the needs of a case. An auditor sees the scores and not the words.
func (a *API) getNeeds(c echo.Context) error {
	if err := queryOf(c).end(); err != nil {
		return err
	}
	ctx := c.Request().Context()
	row, err := a.db.Case(ctx, caseOf(c))
	if err != nil {
		return err
	}
	state, err := casework.Restore(row.State)
	if err != nil {
		return err
	}
	v := viewer{}
	if seesPeople(actorOf(c).Role) {
		if v.words, err = a.db.Words(ctx, textsOf(&casework.Case{Needs: state.Needs})); err != nil {
			return err
		}
	}
	return c.JSON(http.StatusOK, needsOfCase{row.ID, each(state.Needs, v.needs), travelledOf(state)})
}
