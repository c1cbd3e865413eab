//go:build unguarded_repeats

package guard

// Repeats is off in this build.
const Repeats = false
