package store

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"beacon/casework"
	"beacon/messaging"
)

// Source is who made a referral, and what they call it. A newer Version of the same
// Force, System and ID replaces an older one.
type Source struct {
	Force, System, ID string
	Version           int // 1 or more
}

// Officer is the officer in the case.
type Officer struct{ CollarNumber, Name, Email string }

// Admission is one version of one referral, as it came in: all that is known of the
// victim from it.
type Admission struct {
	Source         Source
	Digest         string // of what was sent; tells a repeat from something else
	Key            string // the Idempotency-Key, made unique by whoever sent it; may be empty
	Person         Person // its ID is not read
	Points         []Point
	SuspectPhones  []string // E.164
	Suspect        Suspect
	CrimeReference string
	Officer        Officer
	SentBy         string          // the subject whose token it came with; opaque
	SentAs         casework.Role   // the role in which somebody who works here sent it; empty: a referrer did
	Body           json.RawMessage // as received
	Received       time.Time
	Grade          casework.Grade // how grave it is: the gravest are handed to their cases first
	Handed         time.Time      // until then whoever admits it hands it to its case; zero: whoever comes first does
}

// Person is a victim. Reference is the force's own number for them, and may be
// empty. DateOfBirth is YYYY-MM-DD.
type Person struct {
	ID, Reference         string
	GivenName, FamilyName string
	DateOfBirth           string
	Gender, Language      string
	Interpreter           bool
	Children              int
	LivesWithSuspect      *bool // nil: not known
	Relationship          string
	Needs                 []messaging.AccessNeed
	NoNeeds               bool // it was said that there are none; else none means that nothing was said
}

// Suspect is whom police suspect, as far as they say. It is kept as a keyed digest of
// name and date of birth together, and not at all where one of them is missing.
type Suspect struct{ GivenName, FamilyName, DateOfBirth string }

// Point is a way to make contact: what may be done with it, and the number or
// address itself. Value is an E.164 number, a lower-case email address, or a postal
// address. It prints as its ID only.
type Point = messaging.PointValue

// Admitted says which case a referral belongs to and how far it has come there.
type Admitted struct {
	CaseID     string
	Ref        string // opaque; the same for every version of a referral
	Version    int
	CommandKey string // opaque; the same for every repeat of this version
	Digest     string // of the version as it was first sent

	Standing bool // nothing changed: this version, or a newer one, was already known
	Taken    bool // the case's workflow has this version, or a newer one
	Revision int  // of the case when it was taken; 0 unless Taken
	Opened   bool // this referral made the case, and no other version of it has been taken

	// Fresh says that nothing was known of the victim or of the case before this referral,
	// and Points how the victim may then be reached.
	Fresh  bool
	Points []Point

	// Closed is the case as it stands in the read model, where it is closed.
	Closed *Resting
	// Kept are contact points about which this version says something else than a
	// caseworker recorded; the caseworker's record stands.
	Kept []string
	// Found is news for cases, this one or others: to be told at once where that can be
	// done, and by the watch otherwise.
	Found []News
}

// Resting is a case that has ended. State is the whole of it, to be taken up again.
// Resting says that its workflow has nothing left to do.
type Resting struct {
	State    json.RawMessage
	Revision int
	Resting  bool
}

// Identities are opaque and are the same wherever they are made: what they are made
// of stays behind.
var identities = uuid.MustParse("b8d6d5b0-5b5f-5c7a-8a2e-6a1f0c3c7d11")

func identity(of string, parts ...string) string {
	return uuid.NewSHA1(identities, []byte(of+"\x00"+strings.Join(parts, "\x00"))).String()
}

func (s Source) ref() string    { return identity("referral", s.Force, s.System, s.ID) }
func (s Source) caseID() string { return identity("case", s.Force, s.System, s.ID) }
