// Package measures counts what became of many cases: who was told in time, of whom it is
// not known, and out of how many. It gives no percentage without its denominator, and it
// knows no name, number or word of anybody.
package measures
