// Package chaos breaks a whole cluster on purpose, again and again, while made-up people
// refer victims and work on their cases, and then asks whether anything was lost, done
// twice or left standing. It knows the cluster from outside only: its processes, what its
// APIs answer, its two databases, and the ledger of the emulator of the providers, which
// is the truth about messages. It decides nothing about a case.
//
// What is broken, when, and what people do meanwhile is a plan, and a plan is a pure
// function of a seed ([NewPlan]). What must be true at the end is a table ([Lines]).
package chaos
