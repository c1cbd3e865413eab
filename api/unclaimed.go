package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/messaging"
	"beacon/store"
)

// unclaimedReply is a text from a number that nobody has.
type unclaimedReply struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	From     string    `json:"from"`
	Text     string    `json:"text"`
	Distress bool      `json:"distress"`
}

// getUnclaimedReplies lists texts from numbers that nobody had when they came, for
// a supervisor to find out whose they are.
func (a *API) getUnclaimedReplies(c echo.Context) error {
	q := queryOf(c)
	cursor, limit := q.cursor(), q.limit()
	if err := q.end(); err != nil {
		return err
	}
	rows, err := a.db.Unclaimed(c.Request().Context(), cursor, limit)
	if err != nil {
		return badCursor(err)
	}
	return c.JSON(http.StatusOK, listingOf(rows, func(s store.Stray) unclaimedReply {
		return unclaimedReply{s.TextID, s.At, s.From, s.Words, messaging.Distress(s.Words)}
	}))
}
