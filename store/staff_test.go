package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

func TestStaffAndAbsencesAreKept(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		ctx := t.Context()
		require.NoError(t, db.Migrate(ctx))
		require.NoError(t, db.StaffSeen(ctx, "a", []casework.Role{casework.Caseworker}, now))
		require.NoError(t, db.RegisterStaff(ctx, Staff{Subject: "a", Roles: []casework.Role{casework.Caseworker, casework.Supervisor}, Team: "hub", Registered: now, RegisteredBy: "b"}))
		s, err := db.StaffOf(ctx, "a")
		require.NoError(t, err)
		require.Empty(t, s.Role(), "who has left has no role")
		require.Equal(t, now, s.Seen)
		page, err := db.Staff(ctx, "", "", 10)
		require.NoError(t, err)
		require.Len(t, page.Items, 1)

		away := Absence{ID: "absence", Subject: "a", From: now, Until: now.Add(time.Hour), Cover: "b", Written: now, By: "b"}
		require.NoError(t, db.WriteAbsence(ctx, away))
		require.NoError(t, db.Publish(ctx, casework.View{ID: "case", Revision: 1, Stage: casework.Reaching, Since: now, Referred: now, Owner: "a", State: []byte("{}")}))
		waiting, err := db.Uncovered(ctx, now, 10)
		require.NoError(t, err)
		require.Equal(t, []Uncovered{{"case", 1, false, away}}, waiting)
		require.NoError(t, db.Publish(ctx, casework.View{ID: "case", Revision: 2, Stage: casework.Reaching, Since: now, Referred: now, Owner: "a", Cover: "b", Absence: "absence", State: []byte("{}")}))
		waiting, err = db.Uncovered(ctx, now, 10)
		require.NoError(t, err)
		require.Empty(t, waiting, "it knows")
		require.NoError(t, db.EndAbsence(ctx, "a", "a", now))
		waiting, err = db.Uncovered(ctx, now, 10)
		require.NoError(t, err)
		require.Len(t, waiting, 1)
		require.True(t, waiting[0].Over)
		require.ErrorIs(t, db.EndAbsence(ctx, "a", "a", now), ErrNotFound)
	})
}
