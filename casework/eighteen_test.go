package casework

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// uuid makes IDs as long as the real ones.
func uuid(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// eighteenMonths is a busy case from referral to closure: spoken to twice a week,
// a plan of ten actions changed every fortnight, a hearing every six weeks that is
// moved twice, a new crime every quarter, and replies in between. Each day is told
// to each, when everything of that day is done.
func eighteenMonths(t testing.TB, each func(*story)) *story {
	s := begin(t, HighRisk)
	said := func(r Role) Said {
		m := s.by(r)
		m.ID, m.Body, m.By, m.Text = uuid(s.keys), strings.Repeat("d", 64), uuid(int(r[0])), uuid(s.keys+1)
		return m
	}
	for d := range 540 {
		switch {
		case d == 1:
			s.takes(RecordAttempt{Said: said(Caseworker), Outcome: "accepted", Point: uuid(7)})
		case d == 3:
			s.takes(RecordNeeds{Said: said(Caseworker), Areas: needs("2")})
		case d > 3 && d%14 == 4:
			s.takes(busyPlan(s, said(Caseworker)))
		case d > 3 && d%42 == 5, d > 3 && d%42 == 12, d > 3 && d%42 == 19:
			m := s.listing(uuid(d/42), s.now.Sub(monday)+25*day)
			m.Said = said(WitnessCare)
			s.takes(m)
		case d%7 == 1, d%7 == 4:
			s.takes(RecordAttempt{Said: said(Caseworker), Outcome: "spoke", Point: uuid(7)})
		case d%84 == 80:
			s.takes(AssessRisk{Said: said(Caseworker), RiskMade: RiskMade{Tool: "DASH", Version: "2009", Grade: MediumRisk, Judgement: MediumRisk, Indicators: Indicators}})
			s.takes(RecordNeeds{Said: said(Caseworker), Areas: needs("4")})
		case d%91 == 90:
			r := s.referral(uuid(d), 1)
			r.Said = said(Referrer)
			s.takes(r)
		case d%30 == 29:
			s.takes(ReplyReceived{Said: said(System), Point: uuid(7)})
		}
		s.dayEnds(said)
		each(s)
	}
	return s
}

func busyPlan(s *story, said Said) AgreePlan {
	m := AgreePlan{Said: said, Review: s.now.Add(28 * day), PlanParts: s.full()}
	for i := range 10 {
		m.Actions = append(m.Actions, Action{ID: uuid(i), Need: Areas[i%8], Owner: uuid(1), Due: s.now.Add(20 * day), Status: ActionOpen, Text: uuid(100 + i)})
	}
	if s.Plan != nil {
		m.If = s.Plan.Revision
	}
	return m
}

// dayEnds does what people do about their tasks, and sends what may be sent.
func (s *story) dayEnds(said func(Role) Said) {
	s.passes(12 * hour)
	for _, task := range append([]Task{}, s.Tasks...) {
		m := AddNote{Said: said(Supervisor), Task: task.ID}
		if task.Open() && s.Check(m, s.now) == nil {
			s.takes(m)
		}
	}
	for len(s.Outbox) > 0 {
		s.Settle(s.Outbox[0].ID, Outcome{State: Sent}, s.now)
	}
	s.passes(12 * hour)
}

func TestABusyCaseStaysSmallForEighteenMonths(t *testing.T) {
	t.Parallel()
	largest, lines := 0, 0
	s := eighteenMonths(t, func(s *story) {
		lines += len(s.Lines)
		s.Published(s.Revision)
		largest = max(largest, len(s.View().State))
	})
	require.Equal(t, Supporting, s.Stage)
	require.Less(t, largest, 96<<10, "with all that the victim was owed, and whether it was done")
	t.Logf("%d revisions, %d lines, at most %d bytes", s.Revision, lines, largest)
}

func BenchmarkEighteenMonths(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		s := eighteenMonths(b, func(s *story) { s.Published(s.Revision) })
		b.ReportMetric(float64(s.Revision), "revisions")
	}
}

func BenchmarkView(b *testing.B) {
	s := eighteenMonths(b, func(s *story) { s.Published(s.Revision) })
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(s.View().State)))
	}
}
