package extract

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// known holds the JSON pointer of every field a referral has, with * for an
// index. Only these may stand in a report: a pointer made up from a file's own
// words could carry a name.
var known = pointers(reflect.TypeFor[Referral](), "", map[string]bool{"": true})

func pointers(t reflect.Type, at string, into map[string]bool) map[string]bool {
	switch t.Kind() {
	case reflect.Pointer:
		return pointers(t.Elem(), at, into)
	case reflect.Slice:
		into[at+"/*"] = true
		return pointers(t.Elem(), at+"/*", into)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			into[at+"/"+name] = true
			pointers(f.Type, at+"/"+name, into)
		}
	}
	return into
}

// knownPointer gives the longest part of p that names a field of a referral,
// and whether that is the whole of it.
func knownPointer(p string) (string, bool) {
	var kept, pattern string
	for _, step := range strings.Split(strings.TrimPrefix(p, "/"), "/") {
		if known[pattern+"/"+step] && step != "*" {
			pattern += "/" + step
		} else if isIndex(step) && known[pattern+"/*"] {
			pattern += "/*"
		} else {
			return kept, false
		}
		kept += "/" + step
	}
	return kept, true
}

func isIndex(s string) bool {
	if s == "" || len(s) > 2 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// stranger walks a JSON value to the first object, in the order of field names,
// with a field that no referral has; at is the object's pointer.
func stranger(v any, at, pattern string) (string, bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			step := "/" + strings.ToLower(key) // encoding/json takes either case
			if !known[pattern+step] {
				return at, true
			}
			if found, ok := stranger(v[key], at+step, pattern+step); ok {
				return found, true
			}
		}
	case []any:
		for i, each := range v {
			if found, ok := stranger(each, at+"/"+strconv.Itoa(i), pattern+"/*"); ok {
				return found, true
			}
		}
	}
	return "", false
}
