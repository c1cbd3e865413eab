//go:build unguarded_watchdog

package guard

// Watchdog is off in this build.
const Watchdog = false
