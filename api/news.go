package api

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/messaging"
	"beacon/store"
)

// hear keeps a provider's report, and tells the case where a message has come back.
// One of a message nobody knows is no error: providers send those.
func (a *API) hear(c echo.Context, provider, eventID string, r messaging.Report) error {
	ctx := c.Request().Context()
	moved, err := a.db.Callback(ctx, provider, eventID, r)
	if err != nil {
		return err
	}
	switch {
	case !moved.Known:
		a.log.WarnContext(ctx, "a report came of a message that is not known", "provider", provider, "request_id", stringOf(c, keyRequest))
	case moved.Final:
		a.passOn(ctx, store.News{ID: moved.News, Kind: store.Undelivered, CaseID: moved.Delivery.CaseID, At: r.At, Delivery: moved.Delivery, PointID: moved.Delivery.Point})
	}
	return nil
}

// passOn tells a case some news. Where that cannot be done now the news stays
// unhandled, and the watch does it: the provider need not know.
func (a *API) passOn(ctx context.Context, n store.News) {
	if err := a.tellNews(ctx, n); err != nil {
		a.log.WarnContext(ctx, "news waits until the case can be told", "case", n.CaseID, "news", n.ID, "cause", err.Error())
	}
}

// tellNews tells a case some news and marks it as handled. It may be repeated.
func (a *API) tellNews(ctx context.Context, n store.News) error {
	row, err := a.db.Case(ctx, n.CaseID)
	if err != nil {
		return err
	}
	_, err = a.tell(ctx, row, commandOf(n, row))
	var refusal *casework.Error
	if errors.As(err, &refusal) && refusal.Code == casework.CaseClosed && n.Kind == store.Reply && !n.Stop {
		err = a.reopenFor(ctx, row, n)
	}
	if errors.As(err, &refusal) {
		a.log.WarnContext(ctx, "the case did not want the news", "case", n.CaseID, "news", n.ID, "code", string(refusal.Code))
		err = nil
	}
	if err != nil {
		return err
	}
	return a.db.Handled(ctx, n.ID)
}

// reopenFor takes a closed case up again because its victim may have written: a
// call for help must reach a person, and only an open case has a worklist.
func (a *API) reopenFor(ctx context.Context, row store.CaseRow, n store.News) error {
	said := casework.Said{ID: idOf("reopen", n.ID), Body: n.ID, Role: casework.System}
	if _, err := a.tell(ctx, row, casework.ReopenCase{Said: said, Reason: "information_received"}); err != nil {
		return err
	}
	_, err := a.tell(ctx, row, commandOf(n, row))
	return err
}

// commandOf makes of news what the case understands.
func commandOf(n store.News, row store.CaseRow) casework.Command {
	said := casework.Said{ID: n.ID, Body: n.ID, Role: casework.System, At: n.At}
	if n.Kind == store.Reply {
		said.Text = n.TextID
		return casework.ReplyReceived{Said: said, Stop: n.Stop, Point: n.PointID}
	}
	m := casework.MessageFailed{Said: said, Template: n.Delivery.Template, Code: n.Delivery.Reason}
	if c, err := casework.Restore(row.State); err == nil {
		m.About, m.When = hearingOf(c, n.Delivery)
	}
	return m
}
