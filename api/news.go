package api

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"beacon/casework"
	"beacon/messaging"
	"beacon/store"
)

// hear keeps a provider's report, and tells the case where a message has come back, or
// one that matters has arrived.
// One of a message nobody knows is no error: providers send those.
func (a *API) hear(c echo.Context, provider, eventID string, r messaging.Report) error {
	ctx := c.Request().Context()
	moved, err := a.db.Callback(ctx, provider, eventID, r)
	if err != nil {
		return err
	}
	if moved.Known && moved.Delivery.State.Final() {
		a.redact(ctx, moved.Delivery)
	}
	switch {
	case !moved.Known:
		a.log.WarnContext(ctx, "a report came of a message that is not known", "provider", provider, "request_id", stringOf(c, keyRequest))
	case moved.News != "":
		a.passOn(ctx, store.News{ID: moved.News, Kind: moved.Kind, CaseID: moved.Delivery.CaseID, At: r.At, Delivery: moved.Delivery, PointID: moved.Delivery.Point})
	}
	return nil
}

// redact has the provider forget what a message said. Where that fails the watch
// tries again: no webhook fails for it.
func (a *API) redact(ctx context.Context, d messaging.Delivery) {
	if a.cfg.Redact == nil {
		return
	}
	err := a.cfg.Redact(ctx, d)
	if err == nil {
		err = a.db.Redacted(ctx, d.MessageID)
	} else if later := a.db.RedactLater(ctx, d.MessageID, a.cfg.Now()); later != nil {
		err = later
	}
	if err != nil {
		a.log.WarnContext(ctx, "a provider may still have the words of a message", "provider", d.Provider, "case", d.CaseID)
	}
}

// redactOwed has providers forget what they could not be made to forget before.
func (a *API) redactOwed(ctx context.Context, before time.Time) error {
	if a.cfg.Redact == nil {
		return nil
	}
	owed, err := a.db.Unredacted(ctx, before, watchMost)
	for _, d := range owed {
		a.redact(ctx, d)
	}
	return err
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
	m, err := a.commandOf(ctx, n, row)
	if err != nil {
		return err
	}
	_, err = a.tell(ctx, row, m)
	var refusal *casework.Error
	if errors.As(err, &refusal) && refusal.Code == casework.CaseClosed && opensAgain(m) {
		err = a.reopenFor(ctx, row, n, m)
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

// opensAgain says that news must reach a person though the case is closed.
func opensAgain(m casework.Command) bool {
	r, reply := m.(casework.ReplyReceived)
	return reply && (!r.Stop || r.Distress)
}

// reopenFor takes a closed case up again because its victim may have written: a
// call for help must reach a person, and only an open case has a worklist.
func (a *API) reopenFor(ctx context.Context, row store.CaseRow, n store.News, m casework.Command) error {
	said := casework.Said{ID: idOf("reopen", n.ID), Body: n.ID, Role: casework.System}
	if _, err := a.tell(ctx, row, casework.ReopenCase{Said: said, Reason: "information_received"}); err != nil {
		return err
	}
	_, err := a.tell(ctx, row, m)
	return err
}

// commandOf makes of news what the case understands.
func (a *API) commandOf(ctx context.Context, n store.News, row store.CaseRow) (casework.Command, error) {
	said := casework.Said{ID: n.ID, Body: n.ID, Role: casework.System, At: n.At}
	d := n.Delivery
	switch n.Kind {
	case store.Reply:
		words, err := a.db.Words(ctx, []string{n.TextID})
		if err != nil {
			return nil, err
		}
		said.Text = n.TextID
		text := words[n.TextID]
		return casework.ReplyReceived{
			Said: said, Stop: n.Stop, Point: n.PointID, Distress: messaging.Distress(text), Confirms: messaging.Confirms(text),
		}, nil
	case store.Arrived:
		m := casework.MessageDelivered{Said: said, Template: d.Template, Effect: d.EffectID}
		m.About, _ = reminderOf(row, d)
		return m, nil
	case store.Undelivered:
	}
	m := casework.MessageFailed{Said: said, Template: d.Template, Code: d.Reason, Effect: d.EffectID}
	m.About, m.When = reminderOf(row, d)
	return m, nil
}

// reminderOf finds the hearing that a message was about, by the case as it was last
// published.
func reminderOf(row store.CaseRow, d messaging.Delivery) (id string, starts time.Time) {
	c, err := casework.Restore(row.State)
	if err != nil {
		return "", time.Time{}
	}
	return hearingOf(c, d)
}
