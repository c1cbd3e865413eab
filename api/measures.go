package api

import (
	"math"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/store"
)

// courtMeasure is what became of the victims of cases in which somebody was charged.
// Shares are of one, and left out where there is nothing to divide by.
type courtMeasure struct {
	Charged          int             `json:"charged"`
	Needed           int             `json:"charged_and_needed"`
	Withdrew         int             `json:"withdrew_after_charge"`
	NeededWithdrew   int             `json:"needed_and_withdrew_after_charge"`
	OfNeeded         *float64        `json:"share_of_charged_and_needed,omitempty"`
	OfCharged        *float64        `json:"share_of_charged,omitempty"`
	Reasons          []withdrewCount `json:"reasons"`
	TakenBack        int             `json:"withdrew_and_support_again"`
	Trials           int             `json:"trials_held"`
	Ineffective      int             `json:"ineffective_trials"`
	ShareIneffective *float64        `json:"share_of_trials_ineffective,omitempty"`
	NotAttended      int             `json:"needed_and_not_there"`
	MeasuresMissing  int             `json:"special_measures_not_in_place"`
}

type withdrewCount struct {
	Reason string `json:"reason"`
	Cases  int    `json:"cases"`
}

// getCourtMeasure counts the cases in which somebody was first charged on certain days.
func (a *API) getCourtMeasure(c echo.Context) error {
	q := queryOf(c)
	from, before := q.day("charged_from"), q.day("charged_before")
	if err := q.end(); err != nil {
		return err
	}
	n, err := a.db.Court(c.Request().Context(), beginOf(from), beginOf(before))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, courtMeasure{
		Charged: n.Charged, Needed: n.Needed, Withdrew: n.Withdrew, NeededWithdrew: n.NeededWithdrew,
		OfNeeded: share(n.NeededWithdrew, n.Needed), OfCharged: share(n.Withdrew, n.Charged),
		Reasons:   each(n.Reasons, func(r store.ReasonCount) withdrewCount { return withdrewCount{r.Why, r.N} }),
		TakenBack: n.TakenBack, Trials: n.Trials, Ineffective: n.Ineffective, ShareIneffective: share(n.Ineffective, n.Trials),
		NotAttended: n.NotAttended, MeasuresMissing: n.MeasuresMissing,
	})
}

// beginOf is when a day of the London calendar begins; zero: none is named.
func beginOf(d casework.Date) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), casework.London)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// share is one number as a part of another, to four places; nil: there is no other.
func share(n, of int) *float64 {
	if of == 0 {
		return nil
	}
	s := math.Round(float64(n)/float64(of)*1e4) / 1e4
	return &s
}
