package api

import (
	"time"

	"beacon/casework"
	"beacon/messaging"
	"beacon/safecontact"
	"beacon/store"
)

// wholeCase is a case as its caseworker sees it. What tells who the victim is, and all
// words, are left out for an auditor.
type wholeCase struct {
	summary
	Offer     *offer   `json:"offer,omitempty"`
	Covered   *standIn `json:"covered,omitempty"`
	Halt      *halt    `json:"halt,omitempty"`
	Seal      *seal    `json:"seal,omitempty"`
	Victim    *victim  `json:"victim,omitempty"`
	Referrals []known  `json:"referrals"`
	Risk      risk     `json:"risk"`
	Marac     marac    `json:"marac"`
	Pathway   string   `json:"pathway,omitempty"` // left out: a person has yet to say
	Enhanced  enhanced `json:"enhanced_rights"`

	Repeats casework.Repeats `json:"repeats"`

	Attempts    []attempt      `json:"contact_attempts"`
	Planned     []planned      `json:"planned_attempts"`
	Needs       []needs        `json:"needs_assessments"`
	Travelled   travelled      `json:"distance_travelled"`
	MostInNeed  *mostInNeed    `json:"most_in_need,omitempty"`
	Preferences *preferences   `json:"preferences,omitempty"`
	Pause       *pause         `json:"pause,omitempty"`
	PauseAsked  *pause         `json:"pause_asked,omitempty"`
	Plan        *plan          `json:"support_plan,omitempty"`
	Consents    []consent      `json:"consents"`
	Onward      []onward       `json:"onward_referrals"`
	Rights      []heldRight    `json:"rights"`
	Hearings    []hearing      `json:"hearings"`
	Justice     []justiceEvent `json:"justice_events"`
	Duties      []caseDuty     `json:"duties"`
	Concerns    []concern      `json:"safeguarding_concerns"`
	Withdrawals []withdrawal   `json:"withdrawals"`
	Prosecution prosecution    `json:"prosecution"`
	Closure     *closure       `json:"closure,omitempty"`
	Reopened    int            `json:"reopened"`
	Retention   *retention     `json:"retention,omitempty"`
	Holds       []hold         `json:"legal_holds,omitempty"`
	Linked      []string       `json:"linked_case_ids,omitempty"`    // cases of other victims that share a crime
	TookOver    []string       `json:"took_over,omitempty"`          // cases of the same victim that go on in this one
	Counter     bool           `json:"counter_allegation,omitempty"` // a victim here is a suspect elsewhere, or the other way round
	Tasks       []task         `json:"tasks"`
	Next        []coming       `json:"next"`
}

