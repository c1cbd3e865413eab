package app

// Version and Commit say what was built; the build sets them.
var (
	Version = "dev"
	Commit  = "unknown"
)
