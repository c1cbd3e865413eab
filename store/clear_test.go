package store

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"beacon/internal/codec"
	"beacon/safecontact"
)

const (
	abode     = "77 Canarywharf Lane, Quuxton, AL10 0XX"
	elsewhere = "9 Wombat Row, Quuxton, SG13 9ZZ"
)

// told are the words and postcodes of the addresses, and of a referral, as they may be
// written, and those of a cover.
var told = []string{"canarywharf", "wombat", "quuxton", "al10 0xx", "al100xx", "sg13 9zz", "sg139zz", "the boiler", "the plumber", "kettle"}

func addressAt(words string) Point {
	return Point{Value: words, Point: safecontact.PolicePoint("", safecontact.AddressPoint, false, nil)}
}

// housed is a referral of somebody with an address; everything police sent is in it.
func housed(n int, family string, points ...Point) Admission {
	a := somebody(n)
	a.Points = append(a.Points[:0:0], points...)
	a.Person = Person{GivenName: "Zebedee", FamilyName: family, DateOfBirth: "1990-02-28"}
	a.Body = []byte(`{"victim":{"contact_points":[{"kind":"address","value":"` + abode + `"}]}}`)
	return a
}

// everything is every column of every row of every table, as text.
func everything(t *testing.T, db *DB) string {
	t.Helper()
	names := `select name from sqlite_master where type = 'table'`
	if db.dialect.advisory {
		names = `select tablename from pg_tables where schemaname = current_schema()`
	}
	var tables []string
	require.NoError(t, db.read().all(t.Context(), &tables, names))
	var out strings.Builder
	for _, table := range tables {
		rows, err := sqlx.NewDb(db.reader.DB, db.reader.DriverName()).QueryxContext(t.Context(), "select * from "+table)
		require.NoError(t, err)
		t.Cleanup(func() { _ = rows.Close() })
		for rows.Next() {
			values, err := rows.SliceScan()
			require.NoError(t, err)
			for _, v := range values {
				if b, is := v.([]byte); is {
					v = string(b)
				}
				fmt.Fprintln(&out, table, v)
			}
		}
		require.NoError(t, rows.Err())
	}
	return strings.ToLower(out.String())
}

func requireUntold(t *testing.T, db *DB, at string) {
	t.Helper()
	held := everything(t, db)
	require.Contains(t, held, "contact_points ", "it is not merely empty")
	if !db.dialect.advisory {
		for _, name := range []string{at, at + "-wal"} {
			file, err := os.ReadFile(name)
			require.NoError(t, err)
			held += strings.ToLower(string(file))
		}
	}
	for _, words := range told {
		require.NotContains(t, held, words)
	}
}

func TestNoAddressAndNoCoverLiesInTheDatabaseInClear(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db, ctx := openAt(t, at), t.Context()
		require.NoError(t, db.Migrate(ctx))
		first, err := db.Admit(ctx, housed(1, "Quux", addressAt(abode)))
		require.NoError(t, err)
		again := housed(1, "Quux", addressAt(strings.ToUpper(abode)), addressAt(elsewhere))
		again.Source.Version, again.Digest = 2, "d2"
		again.Points[0].DoNotUse, again.Points[0].DoNotUseReason = true, "other"
		_, err = db.Admit(ctx, again)
		require.NoError(t, err)
		second, err := db.Admit(ctx, housed(2, "Quucks", addressAt("77, CANARYWHARF lane; Quuxton AL100XX")))
		require.NoError(t, err)

		_, points, err := db.Person(ctx, first.CaseID)
		require.NoError(t, err)
		require.Len(t, points, 2)
		for _, p := range points {
			require.NoError(t, db.PutCover(ctx, first.CaseID, p.ID, Cover{AskFor: "the plumber", Story: "about the boiler", CodeWord: "kettle"}, "w", epoch))
			require.NoError(t, db.FreezePoint(ctx, first.CaseID, p.ID, "unsafe", epoch))
			require.NoError(t, db.Reached(ctx, first.CaseID, p.ID, epoch))
			p.Value += " flat 2"
			_, err = db.PutPoint(ctx, first.CaseID, p, "w", epoch.Add(time.Hour))
			require.NoError(t, err)
			p.Value = strings.TrimSuffix(p.Value, " flat 2")
			_, err = db.PutPoint(ctx, first.CaseID, p, "w", epoch.Add(2*time.Hour))
			require.NoError(t, err)
		}
		_, err = db.Take(ctx, first.Ref, 2, 1)
		require.NoError(t, err)
		require.NoError(t, db.Publish(ctx, viewOf(first.CaseID, 1)))
		_, err = db.Contact(ctx, first.CaseID)
		require.NoError(t, err)
		conflicts, err := db.Conflicts(ctx, first.CaseID)
		require.NoError(t, err)
		for _, c := range conflicts {
			_, _, err = db.SettleConflict(ctx, first.CaseID, c.ID, true, Settled{By: "w", Why: "x", At: epoch})
			require.NoError(t, err)
		}
		if second.CaseID != first.CaseID {
			require.NoError(t, db.BeginMerge(ctx, Merge{CaseID: second.CaseID, Into: first.CaseID, By: "w", At: epoch}))
		}
		waiting, err := db.Untaken(ctx, epoch.Add(time.Hour), 10)
		require.NoError(t, err)
		require.Contains(t, string(waiting[0].Body), abode, "whoever must, still reads it")
		_, points, err = db.Person(ctx, first.CaseID)
		require.NoError(t, err)
		require.Equal(t, abode, map[bool]string{true: points[0].Value, false: points[1].Value}[strings.Contains(strings.ToLower(points[0].Value), "canary")], "as it was last written")
		requireUntold(t, db, at)
	})
}