// offer is a hand-over that has not been answered.
type offer struct {
	To     string    `json:"to"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Until  time.Time `json:"until,omitzero"`
	Lapsed bool      `json:"lapsed"` // not answered in time; it still may be
	Text   string    `json:"text,omitempty"`
}

// standIn is who does the owner's work, and for how long.
type standIn struct {
	By    string    `json:"by"`
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
}

type halt struct {
	Since time.Time `json:"since"`
	Why   string    `json:"why"`
	Point string    `json:"contact_point_id,omitempty"`
}

type victim struct {
	Reference        string         `json:"person_reference,omitempty"`
	GivenName        string         `json:"given_name"`
	FamilyName       string         `json:"family_name"`
	DateOfBirth      string         `json:"date_of_birth"`
	Gender           string         `json:"gender,omitempty"`
	Language         string         `json:"language,omitempty"`
	Interpreter      bool           `json:"interpreter"`
	Children         int            `json:"children"`
	LivesWithSuspect *bool          `json:"lives_with_suspect,omitempty"`
	Relationship     string         `json:"relationship_to_suspect,omitempty"`
	ContactPoints    []contactPoint `json:"contact_points"`

	Needs []messaging.AccessNeed `json:"access_needs,omitempty"`
}

// contactPoint is the safe-contact record of one number or address.
type contactPoint struct {
	ID             string               `json:"id"`
	Kind           safecontact.Kind     `json:"kind"`
	Value          string               `json:"value"`
	Mobile         bool                 `json:"mobile"`
	Allowed        safecontact.Allowed  `json:"allowed"`
	Windows        []safecontact.Window `json:"windows"`
	VerifiedAt     time.Time            `json:"verified_at,omitzero"`
	VerifiedBy     string               `json:"verified_by,omitempty"`
	ExpiresAt      time.Time            `json:"expires_at,omitzero"`
	DoNotUse       bool                 `json:"do_not_use"`
	DoNotUseReason string               `json:"do_not_use_reason,omitempty"`
	FrozenAt       time.Time            `json:"frozen_at,omitzero"`
	FrozenReason   string               `json:"frozen_reason,omitempty"`
	OptedOut       bool                 `json:"opted_out"`
	SharedWith     safecontact.Sharing  `json:"shared_with,omitempty"`
	LastSuccess    time.Time            `json:"last_success,omitzero"`
	cover
}

func contactPointOf(p store.Point) contactPoint {
	out := contactPoint{
		ID: p.ID, Kind: p.Kind, Value: p.Value, Mobile: p.Mobile, Allowed: p.Allowed, Windows: p.Windows, VerifiedAt: p.VerifiedAt,
		VerifiedBy: p.VerifiedBy, ExpiresAt: p.ExpiresAt, DoNotUse: p.DoNotUse, DoNotUseReason: p.DoNotUseReason,
		FrozenAt: p.FrozenAt, FrozenReason: p.FrozenReason, OptedOut: p.OptedOut, SharedWith: p.SharedWith, LastSuccess: p.LastSuccess,
	}
	if out.Windows == nil {
		out.Windows = []safecontact.Window{}
	}
	return out
}

type known struct {
	Ref           string    `json:"ref"`
	Version       int       `json:"version"`
	Received      time.Time `json:"received_at"`
	Reported      time.Time `json:"reported_at,omitzero"`
	Offence       string    `json:"offence_code"`
	DomesticAbuse bool      `json:"domestic_abuse"`
	Enhanced      bool      `json:"enhanced_rights"`
	By            string    `json:"referred_by"`
	Pathway       string    `json:"pathway,omitempty"`
	Occurred      time.Time `json:"occurred_at,omitzero"`

	Source         *source  `json:"source,omitempty"`
	CrimeReference string   `json:"crime_reference,omitempty"`
	Officer        *officer `json:"officer,omitempty"`
}

type source struct {
	Force  string `json:"force"`
	System string `json:"system"`
	ID     string `json:"id"`
}

type officer struct {
	CollarNumber string `json:"collar_number"`
	Name         string `json:"name,omitempty"`
	Email        string `json:"email,omitempty"`
}

type risk struct {
	Grade      casework.Grade `json:"grade"` // the graver of the tool's grade and the assessor's
	Assessed   time.Time      `json:"assessed_at"`
	By         string         `json:"by,omitempty"`
	Times      int            `json:"times"`
	Tool       string         `json:"tool"`
	Version    string         `json:"tool_version,omitempty"`
	Total      *int           `json:"total,omitempty"`
	ToolGrade  casework.Grade `json:"tool_grade"`
	Judgement  casework.Grade `json:"judgement,omitempty"`
	Indicators []string       `json:"indicators"`
	Marac      bool           `json:"marac"`
	Text       string         `json:"text,omitempty"` // the assessor's reasons
}

type attempt struct {
	N       int       `json:"number"`
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty"`
	Outcome string    `json:"outcome"`
	Counted bool      `json:"counted"`
	Point   string    `json:"contact_point_id,omitempty"`
	Text    string    `json:"text,omitempty"`
}

// planned is an attempt that lies ahead, if nobody is reached before.
type planned struct {
	From  time.Time `json:"not_before"`
	Until time.Time `json:"due"`
	Part  string    `json:"part_of_day,omitempty"`
}

type needs struct {
	At     time.Time                         `json:"at"`
	By     string                            `json:"by,omitempty"`
	Moment casework.Moment                   `json:"moment,omitempty"`
	Areas  map[casework.Area]casework.Scores `json:"areas"`
	Text   string                            `json:"text,omitempty"`
}

type plan struct {
	Revision int       `json:"revision"` // what if_revision must be to change it
	Agreed   time.Time `json:"agreed_at"`
	By       string    `json:"by,omitempty"`
	Review   time.Time `json:"review_at"`
	Actions  []action  `json:"actions"`
	Text     string    `json:"text,omitempty"`
	planParts
}

