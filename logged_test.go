package beacon_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/internal/telemetry"
)

// ofLog are the methods of a logger: how many arguments come before the pairs.
var ofLog = map[string]int{
	"Debug": 1, "Info": 1, "Warn": 1, "Error": 1, "With": 0,
	"DebugContext": 2, "InfoContext": 2, "WarnContext": 2, "ErrorContext": 2,
}

// ofAttr are slog's makers of one attribute.
var ofAttr = []string{"String", "Int", "Int64", "Uint64", "Float64", "Bool", "Time", "Duration", "Any"}

// Whoever logs something under a name that is not on the list would lose it in silence.
func TestEverythingThatIsLoggedIsOnTheList(t *testing.T) {
	t.Parallel()
	keys := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && len(path) > 1 && (path[0] == '.' || path == "bin" || path == "internal/embedded" || path == "internal/telemetry" || path == "store/storetest" || path == "tools") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			for _, p := range pairs(call) {
				keys++
				key, err := strconv.Unquote(text(p.key))
				require.NoError(t, err, "%s: the name of an attribute is written out", set.Position(call.Pos()))
				require.Contains(t, telemetry.LogKeys, key, "%s: to log it, add a line to telemetry.LogKeys, where it is nothing of a person", set.Position(call.Pos()))
				require.True(t, key == "why" || !strings.Contains(text(p.value), ".Error()"), "%s: log the error itself, as \"cause\": telemetry.Cause makes a text of it", set.Position(call.Pos()))
			}
			return true
		})
		return nil
	}))
	require.Greater(t, keys, 60)
}

type pair struct{ key, value ast.Expr }

// pairs are the names and values that a call gives to a logger.
func pairs(call *ast.CallExpr) (all []pair) {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	on := text(method.X)
	if on == "slog" && slices.Contains(ofAttr, method.Sel.Name) && len(call.Args) == 2 {
		return []pair{{call.Args[0], call.Args[1]}}
	}
	before, logs := ofLog[method.Sel.Name]
	if on = strings.ToLower(on); !logs || on != "slog" && !strings.HasSuffix(on, "log") || strings.HasPrefix(on, "q.") {
		return nil
	}
	for i := before; i+1 < len(call.Args); i += 2 {
		all = append(all, pair{call.Args[i], call.Args[i+1]})
	}
	return all
}

// text is an expression as far as names and literals go.
func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return text(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		said := text(e.Fun) + "("
		for _, a := range e.Args {
			said += text(a)
		}
		return said + ")"
	}
	return ""
}
