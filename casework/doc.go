// Package casework is the life of one victim's case: its stages, the commands
// people give it, the clocks that ring for it, and what must then happen in the
// world. It is plain Go over plain data. It decides everything about a case and
// refuses to know what time it is, who is asking over which wire, where anything
// is stored, or any name, number, address or free text about a person.
package casework
