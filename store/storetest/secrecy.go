package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/store"
)

// failing is what a store says when it cannot, and what it never says.
var failing = []rule{
	{"WhatHoldsPersonalDataDoesNotPrintIt", doNotPrint},
	{"NoErrorHoldsAnythingOfAPerson", noErrorTells},
	{"WhatIsNoTextIsRefused", func(t *testing.T, db *store.DB) {
		for i, words := range []string{"canary\x00", "Zebedee\xff", "\xc3\x28"} {
			a := referral(fmt.Sprint(i))
			a.Person.GivenName = words
			_, err := db.Admit(ctxOf(t), a)
			require.ErrorIs(t, err, store.ErrText)
			require.NotErrorIs(t, err, store.ErrUnavailable, "trying again cannot mend it")
			noCanary(t, err)
		}
		listed, err := db.Untaken(ctxOf(t), Epoch.Add(time.Hour), 10)
		require.NoError(t, err)
		require.Empty(t, listed)
	}},
	{"ACancelledCallSaysSo", func(t *testing.T, db *store.DB) {
		ctx, cancel := context.WithCancel(ctxOf(t))
		cancel()
		_, err := db.Case(ctx, caseID(1))
		require.ErrorIs(t, err, store.ErrUnavailable)
		require.ErrorIs(t, err, context.Canceled)
		require.NoError(t, db.Ready(ctxOf(t)), "and leaves the database as it was")
	}},
	{"AClosedDatabaseIsUnavailable", func(t *testing.T, db *store.DB) {
		require.NoError(t, db.Close())
		for what, err := range everyFailure(ctxOf(t), db) {
			require.ErrorIs(t, err, store.ErrUnavailable, what)
			require.True(t, errIsNone(err), what)
		}
		require.ErrorIs(t, db.Ready(ctxOf(t)), store.ErrUnavailable)
	}},
}

// printed is all that fmt can make of something.
func printed(v any) string {
	return fmt.Sprintf("%v %+v %#v %s\n", v, v, v, v)
}

func noCanary(t *testing.T, err error) {
	t.Helper()
	for _, c := range canary {
		require.NotContains(t, strings.ToLower(printed(err)), strings.ToLower(c))
	}
}

// full is a referral with a canary in every place that can hold one.
func full() store.Admission {
	a := withPoints(referral("1"), 1, phone(number(1)))
	a.SuspectPhones = []string{number(2)}
	a.Suspect = store.Suspect{GivenName: "Zebedee", FamilyName: "Quux", DateOfBirth: "1970-01-05"}
	return a
}

// everyFailure does everything with personal data, to a database that cannot.
func everyFailure(ctx context.Context, db *store.DB) map[string]error { //nolint:funlen // one line a method, all in one place
	out := map[string]error{}
	_, out["admit"] = db.Admit(ctx, full())
	_, out["take"] = db.Take(ctx, "canary", 1, 1)
	_, out["untaken"] = db.Untaken(ctx, Epoch, 1)
	_, out["claim"] = db.ClaimUntaken(ctx, Epoch, Epoch, 1)
	out["put off"] = db.PutOff(ctx, "canary", 1, Epoch, true)
	_, out["waiting"] = db.Waiting(ctx)
	_, _, out["person"] = db.Person(ctx, "canary")
	_, out["put"] = db.PutPoint(ctx, "canary", phone(number(1)), "Zebedee", Epoch)
	out["freeze"] = db.FreezePoint(ctx, "canary", "canary", "canary", Epoch)
	out["publish"] = db.Publish(ctx, view("canary", 1))
	_, out["case"] = db.Case(ctx, "canary")
	_, out["cases"] = db.Cases(ctx, store.CaseFilter{Assignee: "canary"})
	_, out["tasks"] = db.Tasks(ctx, store.TaskFilter{Assignee: "canary"})
	_, out["timeline"] = db.Timeline(ctx, "canary", "", 1)
	_, out["stuck"] = db.Stuck(ctx, Epoch)
	_, out["counts"] = db.Counts(ctx)
	_, out["backlog"] = db.Backlog(ctx)
	out["write text"] = db.WriteText(ctx, "canary", "canary", "canary", "zebra crossing", "Zebedee", Epoch)
	out["drop text"] = db.DropText(ctx, "canary")
	_, out["words"] = db.Words(ctx, []string{"canary"})
	out["audit"] = db.Audit(ctx, store.Entry{Subject: "canary", At: Epoch})
	_, _, out["standing"] = db.Standing(ctx, "canary")
	_, _, out["enter"] = db.Enter(ctx, delivery("canary", messaging.StateSending))
	out["settle"] = db.Settle(ctx, messaging.Settlement{MessageID: "canary"})
	_, out["callback"] = db.Callback(ctx, "twilio", "canary", messaging.Report{MessageID: "canary", State: messaging.StateSent, At: Epoch})
	_, out["inbound"] = db.Inbound(ctx, text("canary", number(1), 0))
	_, out["unhandled"] = db.Unhandled(ctx, Epoch, 1)
	out["handled"] = db.Handled(ctx, "canary")
	_, _, out["look"] = db.Look(ctx, delivery("canary", messaging.StateSending), everyCeiling, Epoch)
	_, out["signs"] = db.Signs(ctx, messaging.Looking{Provider: "canary", At: Epoch})
	_, out["pause"] = db.Pause(ctx, messaging.Pause{Scope: messaging.ScopeAll, Since: Epoch, By: "Zebedee", Why: "canary"})
	_, out["pauses"] = db.Pauses(ctx, Epoch)
	_, out["matches"] = db.Matches(ctx, store.MatchOpen, "", 1)
	_, out["match"] = db.Match(ctx, "canary")
	_, out["settle match"] = db.SettleMatch(ctx, "canary", store.MatchDifferent, store.Settled{By: "Zebedee"})
	_, out["compared"] = db.Compared(ctx, "canary", "Zebedee")
	out["merge"] = db.BeginMerge(ctx, store.Merge{CaseID: "canary", Into: "Zebedee"})
	_, out["merges"] = db.UnfinishedMerges(ctx, Epoch, 1)
	_, out["conflicts"] = db.Conflicts(ctx, "canary")
	_, _, out["settle conflict"] = db.SettleConflict(ctx, "canary", "Zebedee", true, store.Settled{By: "Zebedee"})
	_, out["linked"] = db.Linked(ctx, "canary")
	_, out["opposed"] = db.Opposed(ctx, "canary")
	_, out["resume"] = db.Resume(ctx, "", "Zebedee", Epoch)
	return out
}

