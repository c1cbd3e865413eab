//go:build !unguarded_revision

package guard

// Revision says that the read model takes a view of a case only over an older one.
const Revision = true
