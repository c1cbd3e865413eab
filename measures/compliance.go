package measures

import (
	"slices"
	"strings"
	"time"

	"beacon/victimscode"
)

// What a time is that a duty is measured against.
const (
	AgainstCode = "code" // the Code sets it
	AgainstAim  = "aim"  // it is this service's own, and breaching it breaches nothing
)

// Compliance is the quarterly return of compliance with the Victims' Code: of each theme
// and of each of its rows, who owed it, how much was in time, and of each that was not,
// the evidence. Nothing in it says who a victim is.
type Compliance struct {
	Quarter  string      `json:"quarter"`
	From     time.Time   `json:"from"`
	Until    time.Time   `json:"until"` // the first moment after it
	AsOf     time.Time   `json:"as_of"`
	Complete bool        `json:"complete"`        // the quarter is over: nothing more falls due in it
	Force    string      `json:"force,omitempty"` // only of its victims
	Due      int         `json:"due"`             // of all themes; 0: nothing fell due
	Themes   []ThemeMade `json:"themes"`
	Late     []Evidence  `json:"late"`
}

// ThemeMade is a theme with what was measured.
type ThemeMade struct {
	Theme    string    `json:"theme"`
	Says     string    `json:"says"`
	Source   string    `json:"source"`
	Verified bool      `json:"verified"`
	Code     Measured  `json:"measured_against_code"`
	Aim      Measured  `json:"measured_against_aim"`
	Rows     []RowMade `json:"rows"`
}

// RowMade is one row of the Code that one body owes, with what was measured.
type RowMade struct {
	Row      string           `json:"row"`
	Edition  string           `json:"edition"`
	Right    int              `json:"right"`
	Says     string           `json:"says"`
	Owner    victimscode.Body `json:"owner"`
	Ours     victimscode.Ours `json:"ours"`
	Against  string           `json:"against"`
	Limits   Limits           `json:"limits"`
	Source   string           `json:"source"`
	Verified bool             `json:"verified"` // false: the row has yet to be checked against its source
	All      Measured         `json:"all"`
	Standard Measured         `json:"standard"`
	Enhanced Measured         `json:"enhanced"`
}

// Limits are the two columns of a row; empty: no number is set.
type Limits struct {
	Standard string `json:"standard,omitempty"`
	Enhanced string `json:"enhanced,omitempty"`
}

// rowKey is what is measured as one.
type rowKey struct {
	theme, row, edition, against string
	owner                        victimscode.Body
}

type rowTally struct{ all, standard, enhanced tally }

// Counting adds up the duties whose time ends in a quarter.
type Counting struct {
	quarter Quarter
	now     time.Time
	days    victimscode.Calendar
	force   string

	rows   map[rowKey]*rowTally
	themes map[[2]string]*tally
	late   []Evidence
}

// Count begins to add up, as things stand now. force: only of its victims; empty: of all.
func Count(q Quarter, now time.Time, force string, days victimscode.Calendar) *Counting {
	c := &Counting{quarter: q, now: now.UTC(), days: days, force: force, rows: map[rowKey]*rowTally{}, themes: map[[2]string]*tally{}}
	if e, ok := victimscode.Find(victimscode.Current); ok {
		for _, d := range e.Duties {
			if against := againstOf(d); d.Ours != victimscode.ToWatch && against != "" {
				c.rows[rowKey{themeOf(d.ID).Code, d.ID, e.ID, against, d.Owner}] = &rowTally{}
			}
		}
	}
	return c
}

// againstOf is what a row is measured against; empty: it has no time at all until
// something happens.
func againstOf(d victimscode.Duty) string {
	switch {
	case !d.Standard.IsZero() || !d.Enhanced.IsZero():
		return AgainstCode
	case !d.Aim.IsZero():
		return AgainstAim
	}
	return ""
}

// Add counts a duty, if it belongs to what is counted: its time ends in the quarter, and
// it is no time of the victim's own.
func (c *Counting) Add(k Kept) {
	if k.Due.Before(c.quarter.From()) || !k.Due.Before(c.quarter.Until()) || k.Ours == victimscode.ToWatch || c.force != "" && k.Force != c.force {
		return
	}
	key := rowKey{themeOf(k.Row).Code, k.Row, k.Edition, AgainstCode, k.Body}
	limit := k.Duty().Limit(k.Enhanced)
	if k.Aim {
		key.against, limit = AgainstAim, k.Duty().Aim
	}
	o := k.outcome(c.now)
	row, theme := of(c.rows, key), of(c.themes, [2]string{key.theme, key.against})
	column := &row.standard
	if k.Enhanced {
		column = &row.enhanced
	}
	for _, t := range []*tally{&row.all, column, theme} {
		t.add(o, k, limit, c.now, c.days)
	}
	if o.isLate() {
		c.late = append(c.late, evidence(k, o, key, limit, c.now, c.days))
	}
}

// of finds what is counted under a key, or begins it.
func of[K comparable, V any](all map[K]*V, key K) *V {
	if all[key] == nil {
		all[key] = new(V)
	}
	return all[key]
}

// Done is the return. The rows of the current edition are all in it, whether anything of
// them fell due or not.
func (c *Counting) Done() Compliance {
	out := Compliance{
		Quarter: c.quarter.String(), From: c.quarter.From(), Until: c.quarter.Until(), AsOf: c.now, Complete: !c.now.Before(c.quarter.Until()),
		Force: c.force, Late: c.late,
	}
	for _, t := range append(slices.Clone(Themes), otherRows) {
		made := ThemeMade{Theme: t.Code, Says: t.Says, Source: t.Source, Verified: t.Verified, Rows: []RowMade{}}
		made.Code, made.Aim = of(c.themes, [2]string{t.Code, AgainstCode}).measured(), of(c.themes, [2]string{t.Code, AgainstAim}).measured()
		out.Due += made.Code.Due + made.Aim.Due
		for key, r := range c.rows {
			if key.theme == t.Code {
				made.Rows = append(made.Rows, rowMade(key, r))
			}
		}
		slices.SortFunc(made.Rows, byRow)
		out.Themes = append(out.Themes, made)
	}
	if out.Late == nil {
		out.Late = []Evidence{}
	}
	return out
}

func rowMade(key rowKey, r *rowTally) RowMade {
	d := rowOf(key.edition, key.row)
	out := RowMade{
		Row: key.row, Edition: key.edition, Right: d.Right, Says: d.Says, Owner: key.owner, Ours: d.Ours, Against: key.against,
		Limits: Limits{d.Standard.String(), d.Enhanced.String()}, Source: d.Source, Verified: d.Verified,
		All: r.all.measured(), Standard: r.standard.measured(), Enhanced: r.enhanced.measured(),
	}
	if key.against == AgainstAim {
		out.Limits = Limits{d.Aim.String(), d.Aim.String()}
	}
	return out
}

func rowOf(edition, row string) victimscode.Duty {
	e, _ := victimscode.Find(edition)
	d, _ := e.Duty(row)
	return d
}

// byRow orders rows as the Code does: by right, and then by ID.
func byRow(a, b RowMade) int {
	if a.Right != b.Right {
		return a.Right - b.Right
	}
	return strings.Compare(a.Row+" "+a.Edition+" "+string(a.Owner)+a.Against, b.Row+" "+b.Edition+" "+string(b.Owner)+b.Against)
}