func noErrorTells(t *testing.T, db *store.DB) {
	ctx := ctxOf(t)
	admit(t, db, full())
	for what, err := range refusals(ctx, db) {
		require.Error(t, err, what)
		noCanary(t, err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for what, err := range everyFailure(cancelled, db) {
		require.Error(t, err, what)
		noCanary(t, err)
	}
	require.NoError(t, db.Close())
	for what, err := range everyFailure(ctx, db) {
		require.Error(t, err, what)
		noCanary(t, err)
	}
}

// refusals are the ways in which a working database refuses.
func refusals(ctx context.Context, db *store.DB) map[string]error {
	out := map[string]error{}
	conflict := full()
	conflict.Digest = "canary"
	_, out["conflict"] = db.Admit(ctx, conflict)
	broken := referral("2")
	broken.Person.FamilyName += "\x00"
	_, out["no text"] = db.Admit(ctx, broken)
	strange := referral("3")
	strange.Received = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)
	strange.Points = []store.Point{phone(number(3))}
	_, out["no time"] = db.Admit(ctx, strange)
	many := referral("4")
	many.Source.Version = 1 << 40 // more than a column of PostgreSQL holds
	many.Person.Children = 1 << 62
	_, err := db.Admit(ctx, many)
	if err != nil {
		out["too large"] = err
	}
	_, _, out["nobody"] = db.Person(ctx, "canary")
	_, out["cursor"] = db.Cases(ctx, store.CaseFilter{After: "canary"})
	return out
}

func doNotPrint(t *testing.T, db *store.DB) {
	a := full()
	got := admit(t, db, a)
	p, points, err := db.Person(ctxOf(t), got.CaseID)
	require.NoError(t, err)
	waiting, err := db.Untaken(ctxOf(t), Epoch.Add(time.Hour), 1)
	require.NoError(t, err)
	contact, err := db.Contact(ctxOf(t), got.CaseID)
	require.NoError(t, err)
	in := text("SM1", number(3), 0)
	inbound(t, db, in)
	strays, err := db.Unclaimed(ctxOf(t), "", 1)
	require.NoError(t, err)
	var log bytes.Buffer
	for _, held := range []any{a, a.Suspect, p, points[0], points, waiting[0], waiting, contact, in, a.Officer, strays.Items[0], strays.Items} {
		log.WriteString(printed(held))
	}
	slog.New(slog.NewTextHandler(&log, nil)).Info("held", "a", a, "p", p, "point", points[0], "u", waiting[0], "c", contact, "in", in, "s", strays.Items[0])
	slog.New(slog.NewJSONHandler(&log, nil)).Info("held", "a", a, "p", p, "point", points[0], "u", waiting[0], "c", contact, "in", in, "s", strays.Items[0])
	shown, err := json.Marshal(points)
	require.NoError(t, err)
	log.Write(shown)
	for _, c := range canary {
		require.NotContains(t, log.String(), c)
	}
}

// errIsNone says that an error is none of the refusals of a store.
func errIsNone(err error) bool {
	for _, e := range []error{store.ErrNotFound, store.ErrConflict, store.ErrKeyReused, store.ErrCursor, store.ErrText} {
		if errors.Is(err, e) {
			return false
		}
	}
	return true
}
