// Package cluster runs the whole topology of production as processes of this machine, on
// loopback: PostgreSQL, a Temporal server, the emulator of the providers, two APIs and two
// workers. It decides what is started in which order and with what, what counts as ready,
// and how each is ended; it knows the processes by their commands, and nothing of what
// they do.
package cluster
