package api

import (
	"slices"

	"beacon/casework"
)

// mostFaults is how many faults one answer names: whoever sent more mends these first.
const mostFaults = 100

// faults gathers everything wrong with a request, so that it can be mended at
// once. A fault names the place and never the value.
type faults struct {
	fields []casework.Field
	more   bool
}

func (f *faults) wrong(pointer, code, detail string) {
	if len(f.fields) >= mostFaults {
		f.more = true
		return
	}
	f.fields = append(f.fields, casework.Field{Pointer: pointer, Code: code, Detail: detail})
}

// has says that something is already wrong at a place.
func (f *faults) has(pointer string) bool {
	return slices.ContainsFunc(f.fields, func(o casework.Field) bool { return o.Pointer == pointer })
}

// also adds the faults that somebody else found, where none is known yet.
func (f *faults) also(fields []casework.Field) {
	for _, o := range fields {
		if !f.has(o.Pointer) {
			f.wrong(o.Pointer, o.Code, o.Detail)
		}
	}
}

// problem is nil when nothing is wrong.
func (f *faults) problem() *Problem {
	if len(f.fields) == 0 {
		return nil
	}
	detail := "every field that is wrong is named"
	if f.more {
		detail = "there are more than the fields named here"
	}
	return refuse(casework.Invalid, detail, f.fields...)
}
