package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

func TestAViewNamesTheDutiesOfItsCase(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk).supporting(action("a", 3*day))
	changed := JusticeEvent{ID: "e", Kind: victimscode.BailChanged, Occurred: monday, Received: monday.Add(time.Hour), Noted: monday.Add(day), Source: "police"}
	bail := Owed{ID: "R6d-1", Row: "R6d", Edition: "2020", Event: "e", Enhanced: true, Began: monday, From: monday, Due: monday.Add(day)}
	odd := Owed{ID: "X-2", Row: "X", Edition: "2020", Began: monday}
	s.Justice, s.Owed = []JusticeEvent{changed}, []Owed{bail, odd}
	got, _, err := s.View().Duties()
	require.NoError(t, err)
	require.Equal(t, []DutyView{
		{Owed: bail, Right: 6, Body: victimscode.Police, Ours: victimscode.ToChase, Kind: victimscode.BailChanged, Received: changed.Received, Heard: changed.Noted, Team: s.Team, Worker: s.Owner},
		{Owed: odd, Team: s.Team, Worker: s.Owner},
	}, got)

	s.Owner = Desks[0].Owner
	got, _, err = s.View().Duties()
	require.NoError(t, err)
	require.Empty(t, got[0].Worker, "a desk is nobody")
}

func TestAViewWithoutAStateOwesNothingAndABrokenOneIsNotTakenForOne(t *testing.T) {
	t.Parallel()
	got, _, err := View{}.Duties()
	require.NoError(t, err)
	require.Empty(t, got)
	_, _, err = View{State: []byte(`{"owed":7}`)}.Duties()
	require.Error(t, err)
}

func TestTheDutiesOfACaseThatGoesOnInAnotherAreThatOnes(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	s.Owed = []Owed{{ID: "R6d-1", Row: "R6d", Edition: "2020"}}
	s.Closure = &Closure{Reason: "duplicate_merged", Into: "another"}
	got, elsewhere, err := s.View().Duties()
	require.NoError(t, err)
	require.True(t, elsewhere)
	require.Empty(t, got, "or each would be counted twice")
}
