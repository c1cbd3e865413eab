package extract

// Referral is the body of POST /v1/referrals: one victim of one crime. What a
// file does not say stays unsaid: a mandatory value that is missing is left out
// of its object, so that the API names it, and is never sent as a made-up zero.
// Times are RFC 3339 with a zone, dates YYYY-MM-DD.
type Referral struct {
	Source  Source   `json:"source"`
	Crime   Crime    `json:"crime"`
	Victim  Victim   `json:"victim"`
	Suspect *Suspect `json:"suspect,omitempty"`
	Risk    Risk     `json:"risk"`
	Officer Officer  `json:"officer"`
	Basis   Basis    `json:"basis"`
}

// Source says which record of which police system this is. The four values
// together name one version of one referral for ever.
type Source struct {
	Force   string `json:"force,omitempty"`
	System  string `json:"system,omitempty"`
	ID      string `json:"id,omitempty"`
	Version *int   `json:"version,omitempty"`
}

// Crime is what happened, in the police's words and codes.
type Crime struct {
	Reference     string `json:"reference,omitempty"`
	OffenceCode   string `json:"offence_code,omitempty"`
	Offence       string `json:"offence,omitempty"`
	DomesticAbuse *bool  `json:"domestic_abuse,omitempty"`
	HonourBased   bool   `json:"honour_based,omitempty"`
	Hate          bool   `json:"hate,omitempty"`
	ChildPresent  bool   `json:"child_present,omitempty"`
	OccurredAt    string `json:"occurred_at,omitempty"`
	ReportedAt    string `json:"reported_at,omitempty"`
}

// Victim is the person referred. ContactPoints is nil where the file does not
// speak of contact points at all, and empty where it says there are none.
type Victim struct {
	PersonReference       string         `json:"person_reference,omitempty"`
	GivenName             string         `json:"given_name,omitempty"`
	FamilyName            string         `json:"family_name,omitempty"`
	DateOfBirth           string         `json:"date_of_birth,omitempty"`
	Gender                string         `json:"gender,omitempty"`
	Language              string         `json:"language,omitempty"`
	Interpreter           bool           `json:"interpreter,omitempty"`
	RelationshipToSuspect string         `json:"relationship_to_suspect,omitempty"`
	LivesWithSuspect      *bool          `json:"lives_with_suspect,omitempty"`
	Children              int            `json:"children,omitempty"`
	ContactPoints         []ContactPoint `json:"contact_points,omitzero"`
}

// ContactPoint is one telephone, email or postal address of the victim. Safe is
// nil where nobody asked the victim about this very point.
type ContactPoint struct {
	Kind     string   `json:"kind,omitempty"`
	Value    string   `json:"value,omitempty"`
	Safe     *Safe    `json:"safe,omitempty"`
	DoNotUse bool     `json:"do_not_use,omitempty"`
	Windows  []Window `json:"windows,omitempty"`
}

// Safe is what the victim confirmed for one contact point, by whom and when.
// A nil answer was not asked or not recorded.
type Safe struct {
	Call           *bool  `json:"call,omitempty"`
	Voicemail      *bool  `json:"voicemail,omitempty"`
	Text           *bool  `json:"text,omitempty"`
	Email          *bool  `json:"email,omitempty"`
	Post           *bool  `json:"post,omitempty"`
	WithheldNumber *bool  `json:"withheld_number,omitempty"`
	ConfirmedBy    string `json:"confirmed_by,omitempty"`
	ConfirmedAt    string `json:"confirmed_at,omitempty"`
}

// Window is a time of the week at which the point may be used: days mon to sun,
// From and To as HH:MM in Europe/London.
type Window struct {
	Days []string `json:"days"`
	From string   `json:"from"`
	To   string   `json:"to"`
}

// Suspect holds numbers only so that no message is ever sent to them.
type Suspect struct {
	Phones []string `json:"phones"`
}

// Risk is the assessment made by the attending officer. Total is nil where the
// tool has no score or none was given.
type Risk struct {
	Tool        string   `json:"tool,omitempty"`
	ToolVersion string   `json:"tool_version,omitempty"`
	Total       *int     `json:"total,omitempty"`
	Grade       string   `json:"grade,omitempty"`
	Judgement   string   `json:"judgement,omitempty"`
	Indicators  []string `json:"indicators,omitempty"`
	Marac       bool     `json:"marac,omitempty"`
}

// Officer is the officer in the case.
type Officer struct {
	CollarNumber string `json:"collar_number,omitempty"`
	Name         string `json:"name,omitempty"`
	Email        string `json:"email,omitempty"`
}

// Basis is the lawful basis for sharing, and whether the victim was told.
type Basis struct {
	LawfulBasis    string `json:"lawful_basis,omitempty"`
	VictimInformed *bool  `json:"victim_informed,omitempty"`
}
