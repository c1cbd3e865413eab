package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"beacon/casework"
	"beacon/safecontact"
)

var epoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func onePoint(t *testing.T, db *DB) (caseID, point string) {
	t.Helper()
	got, err := db.Admit(t.Context(), somebody(1))
	require.NoError(t, err)
	_, points, err := db.Person(t.Context(), got.CaseID)
	require.NoError(t, err)
	return got.CaseID, points[0].ID
}

func somebody(n int) Admission {
	return Admission{
		Source: Source{"hertfordshire", "athena", fmt.Sprint(n), 1}, Digest: "d", Received: epoch, Body: []byte("{}"),
		Points: []Point{
			{Value: "+447700900001", Point: safecontact.PolicePoint("", safecontact.PhonePoint, true, nil)},
			{Value: "+447700900002", Point: safecontact.PolicePoint("", safecontact.PhonePoint, true, nil)},
		},
	}
}

func viewOf(id string, revision int) casework.View {
	return casework.View{ID: id, Revision: revision, Since: epoch, Referred: epoch}
}

func TestASQLiteFileIsForItsOwnerOnlyAndSurvivesPowerCuts(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "odd name ?#%41.db")
	db := openAt(t, path)
	require.NoError(t, db.Migrate(t.Context()))
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), name)
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "10000"} {
		for _, pool := range db.pools() {
			var got string
			require.NoError(t, session{q: pool, dialect: db.dialect}.one(t.Context(), &got, "pragma "+pragma))
			require.Equal(t, want, got, pragma)
		}
	}
	_, err := db.reader.ExecContext(t.Context(), `delete from cases`)
	require.Error(t, err, "a reader does not write")
}

func TestWhatIsNoDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	garbage := filepath.Join(folder, "garbage")
	require.NoError(t, os.WriteFile(garbage, make([]byte, 5000), 0o600))
	require.NoError(t, os.WriteFile(garbage, []byte("this is not a database, however long it may be "+fmt.Sprint(make([]int, 3000))), 0o600))
	for _, at := range []string{"mysql://x", "postgres://user:canary@:not-a-port/x", folder, filepath.Join(folder, "no", "such", "folder.db"), garbage} {
		db, err := Open(t.Context(), at)
		if err == nil {
			err = db.Ready(t.Context())
			require.NoError(t, db.Close())
		}
		require.Error(t, err, at)
		require.NotContains(t, err.Error(), "canary")
	}
}

func TestAServerThatIsNotThereIsUnavailable(t *testing.T) {
	t.Parallel()
	_, err := Open(t.Context(), "postgres://user:canary@127.0.0.1:1/x")
	require.ErrorIs(t, err, ErrUnavailable)
	require.NotContains(t, err.Error(), "canary")
}

// Two programs may have the same file open: the service, and a command of the
// operator's.
func TestTwoProgramsOnOneFileWaitForEachOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "beacon.db")
	one, two := openAt(t, path), openAt(t, path)
	require.NoError(t, one.Migrate(t.Context()))
	g, ctx := errgroup.WithContext(t.Context())
	for i := range 32 {
		g.Go(func() error {
			for r := range 5 {
				db := one
				if (i+r)%2 == 0 {
					db = two
				}
				if err := db.Publish(ctx, viewOf(fmt.Sprint(i), r+1)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, g.Wait())
}

// A program that ends in the middle of its work leaves whole admissions only.
func TestClosingInTheMiddleLeavesNothingByHalves(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db := openAt(t, at)
		require.NoError(t, db.Migrate(t.Context()))
		var g errgroup.Group
		begun := make(chan struct{}, 8)
		for i := range 8 {
			g.Go(func() error {
				for n := i * 1000; ; n++ {
					_, err := db.Admit(context.Background(), somebody(n))
					if err != nil {
						if !errors.Is(err, ErrUnavailable) {
							return err
						}
						return nil
					}
					select {
					case begun <- struct{}{}:
					default:
					}
				}
			})
		}
		for range 8 {
			<-begun
		}
		require.NoError(t, db.Close())
		require.NoError(t, g.Wait())

		again := openAt(t, at)
		for query, want := range map[string]int{
			`select count(*) from referral_versions v where (select count(*) from contact_points p join referrals r on r.person_id = p.person_id where r.ref = v.ref) <> 2`: 0,
			`select abs((select count(*) from people) - (select count(*) from referral_versions))`:                                                                          0,
			`select abs((select count(*) from case_people) - (select count(*) from referrals))`:                                                                             0,
			`select case when count(*) >= 8 then 8 else 0 end from referrals`:                                                                                               8,
		} {
			var n int
			require.NoError(t, again.read().one(t.Context(), &n, query))
			require.Equal(t, want, n, query)
		}
	})
}

// Whoever writes PostgreSQL's address otherwise than as a URL must not find their cases in
// a file of that name.
func TestWhatIsMeantForAnotherDatabaseIsNoPath(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"postgre://db/beacon", "mysql://db/beacon", "host=db dbname=beacon", " dbname = beacon", "Server=db;Database=beacon"} {
		require.False(t, IsAddress(at), at)
		_, err := Open(t.Context(), at)
		require.ErrorContains(t, err, "neither a postgres:// URL nor the path of a SQLite file", at)
	}
	for _, at := range []string{"", ":memory:", "postgres://db/beacon?sslmode=require", "postgresql://db/beacon", "beacon.db", "/data/a=b/beacon.db", "./a=b.db"} {
		require.True(t, IsAddress(at), at)
	}
}
