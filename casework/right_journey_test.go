package casework

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// opens brings about what opens a right.
var opensRight = map[Right]func(s *story){
	PoliceReview:    func(s *story) { s.happens("e", victimscode.NotProsecutedPolice, "suspect_interviewed"); s.isTold("e") },
	CPSReview:       func(s *story) { s.happens("e", victimscode.NotProsecutedCPS, "not_charged"); s.isTold("e") },
	LenientSentence: func(s *story) { s.happens("e", victimscode.Sentenced) },
	JudicialReview: func(s *story) {
		s.happens("e", victimscode.NotProsecutedCPS, "discontinued")
		s.right(CPSReview, "asked")
		s.right(CPSReview, "decided", "review_upheld")
	},
	Compensation:      func(*story) {},
	RestorativeMeet:   func(*story) {},
	Complaint:         func(s *story) { s.right(Complaint, "explained") },
	PersonalStatement: func(s *story) { s.happens("e", victimscode.StatementTaken) },
	MeasuresAtCourt:   func(s *story) { s.happens("e", victimscode.EvidenceRequired) },
	ContactScheme: func(s *story) {
		s.takes(RecordJusticeEvent{Said: s.worker(), Event: "e", Kind: victimscode.Sentenced, Occurred: s.now, Source: "court", Facts: []string{specifiedOffence}, Months: 12})
	},
	ProsecutorMeeting: func(s *story) { s.happens("e", victimscode.EvidenceDay) },
}

// pathTo are the steps that lead to the first of a right that means something.
func (r RightRow) pathTo(m Meaning) (path []RightStep) {
	i := slices.IndexFunc(r.Steps, func(s RightStep) bool { return s.Means == m })
	for i >= 0 {
		s := r.Steps[i]
		path = append([]RightStep{s}, path...)
		if len(s.After) == 0 {
			break
		}
		i = slices.IndexFunc(r.Steps, func(o RightStep) bool { return o.Step == s.After[0] })
	}
	return path
}

// walks takes these steps with a right.
func (s *story) walks(r Right, path []RightStep) {
	s.t.Helper()
	for _, step := range path {
		m := s.stepOf(r, step.Step)
		if step.Must {
			m.Facts = step.Facts[:1]
		}
		s.takes(m)
	}
}

func TestEveryRightIsOpenedExplainedAndThenUsedOrDeclined(t *testing.T) {
	t.Parallel()
	for _, row := range RightRows {
		for m, want := range map[Meaning]RightState{Explains: RightExplained, Wants: RightWanted, Uses: RightUsed, Declines: RightDeclined} {
			path := row.pathTo(m)
			if len(path) == 0 {
				continue
			}
			s := beginWith(t, func(r *Referral) { r.Occurred = monday.Add(-day) }).assessing()
			s.sent()
			opensRight[row.Right](s)
			if row.Right != Complaint {
				s.rightIs(row.Right, RightOpen)
			}
			s.walks(row.Right, path)
			if path[len(path)-1].Ends {
				want = RightOver
			}
			h := s.rightIs(row.Right, want)
			require.True(t, h.Explained(), row.Right)
			for _, o := range s.Owed {
				mine := h.because(o.Event) && slices.Contains(row.Windows, o.Row)
				require.False(t, mine && o.Open() && (m == Uses || m == Declines), "%s: nothing runs after %s", row.Right, m)
			}
			s.passes(30 * day)
			if m == Uses || m == Declines {
				nudged := slices.ContainsFunc(s.Lines, func(l Line) bool { return l.What == "right-nudge" && l.About == h.ID })
				require.False(t, nudged, "%s: nobody is reminded of what is decided", row.Right)
			}
		}
	}
}

func TestEveryTimeOfTheVictimsOwnBelongsToARightAndRunsOutLoudly(t *testing.T) {
	t.Parallel()
	e, _ := victimscode.Find(victimscode.Current)
	for _, d := range e.Duties {
		if d.Ours != victimscode.ToWatch {
			continue
		}
		i := slices.IndexFunc(RightRows, func(r RightRow) bool { return slices.Contains(r.Windows, d.ID) })
		require.GreaterOrEqual(t, i, 0, "%s is watched by nobody", d.ID)
		row := RightRows[i]
		s := beginWith(t, func(r *Referral) { r.Occurred, r.Minor = monday.Add(-day), d.ID == "CICA-minor" }).assessing()
		opensRight[row.Right](s)
		h := s.newest(row.Right)
		require.False(t, h.Closes.IsZero(), d.ID)
		s.until(h.Closes)
		require.NotEqual(t, RightLapsed, s.RightState(s.newest(row.Right)))
		require.True(t, slices.ContainsFunc(s.Tasks, func(k Task) bool { return k.Kind == CallRight && k.About == h.ID }), "%s: somebody was asked to call", d.ID)
		s.passes(hour)
		s.rightIs(row.Right, RightLapsed)
		require.True(t, slices.ContainsFunc(s.Tasks, func(k Task) bool { return k.Kind == LapsedRight && k.About == h.ID }), d.ID)
	}
}
