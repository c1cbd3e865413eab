// Package safecontact decides whether one contact point may be used, by one
// channel, at one moment: allow, wait until, or refuse, always with the rule that
// decided and the facts it looked at. It also reads telephone numbers and email
// addresses in the ways people write them.
//
// It refuses to know a number, an address or a name when it decides, who is asking
// and why, and what is sent. It has no clock of its own: the moment is given.
package safecontact
