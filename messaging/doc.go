// Package messaging takes one wish to write to a victim all the way to a provider,
// at most once: contact point, safe contact, words, ledger, channel. It decides
// whether a message may leave now, and what must be known before it may be tried
// again.
//
// It refuses to know why a case wants a message, how the ledger is kept, and which
// providers there are. Names, numbers, addresses and words pass through it and are
// kept nowhere: they are in no error, outcome or ledger row.
package messaging
