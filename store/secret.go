package store

import "log/slog"

// What holds personal data prints as an opaque ID, so that no log or error can hold
// the rest by accident.

// String is the ID.
func (p Person) String() string { return "person " + p.ID }

// GoString is the same as String.
func (p Person) GoString() string { return p.String() }

// LogValue is the same as String.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String tells nothing of the officer.
func (Officer) String() string { return "officer in the case" }

// GoString is the same as String.
func (o Officer) GoString() string { return o.String() }

// LogValue is the same as String.
func (o Officer) LogValue() slog.Value { return slog.StringValue(o.String()) }

// String tells nothing of the suspect.
func (Suspect) String() string { return "suspect" }

// GoString is the same as String.
func (s Suspect) GoString() string { return s.String() }

// LogValue is the same as String.
func (s Suspect) LogValue() slog.Value { return slog.StringValue(s.String()) }

// String is the opaque ID of the referral.
func (a Admission) String() string { return "referral " + a.Source.ref() }

// GoString is the same as String.
func (a Admission) GoString() string { return a.String() }

// LogValue is the same as String.
func (a Admission) LogValue() slog.Value { return slog.StringValue(a.String()) }

// String is the opaque ID of the referral.
func (u Untaken) String() string { return "referral " + u.Ref }

// GoString is the same as String.
func (u Untaken) GoString() string { return u.String() }

// LogValue is the same as String.
func (u Untaken) LogValue() slog.Value { return slog.StringValue(u.String()) }

// String is the provider's ID of the text.
func (in In) String() string { return "text " + in.Provider + "/" + in.ID }

// GoString is the same as String.
func (in In) GoString() string { return in.String() }

// LogValue is the same as String.
func (in In) LogValue() slog.Value { return slog.StringValue(in.String()) }

// String is the ID of its words.
func (s Stray) String() string { return "text " + s.TextID }

// GoString is the same as String.
func (s Stray) GoString() string { return s.String() }

// LogValue is the same as String.
func (s Stray) LogValue() slog.Value { return slog.StringValue(s.String()) }
