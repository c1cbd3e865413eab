package main

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func copyAll(w io.Writer, r io.Reader) (int64, error) { return io.Copy(w, r) }

func TestStartedAgainItCarriesEveryCaseOn(t *testing.T) {
	t.Parallel()
	s := start(t, "BEACON_HURRY=28800")
	id := s.must("referrer", http.MethodPost, "/v1/referrals", canaryReferral)["case_id"].(string)
	s.must("caseworker", http.MethodPost, "/v1/cases/"+id+"/contact-attempts", `{"outcome":"no_answer"}`)
	s.stop()

	s.run()
	require.Eventually(t, func() bool { // what fell due meanwhile rings
		_, text := s.ask("caseworker", http.MethodGet, "/v1/tasks?kind=call_victim&case="+id, "")
		return strings.Contains(text, "call_victim")
	}, 30*time.Second, 100*time.Millisecond)
	status, text := s.ask("referrer", http.MethodPost, "/v1/referrals", canaryReferral)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "duplicate")
}

func TestTheDatabasesReallyWriteAhead(t *testing.T) {
	t.Parallel()
	s := start(t)
	data := strings.TrimPrefix(s.env[0], "BEACON_DATA=")
	for _, name := range []string{"beacon.db", "temporal.db"} {
		f, err := os.Open(data + "/" + name)
		require.NoError(t, err)
		header := make([]byte, 20)
		_, err = io.ReadFull(f, header)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		require.Equal(t, []byte{2, 2}, header[18:20], name) // SQLite's file format: 2 is WAL
	}
}

func TestATakenPortIsNamedWithItsVariable(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, v := range []string{"BEACON_API_ADDR", "BEACON_EMULATOR_ADDR", "BEACON_TEMPORAL_ADDR", "BEACON_TEMPORAL_UI_ADDR"} {
		other := []string{"BEACON_DATA=" + t.TempDir(), "BEACON_API_ADDR=127.0.0.1:0", "BEACON_EMULATOR_ADDR=127.0.0.1:0",
			"BEACON_TEMPORAL_ADDR=127.0.0.1:0", "BEACON_TEMPORAL_UI_ADDR=127.0.0.1:0", v + "=" + s.addr[v]}
		err := runAll(t.Context(), other, io.Discard, io.Discard)
		require.ErrorContains(t, err, v)
		require.ErrorContains(t, err, s.addr[v])
	}
}

func TestTokensAreGivenOnlyForRolesThereAre(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, wrong := range []string{``, `{`, `{"role":"king","subject":"me"}`, `{"role":"auditor"}`, `{"role":"auditor","subject":"me","more":1}`} {
		status, _ := s.ask("", http.MethodPost, "/dev/tokens", wrong)
		require.Equal(t, http.StatusUnprocessableEntity, status, wrong)
	}
}
