package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
	"beacon/victimscode"
)

// owed is a duty that began with the epoch and is due after a time.
func owed(id, row string, due time.Duration) casework.Owed {
	o := casework.Owed{ID: id, Row: row, Edition: "2020", Event: "event-1", Enhanced: true, Began: Epoch, From: Epoch}
	if due != 0 {
		o.Due = Epoch.Add(due)
	}
	return o
}

// owes makes a case of a view owe duties because of an arrest that police received an
// hour later, and this case another hour later.
func owes(t *testing.T, v casework.View, duties ...casework.Owed) casework.View {
	t.Helper()
	state, err := json.Marshal(map[string]any{
		"id": v.ID, "owner": v.Owner, "team": v.Team, "owed": duties,
		"justice": []casework.JusticeEvent{{ID: "event-1", Kind: victimscode.BailChanged, Occurred: Epoch, Received: Epoch.Add(time.Hour), Noted: Epoch.Add(2 * time.Hour)}},
	})
	require.NoError(t, err)
	v.State = state
	return v
}

func dutiesBy(t *testing.T, db *store.DB, f store.DutyFilter) []store.DutyRow {
	t.Helper()
	return walk(t, func(after store.Cursor, limit int) (store.Page[store.DutyRow], error) {
		f.After, f.Limit = after, limit
		return db.Duties(ctxOf(t), f)
	}, func(int) {})
}

func dutyIDs(t *testing.T, db *store.DB, f store.DutyFilter) []string {
	t.Helper()
	ids := []string{}
	for _, d := range dutiesBy(t, db, f) {
		ids = append(ids, d.ID)
	}
	return ids
}

func metAt(o casework.Owed, after time.Duration) casework.Owed {
	o.Met, o.MetBy, o.How, o.Noted = Epoch.Add(after), "police", "told", Epoch.Add(after+time.Hour)
	return o
}

func breachedAt(o casework.Owed, after time.Duration) casework.Owed {
	o.Breached = Epoch.Add(after)
	return o
}

