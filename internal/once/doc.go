// Package once proves one promise of the whole: that a message which was decided
// reaches a provider exactly once, or comes into a person's hands. Its tests run
// the courier, the store, both channels, the API and the provider emulator
// together, and break them. It decides nothing, and nothing imports it.
package once
