//go:build !unguarded_ties

package guard

// Ties says that a referral that is sent again is the one that is known.
const Ties = true
