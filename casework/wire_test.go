package casework

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestWhatIsOnTheWireIsNeverRenamed compares the JSON names and types of all that
// leaves this package with what they were. A name may be added and never changed:
// cases that were begun long ago are still written that way.
func TestWhatIsOnTheWireIsNeverRenamed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, m := range Commands {
		wire(&b, "command "+m.Name(), reflect.TypeOf(m))
	}
	for _, of := range []any{Case{}, View{}, Line{}, Effect{}, Outcome{}, Receipt{}, Error{}} {
		wire(&b, reflect.TypeOf(of).Name(), reflect.TypeOf(of))
	}
	golden(t, filepath.Join("testdata", "wire.txt"), b.String())
}

// wire writes one line for every name under which something is kept.
func wire(b *strings.Builder, at string, t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer:
		wire(b, at, t.Elem())
	case reflect.Slice:
		wire(b, at+"/0", t.Elem())
	case reflect.Map:
		wire(b, at+"/{"+t.Key().Name()+"}", t.Elem())
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			fmt.Fprintf(b, "%s time\n", at)
			return
		}
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous {
				wire(b, at, f.Type)
				continue
			}
			wire(b, at+"/"+name, f.Type)
		}
	default:
		fmt.Fprintf(b, "%s %s\n", at, t.Kind())
	}
}
