package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
	"beacon/store"
)

func text(id, from string, after time.Duration) store.In {
	return store.In{Provider: "twilio", ID: id, From: from, To: number(999), Body: "zebra crossing", At: Epoch.Add(after)}
}

func inbound(t *testing.T, db *store.DB, in store.In) store.Placed {
	t.Helper()
	p, err := db.Inbound(ctxOf(t), in)
	require.NoError(t, err)
	return p
}

func stop(in store.In) store.In  { in.Stop = true; return in }
func start(in store.In) store.In { in.Start = true; return in }

var replying = []rule{
	{"AReplyIsPlacedWithTheCaseThatHasTheNumber", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1)), phone(number(2))))
		got := inbound(t, db, text("SM1", number(1), time.Minute))
		require.True(t, got.Fresh)
		require.Equal(t, []string{a.CaseID}, got.CaseIDs)
		points := pointsOf(t, db, a.CaseID)
		for _, p := range points {
			require.Equal(t, p.Value == number(1), p.ID == got.PointID)
			require.False(t, p.OptedOut)
		}
		require.Equal(t, "zebra crossing", wordsOf(t, db, got.TextID))
		all := news(t, db)
		require.Equal(t, got.News, all)
		require.Equal(t, store.News{ID: all[0].ID, Kind: store.Reply, CaseID: a.CaseID, At: Epoch.Add(time.Minute), PointID: got.PointID, TextID: got.TextID}, all[0])
	}},
	{"AReplyIsPlacedOnce", func(t *testing.T, db *store.DB) {
		admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		got := together(t, 16, func(ctx context.Context, _ int) (store.Placed, error) {
			return db.Inbound(ctx, text("SM1", number(1), time.Minute))
		})
		fresh := 0
		for _, g := range got {
			if g.Fresh {
				fresh++
			}
			g.Fresh = got[0].Fresh
			require.Equal(t, got[0], g)
		}
		require.Equal(t, 1, fresh)
		require.Len(t, news(t, db), 1)
	}},
	{"AReplyFromASharedNumberIsToldToEveryCase", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		b := admit(t, db, another(withPoints(referral("2"), 1, phone(number(1))), 2))
		got := inbound(t, db, text("SM1", number(1), time.Minute))
		require.ElementsMatch(t, []string{a.CaseID, b.CaseID}, got.CaseIDs)
		require.Len(t, got.News, 2)
		require.Equal(t, got.News[0].PointID, got.PointID)
		require.NoError(t, db.Handled(ctxOf(t), got.News[0].ID))
		require.Equal(t, got.News[1:], news(t, db), "one case may be told and the other not yet")
	}},
	{"ATextFromNobodyIsUnclaimed", func(t *testing.T, db *store.DB) {
		got := inbound(t, db, text("SM1", number(1), time.Minute))
		require.Empty(t, got.CaseIDs)
		require.Empty(t, got.PointID)
		inbound(t, db, text("SM2", number(2), 2*time.Minute))
		require.Empty(t, news(t, db))
		page, err := db.Unclaimed(ctxOf(t), "", 1)
		require.NoError(t, err)
		require.Equal(t, []store.Stray{{TextID: got.TextID, From: number(1), To: number(999), At: Epoch.Add(time.Minute), Words: "zebra crossing"}}, page.Items)
		page, err = db.Unclaimed(ctxOf(t), page.Next, 1)
		require.NoError(t, err)
		require.Equal(t, number(2), page.Items[0].From)
		require.Empty(t, page.Next)
	}},
	{"StopAndStartAreHeeded", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		b := admit(t, db, withPoints(referral("2"), 1, phone(number(1))))
		got := inbound(t, db, stop(text("SM1", number(1), time.Minute)))
		require.True(t, got.News[0].Stop)
		require.True(t, onlyPoint(t, db, a.CaseID).OptedOut)
		require.True(t, onlyPoint(t, db, b.CaseID).OptedOut)
		put(t, db, a.CaseID, record(onlyPoint(t, db, a.CaseID), Epoch.Add(time.Hour)), Epoch.Add(time.Hour))
		require.True(t, onlyPoint(t, db, a.CaseID).OptedOut, "only the reader can take it back")
		inbound(t, db, start(text("SM2", number(1), 2*time.Minute)))
		require.False(t, onlyPoint(t, db, a.CaseID).OptedOut)
		require.False(t, onlyPoint(t, db, b.CaseID).OptedOut)
	}},
	{"TheLaterOfStopAndStartCounts", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		inbound(t, db, stop(text("SM2", number(1), 2*time.Minute)))
		inbound(t, db, start(text("SM1", number(1), time.Minute)))
		require.True(t, onlyPoint(t, db, a.CaseID).OptedOut, "the start was sent before the stop")
		inbound(t, db, start(text("SM3", number(1), 2*time.Minute)))
		require.True(t, onlyPoint(t, db, a.CaseID).OptedOut, "at the same moment a stop counts")
	}},
	{"AStopCountsForAPointMadeLater", func(t *testing.T, db *store.DB) {
		inbound(t, db, stop(text("SM1", number(1), time.Minute)))
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		require.True(t, onlyPoint(t, db, a.CaseID).OptedOut)
		p := onlyPoint(t, db, a.CaseID)
		p.Value, p.OptedOut = number(2), false
		require.False(t, put(t, db, a.CaseID, p, Epoch).OptedOut)
		p.Value = number(1)
		require.True(t, put(t, db, a.CaseID, p, Epoch).OptedOut)
	}},
	{"AComplaintAboutAMessageStopsItsPoint", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		d := delivery("m", messaging.StateSending)
		d.CaseID, d.Point = a.CaseID, onlyPoint(t, db, a.CaseID).ID
		enter(t, db, d)
		n, err := db.OptOut(ctxOf(t), "m", Epoch)
		require.NoError(t, err)
		require.True(t, onlyPoint(t, db, a.CaseID).OptedOut)
		require.Equal(t, []store.News{n}, newsOf(t, db, store.Reply), "and somebody is to know of it")
		require.True(t, n.Stop)
		again, err := db.OptOut(ctxOf(t), "m", Epoch.Add(time.Hour))
		require.NoError(t, err)
		require.Zero(t, again, "once")
		_, err = db.OptOut(ctxOf(t), "other", Epoch)
		require.ErrorIs(t, err, store.ErrNotFound)
	}},
}
