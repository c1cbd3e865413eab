// Package bench measures the whole: how fast reminders that fall due in the same
// second leave, against bare workflows of the same Temporal server, and how late a
// clock of another case then rings. It judges no time: it reports what it measured,
// and fails only where a reminder was lost or sent twice. And how long worklists and the
// board take among a hundred thousand cases and among a million, and how many lifetimes of
// cases a second holds. Nothing imports it.
package bench
