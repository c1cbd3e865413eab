package workflows_test

import (
	"cmp"
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/activities"
	"beacon/casework"
	"beacon/workflows"
)

// personal are words that a field would be called by which says something of a
// person. All that Temporal keeps of a case is opaque IDs, dates, choices and flags.
var personal = []string{
	"name", "names", "forename", "surname", "title", "alias", "phone", "telephone", "mobile", "number", "msisdn", "email", "mail", "address",
	"street", "postcode", "town", "birth", "dob", "age", "sex", "gender", "ethnicity", "nationality", "language", "value", "words", "note",
	"notes", "comment", "description", "content", "html", "subject", "suspect", "perpetrator", "partner", "children", "victim_name",
}

func TestNothingAboutAPersonIsInWhatTheWorkflowCarries(t *testing.T) {
	t.Parallel()
	carried := []any{
		workflows.Input{}, activities.Order{}, casework.View{}, casework.Case{}, casework.Outcome{}, casework.Receipt{},
		casework.Error{}, casework.Policy{},
	}
	for _, m := range casework.Commands {
		carried = append(carried, m)
	}
	for _, v := range carried {
		fields := map[string]bool{}
		fieldsOf(reflect.TypeOf(v), fields, map[reflect.Type]bool{})
		require.NotEmpty(t, fields, "%T", v)
		for _, f := range slices.Sorted(maps.Keys(fields)) {
			for _, word := range strings.Split(f, "_") {
				require.NotContains(t, personal, word, "%T carries %s", v, f)
			}
		}
	}
}

func TestAFieldAboutAPersonIsSeen(t *testing.T) {
	t.Parallel()
	type hidden struct {
		Deep []map[string]*struct {
			Email string `json:"victim_email,omitempty"`
		}
	}
	fields := map[string]bool{}
	fieldsOf(reflect.TypeFor[hidden](), fields, map[reflect.Type]bool{})
	require.Equal(t, map[string]bool{"Deep": true, "victim_email": true}, fields)
}

// fieldsOf gathers the names that a type's values have in JSON, however deep.
func fieldsOf(typ reflect.Type, found map[string]bool, seen map[reflect.Type]bool) {
	if seen[typ] || typ.Implements(reflect.TypeFor[encoding.TextMarshaler]()) || typ == reflect.TypeFor[json.RawMessage]() {
		return
	}
	seen[typ] = true
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		fieldsOf(typ.Elem(), found, seen)
	case reflect.Struct:
		for f := range typ.Fields() {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); !f.Anonymous && name != "-" {
				found[cmp.Or(name, f.Name)] = true
			}
			fieldsOf(f.Type, found, seen)
		}
	}
}
