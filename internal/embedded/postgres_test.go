package embedded

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"beacon/internal/pgtest"
)

// onPostgres is a place for a server's data: two empty databases.
func onPostgres(t *testing.T) *Postgres {
	t.Helper()
	p := &Postgres{Shards: 4}
	for _, name := range []*string{&p.Main, &p.Visibility} {
		u, err := url.Parse(pgtest.URL(t))
		require.NoError(t, err)
		p.Addr, p.User = u.Host, u.User.Username()
		p.Password, _ = u.User.Password()
		*name = u.Path[1:]
	}
	return p
}

func TestAServerOnPostgreSQLIsStartedAgainOnWhatItKept(t *testing.T) {
	t.Parallel()
	p := onPostgres(t)
	for range 2 {
		s, err := Start(t.Context(), Options{Postgres: p, Namespace: "beacon", UIAddr: "127.0.0.1:0"})
		require.NoError(t, err)
		c, err := client.NewLazyClient(client.Options{HostPort: s.Addr()})
		require.NoError(t, err)
		_, err = c.WorkflowService().ListNamespaces(t.Context(), &workflowservice.ListNamespacesRequest{})
		require.NoError(t, err)
		c.Close()
		s.Stop()
	}
}

func TestDatabasesOfANewerServerAreRefused(t *testing.T) {
	t.Parallel()
	p := onPostgres(t)
	require.NoError(t, p.readySchema())
	require.NoError(t, p.readySchema(), "a second time there is nothing to do")
	of := part{"temporal", "postgresql/v12/temporal", "0.9"}
	require.ErrorContains(t, p.readyDatabase(p.Main, of), "made by a newer server than this one, which knows 0.9")
}
