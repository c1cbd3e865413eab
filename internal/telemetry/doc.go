// Package telemetry decides what this service may say about itself: in its log, and in
// the traces that it gives to a collector. Both pass what is on a list and withhold the
// rest, so that what nobody thought of says nothing about a person.
package telemetry
