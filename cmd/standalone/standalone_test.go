package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/internal/demo"
)

// TestMain lets the test binary be a standalone, so that a test can start one as a
// process of its own and kill it.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "run" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestADemonstrationSurvivesAPowerCut(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	require.NoError(t, err)
	var told bytes.Buffer
	require.NoError(t, demo.Run(t.Context(), demo.Options{Binary: self, Day: 6 * time.Second, Kill: true, Out: &told}), "%s", &told)
}

// standalone is one that runs within a test.
type standalone struct {
	t    *testing.T
	env  []string
	addr map[string]string // by variable
	log  *safeBuffer
	stop func()
	keys int
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start runs a standalone in a folder of its own until the test ends.
func start(t *testing.T, more ...string) *standalone {
	t.Helper()
	s := &standalone{t: t, addr: map[string]string{}, log: &safeBuffer{}}
	s.env = append([]string{"BEACON_DATA=" + filepath.Join(t.TempDir(), "data"), "BEACON_SENDING_HOURS=any", "BEACON_LOG_LEVEL=debug", "BEACON_ANSWER_WITHIN=5s"}, more...)
	for _, v := range []string{"BEACON_API_ADDR", "BEACON_EMULATOR_ADDR", "BEACON_TEMPORAL_ADDR", "BEACON_TEMPORAL_UI_ADDR"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		s.addr[v] = l.Addr().String()
		require.NoError(t, l.Close())
		s.env = append(s.env, v+"="+s.addr[v])
	}
	s.run()
	return s
}

// run starts it, or starts it again on the same data.
func (s *standalone) run() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- runAll(ctx, s.env, io.Discard, s.log) }()
	var once sync.Once
	s.stop = func() {
		once.Do(func() {
			cancel()
			require.NoError(s.t, <-ended)
		})
	}
	s.t.Cleanup(s.stop)
	require.Eventually(s.t, func() bool {
		r, err := http.Get(s.api("/readyz"))
		if err != nil {
			return false
		}
		_ = r.Body.Close()
		return r.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond)
}

func (s *standalone) api(path string) string { return "http://" + s.addr["BEACON_API_ADDR"] + path }

// ask makes one request in a role and answers with status and body.
func (s *standalone) ask(role, method, path, body string) (int, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.api(path), strings.NewReader(body))
	require.NoError(s.t, err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		s.keys++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", s.keys))
	}
	if role != "" {
		_, token := s.ask("", http.MethodPost, "/dev/tokens", `{"role":"`+role+`","subject":"subject-`+role+`"}`)
		var t struct{ Token string }
		require.NoError(s.t, json.Unmarshal([]byte(token), &t))
		r.Header.Set("Authorization", "Bearer "+t.Token)
	}
	got, err := http.DefaultClient.Do(r)
	require.NoError(s.t, err)
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	require.NoError(s.t, err)
	return got.StatusCode, string(b)
}

// must makes a request that succeeds, and reads its answer.
func (s *standalone) must(role, method, path, body string) map[string]any {
	s.t.Helper()
	status, text := s.ask(role, method, path, body)
	require.Equal(s.t, 2, status/100, "%s %s answered %d: %s", method, path, status, text)
	answer := map[string]any{}
	require.NoError(s.t, json.Unmarshal([]byte(text), &answer))
	return answer
}
