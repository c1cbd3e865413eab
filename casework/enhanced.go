package casework

import (
	"slices"
	"time"
)

// EnhancedRow is one row of why a victim may have Enhanced Rights under the Victims' Code.
type EnhancedRow struct {
	Category string
	Reason   string
	Says     string
	Verified bool // false: the wording is from general knowledge of the Code of 2020
}

// EnhancedRows lists the categories of Enhanced Rights and their reasons.
// Source: Code of Practice for Victims of Crime, as summarised by bedfordshire.pcc.police.uk
// and victimcaremerseyside.org.
var EnhancedRows = []EnhancedRow{
	{"A", "domestic_abuse", "victim of domestic abuse", true},
	{"A", "sexual_offence", "victim of a sexual offence", true},
	{"A", "hate_crime", "victim of hate crime", true},
	{"A", "modern_slavery", "victim of trafficking or modern slavery", true},
	{"A", "bereaved", "close relative bereaved by crime", true},
	{"A", "terrorism", "victim of terrorism", true},
	{"A", "attempted_murder", "victim of attempted murder", true},
	{"A", "kidnap", "victim of kidnap or false imprisonment", true},
	{"A", "arson", "victim of arson with intent to endanger life", true},
	{"A", "grievous_harm", "victim of wounding or grievous bodily harm with intent", true},
	{"A", "said_by_referrer", "the referrer says so", true},
	{"B", "persistently_targeted", "repeatedly targeted over a period of time, or a campaign of harassment or stalking", false},
	{"C", "under_18", "under 18 at the time of the offence", true},
	{"C", "vulnerable", "quality of evidence likely to be affected by disability or disorder", true},
	{"C", "intimidated", "quality of evidence likely to be affected by fear or distress", false},
	{"C", "offered", "offered by this service outside the list", false},
}

// Entitlement is why this victim has Enhanced Rights, who decided so, and when.
type Entitlement struct {
	Category string    `json:"category"`
	Reason   string    `json:"reason"`
	At       time.Time `json:"at"`           // UTC
	By       string    `json:"by,omitempty"` // empty: by rule
	Text     string    `json:"text,omitempty"`
}

// entitle adds a reason for Enhanced Rights; none is ever taken away.
func (c *Case) entitle(category, why string, s Said, at time.Time) {
	if slices.ContainsFunc(c.Rights, func(e Entitlement) bool { return e.Category == category && e.Reason == why }) {
		return
	}
	c.Rights = append(c.Rights, Entitlement{Category: category, Reason: why, At: s.when(at).UTC(), By: s.By, Text: s.Text})
	c.told(s, at, "enhanced-rights", "", "Enhanced Rights, category %s: %s.", category, why)
	c.findNeed(nil, at)
	c.enhanceDuties(at)
}

// Enhanced says whether the victim has Enhanced Rights. That they declined to be
// treated so does not take the rights away.
func (c *Case) Enhanced() bool { return len(c.Rights) > 0 }

// DecideEnhancedRights widens a victim's Enhanced Rights, or says whether they want
// to be treated so. Nothing narrows them.
type DecideEnhancedRights struct {
	Said
	Category string `json:"category,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Declined *bool  `json:"declined,omitempty"` // the victim does not want the treatment, or wants it again
}

// Name is the command's name on the wire.
func (DecideEnhancedRights) Name() string { return "decide-enhanced-rights" }

func (DecideEnhancedRights) stages() []Stage { return anyOpen }

func (m DecideEnhancedRights) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Category == "" && m.Declined == nil, "/category", "missing", "is missing: say A, B or C, or whether the victim declined")
	row := func(r EnhancedRow) bool { return r.Category == m.Category && r.Reason == m.Reason }
	f.wrong(m.Category != "" && !slices.ContainsFunc(EnhancedRows, row), "/reason", "not_listed", "is not a reason of this category")
	f.wrong(m.Category == "" && m.Reason != "", "/category", "missing", "is missing: a reason belongs to a category")
	f.wrong(m.Declined != nil && *m.Declined && m.Category != "", "/declined", "contradicts_category", "cannot be said while rights are added")
	return f.invalid()
}

func (m DecideEnhancedRights) apply(c *Case, at time.Time) {
	if m.Category != "" {
		c.entitle(m.Category, m.Reason, m.Said, at)
	}
	switch {
	case m.Declined == nil:
	case *m.Declined:
		c.Declined = m.when(at).UTC()
		c.told(m.Said, at, "enhanced-declined", "", "The victim declined to be treated by Enhanced Rights; they keep them.")
	default:
		c.Declined = time.Time{}
		c.told(m.Said, at, "enhanced-wanted", "", "The victim wants to be treated by Enhanced Rights.")
	}
}
