package casework

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// reviewAskedAndUpheld: police decide not to prosecute; the victim is told, asks for a
// review with help, and declines to go to court when it is upheld.
func reviewAskedAndUpheld(t *testing.T) *story {
	s := toldNo(t)
	s.passes(2 * day)
	s.tasked("record-attempt", ExplainRights)
	s.passes(6 * day)
	s.arrived()
	s.right(PoliceReview, "wants_help")
	s.passes(day)
	s.right(PoliceReview, "asked")
	s.passes(10 * day)
	s.right(PoliceReview, "acknowledged")
	s.passes(20 * day)
	s.right(PoliceReview, "decided", "review_upheld")
	s.right(JudicialReview, "explained")
	s.right(JudicialReview, "declined")
	s.passes(day)
	return s
}

// rightRanOutUnexplained: nobody explains what a sentence opened, and a supervisor
// answers for it.
func rightRanOutUnexplained(t *testing.T) *story {
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.happens("s", victimscode.Sentenced)
	for range 30 {
		s.passes(day)
		s.arrived()
	}
	s.rules(LapsedRight, "nothing_left")
	return s
}

// heardAndHelpedAtCourt: a personal statement and special measures, from being asked to
// the day itself, and the scheme after the sentence.
func heardAndHelpedAtCourt(t *testing.T) *story {
	s := begin(t, MediumRisk).supporting()
	s.sent()
	s.happens("st", victimscode.StatementTaken)
	s.happens("c", victimscode.Charged)
	s.right(PersonalStatement, "offered")
	s.right(PersonalStatement, "chosen", "read_by_prosecutor")
	s.right(PersonalStatement, "taken")
	s.takes(s.listing("trial-1", 20*day))
	s.right(MeasuresAtCourt, "applied", "screens", "live_link")
	s.passes(day)
	s.right(MeasuresAtCourt, "decided", "granted", "screens", "live_link")
	s.right(MeasuresAtCourt, "told")
	s.passes(20 * day)
	m := s.stepOf(MeasuresAtCourt, "in_place", "screens")
	m.Hearing = "trial-1"
	s.takes(m)
	s.takes(RecordJusticeEvent{Said: s.worker(), Event: "e", Kind: victimscode.Sentenced, Occurred: s.now, Received: s.now, Source: "court", Facts: []string{specifiedOffence}, Months: 18})
	s.right(PersonalStatement, "read", "read_by_prosecutor")
	s.right(LenientSentence, "explained")
	s.right(LenientSentence, "declined")
	s.right(ContactScheme, "referred")
	s.right(ContactScheme, "liaison_contact")
	s.right(ContactScheme, "opted_out")
	s.right(ContactScheme, "opted_in")
	s.asksNot(ExplainRights)
	require.Empty(t, s.asked(CallRight))
	return s
}
