package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/codec"
)

func TestEverythingIsSealedAgainSoThatTheOldKeyMayGo(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		old, next := codec.NewKey("old"), codec.NewKey("next")
		with := func(keys string) (*DB, *codec.Ring) {
			db := openAt(t, at)
			ring, err := codec.ParseRing(keys)
			require.NoError(t, err)
			db.SealWith(ring)
			return db, ring
		}
		db, _ := with(old)
		ctx := t.Context()
		require.NoError(t, db.Migrate(ctx))
		const people, atOnce = 7, 3
		cases := map[string]string{}
		for n := range people {
			admitted, err := db.Admit(ctx, housed(n, fmt.Sprintf("Quux%d", n), addressAt(fmt.Sprintf("%d Canarywharf Lane, AL10 0XX", n))))
			require.NoError(t, err)
			cases[admitted.CaseID] = fmt.Sprintf("%d Canarywharf Lane, AL10 0XX", n)
		}
		covered := anyOf(cases)
		_, points, err := db.Person(ctx, covered)
		require.NoError(t, err)
		require.NoError(t, db.PutCover(ctx, covered, points[0].ID, Cover{Story: "the boiler"}, "subject-1", epoch))
		moved := points[0]
		moved.Value = elsewhere
		_, err = db.PutPoint(ctx, covered, moved, "subject-1", epoch.Add(time.Hour))
		require.NoError(t, err)
		cases[covered] = elsewhere
		require.Contains(t, everything(t, db), "v1.old.")

		db, both := with(next + "," + old)
		n, err := db.reseal(ctx, both.Newest, atOnce)
		require.NoError(t, err)
		require.Equal(t, people+people+1+1+1, n, "addresses, referrals, a cover, what a point was, and the key of digests")
		require.NotContains(t, everything(t, db), "v1.old.", "a column is missing from sealedPlaces")
		n, err = db.Reseal(ctx, both.Newest)
		require.NoError(t, err)
		require.Zero(t, n)

		db, only := with(next)
		for id, address := range cases {
			_, points, err := db.Person(ctx, id)
			require.NoError(t, err)
			require.Equal(t, address, points[0].Value)
		}
		covers, err := db.Covers(ctx, covered)
		require.NoError(t, err)
		require.Equal(t, "the boiler", covers[points[0].ID].Story)
		var state string
		require.NoError(t, db.read().one(ctx, &state, `select state from contact_point_history where point_id = ?`, points[0].ID))
		was := pointRow{}
		require.NoError(t, json.Unmarshal([]byte(state), &was))
		before, err := db.read().value(was)
		require.NoError(t, err)
		require.True(t, strings.HasSuffix(before, "Canarywharf Lane, AL10 0XX"), "what it was can still be read")
		waiting, err := db.Untaken(ctx, epoch.Add(time.Hour), people)
		require.NoError(t, err)
		require.Len(t, waiting, people)
		n, err = db.Reseal(ctx, only.Newest)
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

func TestSealingAgainWithoutTheOldKeySaysWhichIsMissing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at string) {
		db, ctx := openAt(t, at), t.Context()
		old, err := codec.ParseRing(codec.NewKey("old"))
		require.NoError(t, err)
		db.SealWith(old)
		require.NoError(t, db.Migrate(ctx))
		_, err = db.Admit(ctx, housed(1, "Quux", addressAt(abode)))
		require.NoError(t, err)
		held := everything(t, db)
		next, err := codec.ParseRing(codec.NewKey("next"))
		require.NoError(t, err)
		db = openAt(t, at)
		db.SealWith(next)
		_, err = db.Reseal(ctx, next.Newest)
		require.ErrorIs(t, err, ErrKeys)
		require.ErrorContains(t, err, `key "old"`)
		require.Equal(t, held, everything(t, db), "nothing was changed")
		db = openAt(t, at)
		_, err = db.Reseal(ctx, next.Newest)
		require.ErrorIs(t, err, ErrKeys)
	})
}

func anyOf(cases map[string]string) (id string) {
	for id = range cases {
		break
	}
	return id
}
