//go:build unguarded_ties

package guard

// Ties is off in this build.
const Ties = false
