package casework

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/victimscode"
)

// happened is an event that happened so long ago, with the facts that must be said.
func (s *story) happened(kind victimscode.Trigger, ago time.Duration, facts ...string) RecordJusticeEvent {
	s.t.Helper()
	row, known := justiceRow(kind)
	require.True(s.t, known, kind)
	if len(facts) == 0 && row.Must {
		facts = row.Facts[:1]
	}
	m := RecordJusticeEvent{Said: s.by(WitnessCare), Kind: kind, Occurred: s.now.Add(-ago), Source: "witness_care", Facts: facts}
	m.Event = "event-" + m.ID
	return m
}

// justice tells the case of an event that happens now.
func (s *story) justice(kind victimscode.Trigger, facts ...string) RecordJusticeEvent {
	s.t.Helper()
	m := s.happened(kind, 0, facts...)
	s.takes(m)
	return m
}

// tells says that police told the victim of an event, so long ago.
func (s *story) tells(event string, ago time.Duration) RecordTold {
	m := RecordTold{Said: s.by(WitnessCare), Event: event, How: "by_phone", Teller: "police"}
	m.At = s.now.Add(-ago)
	return m
}

// duty finds the one duty of a row that an event began.
func (s *story) duty(row, event string) Owed {
	s.t.Helper()
	var found []Owed
	for _, o := range s.Owed {
		if o.Row == row && o.Event == event {
			found = append(found, o)
		}
	}
	require.Len(s.t, found, 1, "%s of %s: %+v", row, event, s.Owed)
	return found[0]
}

func TestAVictimOfDomesticAbuseIsOwedTheNewsWithinOneWorkingDay(t *testing.T) {
	t.Parallel()
	s := begin(t, MediumRisk)
	e := s.justice(victimscode.Arrested)
	o := s.duty("R6a", e.Event)
	require.True(t, o.Enhanced)
	require.Equal(t, time.Date(2026, 3, 3, 23, 59, 59, 0, London).UTC(), o.Due)
	require.Equal(t, o.Due, s.about(ChaseDuty, o.ID).Due)
	s.takes(s.tells(e.Event, 0))
	o = s.duty("R6a", e.Event)
	require.Equal(t, s.now.UTC(), o.Met)
	require.Equal(t, "police", o.MetBy)
	require.Zero(t, o.Breached)
	require.False(t, s.openAbout(ChaseDuty, o.ID))
}

// about finds the open task of a kind about one thing.
func (s *story) about(kind TaskKind, about string) Task {
	s.t.Helper()
	for _, k := range s.Tasks {
		if k.Open() && k.Kind == kind && k.About == about {
			return k
		}
	}
	s.t.Fatalf("no %s about %s: %v", kind, about, s.openTasks())
	return Task{}
}
