// Package bench measures the whole, beside the least that Temporal and PostgreSQL can do
// in the same run: what a case of a year and a half costs, how fast referrals and
// commands are, reminders that fall due in the same second, lists among a million cases,
// memory, replay, starting, and what it takes to go on after something was killed. It
// judges no time: it reports what was measured, and fails only where something was lost,
// done twice, or costs more than it did. Nothing imports it.
package bench
