//go:build unguarded_revision

package guard

// Revision is off in this build.
const Revision = false