// clearly writes an address, what it was, and a referral as an earlier program did.
func clearly(t *testing.T, db *DB, n int) (caseID, pointID string) {
	t.Helper()
	ctx := t.Context()
	a, err := db.Admit(ctx, housed(n, "Quux"+strings.Repeat("x", n*7), addressAt(abode)))
	require.NoError(t, err)
	_, points, err := db.Person(ctx, a.CaseID)
	require.NoError(t, err)
	p := points[0]
	require.NoError(t, db.FreezePoint(ctx, a.CaseID, p.ID, "unsafe", epoch))
	for _, q := range []struct {
		query string
		args  []any
	}{
		{`update contact_points set value = ?, matches_on = ? where id = ?`, []any{abode, matchOf(p.Kind, abode).on, p.ID}},
		{`update contact_point_history set state = ? where point_id = ?`,
			[]any{`{"id":"` + p.ID + `","kind":"address","value":"` + elsewhere + `","matches_on":"9wombatrow","version":1}`, p.ID}},
		{`update referral_versions set body = ? where ref = ?`, []any{string(housed(n, "").Body), a.Ref}},
	} {
		n, err := db.write1(t, q.query, q.args...)
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
	}
	return a.CaseID, p.ID
}

func TestWhatAnEarlierProgramWroteInClearIsReadAndThenSealed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db, ctx := openAt(t, at), t.Context()
		require.NoError(t, db.Migrate(ctx))
		caseID, pointID := clearly(t, db, 1)
		reads := func() {
			t.Helper()
			_, points, err := db.Person(ctx, caseID)
			require.NoError(t, err)
			require.Equal(t, abode, points[0].Value)
			require.Equal(t, "unsafe", points[0].FrozenReason)
			waiting, err := db.Untaken(ctx, epoch.Add(time.Hour), 10)
			require.NoError(t, err)
			require.JSONEq(t, string(housed(1, "").Body), string(waiting[0].Body))
		}
		reads()
		require.Contains(t, everything(t, db), "canarywharf")

		db.SealWith(nil)
		_, err := db.SealClear(ctx)
		require.ErrorIs(t, err, ErrKeys)
		db.SealWith(testRing)
		n, err := db.SealClear(ctx)
		require.NoError(t, err)
		require.Equal(t, 3, n)
		n, err = db.SealClear(ctx)
		require.NoError(t, err)
		require.Zero(t, n)
		reads()
		held := everything(t, db)
		for _, words := range told {
			require.NotContains(t, held, words)
		}
		var state string
		require.NoError(t, db.read().one(ctx, &state, `select state from contact_point_history where point_id = ?`, pointID))
		was := pointRow{}
		require.NoError(t, json.Unmarshal([]byte(state), &was))
		before, err := db.read().value(was)
		require.NoError(t, err)
		require.Equal(t, elsewhere, before, "what it was can still be read")

		other, err := db.Admit(ctx, housed(2, "Somebodyelse", addressAt(abode)))
		require.NoError(t, err)
		_, points, err := db.Person(ctx, other.CaseID)
		require.NoError(t, err)
		require.Equal(t, safecontact.AnotherPerson, points[0].SharedWith, "and is compared with what was sealed from the first")
	})
}

func TestAnAddressIsFoundAgainAfterTheKeysWereChanged(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		old, next := codec.NewKey("old"), codec.NewKey("next")
		with := func(keys string) *DB {
			db := openAt(t, at)
			ring, err := codec.ParseRing(keys)
			require.NoError(t, err)
			db.SealWith(ring)
			return db
		}
		db, ctx := with(old), t.Context()
		require.NoError(t, db.Migrate(ctx))
		first, err := db.Admit(ctx, housed(1, "Quux", addressAt(abode)))
		require.NoError(t, err)

		db = with(next + "," + old)
		second, err := db.Admit(ctx, housed(2, "Somebodyelse", addressAt("77 Canarywharf Lane Quuxton AL100XX")))
		require.NoError(t, err)
		for _, id := range []string{first.CaseID, second.CaseID} {
			_, points, err := db.Person(ctx, id)
			require.NoError(t, err)
			require.Equal(t, safecontact.AnotherPerson, points[0].SharedWith)
		}
		_, points, err := with(next+","+old).Person(ctx, first.CaseID)
		require.NoError(t, err)
		require.Equal(t, abode, points[0].Value)
		_, _, err = with(next).Person(ctx, first.CaseID)
		require.ErrorIs(t, err, ErrKeys, "a key that something is sealed with is still needed")
	})
}
