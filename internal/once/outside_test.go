package once_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// outside is the network in front of the providers. It knows whether anything that
// was sent is still on its way, whoever sent it and whether they still live.
type outside struct {
	url string

	t      *testing.T
	server *httptest.Server
	mu     sync.Mutex
	open   map[net.Conn]http.ConnState
}

func listen(t *testing.T) *outside {
	o := &outside{t: t, server: httptest.NewUnstartedServer(nil), open: map[net.Conn]http.ConnState{}}
	o.url = "http://" + o.server.Listener.Addr().String()
	o.server.Config.ConnState = o.saw
	return o
}

func (o *outside) serve(h http.Handler) {
	o.server.Config.Handler = h
	o.server.Start()
	o.t.Cleanup(o.server.Close)
}

func (o *outside) saw(c net.Conn, s http.ConnState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s == http.StateClosed || s == http.StateHijacked {
		delete(o.open, c)
		return
	}
	o.open[c] = s
}

// calm waits until nothing is on its way. Connections are taken in the order in
// which they were made: once a new one has been answered, all that came before it
// are known.
func (o *outside) calm() {
	o.t.Helper()
	last := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := last.Get(o.url + "/v3/nothing")
	require.NoError(o.t, err)
	require.NoError(o.t, res.Body.Close())
	require.Eventually(o.t, o.idle, time.Minute, time.Millisecond)
}

func (o *outside) idle() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, s := range o.open {
		if s != http.StateIdle {
			return false
		}
	}
	return true
}
