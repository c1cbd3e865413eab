package beacon_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// still are the folders whose code is replayed, or pure: nothing in them runs beside
// anything else. A linter can forbid a name, but no linter of ours a statement.
var still = []string{"victimscode", "safecontact", "casework", "measures", "workflows"}

func TestNothingStillStartsAGoroutine(t *testing.T) {
	t.Parallel()
	for _, dir := range still {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				require.Empty(t, goStatements(t, path, nil))
			}
			return err
		})
		if !errors.Is(err, fs.ErrNotExist) {
			require.NoError(t, err)
		}
	}
	require.Len(t, goStatements(t, "made_up.go", "package p\nfunc f() { go func() { go f() }() }"), 2)
}

// goStatements says where a file starts goroutines; src stands in for the file, or is nil.
func goStatements(t *testing.T, path string, src any) (at []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, src, parser.SkipObjectResolution)
	require.NoError(t, err)
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.GoStmt); ok {
			at = append(at, files.Position(s.Pos()).String())
		}
		return true
	})
	return at
}