var owing = []rule{
	{"ADutyIsReadBackAsItsCaseHasIt", func(t *testing.T, db *store.DB) {
		a := admit(t, db, referral("1"))
		v := view(a.CaseID, 3)
		v.Owner, v.Team = worker, "hub"
		o := breachedAt(metAt(owed("R6d-1", "R6d", time.Hour), 2*time.Hour), time.Hour)
		publish(t, db, owes(t, v, o))
		require.Equal(t, []store.DutyRow{{CaseID: a.CaseID, Force: "hertfordshire", DutyView: casework.DutyView{
			Owed: o, Right: 6, Body: victimscode.Police, Ours: victimscode.ToChase, Kind: victimscode.BailChanged,
			Received: Epoch.Add(time.Hour), Heard: Epoch.Add(2 * time.Hour), Team: "hub", Worker: worker,
		}}}, dutiesBy(t, db, store.DutyFilter{State: store.DutyMet}))
	}},
	{"DutiesFollowTheirCaseWhateverTheOrderOfItsRevisions", func(t *testing.T, db *store.DB) {
		first := owed("R6d-1", "R6d", time.Hour)
		was := owes(t, view(caseID(1), 1), first)
		now := owes(t, view(caseID(1), 5), metAt(first, time.Minute), owed("R9b-2", "R9b", 0))
		for _, v := range []casework.View{was, now, was, owes(t, view(caseID(1), 3), breachedAt(first, time.Hour))} {
			publish(t, db, v)
		}
		require.Equal(t, []string{"R9b-2"}, dutyIDs(t, db, store.DutyFilter{}))
		met := dutiesBy(t, db, store.DutyFilter{State: store.DutyMet})
		require.Len(t, met, 1)
		require.Equal(t, metAt(first, time.Minute), met[0].Owed)
		require.Empty(t, dutyIDs(t, db, store.DutyFilter{State: store.DutyBreached}), "what an older revision believed does not come back")
	}},
	{"ABreachIsTakenBackWithItsCase", func(t *testing.T, db *store.DB) {
		late := breachedAt(owed("R6d-1", "R6d", time.Hour), time.Hour)
		publish(t, db, owes(t, view(caseID(1), 1), late))
		require.Equal(t, []string{"R6d-1"}, dutyIDs(t, db, store.DutyFilter{State: store.DutyBreached}))
		late.Breached = time.Time{}
		publish(t, db, owes(t, view(caseID(1), 2), metAt(late, time.Minute)))
		require.Empty(t, dutyIDs(t, db, store.DutyFilter{State: store.DutyBreached}))
	}},
	{"AnOpenDutyThatANewerViewDoesNotListEndedUnseen", func(t *testing.T, db *store.DB) {
		met := metAt(owed("R6d-2", "R6d", time.Hour), time.Minute)
		publish(t, db, owes(t, view(caseID(1), 1), owed("R6d-1", "R6d", time.Hour), met))
		publish(t, db, owes(t, view(caseID(1), 2)))
		require.Empty(t, dutyIDs(t, db, store.DutyFilter{}))
		ended := dutiesBy(t, db, store.DutyFilter{State: store.DutyEnded})
		require.Len(t, ended, 1)
		require.Equal(t, "unseen", ended[0].Ended)
		require.Equal(t, []string{"R6d-2"}, dutyIDs(t, db, store.DutyFilter{State: store.DutyMet}), "what was met stays so")
	}},
	{"DutiesOfACaseThatGoesOnInAnotherAreCountedThere", func(t *testing.T, db *store.DB) {
		o := owed("R6d-1", "R6d", time.Hour)
		publish(t, db, owes(t, view(caseID(1), 1), o, metAt(owed("R6d-2", "R6d", time.Hour), time.Minute)))
		publish(t, db, owes(t, view(caseID(2), 1), o))
		over := view(caseID(1), 2)
		over.State = []byte(`{"closure":{"reason":"duplicate_merged","into":"` + caseID(2) + `"},"owed":[{"id":"R6d-1","row":"R6d","edition":"2020"}]}`)
		publish(t, db, over)
		open := dutiesBy(t, db, store.DutyFilter{})
		require.Len(t, open, 1)
		require.Equal(t, caseID(2), open[0].CaseID)
		require.Empty(t, dutyIDs(t, db, store.DutyFilter{State: store.DutyMet}))
	}},
	{"DutiesGoWithWhoWorksOnTheCase", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		v.Team, v.Owner = "hub", worker
		publish(t, db, owes(t, v, owed("R6d-1", "R6d", time.Hour)))
		v.Revision, v.Team, v.Owner = 2, "specialist", "another"
		publish(t, db, owes(t, v, owed("R6d-1", "R6d", time.Hour)))
		require.Empty(t, dutyIDs(t, db, store.DutyFilter{Worker: worker}))
		require.Equal(t, []string{"R6d-1"}, dutyIDs(t, db, store.DutyFilter{Worker: "another", Team: "specialist"}))
	}},
	{"DutiesAreListedTheSoonestFirst", func(t *testing.T, db *store.DB) {
		publish(t, db, owes(t, view(caseID(2), 1), owed("b", "R6d", 3*time.Hour), owed("never", "R9b", 0), owed("a", "R6d", time.Hour)))
		publish(t, db, owes(t, view(caseID(1), 1), owed("c", "R9b-court", 3*time.Hour), owed("d", "R6d", 2*time.Hour)))
		require.Equal(t, []string{"a", "d", "c", "b", "never"}, dutyIDs(t, db, store.DutyFilter{}))
		require.Equal(t, []string{"a"}, dutyIDs(t, db, store.DutyFilter{DueBefore: Epoch.Add(2 * time.Hour)}))
		_, err := db.Duties(ctxOf(t), store.DutyFilter{After: "x"})
		require.ErrorIs(t, err, store.ErrCursor)
	}},
	{"DutiesAreNarrowedByWhoOwesThemAndHowTheyStand", func(t *testing.T, db *store.DB) {
		hers, other := view(caseID(1), 1), view(caseID(2), 1)
		hers.Team, hers.Owner, other.Team, other.Owner = "hub", worker, "hub", "another"
		aimed := owed("aimed", "R9b", 2*time.Hour)
		aimed.Aim = true
		publish(t, db, owes(t, hers, owed("late", "R6d", time.Hour), aimed, owed("court", "R9b-court", 5*time.Hour)))
		publish(t, db, owes(t, other, breachedAt(owed("breached", "R6d", 30*time.Minute), time.Hour), metAt(owed("met", "R6d", 40*time.Minute), time.Minute)))
		other.ID, other.Team = caseID(3), "elsewhere"
		publish(t, db, owes(t, other, owed("far", "R6d", 6*time.Hour)))
		yes, no, now := true, false, Epoch.Add(3*time.Hour)
		for name, c := range map[string]struct {
			f    store.DutyFilter
			want []string
		}{
			"body":        {store.DutyFilter{Body: "police"}, []string{"breached", "late", "far"}},
			"ours":        {store.DutyFilter{Ours: "to_evidence"}, []string{"court"}},
			"row":         {store.DutyFilter{Row: "R9b"}, []string{"aimed"}},
			"team":        {store.DutyFilter{Team: "elsewhere"}, []string{"far"}},
			"worker":      {store.DutyFilter{Worker: worker}, []string{"late", "aimed", "court"}},
			"force":       {store.DutyFilter{Force: "kent"}, []string{}},
			"late":        {store.DutyFilter{State: store.DutyLate, Now: now}, []string{"breached", "late", "aimed"}},
			"late by law": {store.DutyFilter{State: store.DutyLate, Now: now, Aim: &no}, []string{"breached", "late"}},
			"aims":        {store.DutyFilter{Aim: &yes}, []string{"aimed"}},
			"breached":    {store.DutyFilter{State: store.DutyBreached}, []string{"breached"}},
			"met":         {store.DutyFilter{State: store.DutyMet}, []string{"met"}},
			"own":         {store.DutyFilter{Subject: "another"}, []string{"breached", "far"}},
			"own team's":  {store.DutyFilter{Subject: "another", Teammates: "hub"}, []string{"breached", "late", "aimed", "court", "far"}},
			"own police":  {store.DutyFilter{Subject: worker, Teammates: "hub", Body: "police"}, []string{"breached", "late"}},
		} {
			require.Equal(t, c.want, dutyIDs(t, db, c.f), name)
		}
	}},
	{"LateDutiesAreCountedByWhoOwesThemAndWhere", func(t *testing.T, db *store.DB) {
		no, now := false, Epoch.Add(3*time.Hour)
		kent := referral("2")
		kent.Source.Force = "kent"
		aimed := owed("aimed", "R6d", time.Hour)
		aimed.Aim = true
		for _, a := range []store.Admitted{admit(t, db, referral("1")), admit(t, db, another(kent, 2))} {
			v := view(a.CaseID, 1)
			v.Team = "hub"
			publish(t, db, owes(t, v, owed("a", "R6d", time.Hour), owed("b", "R9b-court", 2*time.Hour), aimed,
				metAt(owed("met", "R6d", time.Hour), time.Minute), owed("soon", "R6d", 4*time.Hour), owed("far", "R6d", 400*time.Hour)))
		}
		publish(t, db, owes(t, view(caseID(9), 1), owed("c", "R6d", 30*time.Minute)))
		late := store.DutyFilter{State: store.DutyLate, Now: now, Aim: &no}
		g, err := db.GlanceDuties(ctxOf(t), late, 2)
		require.NoError(t, err)
		require.Equal(t, 5, g.Count)
		require.Len(t, g.Items, 2)
		require.Equal(t, "c", g.Items[0].ID)
		of := []victimscode.Body{victimscode.Court, victimscode.CPS, victimscode.Police}
		by, err := db.LateByAgency(ctxOf(t), late, of)
		require.NoError(t, err)
		require.Equal(t, []store.AgencyLate{
			{Body: victimscode.Court, Force: "hertfordshire", Count: 1, Since: Epoch.Add(2 * time.Hour)},
			{Body: victimscode.Court, Force: "kent", Count: 1, Since: Epoch.Add(2 * time.Hour)},
			{Body: victimscode.Police, Count: 1, Since: Epoch.Add(30 * time.Minute)},
			{Body: victimscode.Police, Force: "hertfordshire", Count: 1, Since: Epoch.Add(time.Hour)},
			{Body: victimscode.Police, Force: "kent", Count: 1, Since: Epoch.Add(time.Hour)},
		}, by)
		late.Team = "hub"
		by, err = db.LateByAgency(ctxOf(t), late, of[2:])
		require.NoError(t, err)
		require.Len(t, by, 2)
		n, err := db.DutySlack(ctxOf(t), []time.Time{now, Epoch.Add(24 * time.Hour)})
		require.NoError(t, err)
		for _, body := range victimscode.Bodies {
			require.Equal(t, map[victimscode.Body][]int{victimscode.Police: {3, 5}, victimscode.Court: {2, 2}}[body], map[bool][]int{true: n[body]}[n[body][1] > 0], body)
		}
	}},
	{"EveryDutyThatFallsDueWithinATimeIsGivenOnceWhateverBecameOfIt", func(t *testing.T, db *store.DB) {
		var many []casework.Owed
		for i := range 1100 {
			many = append(many, owed("R6d-"+padded(i, 4), "R6d", time.Hour+time.Duration(i/3)*time.Second))
		}
		many[7] = metAt(many[7], time.Minute)
		many[8].Ended = "replaced"
		publish(t, db, owes(t, view(caseID(1), 1), append(many, owed("before", "R6d", time.Hour-time.Second), owed("after", "R6d", 2*time.Hour), owed("never", "R6d", 0))...))
		seen := map[string]bool{}
		require.NoError(t, db.DutiesDueWithin(ctxOf(t), Epoch.Add(time.Hour), Epoch.Add(2*time.Hour), func(d store.DutyRow) {
			require.False(t, seen[d.ID])
			seen[d.ID] = true
		}))
		require.Len(t, seen, 1100)
		require.True(t, seen["R6d-0007"] && seen["R6d-0008"])
	}},
	{"ManyViewsAtOnceLeaveTheDutiesOfTheNewest", func(t *testing.T, db *store.DB) {
		views := make([]casework.View, 24)
		for i := range views {
			r := 1 + (i*7)%24
			views[i] = owes(t, view(caseID(1), r), owed("R6d-1", "R6d", time.Duration(r)*time.Hour), owed(fmt.Sprint("R9b-", r), "R9b", time.Hour))
		}
		together(t, len(views), func(ctx context.Context, i int) (struct{}, error) { return struct{}{}, db.Publish(ctx, views[i]) })
		open := dutiesBy(t, db, store.DutyFilter{})
		require.Len(t, open, 2)
		require.Equal(t, "R9b-24", open[0].ID)
		require.Equal(t, Epoch.Add(24*time.Hour), open[1].Due)
	}},
	{"ADutyOfARowThatNoEditionHasIsKept", func(t *testing.T, db *store.DB) {
		publish(t, db, owes(t, view(caseID(1), 1), owed("X-1", "X", time.Hour)))
		require.Equal(t, []string{"X-1"}, dutyIDs(t, db, store.DutyFilter{}))
	}},
}
