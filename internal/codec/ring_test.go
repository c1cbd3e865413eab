package codec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/internal/codec"
)

func ring(t *testing.T, keys ...string) *codec.Ring {
	t.Helper()
	r, err := codec.ParseRing(strings.Join(keys, ","))
	require.NoError(t, err)
	return r
}

func TestWhatIsSealedOpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("a"))
	for _, plain := range []string{"", "Zebedee", strings.Repeat("ŵ", 10_000)} {
		sealed, err := r.Seal(plain, "point-1")
		require.NoError(t, err)
		require.NotContains(t, sealed, "Zebedee")
		again, err := r.Seal(plain, "point-1")
		require.NoError(t, err)
		require.NotEqual(t, sealed, again, "equal texts do not show")
		opened, err := r.Open(sealed, "point-1")
		require.NoError(t, err)
		require.Equal(t, plain, opened)
		_, err = r.Open(sealed, "point-2")
		require.ErrorIs(t, err, codec.ErrBroken)
	}
}

func TestANewKeySealsAndTheOldOneStillOpens(t *testing.T) {
	t.Parallel()
	old, next := codec.NewKey("2025"), codec.NewKey("2026")
	sealed, err := ring(t, old).Seal("word", "x")
	require.NoError(t, err)
	both := ring(t, next, old)
	opened, err := both.Open(sealed, "x")
	require.NoError(t, err)
	require.Equal(t, "word", opened)
	newer, err := both.Seal("word", "x")
	require.NoError(t, err)
	_, err = ring(t, next).Open(newer, "x")
	require.NoError(t, err)
	_, err = ring(t, next).Open(sealed, "x")
	require.ErrorIs(t, err, codec.ErrNoKey)
	_, err = ring(t, codec.NewKey("2025")).Open(sealed, "x")
	require.ErrorIs(t, err, codec.ErrBroken, "another key of the same name")
}

func TestWhatWasChangedDoesNotOpen(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("a"))
	sealed, err := r.Seal("word", "x")
	require.NoError(t, err)
	for _, changed := range []string{
		"", "word", "v1", "v1.a", "v1.a.", "v1.a.AAAA", "v1.a." + strings.Repeat("A", 15), "v2" + sealed[2:], sealed + ".x", sealed[:len(sealed)-2],
		sealed[:8] + "_" + sealed[9:] + "AA", strings.ToUpper(sealed), "v1.a.!",
	} {
		_, err := r.Open(changed, "x")
		require.Error(t, err, changed)
	}
}

func TestKeysThatAreNoneAreRefusedAndNotPrinted(t *testing.T) {
	t.Parallel()
	good := codec.NewKey("a")
	for _, written := range []string{"", "a", "a:", ":" + good[2:], good + ",", good + "," + good, "a b" + good[1:], good[:20], good + "A", "a:c2hvcnQ="} {
		_, err := codec.ParseRing(written)
		require.ErrorIs(t, err, codec.ErrKeys, written)
		require.NotContains(t, err.Error(), "c2hvcnQ")
	}
	require.NotContains(t, fmt.Sprintf("%v %+v %s %#v", ring(t, good), ring(t, good), ring(t, good), ring(t, good)), good[2:10])
}
