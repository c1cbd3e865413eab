package casework

import "slices"

// AttemptOutcome is one row of what can come of an attempt, and of what it does to
// the protocol.
type AttemptOutcome struct {
	Code   string
	Says   string
	Spoke  bool   // the victim was spoken to
	Counts bool   // it uses up one of the protocol's attempts
	Halts  bool   // it may not be safe: all automation stops
	Then   string // what follows while the victim is being reached

	AtOnce      bool // the same person calls again at once
	Interpreter bool // an interpreter is needed for the next attempt
	Officer     bool // the officer in the case is asked for another number
	Freezes     bool // nothing leaves by that contact point until the victim confirms it: a number passes to other people
}

// What follows most outcomes.
const (
	thenNext   = "the next attempt, in another part of the day"
	thenUnsafe = "all messages and planned calls stop, and somebody finds a safe way"
)

// AttemptOutcomes lists what can come of an attempt. To add one, add a line.
// Source: the proposed contact standard, by which a failed attempt is not one thing.
var AttemptOutcomes = []AttemptOutcome{
	{Code: "accepted", Says: "spoken to, and help was accepted", Spoke: true, Then: "the victim's needs are assessed"},
	{Code: "declined", Says: "spoken to, and help was declined", Spoke: true, Then: "the case is closed, by a supervisor where the risk is high; no more calls are planned while it cannot be"},
	{Code: "spoke", Says: "spoken to, and it was safe to talk", Spoke: true, Then: "the next attempt, when the victim asked for it or else by the protocol"},
	{Code: "call_back", Says: "spoken to, and asked to be called another time", Spoke: true, Then: "the next attempt, when the victim asked for it"},
	{Code: "not_safe_now", Says: "answered, but it was not safe to talk", Then: thenNext},
	{Code: "no_answer", Says: "no answer", Counts: true, Then: thenNext},
	{Code: "voicemail_none_left", Says: "voicemail; no message was left", Counts: true, Then: thenNext},
	{Code: "cut_off", Says: "the call was cut off", Counts: true, AtOnce: true, Then: "the same person calls back at once, but not twice in a row"},
	{Code: "third_party_answered", Says: "somebody else answered", Counts: true, Halts: true, Then: thenUnsafe},
	{Code: "unsafe_signal", Says: "a sign that it is not safe", Counts: true, Halts: true, Then: thenUnsafe},
	{Code: "wrong_person", Says: "the number belongs to somebody else", Counts: true, Halts: true, Officer: true, Then: thenUnsafe + "; the officer in the case is asked for another number"},
	{Code: "number_dead", Says: "the number does not work", Counts: true, Officer: true, Freezes: true, Then: thenNext + "; nothing leaves by that number, and the officer in the case is asked for another number"},
	{Code: "language_barrier", Says: "an interpreter is needed", Interpreter: true, Then: thenNext + ", with a professional interpreter"},
}

func attemptOutcome(code string) (AttemptOutcome, bool) {
	i := slices.IndexFunc(AttemptOutcomes, func(o AttemptOutcome) bool { return o.Code == code })
	if i < 0 {
		return AttemptOutcome{}, false
	}
	return AttemptOutcomes[i], true
}
