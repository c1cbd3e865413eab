package casework

import (
	"slices"
	"strings"
	"time"
)

// MostInNeed says since when a victim is among those most in need, and by which rules.
// Once found it is never taken back by Beacon: it gives a full plan and a named case
// manager to the end.
type MostInNeed struct {
	Since time.Time `json:"since"` // UTC
	Why   []string  `json:"why"`   // codes of NeedRules
}

// NeedRule is one row of who is among those most in need. AtMost and Areas are of the
// scores: so many areas that the victim or the worker scored no better than that.
type NeedRule struct {
	Code    string
	Says    string
	Source  string
	Default bool   // this product's own default: nobody has published it as a rule
	Told    bool   // a worker says so
	Rights  string // a category of Enhanced Rights says so
	AtMost  int
	Areas   int
	Repeats time.Duration // more than one referral in so long
}

// NeedRules lists who is among those most in need. To add one, add a line.
var NeedRules = []NeedRule{
	{Code: "high_risk", Says: "the risk is high", Source: "case managers for the most vulnerable, as Beacon describes them; grade by this product", Default: true},
	{Code: "repeat", Says: "referred more than once in twelve months", Source: "Hertfordshire Police and Crime Commissioner, September 2015: repeat victims are enhanced", Repeats: 365 * day},
	{Code: "elderly", Says: "elderly", Source: "Hertfordshire Police and Crime Commissioner, September 2015: elderly victims are enhanced", Told: true},
	{Code: "vulnerable", Says: "vulnerable or intimidated", Source: "Victims' Code 2020, Enhanced Rights; Youth Justice and Criminal Evidence Act 1999, sections 16 and 17", Told: true, Rights: "C"},
	{Code: "persistently_targeted", Says: "persistently targeted", Source: "Victims' Code 2020, Enhanced Rights", Told: true, Rights: "B"},
	{Code: "worker_judgement", Says: "a worker judges so", Source: "professional judgement", Default: true, Told: true},
	{Code: "area_at_worst", Says: "an area of need is scored 1", Source: "this product", Default: true, AtMost: 1, Areas: 1},
	{Code: "several_areas_low", Says: "three areas of need or more are scored 1 or 2", Source: "this product", Default: true, AtMost: 2, Areas: 3},
}

// findNeed looks whether the victim is among those most in need, by what the case
// knows and by what a worker has said now.
func (c *Case) findNeed(told []string, now time.Time) {
	var found []string
	for _, r := range NeedRules {
		known := c.MostInNeed != nil && slices.Contains(c.MostInNeed.Why, r.Code)
		if !known && c.meets(r, told, now) {
			found = append(found, r.Code)
		}
	}
	c.countNeed(found, now)
}

// countNeed counts the victim among those most in need, for these reasons too.
func (c *Case) countNeed(why []string, now time.Time) {
	found := slices.DeleteFunc(slices.Clone(why), func(code string) bool {
		return c.MostInNeed != nil && slices.Contains(c.MostInNeed.Why, code)
	})
	if len(found) == 0 {
		return
	}
	if c.MostInNeed == nil {
		c.MostInNeed = &MostInNeed{Since: now.UTC()}
	}
	c.MostInNeed = &MostInNeed{Since: c.MostInNeed.Since, Why: slices.Concat(c.MostInNeed.Why, found)}
	c.note(now, "most-in-need", "", "Among those most in need (%s): a full plan, and a named case manager to the end.", strings.Join(found, ", "))
	c.keepFull(now)
}

func (c *Case) meets(r NeedRule, told []string, now time.Time) bool {
	switch {
	case r.Told:
		entitled := slices.ContainsFunc(c.Rights, func(e Entitlement) bool { return e.Category == r.Rights })
		return entitled || slices.Contains(told, r.Code)
	case r.Repeats > 0:
		recent := 0
		for _, k := range c.Referrals {
			if k.Received.After(now.Add(-r.Repeats)) {
				recent++
			}
		}
		return recent > 1
	case r.Areas > 0:
		return len(c.Needs) > 0 && c.Needs[len(c.Needs)-1].low(r.AtMost) >= r.Areas
	}
	return r.Code == "high_risk" && c.Risk.Grade == HighRisk
}

// low counts the areas that either scored no better than this.
func (r NeedsRecord) low(atMost int) (areas int) {
	for _, a := range Areas {
		victim, told := r.Areas[a].Victim.number()
		worker, judged := r.Areas[a].Worker.number()
		if told && victim <= atMost || judged && worker <= atMost {
			areas++
		}
	}
	return areas
}

// toldNeed says that a code is one which a worker may say.
func toldNeed(code string) bool {
	return slices.ContainsFunc(NeedRules, func(r NeedRule) bool { return r.Told && r.Code == code })
}
