package casework

import (
	"slices"
	"time"
)

// HearingSource is one row of who may say when a hearing is, and whose word stands
// where two of them contradict each other.
type HearingSource struct {
	Code string
	Rank int // the smaller, the more its word counts; of equals, the later word stands
	Says string
}

// HearingSources lists who may say when a hearing is. The Witness Care Unit, and the
// court from which it has its dates, are right about dates; what a lesser source says
// otherwise moves nothing until a person has asked.
// Source: the Witness Care Unit is the victim's single point of contact from charge to
// the end (CPS guidance); a support service must not contradict it.
var HearingSources = []HearingSource{
	{"witness_care", 1, "the Witness Care Unit"},
	{"court", 1, "the court"},
	{"cps", 2, "the CPS"},
	{"police", 3, "police"},
	{"victim", 4, "the victim"},
}

// hearingSources are their codes.
var hearingSources = sourceCodes()

func sourceCodes() (codes []string) {
	for _, s := range HearingSources {
		codes = append(codes, s.Code)
	}
	return codes
}

// hearingSource finds who says it; the zero row, whose word counts most, where it is
// nobody that is known.
func hearingSource(code string) HearingSource {
	i := slices.IndexFunc(HearingSources, func(s HearingSource) bool { return s.Code == code })
	if i < 0 {
		return HearingSource{}
	}
	return HearingSources[i]
}

// HearingClaim is what a lesser source says otherwise of a hearing. It moves nothing
// until a person has settled it, or a source that counts as much says so too.
type HearingClaim struct {
	Starts    time.Time     `json:"starts"`
	Until     time.Time     `json:"until,omitzero"`
	Certainty Certainty     `json:"certainty,omitempty"`
	Status    HearingStatus `json:"status"`
	Needed    bool          `json:"victim_needed"`
	Source    string        `json:"source"`
	Received  time.Time     `json:"received"` // UTC
	Court     string        `json:"court,omitempty"`
}

// contradicts says that two words about a hearing cannot both be true.
func (h Hearing) contradicts(old Hearing, now time.Time) bool {
	if h.Status == Held {
		return old.Status == Vacated || old.Status == Listed && old.last().After(now)
	}
	return h.Status != old.Status || !h.sameDate(old) || h.Needed != old.Needed
}

// outweighed says why a word about a hearing moves nothing: a lesser source
// contradicts what stands, or one that counts no more said it before what stands was
// known. Empty: it stands. A hearing that was held may be listed again by anybody.
func (h Hearing) outweighed(old Hearing, now time.Time) string {
	by, had := hearingSource(h.Source).Rank, hearingSource(old.Source).Rank
	again := old.Status == Held && h.Status == Listed
	switch {
	case !h.contradicts(old, now):
		return ""
	case h.Received.Before(old.Received) && by >= had:
		return "hearing-outdated"
	case by > had && !again:
		return "hearing-contradicted"
	default:
		return ""
	}
}

// keepClaim keeps what a lesser source says otherwise, and asks a person: in time for
// the earlier of the two dates.
func (c *Case) keepClaim(old, claimed Hearing, s Said, at time.Time) {
	c.told(s, at, "hearing-contradicted", old.ID, "A hearing is told of otherwise by %s (%s: %s; %s) than by %s, whose word stands (%s: %s; %s): nothing moves until a person has asked.",
		hearingSource(claimed.Source).Says, claimed.Status, claimed.says(), claimed.needs(), hearingSource(old.Source).Says, old.Status, old.says(), old.needs())
	old.Claim = &HearingClaim{
		Starts: claimed.Starts, Until: claimed.Until, Certainty: claimed.Certainty, Status: claimed.Status, Needed: claimed.Needed,
		Source: claimed.Source, Received: claimed.Received, Court: claimed.Court,
	}
	c.keepHearing(old)
	within := c.Policy.DecideWithin
	for _, h := range []Hearing{old, claimed} {
		if left := h.Starts.Sub(at) - c.Policy.UrgentWithin; h.last().After(at) {
			within = max(0, min(within, left))
		}
	}
	c.raise(SettleHearing, old.ID, at, within)
}

// saidBy keeps whose word it is that stands: who only says the same as a greater source,
// or said it before, takes nothing from its weight.
func (h *Hearing) saidBy(old Hearing, at time.Time) {
	switch by, had := hearingSource(h.Source).Rank, hearingSource(old.Source).Rank; {
	case h.contradicts(old, at):
	case by > had:
		h.Source, h.Received = old.Source, old.Received
	case h.Received.Before(old.Received):
		h.Received = old.Received
	}
}

// claimSettled ends the question which of two sources is right: one that counts as much
// as what stood has spoken since, or the other now says the same.
func (c *Case) claimSettled(h *Hearing, k *HearingClaim, at time.Time) {
	if k == nil {
		return
	}
	lesser := hearingSource(h.Source).Rank > hearingSource(k.Source).Rank
	if h.Source != k.Source && (lesser || h.Received.Before(k.Received)) {
		h.Claim = k
		return
	}
	c.dropAbout(SettleHearing, h.ID, at)
}

// settleHearing is what somebody found out about two sources that contradict each
// other. What they found is the word of the source that counts more.
func (m RecordDecision) settleHearing(c *Case, d Decision, at time.Time) {
	i := slices.IndexFunc(c.Tasks, func(t Task) bool { return t.ID == m.Task })
	h, ok := c.hearing(c.Tasks[max(i, 0)].About)
	if !ok || h.Claim == nil {
		return
	}
	k := *h.Claim
	h.Claim = nil
	c.keepHearing(h)
	if d.Code != "other_is_right" {
		return
	}
	right := SetHearing{
		Said: Said{By: m.By, Role: m.Role, Text: k.Court}, Hearing: h.ID, Type: h.Type, Starts: k.Starts, Until: k.Until, Certainty: k.Certainty,
		Status: k.Status, Needed: k.Needed, Source: h.Source,
	}
	right.stand(c, right.hearing(c, at), at)
}
