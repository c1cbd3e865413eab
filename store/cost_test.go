package store

import (
	"context"
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/internal/pgtest"
	"beacon/safecontact"
	"beacon/victimscode"
)

// What a referral and its case cost is mostly how often the database is waited for. These
// are upper bounds on PostgreSQL; what begins and ends a transaction goes with the rest.
func TestTheDatabaseIsAskedSeldom(t *testing.T) {
	t.Parallel()
	db, count := openCounted(t)
	asked := func(do func(ctx context.Context) error) int {
		return count.made(func() { require.NoError(t, do(t.Context())) })
	}
	var in Admitted
	admits := func(a Admission) func(context.Context) error {
		return func(ctx context.Context) (err error) {
			in, err = db.Admit(ctx, a)
			return err
		}
	}
	require.Positive(t, asked(admits(ofSomebody("1", "Zebedee", "1990-02-28"))), "the first reads the key of digests too")
	require.LessOrEqual(t, asked(admits(ofSomebody("2", "Ottoline", "1971-11-03"))), 4)
	require.True(t, in.Fresh, "its case is told without anything being read again")

	now := time.Now()
	v := casework.View{ID: in.CaseID, Revision: 1, Since: now, Referred: now, AsOf: now, State: json.RawMessage(`{}`)}
	for i := range 20 {
		v.Lines = append(v.Lines, casework.Line{Revision: 1, N: i, At: now, Noted: now})
		v.Deadlines = append(v.Deadlines, casework.Deadline{Clock: strconv.Itoa(i), Set: 1, Due: now})
	}
	publishes := func(ctx context.Context) error { return db.Publish(ctx, v) }
	require.Equal(t, 2, asked(publishes))
	v.Revision, v.Told, v.AsOf, v.Lines, v.Deadlines = 2, 1, now.Add(time.Second), v.Lines[:3], v.Deadlines[:10]
	require.Equal(t, 2, asked(publishes))

	require.Equal(t, 1, asked(func(ctx context.Context) error {
		return db.Audit(ctx, Entry{At: now, Subject: "a", Role: "b", Action: "c"})
	}))
	require.Equal(t, 1, asked(func(ctx context.Context) error {
		return db.StaffSeen(ctx, "a", []casework.Role{casework.Caseworker}, now)
	}))
	require.Equal(t, 1, asked(func(ctx context.Context) error {
		return db.WriteText(ctx, in.CaseID, "text", "/text", "words", "a", now)
	}))
	require.Equal(t, 1, asked(func(ctx context.Context) error { _, _, err := db.TakeSeen(ctx, in, 1); return err }))
}

// A database that was restored from an older backup may not know the referral of a case
// that went on.
func TestOfACaseThatIsThereSomethingWasKnown(t *testing.T) {
	t.Parallel()
	db := openLiteDB(t)
	a := ofSomebody("1", "Zebedee", "1990-02-28")
	now := time.Now()
	require.NoError(t, db.Publish(t.Context(), casework.View{ID: a.Source.caseID(), Revision: 1, Since: now, Referred: now, State: json.RawMessage(`{}`)}))
	in, err := db.Admit(t.Context(), a)
	require.NoError(t, err)
	require.False(t, in.Fresh)
	require.Nil(t, in.Points)
}

// A worklist is asked for once, and so is each panel of the board, what it counts among it.
func TestTheDatabaseIsAskedOnceForEachList(t *testing.T) {
	t.Parallel()
	db, count := openCounted(t)
	now, no := time.Now(), false
	require.NoError(t, db.Publish(t.Context(), casework.View{ID: "1", Revision: 1, Since: now, Referred: now, AsOf: now, State: json.RawMessage(`{}`), Tasks: []casework.Task{{ID: "a", Raised: now, Due: now}, {ID: "b", Raised: now, Due: now}}}))
	for name, do := range map[string]func(context.Context) error{
		"worklist": func(ctx context.Context) error {
			_, err := db.Worklist(ctx, Worklist{Subject: "a", Role: casework.Supervisor, Unassigned: true})
			return err
		},
		"tasks": func(ctx context.Context) error {
			_, err := db.GlanceTasks(ctx, TaskFilter{DueBefore: now}, 1)
			return err
		},
		"by owner": func(ctx context.Context) error {
			_, err := db.OverdueByOwner(ctx, TaskFilter{DueBefore: now}, 1)
			return err
		},
		"cases":  func(ctx context.Context) error { _, err := db.GlanceCases(ctx, CaseFilter{}, 1); return err },
		"duties": func(ctx context.Context) error { _, err := db.GlanceDuties(ctx, DutyFilter{Aim: &no}, 1); return err },
		"by agency": func(ctx context.Context) error {
			_, err := db.LateByAgency(ctx, DutyFilter{State: DutyLate, Now: now, Aim: &no}, victimscode.Bodies)
			return err
		},
	} {
		require.Equal(t, 1, count.made(func() { require.NoError(t, do(t.Context())) }), name)
	}
}

// openCounted opens a migrated database on PostgreSQL, and counts how often it is asked.
func openCounted(t *testing.T) (*DB, *trips) {
	t.Helper()
	count := &trips{}
	db, err := Open(t.Context(), pgtest.URL(t), counting(count))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	db.SealWith(testRing)
	return db, count
}

func ofSomebody(id, name, born string) Admission {
	return Admission{
		Source: Source{Force: "kent", System: "athena", ID: id, Version: 1}, Digest: id, Received: time.Now(), Body: json.RawMessage(`{}`),
		Person: Person{Reference: "N" + id, GivenName: name, FamilyName: "Quux" + name, DateOfBirth: born},
		Points: []Point{{Value: "victim-" + id + "@example.org", Point: safecontact.PolicePoint("", safecontact.EmailPoint, false, nil)}},
	}
}
