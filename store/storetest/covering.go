package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/store"
)

// Backwards seals by writing backwards, which is enough for a test.
type Backwards struct{}

// Seal writes backwards.
func (Backwards) Seal(plain, boundTo string) (string, error) {
	return backwards(boundTo + "|" + plain), nil
}

// Open reads backwards.
func (Backwards) Open(sealed, boundTo string) (string, error) {
	plain, ok := strings.CutPrefix(backwards(sealed), boundTo+"|")
	if !ok {
		return "", errors.New("it belongs elsewhere")
	}
	return plain, nil
}

func backwards(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

var cover = store.Cover{AskFor: "the plumber", Story: "about the boiler", CodeWord: "kettle", WhoElse: "her son"}

var covering = []rule{
	{"ACoverIsKeptForItsPointOnly", func(t *testing.T, db *store.DB) {
		db.SealWith(Backwards{})
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1)), phone(number(2))))
		b := admit(t, db, withPoints(referral("2"), 1, phone(number(3))))
		p := pointsOf(t, db, a.CaseID)[0]
		require.NoError(t, db.PutCover(ctxOf(t), a.CaseID, p.ID, cover, worker, Epoch))
		require.NoError(t, db.PutCover(ctxOf(t), a.CaseID, p.ID, cover, worker, Epoch))
		got, err := db.Covers(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, map[string]store.Cover{p.ID: cover}, got)
		got, err = db.Covers(ctxOf(t), b.CaseID)
		require.NoError(t, err)
		require.Empty(t, got)
		require.ErrorIs(t, db.PutCover(ctxOf(t), b.CaseID, p.ID, cover, worker, Epoch), store.ErrNotFound, "another victim's")

		require.NoError(t, db.PutCover(ctxOf(t), a.CaseID, p.ID, store.Cover{}, worker, Epoch))
		got, err = db.Covers(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Empty(t, got)
	}},
	{"WithoutKeysNothingIsSealedOrOpened", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		p := onlyPoint(t, db, a.CaseID)
		db.SealWith(nil)
		require.ErrorIs(t, db.PutCover(ctxOf(t), a.CaseID, p.ID, cover, worker, Epoch), store.ErrKeys)
		db.SealWith(Backwards{})
		require.NoError(t, db.PutCover(ctxOf(t), a.CaseID, p.ID, cover, worker, Epoch))
		db.SealWith(nil)
		_, err := db.Covers(ctxOf(t), a.CaseID)
		require.ErrorIs(t, err, store.ErrKeys)
	}},
	{"ASealedCaseSaysSoToWhoeverSends", func(t *testing.T, db *store.DB) {
		a := admit(t, db, withPoints(referral("1"), 1, phone(number(1))))
		seal(t, db, a.CaseID, &store.Sealed{At: Epoch, By: worker, Why: "safety"}, worker, Epoch)
		seal(t, db, a.CaseID, &store.Sealed{At: Epoch.Add(time.Hour), By: "boss", Why: "court_order"}, "boss", Epoch.Add(time.Hour))
		got, err := db.Sealed(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.Equal(t, &store.Sealed{At: Epoch, By: "boss", Why: "court_order"}, got)
		contact, err := db.Contact(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.True(t, contact.Sealed)

		seal(t, db, a.CaseID, nil, "boss", Epoch.Add(2*time.Hour))
		news, err := db.Unhandled(ctxOf(t), Epoch.Add(24*time.Hour), 0)
		require.NoError(t, err)
		require.Len(t, news, 3, "the case is to be told of each")
		require.Equal(t, []store.NewsKind{store.CaseSealed, store.CaseSealed, store.CaseUnsealed}, []store.NewsKind{news[0].Kind, news[1].Kind, news[2].Kind})
		require.Equal(t, "court_order", news[1].Why)
		require.Equal(t, "boss", news[2].By)
		contact, err = db.Contact(ctxOf(t), a.CaseID)
		require.NoError(t, err)
		require.False(t, contact.Sealed)
		_, err = db.SealCase(ctxOf(t), caseID(9), nil, "boss", Epoch)
		require.ErrorIs(t, err, store.ErrNotFound)
	}},
}

func seal(t *testing.T, db *store.DB, id string, to *store.Sealed, by string, at time.Time) {
	t.Helper()
	n, err := db.SealCase(ctxOf(t), id, to, by, at)
	require.NoError(t, err)
	require.NotEmpty(t, n.ID)
}
