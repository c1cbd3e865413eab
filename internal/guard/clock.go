//go:build !stopped_clock

package guard

// Clock says that what has run out of time is given up. A machine that was suspended does not know that time has passed; a build without this is one.
const Clock = true
