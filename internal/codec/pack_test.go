package codec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
)

// What Temporal keeps can be read only for as long as this is what it was.
func TestADictionaryNeverChanges(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256(dictionary)
	require.Equal(t, "601cea72113864985663f8957ab550e9c9cf30743a5e2665e1b18683a003a20b", hex.EncodeToString(sum[:]))
}

func TestWhatIsLikeTheDictionaryIsPackedToNearlyNothing(t *testing.T) {
	t.Parallel()
	plain := bytes.ReplaceAll(dictionary, []byte("supporting"), []byte("closing"))
	packed := pack(plain)
	require.Less(t, len(packed), len(plain)/50)
	back, err := unpack(packed)
	require.NoError(t, err)
	require.Equal(t, plain, back)
}

func TestWhatWasPackedByNoDictionaryIsReadAsBefore(t *testing.T) {
	t.Parallel()
	w, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	plain := bytes.Repeat([]byte("a case "), 1000)
	back, err := unpack(w.EncodeAll(plain, []byte{byZstd}))
	require.NoError(t, err)
	require.Equal(t, plain, back)
}
