// Package simulate lives through a year of a made-up service: a month of referrals,
// the people who work on them, the providers who carry messages, and what happens to
// the victims meanwhile. It decides nothing about a case, which package casework does;
// it looks, after every step of every case, whether what must always be true is true
// ([Invariants]).
//
// Time is virtual. Nothing is done tick by tick: the next thing to happen is the
// earliest of what the cases wait for, what people are about to do and what the world
// has in store ([Run]). One seed is one year, on every machine.
package simulate
