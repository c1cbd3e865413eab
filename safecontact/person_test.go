package safecontact_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/safecontact"
)

func TestFromASealedCaseNothingLeavesButACallByAPerson(t *testing.T) {
	t.Parallel()
	for _, by := range safecontact.Channels {
		q := safecontact.Question{Point: safe(), Channel: by, Now: monday, Sealed: true}
		d := safecontact.Decide(q)
		require.True(t, d.Inputs.Sealed, "the decision can be made again")
		require.Equal(t, by != safecontact.ByCall, d.Rule == "case_sealed", by)
	}
}

func TestWhoNeedsACallIsNotTexted(t *testing.T) {
	t.Parallel()
	q := text(safe(), monday)
	q.CallNotText = true
	d := safecontact.Decide(q)
	require.Equal(t, safecontact.Refuse, d.Verdict)
	require.Equal(t, "call_instead_of_text", d.Rule)
	require.True(t, d.Inputs.CallNotText)
	q.Channel = safecontact.ByCall
	require.Equal(t, safecontact.Allow, safecontact.Decide(q).Verdict)
}
