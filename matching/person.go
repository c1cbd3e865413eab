package matching

// Person is somebody as police or staff named them. An empty field says nothing.
type Person struct {
	Force, Reference string   // the force, and its own number for this person
	Given, Family    string   // as written
	Born             string   // YYYY-MM-DD
	Gender           string   // a code
	Addresses        []string // as written
	Phones           []string // E.164
	Emails           []string
}

// String tells nothing of the person.
func (Person) String() string { return "person to compare" }

// GoString is the same as String.
func (p Person) GoString() string { return p.String() }
