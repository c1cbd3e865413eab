package storetest

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/store"
)

func caseOf(t *testing.T, db *store.DB, id string) store.CaseRow {
	t.Helper()
	row, err := db.Case(ctxOf(t), id)
	require.NoError(t, err)
	return row
}

func timelineOf(t *testing.T, db *store.DB, id string) []store.TimelineLine {
	t.Helper()
	page, err := db.Timeline(ctxOf(t), id, "", 500)
	require.NoError(t, err)
	require.Empty(t, page.Next)
	return page.Items
}

func openTasks(t *testing.T, db *store.DB, id string) []store.TaskRow {
	t.Helper()
	page, err := db.Tasks(ctxOf(t), store.TaskFilter{Case: id})
	require.NoError(t, err)
	return page.Items
}

func endedTasks(t *testing.T, db *store.DB, id string) []store.TaskRow {
	t.Helper()
	open := false
	page, err := db.Tasks(ctxOf(t), store.TaskFilter{Case: id, Open: &open})
	require.NoError(t, err)
	return page.Items
}

var publishing = []rule{
	{"ACaseIsReadBackAsItWasPublished", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 4)
		v.Team, v.Owner, v.Reached, v.Closed, v.ClosedFor = "hub", worker, Epoch.Add(time.Hour), Epoch.Add(2*time.Hour), "completed"
		v.Halted, v.Resting = true, true
		v.Tasks = []casework.Task{task("call-1", time.Hour)}
		publish(t, db, v)
		want := store.CaseRow{
			ID: v.ID, Revision: 4, Stage: v.Stage, Since: v.Since, Grade: v.Grade, DomesticAbuse: true, Team: "hub", Owner: worker, Referred: v.Referred,
			Reached: v.Reached, Closed: v.Closed, ClosedFor: "completed", Halted: true, Resting: true, NextDue: v.NextDue,
			NextKind: string(v.NextKind), State: v.State, OpenTasks: 1,
		}
		require.Equal(t, want, caseOf(t, db, v.ID))
		require.Equal(t, []store.TaskRow{{CaseID: v.ID, Grade: v.Grade, Stage: v.Stage, Halted: true, Task: v.Tasks[0]}}, openTasks(t, db, v.ID))
	}},
	{"ACaseKnowsItsPerson", func(t *testing.T, db *store.DB) {
		a := admit(t, db, referral("1"))
		publish(t, db, view(a.CaseID, 1))
		p, _, err := db.Person(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, p.ID, caseOf(t, db, a.CaseID).PersonID)
	}},
	{"ACaseThatWasNotPublishedIsNotFound", func(t *testing.T, db *store.DB) {
		_, err := db.Case(ctxOf(t), caseID(1))
		require.ErrorIs(t, err, store.ErrNotFound)
		_, err = db.Case(ctxOf(t), "canary\x00")
		require.ErrorIs(t, err, store.ErrNotFound)
		_, err = db.Timeline(ctxOf(t), caseID(1), "", 10)
		require.ErrorIs(t, err, store.ErrNotFound)
	}},
	{"TheRevisionThatReadersSeeIsReadByItself", func(t *testing.T, db *store.DB) {
		_, err := db.Revision(ctxOf(t), caseID(1))
		require.ErrorIs(t, err, store.ErrNotFound)
		publish(t, db, view(caseID(1), 3))
		shown, err := db.Revision(ctxOf(t), caseID(1))
		require.NoError(t, err)
		require.Equal(t, 3, shown)
	}},
	{"RevisionsMayArriveInAnyOrder", func(t *testing.T, db *store.DB) {
		var stood []int
		for _, r := range []int{1, 5, 3, 5} {
			v := view(caseID(1), r)
			v.Lines = []casework.Line{line(r, 0)}
			publish(t, db, v)
			stood = append(stood, caseOf(t, db, v.ID).Revision)
		}
		require.Equal(t, []int{1, 5, 5, 5}, stood)
		lines := timelineOf(t, db, caseID(1))
		require.Len(t, lines, 2, "an older view changes nothing, and each line is written once")
		require.Equal(t, line(5, 0), lines[1].Line)
	}},
	{"WhatNeverWasIsTakenBack", func(t *testing.T, db *store.DB) {
		seen := func(revision, told int, at time.Duration, says string) casework.View {
			v := view(caseID(1), revision)
			v.AsOf, v.Told, v.Owner = Epoch.Add(at), told, says
			l := line(revision, 0)
			l.Says = says
			v.Lines, v.Tasks = []casework.Line{l}, []casework.Task{task("call-"+says, time.Hour)}
			return v
		}
		first, lost := seen(1, 0, time.Second, "first"), seen(3, 1, 2*time.Second, "lost")
		again := seen(2, 1, 3*time.Second, "again")
		next := seen(3, 2, 4*time.Second, "next")
		for _, c := range []struct {
			told casework.View
			says []string
		}{{first, []string{"first"}}, {lost, []string{"first", "lost"}}, {again, []string{"first", "again"}}, {lost, []string{"first", "again"}}, {next, []string{"first", "again", "next"}}} {
			publish(t, db, c.told)
			var says []string
			for _, l := range timelineOf(t, db, caseID(1)) {
				says = append(says, l.Says)
			}
			require.Equal(t, c.says, says)
			open := openTasks(t, db, caseID(1))
			require.Len(t, open, 1, "a task that never was is on no list")
			require.Equal(t, "call-"+c.says[len(c.says)-1], open[0].ID)
			require.Equal(t, c.says[len(c.says)-1], caseOf(t, db, caseID(1)).Owner)
		}
	}},
	{"PublishingTwiceIsPublishingOnce", func(t *testing.T, db *store.DB) {
		done := task("call-1", time.Hour)
		done.Ended, done.EndedIn, done.How = Epoch.Add(time.Minute), 2, "record-attempt"
		v := view(caseID(1), 2)
		v.Tasks = []casework.Task{done, task("call-2", time.Hour)}
		v.Lines = []casework.Line{line(1, 0), line(2, 0), line(2, 1)}
		for range 2 {
			publish(t, db, v)
		}
		require.Len(t, timelineOf(t, db, v.ID), 3)
		require.Len(t, openTasks(t, db, v.ID), 1)
		ended := endedTasks(t, db, v.ID)
		require.Len(t, ended, 1)
		require.Equal(t, done, ended[0].Task)
	}},
	{"HoweverMuchAViewTellsAllOfItIsWritten", func(t *testing.T, db *store.DB) {
		var duties []casework.Owed
		v := view(caseID(1), 1)
		for i := range 250 {
			v.Lines = append(v.Lines, line(1, i))
			duties = append(duties, owed("R6d-"+strconv.Itoa(i+1), "R6d", time.Hour))
			v.Deadlines = append(v.Deadlines, casework.Deadline{Clock: "duty-" + strconv.Itoa(i), Set: 1, Kind: casework.NextAttempt, Due: Epoch.Add(time.Hour)})
		}
		publish(t, db, owes(t, v, duties...))
		require.Len(t, timelineOf(t, db, v.ID), 250)
		require.Len(t, dutyIDs(t, db, store.DutyFilter{}), 250)
		v.Revision, v.Lines, v.Deadlines = 2, nil, v.Deadlines[:1]
		publish(t, db, owes(t, v, duties[:1]...))
		require.Equal(t, []string{"R6d-1"}, dutyIDs(t, db, store.DutyFilter{}), "the others ended unseen")
		stand, err := db.Deadlines(ctxOf(t), v.ID)
		require.NoError(t, err)
		require.Len(t, stand, 250)
		armed := slices.DeleteFunc(stand, func(r store.DeadlineRow) bool { return r.Outcome != store.Armed })
		require.Len(t, armed, 1)
	}},
	{"ALineIsNeverChanged", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		v.Lines = []casework.Line{line(1, 0)}
		publish(t, db, v)
		v.Revision, v.Lines[0].Says = 2, "Something else."
		publish(t, db, v)
		require.Equal(t, line(1, 0), timelineOf(t, db, v.ID)[0].Line)
	}},
	{"AnOlderViewDoesNotOpenATaskAgain", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		v.Tasks = []casework.Task{task("call-1", time.Hour)}
		publish(t, db, v)
		later := view(caseID(1), 2)
		done := v.Tasks[0]
		done.Ended, done.EndedIn, done.How = Epoch.Add(time.Minute), 2, "record-attempt"
		later.Tasks = []casework.Task{done}
		publish(t, db, later)
		publish(t, db, v)
		require.Empty(t, openTasks(t, db, v.ID))
		require.Zero(t, caseOf(t, db, v.ID).OpenTasks)
	}},
	{"ATaskThatANewerViewDoesNotListHasEnded", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		v.Tasks = []casework.Task{task("call-1", time.Hour), task("call-2", time.Hour)}
		publish(t, db, v)
		later := view(caseID(1), 6)
		later.Tasks = v.Tasks[1:]
		later.Lines = []casework.Line{line(6, 0)}
		publish(t, db, later)
		require.Len(t, openTasks(t, db, v.ID), 1)
		ended := endedTasks(t, db, v.ID)
		require.Len(t, ended, 1)
		require.Equal(t, "unseen", ended[0].How)
		require.Equal(t, line(6, 0).Noted, ended[0].Ended)
	}},
	{"ATaskFollowsItsCase", func(t *testing.T, db *store.DB) {
		v := view(caseID(1), 1)
		v.Tasks = []casework.Task{task("call-1", time.Hour), task("call-2", time.Hour)}
		publish(t, db, v)
		v.Revision, v.Grade, v.Stage, v.Halted = 2, casework.HighRisk, casework.Assessing, true
		done := &v.Tasks[1]
		done.Ended, done.EndedIn, done.How = Epoch, 2, "dropped"
		publish(t, db, v)
		got := openTasks(t, db, v.ID)[0]
		require.Equal(t, casework.HighRisk, got.Grade)
		require.Equal(t, casework.Assessing, got.Stage)
		require.True(t, got.Halted)
		v.Revision, v.Stage, v.Halted, v.Tasks = 3, casework.Planning, false, v.Tasks[:1]
		publish(t, db, v)
		for _, r := range append(openTasks(t, db, v.ID), endedTasks(t, db, v.ID)...) {
			require.Equal(t, casework.Planning, r.Stage, "%s is of the case as it now is", r.ID)
			require.False(t, r.Halted, r.ID)
		}
	}},
	{"ManyViewsAtOnceEndWithTheNewest", func(t *testing.T, db *store.DB) {
		together(t, 32, func(ctx context.Context, i int) (struct{}, error) {
			v := view(caseID(1), 1+(i*7)%32)
			v.Lines = []casework.Line{line(v.Revision, 0)}
			v.Tasks = []casework.Task{task("call-1", time.Duration(v.Revision)*time.Hour)}
			return struct{}{}, db.Publish(ctx, v)
		})
		require.Equal(t, 32, caseOf(t, db, caseID(1)).Revision)
		lines := timelineOf(t, db, caseID(1))
		require.Equal(t, line(32, 0), lines[len(lines)-1].Line)
		require.Equal(t, Epoch.Add(32*time.Hour), openTasks(t, db, caseID(1))[0].Due)
	}},
	{"ManyWritersAtOnceNeverFindTheDatabaseLocked", func(t *testing.T, db *store.DB) {
		together(t, 32, func(ctx context.Context, i int) (struct{}, error) {
			for r := range 5 {
				v := view(caseID(i), r+1)
				v.Lines = []casework.Line{line(r+1, 0)}
				if err := db.Publish(ctx, v); err != nil {
					return struct{}{}, err
				}
				if _, err := db.Cases(ctx, store.CaseFilter{}); err != nil {
					return struct{}{}, err
				}
			}
			return struct{}{}, nil
		})
	}},
}
