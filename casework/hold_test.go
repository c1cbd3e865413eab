package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func (s *story) holding(id, why string) PlaceLegalHold {
	said := s.boss()
	said.Text = "why-of-" + said.ID
	return PlaceLegalHold{Said: said, Hold: id, Why: why}
}

func (s *story) lifting(id string) LiftLegalHold {
	said := s.boss()
	said.Text = "why-of-" + said.ID
	return LiftLegalHold{Said: said, Hold: id}
}

func TestALegalHoldIsTakenInEveryStageAndChangesNothingElse(t *testing.T) {
	t.Parallel()
	for _, s := range everywhere(t) {
		stage, clocks, tasks := s.Stage, len(s.Clocks), s.openTasks()
		s.takes(s.holding("hold-1", "complaint"))
		require.True(t, s.View().LegalHold)
		s.takes(s.holding("hold-2", "court_order"))
		s.takes(s.lifting("hold-1"))
		require.True(t, s.View().LegalHold, "the other still stands")
		s.takes(s.lifting("hold-2"))
		require.False(t, s.View().LegalHold)
		require.Equal(t, stage, s.Stage)
		require.Len(t, s.Clocks, clocks)
		require.Equal(t, tasks, s.openTasks())
		require.Equal(t, 2, s.lines("hold-placed"))
		require.Equal(t, 2, s.lines("hold-lifted"))
	}
}

func TestALegalHoldOutlivesReopeningAndClosing(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).closed()
	s.sent()
	s.takes(s.holding("hold-1", "death_review"))
	require.True(t, s.Resting(), "it rests again")
	s.reopened("victim_returned")
	s.ends("needs_met")
	require.Len(t, s.Holds, 1)
	require.Equal(t, 1, s.lines("kept-longer"))
	require.NotEmpty(t, s.Kept.Until, "and the date is there for when it is lifted")
}

func TestALegalHoldIsForASupervisorWhoSaysWhy(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk)
	e := s.refuses(Invalid, PlaceLegalHold{Said: s.worker(), Why: "rain"})
	require.Equal(t, []string{"", "/id", "/why", "/text"}, e.pointers())
	e = s.refuses(Invalid, LiftLegalHold{Said: s.worker(), Hold: "hold-1"})
	require.Equal(t, []string{"", "/id", "/text"}, e.pointers())
	s.takes(s.holding("hold-1", "complaint"))
	e = s.refuses(Invalid, s.holding("hold-1", "complaint"))
	require.Equal(t, "repeated", e.Fields[0].Code)
	for i := 1; i < mostHolds; i++ {
		s.takes(s.holding("more-"+string(rune('a'+i)), "other"))
	}
	require.Equal(t, "too_many", s.refuses(Invalid, s.holding("one-more", "other")).Fields[0].Code)
}

func TestAReplyTakesAClosedCaseUpAgain(t *testing.T) {
	t.Parallel()
	for _, change := range []func(*ReplyReceived){
		func(*ReplyReceived) {}, func(m *ReplyReceived) { m.Distress = true }, func(m *ReplyReceived) { m.Stop, m.Distress = true, true },
	} {
		s := begin(t, StandardRisk).closed()
		s.replied(change)
		require.Equal(t, Supporting, s.Stage)
		require.Len(t, s.Unread, 1)
		s.asks(ReadReply)
		require.Equal(t, 1, s.lines("reopened"))
	}
	s := begin(t, StandardRisk)
	s.attempt("third_party_answered")
	s.ends("unsafe_to_contact")
	s.replied(func(m *ReplyReceived) { m.Distress = true })
	s.asks(HelpReply)
	s.asks(Unsafe)
	s.asksNot(CallVictim)
	require.Empty(t, s.leaving())
}

func TestWhatNeedsNobodyLeavesAClosedCaseAtRest(t *testing.T) {
	t.Parallel()
	s := begin(t, StandardRisk).closed()
	s.sent()
	s.replied(func(m *ReplyReceived) { m.Stop = true })
	require.Equal(t, Closed, s.Stage)
	require.Empty(t, s.Unread)
	s.takes(MessageFailed{Said: s.by(System), Template: HearingReminder, About: "h", Code: "30005", Effect: "e"})
	s.takes(MessageDelivered{Said: s.by(System), Template: HearingReminder, About: "h", Effect: "e"})
	require.True(t, s.Resting())
	require.Equal(t, []int{1, 1, 1}, []int{s.lines("reply"), s.lines("message-undelivered"), s.lines("message-delivered")})
}
