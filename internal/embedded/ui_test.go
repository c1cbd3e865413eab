package embedded

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheWebUI(t *testing.T) {
	t.Parallel()
	s := start(t, Options{UIAddr: "localhost:0"})
	t.Run("shows and does not touch", func(t *testing.T) { showsAndDoesNotTouch(t, s) })
	t.Run("calls nobody", func(t *testing.T) { callsNobody(t, s) })
	t.Run("answers to loopback names only", func(t *testing.T) { answersToLoopbackNamesOnly(t, s) })
	s.Stop()
	_, err := http.Get(s.UIURL()) //nolint:bodyclose,noctx // there is no answer
	require.Error(t, err, "and closes with the server")
}

func showsAndDoesNotTouch(t *testing.T, s *Server) {
	t.Helper()
	_, err := begin(t.Context(), connect(t, s), "case/1", time.Hour)
	require.NoError(t, err)

	page, body := ask(t, http.MethodGet, s.UIURL()+"/namespaces/beacon/workflows", nil)
	require.Equal(t, http.StatusOK, page.StatusCode)
	require.Contains(t, body, "<!doctype html>")
	require.Contains(t, page.Header.Get("Content-Security-Policy"), "default-src 'self'")

	running, body := ask(t, http.MethodGet, s.UIURL()+"/api/v1/namespaces/beacon/workflows/"+url.PathEscape("case/1"), nil)
	require.Equal(t, http.StatusOK, running.StatusCode, body)
	require.Contains(t, body, "WORKFLOW_EXECUTION_STATUS_RUNNING")

	history, body := ask(t, http.MethodGet, s.UIURL()+"/api/v1/namespaces/beacon/workflows/"+url.PathEscape("case/1")+"/history", nil)
	require.Equal(t, http.StatusOK, history.StatusCode, body)

	ended, _ := ask(t, http.MethodPost, s.UIURL()+"/api/v1/namespaces/beacon/workflows/"+url.PathEscape("case/1")+"/terminate", func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	})
	require.Equal(t, http.StatusMethodNotAllowed, ended.StatusCode)
}

func callsNobody(t *testing.T, s *Server) {
	t.Helper()
	_, body := ask(t, http.MethodGet, s.UIURL()+"/api/v1/settings", nil)
	var settings struct {
		DefaultNamespace string
		DisableNewsFetch bool
		Codec            struct{ Endpoint string }
	}
	require.NoError(t, json.Unmarshal([]byte(body), &settings))
	require.Equal(t, namespace, settings.DefaultNamespace)
	require.True(t, settings.DisableNewsFetch)
	require.Empty(t, settings.Codec.Endpoint)
}

func answersToLoopbackNamesOnly(t *testing.T, s *Server) {
	t.Helper()
	for host, want := range map[string]int{
		"localhost:8233": http.StatusOK, "127.0.0.1": http.StatusOK, "[::1]:8233": http.StatusOK,
		"rebound.example.com:8233": http.StatusMisdirectedRequest, "192.0.2.1": http.StatusMisdirectedRequest,
	} {
		got, _ := ask(t, http.MethodGet, s.UIURL()+"/healthz", func(r *http.Request) { r.Host = host })
		require.Equal(t, want, got.StatusCode, host)
	}
}

func ask(t *testing.T, method, address string, change func(*http.Request)) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(""))
	require.NoError(t, err)
	if change != nil {
		change(r)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer, string(body)
}
