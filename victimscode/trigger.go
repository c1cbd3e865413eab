package victimscode

// Trigger is something that happens and begins the time of a duty: a justice event, or
// a step that is taken with a right of the victim's.
type Trigger string

// The triggers. Everything a case records as having happened begins by one of these.
const (
	Incident Trigger = "incident" // the crime happened; the referral says when
	Reported Trigger = "reported" // the crime was reported to police; the referral says when
	Referred Trigger = "referred" // the victim came to this service, sent by whomever or by themselves

	Investigating          Trigger = "investigation_begun"
	NotInvestigated        Trigger = "not_investigated"
	Arrested               Trigger = "arrested"
	Interviewed            Trigger = "interviewed_under_caution"
	Released               Trigger = "released_without_charge"
	Bailed                 Trigger = "released_on_bail"
	UnderInvestigation     Trigger = "released_under_investigation"
	BailChanged            Trigger = "bail_changed"
	BailCancelled          Trigger = "bail_cancelled"
	OutOfCourtConsidered   Trigger = "out_of_court_considered"
	OutOfCourt             Trigger = "out_of_court_disposal"
	Charged                Trigger = "charged"
	NoFurtherAction        Trigger = "no_further_action"
	NotProsecutedPolice    Trigger = "not_prosecuted_police"
	NotProsecutedCPS       Trigger = "not_prosecuted_cps" // not charged, discontinued, no evidence offered, or a charge altered substantially
	StatementTaken         Trigger = "statement_taken"
	HearingListed          Trigger = "hearing_listed"
	HearingMoved           Trigger = "hearing_moved"
	HearingVacated         Trigger = "hearing_vacated"
	BailHearing            Trigger = "bail_hearing_outcome"
	Warrant                Trigger = "warrant_issued"
	WarrantOutcome         Trigger = "warrant_outcome"
	EvidenceRequired       Trigger = "required_to_give_evidence" // received: when the CPS told the Witness Care Unit
	EvidenceDay            Trigger = "evidence_day"
	SpecialMeasuresApplied Trigger = "special_measures_applied"
	SpecialMeasuresDecided Trigger = "special_measures_decided"
	Verdict                Trigger = "verdict"
	Sentenced              Trigger = "sentenced"
	Appeal                 Trigger = "appeal"
	LicenceStage           Trigger = "licence_or_release" // open conditions, release, recall, parole, escape
	ExpensesClaimed        Trigger = "expenses_claimed"   // a correct claim was received
	PropertyReleased       Trigger = "property_no_longer_needed"

	PoliceReviewAsked   Trigger = "police_review_asked" // the Victims' Right to Review, of a decision of police
	PoliceReviewDecided Trigger = "police_review_decided"
	CPSReviewAsked      Trigger = "cps_review_asked" // likewise, of the CPS
	CPSReviewDecided    Trigger = "cps_review_decided"
	ContactReferred     Trigger = "victim_contact_referred"
	Complained          Trigger = "complaint_made" // the body complained of received it
	ComplaintAnswered   Trigger = "complaint_answered"
)

// Triggers lists every trigger. To add one, add a line: a row of some edition begins
// by it, or the test says why none does.
var Triggers = []Trigger{
	Incident, Reported, Referred,
	Investigating, NotInvestigated, Arrested, Interviewed, Released, Bailed, UnderInvestigation, BailChanged, BailCancelled,
	OutOfCourtConsidered, OutOfCourt, Charged, NoFurtherAction, NotProsecutedPolice, NotProsecutedCPS, StatementTaken,
	HearingListed, HearingMoved, HearingVacated, BailHearing, Warrant, WarrantOutcome,
	EvidenceRequired, EvidenceDay, SpecialMeasuresApplied, SpecialMeasuresDecided, Verdict, Sentenced, Appeal, LicenceStage,
	ExpensesClaimed, PropertyReleased,
	PoliceReviewAsked, PoliceReviewDecided, CPSReviewAsked, CPSReviewDecided, ContactReferred, Complained, ComplaintAnswered,
}
