// Package guard holds one constant for each guard that keeps anything from being lost or
// done twice. Every one is true, and folds away. A build with a tag of its own turns one
// off, so that `make chaos-bites` can show that its absence is noticed; such a build serves
// no real provider (internal/app refuses), and no target of the Makefile makes one for use.
package guard

// All says whether every guard is on.
const All = Ledger && Revision && Repeats && Ties && Watchdog && Clock
