// Package explanation says, of one case, why every automated thing happened or did
// not, by which rule, where that rule comes from, and what falls due next and why: to
// staff, to an inspector, or to the victim.
//
// It rests on what was recorded and decides nothing. It refuses to know a name, a
// number, an address and the words somebody wrote.
package explanation
