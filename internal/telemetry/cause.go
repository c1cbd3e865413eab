package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"reflect"
	"slices"
	"strings"
	"syscall"
)

// module is whose types are ours.
const module = "beacon"

// plain are errors of others that say nothing but themselves.
var plain = []error{
	context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed,
	fs.ErrNotExist, fs.ErrPermission, fs.ErrExist, fs.ErrClosed,
}

// Cause says what went wrong without repeating what somebody wrote. The text of an error
// may quote anything: a row, a number, a line of JSON. Only an error of a type of ours
// says its own text, or its Kind where it has one, and so does one of ours that is
// named here; every other is known by its type. Of one that wraps others, it is the
// others that count, after what was being done where the wrapper has Doing.
func Cause(err error, ours ...error) string {
	if err == nil {
		return ""
	}
	if kind, ok := err.(interface{ Kind() string }); ok && own(err) {
		return kind.Kind()
	}
	if doing, ok := err.(interface{ Doing() string }); ok && own(err) {
		return doing.Doing() + ": " + Cause(errors.Unwrap(err), ours...)
	}
	if own(err) {
		return err.Error()
	}
	for _, named := range slices.Concat(ours, plain) {
		if same(err, named) {
			return err.Error()
		}
	}
	if no, ok := err.(syscall.Errno); ok { //nolint:errorlint // it is this very error that is named; what it wraps follows
		return no.Error()
	}
	switch wraps := err.(type) { //nolint:errorlint // it is this very error that is named; what it wraps follows
	case interface{ Unwrap() []error }:
		var all []string
		for _, inner := range wraps.Unwrap() {
			all = append(all, Cause(inner, ours...))
		}
		return strings.Join(all, ": ")
	case interface{ Unwrap() error }:
		if inner := wraps.Unwrap(); inner != nil {
			return strings.TrimPrefix(kindOf(err)+": ", "*fmt.wrapError: ") + Cause(inner, ours...)
		}
	}
	return kindOf(err)
}

// kindOf is an error's type, as Go prints it.
func kindOf(err error) string { return fmt.Sprintf("%T", err) }

func own(err error) bool {
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath() == module || strings.HasPrefix(t.PkgPath(), module+"/")
}

func same(a, b error) bool {
	return reflect.TypeOf(a).Comparable() && reflect.TypeOf(b).Comparable() && a == b //nolint:errorlint // it is this very error that is named; what it wraps follows
}
