//go:build !unguarded_repeats

package guard

// Repeats says that a command with a key that was taken is answered, and not taken again.
const Repeats = true
