package casework

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// source reads this package as it is written, for what a running program cannot
// see: which constants there are, and what is said beside them.
func source(t *testing.T) []*ast.File {
	t.Helper()
	names, err := fs.Glob(os.DirFS("."), "*.go")
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, f)
	}
	require.NotEmpty(t, files)
	return files
}

// remark is a value and what is said beside it.
type remark struct{ value, says string }

// constants lists every constant of a type, in the order they are written.
func constants(t *testing.T, typ string) (found []remark) {
	for _, f := range source(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			of, ok := v.Type.(*ast.Ident)
			lit, isText := v.Values[0].(*ast.BasicLit)
			if ok && isText && of.Name == typ {
				text, err := strconv.Unquote(lit.Value)
				require.NoError(t, err)
				found = append(found, remark{text, strings.TrimSpace(v.Comment.Text())})
			}
			return true
		})
	}
	require.NotEmpty(t, found, typ)
	return found
}

// fields lists every field of a struct with what is said beside it.
func fields(t *testing.T, typ string) (found []remark) {
	for _, f := range source(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || spec.Name.Name != typ {
				return true
			}
			for _, field := range spec.Type.(*ast.StructType).Fields.List {
				for _, name := range field.Names {
					found = append(found, remark{name.Name, strings.TrimSpace(field.Comment.Text())})
				}
			}
			return false
		})
	}
	require.NotEmpty(t, found, typ)
	return found
}

// receivers lists every type that has a method of this name.
func receivers(t *testing.T, method string) (found []string) {
	for _, f := range source(t) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == method {
				found = append(found, fn.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	return found
}
