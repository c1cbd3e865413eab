package chaos

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryGuardThatABuildCanLackHasARunThatMustFailWithoutIt(t *testing.T) {
	t.Parallel()
	off, err := filepath.Glob("../guard/*_off.go")
	require.NoError(t, err)
	var tags []string
	for _, name := range off {
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		first, _, _ := strings.Cut(string(b), "\n")
		tags = append(tags, strings.TrimPrefix(first, "//go:build "))
	}
	for _, b := range Bites {
		require.Contains(t, tags, b.Tag)
		require.NotEmpty(t, b.Caught, b.Guard)
		for _, line := range b.Caught {
			require.True(t, slices.ContainsFunc(Lines, func(l Line) bool { return l.Name == line }), line)
		}
		require.NotEmpty(t, NewPlan(b.Size).Strikes, b.Guard)
		tags = slices.DeleteFunc(tags, func(tag string) bool { return tag == b.Tag || tag == b.Beside })
	}
	require.Empty(t, tags)
}
