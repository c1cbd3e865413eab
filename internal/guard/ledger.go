//go:build !unguarded_ledger

package guard

// Ledger says that the ledger of deliveries lets one sender at a time send a message, and nobody once it has left.
const Ledger = true
