//go:build unguarded_ledger

package guard

// Ledger is off in this build.
const Ledger = false
