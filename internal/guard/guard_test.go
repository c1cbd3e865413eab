package guard_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/internal/guard"
)

func TestAnOrdinaryBuildHasEveryGuard(t *testing.T) {
	t.Parallel()
	require.True(t, guard.All)
}

func TestNothingThatIsReleasedIsBuiltWithoutAGuard(t *testing.T) {
	t.Parallel()
	var tags []string
	off, err := filepath.Glob("*_off.go")
	require.NoError(t, err)
	require.NotEmpty(t, off)
	for _, name := range off {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		first, _, _ := strings.Cut(string(b), "\n")
		tags = append(tags, strings.TrimPrefix(first, "//go:build "))
	}
	for _, name := range []string{"../../Makefile", "../../Dockerfile", "../../docker-compose.yml"} {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, tag := range tags {
			require.NotContains(t, string(b), tag, name)
		}
	}
}
