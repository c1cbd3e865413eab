package store

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/casework"
)

// What was there before the rows of tasks said how their case stands.
func TestOpenTasksThatWereThereBeforeSayHowTheirCaseStands(t *testing.T) {
	t.Parallel()
	const day = `'2026-01-01T00:00:00.000Z'`
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		p, err := db.provider()
		require.NoError(t, err)
		_, err = p.UpTo(t.Context(), 27)
		require.NoError(t, err)
		for _, q := range []string{
			`insert into cases (id, revision, stage, since, grade, domestic_abuse, owner, referred, closed_for, halted, resting, next_due, next_kind, state)
				values ('one', 1, 'planning', ` + day + `, 'high', true, '', ` + day + `, '', true, false, ` + day + `, '', '{}'), ('two', 1, 'closed', ` + day + `, 'high', true, '', ` + day + `, '', false, true, ` + day + `, '', '{}')`,
			`insert into tasks (case_id, id, revision, kind, role, owner, urgent, grade, weight, raised, due, about, escalated, ended, ended_in, how)
				values ('one', 'a', 1, 'make_plan', 'caseworker', 'me', false, 'high', 1, ` + day + `, ` + day + `, '', 0, null, 0, ''),
					('two', 'b', 1, 'make_plan', 'caseworker', 'me', false, 'high', 2, ` + day + `, ` + day + `, '', 0, null, 0, ''),
					('two', 'c', 1, 'make_plan', 'caseworker', 'me', false, 'high', 3, ` + day + `, ` + day + `, '', 0, ` + day + `, 1, '')`,
		} {
			_, err := db.write1(t, q)
			require.NoError(t, err)
		}
		require.NoError(t, db.Migrate(t.Context()))
		page, err := db.Worklist(t.Context(), Worklist{Subject: "me", Role: casework.Caseworker})
		require.NoError(t, err)
		require.Len(t, page.Items, 2)
		require.Equal(t, casework.Planning, page.Items[0].Stage)
		require.True(t, page.Items[0].Halted)
		require.Equal(t, casework.Closed, page.Items[1].Stage)
		require.False(t, page.Items[1].Halted)
	})
}

// Only what can be nothing but a word stands in a statement itself.
func TestNoWordEndsAStatement(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"call_victim": " where t.kind = 'call_victim'", "a' or 'a": " where t.kind = ?", "A": " where t.kind = ?", "x y": " where t.kind = ?", "": ""} {
		var w where
		w.word("t.kind = ?", given)
		require.Equal(t, want, w.String(), given)
	}
}
