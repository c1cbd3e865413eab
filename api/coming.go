package api

import (
	"slices"
	"strings"

	"beacon/casework"
)

// comingOf lists every clock of a case, the first to ring first.
func comingOf(c *casework.Case) []coming {
	out := each(c.Clocks, func(k casework.Clock) coming { return coming{k.Due, k.Kind, k.Kind.Rule().Says, k.About} })
	slices.SortStableFunc(out, func(a, b coming) int {
		if d := a.Due.Compare(b.Due); d != 0 {
			return d
		}
		return strings.Compare(string(a.Kind)+a.About, string(b.Kind)+b.About)
	})
	return out
}
