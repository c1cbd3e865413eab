package measures

import "slices"

// Theme is one of the themes by which compliance with the Victims' Code is returned
// every quarter, and the rows of the Code that belong to it.
type Theme struct {
	Code     string
	Says     string
	Rows     []string // IDs of rows; no row belongs to two
	Source   string
	Verified bool
}

// fiveThemes is where the themes come from. Which rows belong to which, it does not say.
const fiveThemes = "kent.police.uk, on the five quarterly themes of the Ministry of Justice; which rows belong to it is this service's own reading"

// Themes lists the five themes. To move a row, move its ID.
var Themes = []Theme{
	{Code: "written_acknowledgement", Says: "The victim has the report confirmed in writing", Source: fiveThemes, Rows: []string{"R3a"}},
	{Code: "support_referral", Says: "The victim is referred to a service that supports them", Source: fiveThemes, Rows: []string{"R4b"}},
	{Code: "updates", Says: "The victim is told how the investigation and the case in court go", Source: fiveThemes, Rows: []string{
		"R6a", "R6b", "R6e", "R6f", "R6g", "R6h", "R6i", "R6j", "R6k", "R8a", "R8c-court", "R8c", "R8d", "R8e",
		"R9a-court", "R9a", "R9b-court", "R9b", "R9d",
	}},
	{Code: "vps_offer", Says: "The victim is offered a Victim Personal Statement", Source: fiveThemes, Rows: []string{"R7a"}},
	{Code: "release_communication", Says: "The victim is told of release, on bail or without charge, from custody or on licence", Source: fiveThemes, Rows: []string{
		"R6c", "R6d", "R8b-court", "R8b", "R11a", "R11b", "R11c",
	}},
}

// otherRows are those of the Code that belong to none of the five, so that none is
// left out in silence.
var otherRows = Theme{Code: "other", Says: "Every other duty of the Code, and time limits beside it", Source: "this service's own", Verified: true}

// themeOf is the theme to which a row belongs.
func themeOf(row string) Theme {
	i := slices.IndexFunc(Themes, func(t Theme) bool { return slices.Contains(t.Rows, row) })
	if i < 0 {
		return otherRows
	}
	return Themes[i]
}
