package casework

import (
	"fmt"
	"strings"
)

// Code is a stable name for why a case refused something. The same code is seen
// in Temporal, over HTTP and by staff; it is never renamed once released.
type Code string

// Why a command can be refused.
const (
	Invalid        Code = "invalid"                // the command itself is wrong; Fields say where
	CaseClosed     Code = "case_closed"            // the case is closed; reopen it first
	WrongStage     Code = "wrong_stage"            // the case is not at a stage which allows this
	ClosureBlocked Code = "closure_blocked"        // something open must be ended first; Fields say what
	NeedsSignOff   Code = "sign_off_needed"        // only a supervisor may decide this
	StaleRevision  Code = "stale_revision"         // the case has changed since it was read
	KeyReused      Code = "idempotency_key_reused" // this key was used for something else
	Unknown        Code = "unknown"                // the thing named is not part of this case
)

// Field is one thing wrong with a command. Pointer is a JSON Pointer (RFC 6901)
// into the command as it came over the wire.
type Field struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// Error is a refusal. Its text is fit to show to staff and says nothing about a
// person.
type Error struct {
	Code    Code    `json:"code"`
	Message string  `json:"message"`
	Fields  []Field `json:"fields,omitempty"`
}

// Error says why, and names every field that is wrong.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	where := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		where[i] = f.Pointer + " " + f.Detail
	}
	return e.Message + ": " + strings.Join(where, "; ")
}

// Kind is the code, for the log: the words may quote what was sent.
func (e *Error) Kind() string { return string(e.Code) }

// Refuse makes a refusal with a code and a sentence.
func Refuse(code Code, format string, args ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// faults gathers everything wrong with a command, so that whoever sent it can
// mend it all at once.
type faults struct{ fields []Field }

// wrong adds a fault at a pointer when bad is true.
func (f *faults) wrong(bad bool, pointer, code, format string, args ...any) {
	if bad {
		f.fields = append(f.fields, Field{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
}

// error is nil when nothing is wrong.
func (f *faults) error(code Code, message string) error {
	if len(f.fields) == 0 {
		return nil
	}
	return &Error{Code: code, Message: message, Fields: f.fields}
}

// invalid is the usual end of a check.
func (f *faults) invalid() error { return f.error(Invalid, "some fields are wrong") }
