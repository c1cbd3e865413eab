// Package store keeps what must outlive a process: people and the ways to make
// contact with them, referrals as they were received, the read model of the cases,
// worklists and timelines, what became of every message, and who looked at what.
// It speaks to SQLite and to PostgreSQL with the same SQL text and makes the same
// promises on both; package storetest is those promises.
//
// It decides which of two things that arrive out of order, twice or at once shall
// stand. It refuses to know what a case should do next, whether a message may
// leave, or who may ask. Names, numbers, addresses and free text are kept here and
// nowhere else, and none of them is ever part of an error.
package store
