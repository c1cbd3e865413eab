//go:build stopped_clock

package guard

// Clock is off in this build.
const Clock = false
