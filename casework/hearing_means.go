package casework

import (
	"fmt"
	"time"
)

// HearingNews is what a word about a hearing means beside what is known of it.
type HearingNews string

// What a word about a hearing means.
const (
	MeansNew      HearingNews = "listed"       // the hearing was not known
	MeansChange   HearingNews = "changed"      // it stands, and something is different
	MeansSame     HearingNews = "duplicate"    // nothing is different
	MeansConflict HearingNews = "contradicted" // a lesser source says otherwise: nothing moves, and a person is asked
	MeansOld      HearingNews = "outdated"     // it was said before what stands, and moves nothing
)

// Means says what a word about a hearing would mean, before the case is told: what has
// nothing new in it need not be told again.
func (m SetHearing) Means(c *Case, now time.Time) HearingNews {
	h := m.hearing(c, now)
	old, known := c.hearing(m.Hearing)
	if !known {
		return MeansNew
	}
	switch h.outweighed(old, now) {
	case "hearing-outdated":
		return MeansOld
	case "hearing-contradicted":
		if k := old.Claim; k != nil && h.claims(*k) {
			return MeansSame
		}
		return MeansConflict
	}
	again := h.Status == old.Status && h.Type == old.Type && h.Court == old.Court && h.sameDate(old) && h.Needed == old.Needed
	weighs := hearingSource(h.Source).Rank < hearingSource(old.Source).Rank || old.Claim != nil && h.Received.After(old.Claim.Received)
	if again && !weighs {
		return MeansSame
	}
	return MeansChange
}

// Stands is how a hearing stands, in a word that is another when it stands otherwise.
func (h Hearing) Stands() string {
	return fmt.Sprint(h.Type, h.Status, h.Starts.Unix(), h.Until.Unix(), h.Certainty, h.Needed, h.Source, h.Received.Unix(), h.Court, h.Claim != nil)
}

// claims says that a word about a hearing is what was claimed of it before.
func (h Hearing) claims(k HearingClaim) bool {
	return h.Source == k.Source && h.Status == k.Status && h.Needed == k.Needed && h.Starts.Equal(k.Starts) && h.Until.Equal(k.Until) && h.Certainty == k.Certainty
}

// Spoken finds the hearing that somebody speaks of who gives it no ID: one of the type
// on the same day. Others of the type that are still to come are counted: whoever speaks
// of another day may mean one of these, or a new one.
func (c *Case) Spoken(kind string, starts, now time.Time) (id string, others int) {
	for _, h := range c.Hearings {
		switch {
		case h.Type != kind:
		case dateOf(h.Starts) == dateOf(starts):
			id = h.ID
		case h.Status == Listed && h.last().After(now):
			others++
		}
	}
	return id, others
}