type action struct {
	ID     string                `json:"id"`
	Need   casework.Area         `json:"need"`
	Owner  string                `json:"owner"`
	Due    time.Time             `json:"due"`
	Status casework.ActionStatus `json:"status"`
	Text   string                `json:"text,omitempty"`
}

type hearing struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	appointed
	Moved int `json:"moved"`

	Told      time.Time `json:"told_at,omitzero"`
	Asked     time.Time `json:"asked_at,omitzero"`
	Confirmed time.Time `json:"confirmed_at,omitzero"`

	Contradicted *appointed       `json:"contradicted,omitempty"` // what a lesser source says
	Outcomes     []hearingOutcome `json:"outcomes"`
}

// appointed is when and where a hearing is to be, as one source says.
type appointed struct {
	Starts    time.Time              `json:"starts,omitzero"` // left out: it has a window
	Certainty string                 `json:"certainty"`
	From      casework.Date          `json:"from,omitempty"`
	Until     casework.Date          `json:"until,omitempty"`
	Status    casework.HearingStatus `json:"status"`
	Needed    bool                   `json:"victim_needed"`
	Source    string                 `json:"source"`
	Received  time.Time              `json:"received_at"`
	Court     string                 `json:"court,omitempty"`
}

// hearingOutcome is what came of a hearing on one day.
type hearingOutcome struct {
	Held     time.Time `json:"held"`
	Outcome  string    `json:"outcome"`
	Why      string    `json:"why,omitempty"`
	Attended string    `json:"attended"`
	Measures string    `json:"special_measures"`
	Failed   []string  `json:"failed,omitempty"`
	At       time.Time `json:"at"`
	By       string    `json:"by,omitempty"`
	Text     string    `json:"text,omitempty"`
}

type concern struct {
	At    time.Time `json:"at"`
	By    string    `json:"by,omitempty"`
	About string    `json:"about"`
	Text  string    `json:"text,omitempty"`
}

type withdrawal struct {
	At     time.Time `json:"at"`
	By     string    `json:"by,omitempty"`
	From   string    `json:"from"`
	Reason string    `json:"reason"`
	Text   string    `json:"text,omitempty"`

	TakenBack *takenBack `json:"taken_back,omitempty"`
}

// takenBack is that the victim supports the prosecution again.
type takenBack struct {
	At   time.Time `json:"at"`
	By   string    `json:"by,omitempty"`
	Text string    `json:"text,omitempty"`
}

// prosecution is what court disengagement is counted from.
type prosecution struct {
	Charged   time.Time `json:"charged_at,omitzero"`
	Needed    bool      `json:"victim_needed"`
	Withdrew  time.Time `json:"withdrew_after_charge_at,omitzero"`
	Why       string    `json:"withdrew_for,omitempty"`
	TakenBack bool      `json:"supports_again"`
	Trials    int       `json:"trials_held"`
	Failed    int       `json:"ineffective_trials"`
}

type closure struct {
	Reason   string    `json:"reason"`
	Asked    time.Time `json:"asked_at"`
	By       string    `json:"by,omitempty"`
	SignedBy string    `json:"signed_by,omitempty"`
	Into     string    `json:"merged_into,omitempty"`
	Ended    time.Time `json:"ended_at,omitzero"`
	Text     string    `json:"text,omitempty"`
	Told     *told     `json:"told,omitempty"`

	Signposts []signpost `json:"signposts,omitempty"` // where the victim is told to go instead
}

// told is whether and how the victim was told that support ends.
type told struct {
	How  string    `json:"how"`
	Says string    `json:"says"`
	At   time.Time `json:"at"`
	By   string    `json:"by,omitempty"`
}

// retention is how long a case is kept that has ended.
type retention struct {
	Until  casework.Date `json:"until"`
	Period string        `json:"period"`
	Says   string        `json:"says"`
}

type hold struct {
	ID    string    `json:"id"`
	Why   string    `json:"why"`
	Since time.Time `json:"since"`
	By    string    `json:"by,omitempty"`
	Text  string    `json:"text,omitempty"`
}

// coming is something that will happen by itself, unless something else comes first.
type coming struct {
	Due   time.Time     `json:"due"`
	Kind  casework.Kind `json:"kind"`
	Says  string        `json:"says"`
	About string        `json:"about,omitempty"`
}
