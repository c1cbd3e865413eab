package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

// mailed is an email on its way to the one address of a new case.
func mailed(t *testing.T, db *store.DB) (caseID string, back messaging.Report) {
	t.Helper()
	a := admit(t, db, withPoints(referral("1"), 1, store.Point{Value: "zeb@example.org", Point: safecontact.PolicePoint("", safecontact.EmailPoint, false, nil)}))
	d := delivery("m", messaging.StateSending)
	d.CaseID, d.Channel, d.Point, d.Provider = a.CaseID, casework.Email, onlyPoint(t, db, a.CaseID).ID, "twilio"
	enter(t, db, d)
	return a.CaseID, messaging.Report{MessageID: "m", State: messaging.StateUndelivered, Reason: "sendgrid_bounce", At: Epoch.Add(time.Minute)}
}

var bouncing = []rule{
	{"ABouncePausesTheAddressUntilItIsConfirmedAgain", func(t *testing.T, db *store.DB) {
		id, back := mailed(t, db)
		report(t, db, "e1", back)
		p := onlyPoint(t, db, id)
		require.Equal(t, Epoch.Add(time.Minute), p.FrozenAt)
		require.Equal(t, "bounced", p.FrozenReason)

		later := Epoch.Add(time.Hour)
		p = record(p, later)
		p.VerifiedAt, p.FrozenAt, p.FrozenReason = later, time.Time{}, ""
		require.True(t, put(t, db, id, p, later).FrozenAt.IsZero())
		report(t, db, "e1", back)
		require.True(t, onlyPoint(t, db, id).FrozenAt.IsZero(), "a report is heard once")
	}},
	{"ABounceOfADayPausesNothing", func(t *testing.T, db *store.DB) {
		id, back := mailed(t, db)
		back.Reason = "sendgrid_blocked"
		report(t, db, "e1", back)
		require.True(t, onlyPoint(t, db, id).FrozenAt.IsZero())
	}},
	{"AnAddressConfirmedSinceIsLeftAlone", func(t *testing.T, db *store.DB) {
		id, back := mailed(t, db)
		p := record(onlyPoint(t, db, id), Epoch.Add(time.Second))
		p.VerifiedAt = Epoch.Add(time.Second)
		put(t, db, id, p, Epoch.Add(time.Second))
		report(t, db, "e1", back)
		require.True(t, onlyPoint(t, db, id).FrozenAt.IsZero(), "it may have been put right meanwhile")
	}},
}
