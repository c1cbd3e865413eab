package casework

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// held brings about what each guard holds a closure up for, in a case that is being
// supported, and lifts it again.
var held = map[string]struct{ bring, lift func(*story) }{
	"future_hearing": {
		func(s *story) { s.takes(s.listing("trial-1", 30*day)) },
		func(s *story) {
			s.takes(SetHearing{Said: s.by(WitnessCare), Hearing: "trial-1", Type: "trial", Starts: monday.Add(30 * day), Status: Vacated, Source: "court"})
		},
	},
	"unread_reply": {
		func(s *story) { s.replied(func(*ReplyReceived) {}) },
		func(s *story) { s.tasked("record-attempt", ReadReply) },
	},
	"open_action": {
		func(s *story) { s.takes(s.plan(action("a", day))) },
		func(s *story) {
			done := action("a", day)
			done.Status = ActionDone
			s.takes(s.plan(done))
		},
	},
	"safe_and_well_undecided": {
		func(s *story) { s.raise(SafeAndWell, "", s.now, day) },
		func(s *story) { s.rules(SafeAndWell, "known_safe") },
	},
	"check_unknown": {
		func(s *story) { s.raise(CheckResult, "", s.now, day) },
		func(s *story) { s.rules(CheckResult, "seen_safe") },
	},
	"contact_unsafe": {
		func(s *story) { s.attempt("unsafe_signal") },
		func(s *story) {
			s.takes(ContactPointChanged{Said: s.worker(), Point: "point-2", Verified: true, Usable: true})
		},
	},
	"marac_undecided": {
		func(s *story) { s.raise(ReferMarac, "", s.now, day) },
		func(s *story) { s.rules(ReferMarac, "not_referred") },
	},
	"idva_undecided": {
		func(s *story) { s.raise(ReferIdva, "", s.now, day) },
		func(s *story) { s.rules(ReferIdva, "not_referred") },
	},
	"withdrawal_not_talked_through": {
		func(s *story) { s.takes(RecordWithdrawal{Said: s.worker(), From: "prosecution", Reason: "fear"}) },
		func(s *story) { s.tasked("record-attempt", TalkWithdrawal) },
	},
	"safeguarding_undecided": {
		func(s *story) { s.takes(RaiseConcern{Said: s.words(), About: "child"}) },
		func(s *story) { s.rules(Safeguard, "acted") },
	},
	"call_for_help": {
		func(s *story) { s.raise(HelpReply, "reply-1", s.now, day) },
		func(s *story) { s.tasked("record-attempt", HelpReply) },
	},
	"onward_unsent": {
		func(s *story) { s.refersOn("r", "refuge") },
		func(s *story) { s.takes(s.progress("r", OnwardSent)) },
	},
	"agency_untold": {
		func(s *story) { s.raise(TellAgency, "r", s.now, day) },
		func(s *story) { s.takes(AddNote{Said: s.words(), Task: s.asks(TellAgency).ID}) },
	},
	"duty_open": {
		func(s *story) { s.raise(MeetDuty, "", s.now, day) },
		func(s *story) { s.rules(MeetDuty, "cannot_be_met") },
	},
	"bail_alert": {
		func(s *story) { s.justice(victimscode.BailChanged) },
		func(s *story) { s.tasked("record-attempt", BailAlert) },
	},
	"wanted_right": {
		func(s *story) {
			s.happens("decided-not-to", victimscode.NotProsecutedPolice, "suspect_interviewed")
			s.isTold("decided-not-to")
			s.right(PoliceReview, "explained")
			s.right(PoliceReview, "wants_help")
		},
		func(s *story) { s.right(PoliceReview, "asked") },
	},
	"not_signed_off": {
		func(s *story) { s.Risk.Grade = HighRisk },
		func(s *story) { s.Risk.Grade = StandardRisk },
	},
}

// tasked does the work of an open task: the victim is spoken to.
func (s *story) tasked(_ string, kind TaskKind) {
	s.t.Helper()
	s.takes(RecordAttempt{Said: s.boss(), Outcome: "spoke", Task: s.asks(kind).ID})
}

