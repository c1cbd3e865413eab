package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
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

	"beacon/internal/app"
)

// TestMain lets the test binary be the service itself, so that a test can stop it as an
// operator would.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "api" {
		main()
	}
	os.Exit(m.Run())
}

// unusedAddr is an address that nobody has.
func unusedAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// page is what an address answers to a new connection; 0: nobody is there.
func page(t *testing.T, addr, path string) (status int, body string) {
	t.Helper()
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	r, err := c.Get("http://" + addr + path)
	if err != nil {
		return 0, ""
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return r.StatusCode, string(b)
}

func TestAnAPIThatIsToldToStopCutsNoRequest(t *testing.T) {
	t.Parallel()
	addr, nobody := unusedAddr(t), "127.0.0.1:1"
	environ := []string{
		"BEACON_DATABASE_URL=" + filepath.Join(t.TempDir(), "beacon.db"), "BEACON_DATA_KEYS=" + app.NewDataKey("test"), "BEACON_API_ADDR=" + addr,
		"BEACON_TEMPORAL_ADDR=" + nobody, "BEACON_PUBLIC_URL=http://" + addr, "BEACON_OIDC_ISSUER=http://" + nobody, "BEACON_OIDC_JWKS_URL=http://" + nobody + "/keys",
		"BEACON_TWILIO_AUTH_TOKEN=token", "BEACON_DRAIN_FOR=3s", "BEACON_PAYLOAD_KEYS=" + app.NewDataKey("test"),
	}
	code, _, errs := do(t, environ, "migrate")
	require.Zero(t, code, errs)
	self, err := os.Executable()
	require.NoError(t, err)
	api := exec.CommandContext(t.Context(), self, "api")
	var log bytes.Buffer
	api.Env, api.Stderr = environ, &log
	require.NoError(t, api.Start())
	t.Cleanup(func() { _ = api.Process.Kill() })
	require.Eventually(t, func() bool { status, _ := page(t, addr, "/healthz"); return status == http.StatusOK }, time.Minute, 50*time.Millisecond)
	slow := begin(t, addr)
	require.NoError(t, api.Process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool {
		status, body := page(t, addr, "/healthz")
		return status == http.StatusServiceUnavailable && strings.Contains(body, "stopping")
	}, 3*time.Second, 20*time.Millisecond, "it says so before it stops")
	status, _ := page(t, addr, "/info")
	require.Equal(t, http.StatusOK, status, "and still answers whoever has not heard")
	require.Eventually(t, func() bool { status, _ := page(t, addr, "/healthz"); return status == 0 }, 20*time.Second, 50*time.Millisecond)
	require.Equal(t, http.StatusForbidden, slow(), "what was under way is answered")
	require.NoError(t, api.Wait(), log.String())
}

// begin sends the half of a request; end sends the rest, and gives what was answered.
func begin(t *testing.T, addr string) (end func() int) {
	t.Helper()
	var d net.Dialer
	c, err := d.DialContext(context.WithoutCancel(t.Context()), "tcp", addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, err = fmt.Fprintf(c, "POST /v1/webhooks/twilio/status HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n\r\nMessage", addr)
	require.NoError(t, err)
	return func() int {
		_, err := io.WriteString(c, "Sid=1")
		require.NoError(t, err)
		r, err := http.ReadResponse(bufio.NewReader(c), nil)
		require.NoError(t, err)
		defer r.Body.Close()
		return r.StatusCode
	}
}
