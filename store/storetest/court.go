package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

// charging is what is counted of cases in which somebody was charged.
var charging = []rule{
	{"withdrawals after a charge are counted by both denominators", func(t *testing.T, db *store.DB) {
		charged := func(n int, p casework.Prosecution) {
			v := view(caseID(n), 1)
			v.Prosecution = p
			require.NoError(t, db.Publish(ctxOf(t), v))
		}
		may := Epoch.AddDate(0, 2, 0)
		charged(1, casework.Prosecution{Charged: Epoch, Needed: true, Trials: 2, Ineffective: 1, Absent: 1, Unmeasured: 1})
		charged(2, casework.Prosecution{Charged: Epoch, Needed: true, Withdrew: may, Why: "fear"})
		charged(3, casework.Prosecution{Charged: Epoch, Withdrew: may, Why: "delay"})
		charged(4, casework.Prosecution{Charged: Epoch, Needed: true, Withdrew: may, Why: "delay", TakenBack: true})
		charged(5, casework.Prosecution{Needed: true})
		charged(6, casework.Prosecution{Charged: may, Needed: true, Withdrew: may.Add(time.Hour), Why: "delay"})
		all, err := db.Court(ctxOf(t), time.Time{}, time.Time{})
		require.NoError(t, err)
		require.Equal(t, store.CourtCount{
			Charged: 5, Needed: 4, Withdrew: 3, NeededWithdrew: 2, TakenBack: 1, Trials: 2, Ineffective: 1, NotAttended: 1, MeasuresMissing: 1,
			Reasons: []store.ReasonCount{{Why: "delay", N: 2}, {Why: "fear", N: 1}},
		}, all)
		first, err := db.Court(ctxOf(t), Epoch, may)
		require.NoError(t, err)
		require.Equal(t, 4, first.Charged)
		later, err := db.Court(ctxOf(t), may.Add(time.Second), time.Time{})
		require.NoError(t, err)
		require.Zero(t, later)
	}},
	{"what was counted of a case is what it last said", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		v.Prosecution = casework.Prosecution{Charged: Epoch, Needed: true, Withdrew: Epoch, Why: "fear"}
		require.NoError(t, db.Publish(ctxOf(t), v))
		v = view(caseID(1), 2)
		require.NoError(t, db.Publish(ctxOf(t), v))
		none, err := db.Court(ctxOf(t), time.Time{}, time.Time{})
		require.NoError(t, err)
		require.Zero(t, none)
	}},
}
