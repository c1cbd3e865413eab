//go:build !unguarded_watchdog

package guard

// Watchdog: somebody looks for clocks that should have rung.
const Watchdog = true
