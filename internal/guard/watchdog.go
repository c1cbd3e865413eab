//go:build !unguarded_watchdog

package guard

// Watchdog says that somebody looks for clocks that should have rung.
const Watchdog = true
