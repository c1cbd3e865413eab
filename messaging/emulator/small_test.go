package emulator

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSegmentsAreCountedAsTheNetworkDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body string
		want int
	}{
		{"", 1},
		{strings.Repeat("a", 160), 1},
		{strings.Repeat("a", 161), 2},
		{strings.Repeat("a", 306), 2},
		{strings.Repeat("a", 307), 3},
		{strings.Repeat("€", 80), 1},
		{strings.Repeat("€", 81), 2},
		{strings.Repeat("é", 160), 1},
		{strings.Repeat("ŵ", 70), 1},
		{strings.Repeat("ŵ", 71), 2},
		{strings.Repeat("ŵ", 135), 3},
		{"It’s " + strings.Repeat("a", 66), 2},
		{strings.Repeat("😀", 35), 1},
		{strings.Repeat("😀", 36), 2},
	} {
		require.Equal(t, c.want, segments(c.body), c.body)
	}
}

func TestErrandsAreBoundedAndNoneRunsAfterStop(t *testing.T) {
	t.Parallel()
	s := newErrands(3)
	var mu sync.Mutex
	now, most, done := 0, 0, 0
	gate := make(chan struct{})
	for range 20 {
		s.in(0, func(context.Context) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			<-gate
			mu.Lock()
			now--
			done++
			mu.Unlock()
		})
	}
	for range 20 {
		gate <- struct{}{}
	}
	<-s.settled()
	require.Equal(t, 20, done)
	require.LessOrEqual(t, most, 3)

	begun, ended := make(chan struct{}), false
	s.in(time.Hour, func(context.Context) { t.Error("an hour has not passed") })
	s.in(0, func(ctx context.Context) {
		close(begun)
		<-ctx.Done()
		ended = true
	})
	<-begun
	s.stop()
	require.True(t, ended, "stop waits for what is under way")
	s.in(0, func(context.Context) { t.Error("it has stopped") })
}

func TestErrandsRunInTheOrderTheyFallDue(t *testing.T) {
	t.Parallel()
	s := newErrands(1)
	defer s.stop()
	var got []int
	for i, d := range []time.Duration{30, 10, 20, 10} {
		s.in(d*time.Millisecond, func(context.Context) { got = append(got, i) })
	}
	<-s.settled()
	require.Equal(t, []int{1, 3, 2, 0}, got)
}

func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	t.Parallel()
	good := Options{AccountSID: account, AuthToken: secret, SendGridKey: mailKey}
	for _, change := range []func(*Options){
		func(o *Options) { o.AccountSID = "AC-1" },
		func(o *Options) { o.AuthToken = "" },
		func(o *Options) { o.SendGridKey = "" },
		func(o *Options) { o.ServiceNumber = "Support" },
		func(o *Options) { o.LedgerFile = filepath.Join("no", "such", "folder", "ledger") },
	} {
		o := good
		change(&o)
		_, err := New(o)
		require.Error(t, err)
	}
}

func TestADamagedKeyIsNotReplaced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger.ndjson")
	require.NoError(t, os.WriteFile(path+".key", []byte("nonsense"), 0o600))
	_, err := New(Options{AccountSID: account, AuthToken: secret, SendGridKey: mailKey, LedgerFile: path})
	require.ErrorContains(t, err, "holds no key")
}

func TestTheKeyAndTheLedgerAreForTheirOwnerOnly(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t))
	for _, path := range []string{w.e.options.LedgerFile, w.e.options.LedgerFile + ".key"} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}
