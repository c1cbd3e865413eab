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
	a.traffic.heard(provider, moved, r, a.cfg.Now())
	if moved.Known && moved.Fresh && moved.Delivery.State.Final() {
		a.redact(ctx, moved.Delivery)
	}
	if moved.Another {
		a.log.ErrorContext(ctx, "a provider took a message twice", "provider", provider, "case", moved.Delivery.CaseID, "message", moved.Delivery.MessageID)
	}
	switch {
	case !moved.Known:
		a.log.WarnContext(ctx, "a report came of a message that is not known", "provider", provider, "request_id", stringOf(c, keyRequest))
	case moved.News != "" && moved.Kind == store.Arrived && !a.arrivals.Allow(): // the watch tells it
	case moved.News != "":
		a.passOn(ctx, store.News{ID: moved.News, Kind: moved.Kind, CaseID: moved.Delivery.CaseID, At: r.At, Delivery: moved.Delivery, PointID: moved.Delivery.Point})
	}
	return nil
}

// arrivalsPerSecond is how many messages a second a process tells cases the arrival of at
// once. When thousands arrive together, the rest can wait for the watch: a case does
// something about a message that has not arrived only hours later.
const arrivalsPerSecond = 10

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
		a.log.WarnContext(ctx, "news waits until the case can be told", "case", n.CaseID, "news", n.ID, "cause", err)
	}
}

// passOnAll tells cases everything that was found.
func (a *API) passOnAll(ctx context.Context, found []store.News) {
	for _, n := range found {
		a.passOn(ctx, n)
	}
}

// tellNews tells a case some news and marks it as handled. It may be repeated.
func (a *API) tellNews(ctx context.Context, n store.News) error {
	goesOn, err := a.db.Survivor(ctx, n.CaseID)
	if err != nil {
		return err
	}
	row, err := a.db.Case(ctx, goesOn)
	if err != nil {
		return err
	}
	m, err := a.commandOf(ctx, n)
	if err != nil {
		return err
	}
	_, err = a.tell(ctx, row, m)
	var refusal *casework.Error
	if _, found := m.(casework.RecordFinding); found && errors.As(err, &refusal) && refusal.Code == casework.CaseClosed {
		return a.db.Shelve(ctx, n.ID)
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

// commandOf makes of news what the case understands.
func (a *API) commandOf(ctx context.Context, n store.News) (casework.Command, error) {
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
		return casework.MessageDelivered{Said: said, Template: d.Template, About: d.About, Effect: d.EffectID}, nil
	case store.CaseSealed, store.CaseUnsealed:
		said.By, said.Role = n.By, casework.Supervisor
		return casework.SealChanged{Said: said, Sealed: n.Kind == store.CaseSealed, Why: n.Why}, nil
	case store.MatchFound, store.MatchSettled, store.ConflictFound, store.ConflictUrgent, store.ConflictSettled, store.CounterAllegation:
		return casework.RecordFinding{Said: said, Finding: string(n.Kind), About: n.About}, nil
	case store.Undelivered:
	}
	return casework.MessageFailed{Said: said, Template: d.Template, About: d.About, When: d.When, Code: d.Reason, Effect: d.EffectID}, nil
}
