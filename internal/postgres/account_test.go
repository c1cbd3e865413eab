package postgres

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRootRunsPostgreSQLAsSomebodyElse(t *testing.T) {
	t.Parallel()
	as, err := Account(0)
	require.NoError(t, err)
	require.NotZero(t, as.Uid)
	require.NotZero(t, as.Gid)
}

func TestAnybodyElseRunsItThemselves(t *testing.T) {
	t.Parallel()
	as, err := Account(1000)
	require.NoError(t, err)
	require.Nil(t, as)
}

func TestTheClusterSeesNoneOfOurPostgreSQLSettings(t *testing.T) {
	t.Parallel()
	got := Environment([]string{"PGPORT=5432", "PGDATA=/srv", "LANG=cy_GB.UTF-8", "LC_ALL=cy_GB", "TZ=Asia/Tokyo", "PATH=/bin"})
	require.Equal(t, []string{"LC_ALL=C", "TZ=UTC", "PATH=/bin"}, got)
}
