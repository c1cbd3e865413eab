// Package peers measures one small life of a case three times: written by hand on SQL
// with polling, on River, and as Beacon does it. All three send through the same
// provider emulator, whose ledger says what really left; on the same PostgreSQL, whose
// own counters say what it cost; and each has its workers killed at the same moments of
// its work. It judges nothing and is kind to nobody: what comes out is written down,
// where Beacon is the slowest too. Nothing imports it.
package peers