func TestEveryGuardHoldsUpEveryReasonButThoseItNames(t *testing.T) {
	t.Parallel()
	codes := make([]string, len(Guards))
	for i, g := range Guards {
		codes[i] = g.Code
		for _, r := range g.Despite {
			_, known := reason(r)
			require.True(t, known, r)
		}
		for _, r := range Reasons {
			s := begin(t, StandardRisk).supporting()
			signed := g.Code != "not_signed_off"
			if !signed && r.SignOff {
				continue
			}
			require.NoError(t, ending{s.Case, r, signed, s.now}.heldUp(), "%s before %s", r.Code, g.Code)
			held[g.Code].bring(s)
			err := refusal(ending{s.Case, r, signed, s.now}.heldUp())
			if slices.Contains(g.Despite, r.Code) {
				require.Nil(t, err, "%s in spite of %s", r.Code, g.Code)
				continue
			}
			require.NotNil(t, err, "%s and %s", r.Code, g.Code)
			require.Len(t, err.Fields, 1)
			require.Equal(t, g.Code, err.Fields[0].Code)
			require.NotEmpty(t, err.Fields[0].Pointer)
			held[g.Code].lift(s)
			require.NoError(t, ending{s.Case, r, signed, s.now}.heldUp(), "%s after %s", r.Code, g.Code)
		}
	}
	for code := range held {
		require.Contains(t, codes, code)
	}
	require.Len(t, held, len(Guards))
}

func TestWhatIsHeldUpMeanwhileIsNamedInTheTimeline(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).supporting()
	s.takes(CloseCase{Said: s.worker(), Reason: "needs_met"})
	held["safeguarding_undecided"].bring(s)
	held["future_hearing"].bring(s)
	s.passes(s.Policy.ClosingFor)
	i := slices.IndexFunc(s.Lines, func(l Line) bool { return l.What == "closure-held" })
	require.Equal(t, "Not closed after all: a hearing is still to come; nobody has decided on a safeguarding concern.", s.Lines[i].Says)
}

func TestASignOffSaysWhy(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).supporting()
	e := s.refuses(Invalid, CloseCase{Said: s.boss(), Reason: "out_of_scope", SignedOff: true})
	require.Equal(t, []string{"/text"}, e.pointers())
	m := s.closing("out_of_scope")
	s.takes(m)
	require.Equal(t, m.By, s.Closure.SignedBy)
	require.Equal(t, m.Text, s.Closure.Text)
}

func TestASignOffThatIsLackingIsNamedWithEverythingElse(t *testing.T) {
	t.Parallel()
	s := begin(t, HighRisk).supporting()
	e := s.refuses(ClosureBlocked, CloseCase{Said: s.worker(), Reason: "needs_met"})
	require.Equal(t, []string{"/tasks/" + s.asks(ReferMarac).ID, "/tasks/" + s.asks(ReferIdva).ID, "/signed_off"}, e.pointers())
	s.agenciesDecided()
	e = s.refuses(NeedsSignOff, CloseCase{Said: s.worker(), Reason: "needs_met"})
	require.Equal(t, []string{"/signed_off"}, e.pointers())
}

func TestAReasonThatContradictsWhatIsKnownIsRefused(t *testing.T) {
	t.Parallel()
	for reason, s := range map[string]*story{
		"needs_met":                  begin(t, StandardRisk).planning(),
		"declined_at_first_contact":  begin(t, StandardRisk).assessing(),
		"declined_later":             begin(t, StandardRisk),
		"not_reached_after_protocol": begin(t, StandardRisk),
	} {
		e := s.refuses(Invalid, s.closing(reason))
		require.Equal(t, []string{"/reason"}, e.pointers(), reason)
		require.Equal(t, "contradicts_stage", e.Fields[0].Code)
	}
	s := begin(t, StandardRisk).assessing()
	s.refuses(Invalid, s.closing("not_reached_after_protocol"))
}
