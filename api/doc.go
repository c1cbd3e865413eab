// Package api is Beacon's HTTP edge: police refer, caseworkers record what they
// did, and providers report what came of a message. It decides who may ask what,
// whether a body can be read, and how each refusal is told. It refuses to know
// what a case makes of a command: that is the case's own check, over the wire.
//
// One table lists the routes and who may use them, one the problems and their
// codes. Nothing about a person leaves in a log line, a metric or a problem.
package api
