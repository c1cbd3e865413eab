package emulator

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkAccept is how fast texts are put in a synced ledger by 64 senders.
func BenchmarkAccept(b *testing.B) {
	book, err := openBook(filepath.Join(b.TempDir(), "ledger.ndjson"))
	require.NoError(b, err)
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m := Message{ID: newSID("SM"), Channel: SMS, To: victim, From: ourNumber, Body: "Hello", Accepted: epoch, Statuses: []Status{{Name: queued, At: epoch}}}
			if err := book.accept(m); err != nil {
				b.Error(err)
			}
		}
	})
	b.StopTimer()
	require.NoError(b, book.close())
}
