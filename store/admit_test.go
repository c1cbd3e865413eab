package store

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReferralsOfPeopleWithNothingInCommonDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	one := admission{ref: "1", Admission: Admission{Source: Source{Force: "kent"}, Person: Person{Reference: "N1"}}, keys: []string{"a", "b"}}
	other := admission{ref: "2", Admission: Admission{Source: Source{Force: "kent"}, Person: Person{Reference: "N2"}}, keys: []string{"c"}}
	require.NotContains(t, one.names(), "key/")
	for _, name := range one.names() {
		require.NotContains(t, other.names(), name)
	}
}

func TestAReferralWaitsForOneThatNamesItsVictimAsTheSuspect(t *testing.T) {
	t.Parallel()
	victim := admission{ref: "1", keys: []string{"a", "named"}}
	accuser := admission{ref: "2", keys: []string{"c"}, suspect: "named"}
	require.Subset(t, victim.names(), []string{"key/named"})
	require.Subset(t, accuser.names(), []string{"key/named"})
}
