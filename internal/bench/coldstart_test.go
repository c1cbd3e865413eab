package bench_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// coldReport is how long a standalone takes until it has accepted a referral.
type coldReport struct {
	measured
	Rounds []coldRound `json:"rounds"`
	Empty  spread      `json:"empty_folder_seconds"`
	Again  spread      `json:"its_own_folder_seconds"`
}

// coldRound is a start in an empty folder, and one in the folder that it left, in seconds.
type coldRound struct {
	Empty float64 `json:"empty_folder"`
	Again float64 `json:"its_own_folder"`
}

func TestColdStart(t *testing.T) {
	if !measuring() && os.Getenv("BENCH_COLD") == "" {
		t.Skip("cmd/standalone's own tests start it; here only its time is of interest")
	}
	rounds := setting(t, "BENCH_ROUNDS", 1, 5, 9)
	r := coldReport{measured: begun()}
	standalone := built(t, "standalone")
	for range rounds {
		r.round()
		folder := t.TempDir()
		r.Rounds = append(r.Rounds, coldRound{Empty: started(t, standalone, folder), Again: started(t, standalone, folder)})
	}
	r.Empty = over(r.Rounds, func(o coldRound) float64 { return o.Empty })
	r.Again = over(r.Rounds, func(o coldRound) float64 { return o.Again })
	r.most("from the start in an empty folder to the first referral accepted", 6, r.Empty.Median, "s")
	r.spreadBy(r.Empty)
	r.most("from the start in its own folder to the first referral accepted", 3, r.Again.Median, "s")
	r.spreadBy(r.Again)
	keep(t, "cold_start", &r)
}

// built builds one of the commands.
func built(t *testing.T, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	said, err := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-o", file, "../../cmd/"+name).CombinedOutput()
	require.NoError(t, err, string(said))
	return file
}

// free is an address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// started starts a standalone in a folder, and ends it once it has accepted a referral:
// so many seconds after it was started.
func started(t *testing.T, binary, folder string) float64 {
	t.Helper()
	at := free(t)
	var says bytes.Buffer
	c := exec.CommandContext(t.Context(), binary)
	c.Env = append(os.Environ(), "BEACON_DATA="+folder, "BEACON_API_ADDR="+at, "BEACON_EMULATOR_ADDR="+free(t), "BEACON_TEMPORAL_ADDR="+free(t), "BEACON_TEMPORAL_UI_ADDR="+free(t))
	c.Stdout, c.Stderr = &says, &says
	began := time.Now()
	require.NoError(t, c.Start())
	b := &bed{t: t, api: "http://" + at, http: &http.Client{Timeout: 10 * time.Second}}
	b.serial.Store(began.UnixNano() % 1e9)
	err := b.referOnce(t.Context(), time.Minute)
	took := time.Since(began).Seconds()
	require.NoError(t, errors.Join(err, c.Process.Signal(syscall.SIGTERM), c.Wait()), "%s", &says)
	return took
}

// referOnce asks until a referral is accepted.
func (b *bed) referOnce(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var err error
	for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) { //nolint:forbidigo // a process of its own is asked until it answers
		var answer struct{ Token string }
		if err = b.ask(ctx, "", http.MethodPost, "/dev/tokens", "", object{"role": "referrer", "subject": "bench"}, &answer); err != nil {
			continue
		}
		if _, err = b.referAs(ctx, answer.Token); err == nil {
			return nil
		}
	}
	return fmt.Errorf("no referral was accepted: %w", err)
}

func (r *coldReport) section() string {
	var b strings.Builder
	b.WriteString("The standalone is started as a process: PostgreSQL's place is taken by SQLite, and a Temporal server is inside. It is asked every few milliseconds for a token and to accept a referral, until it has.\n\n| round | in an empty folder | in the folder that it left |\n|---|---|---|\n")
	for i, o := range r.Rounds {
		fmt.Fprintf(&b, "| %d | %.2f s | %.2f s |\n", i+1, o.Empty, o.Again)
	}
	return b.String()
}
