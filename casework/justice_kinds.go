package casework

import (
	"slices"

	"beacon/victimscode"
)

// JusticeRow is one row of the kinds of justice event.
type JusticeRow struct {
	Kind   victimscode.Trigger
	Says   string
	Facts  []string // what may be said with it: some of JusticeFacts
	Must   bool     // one of those that are its own must be said
	Months bool     // how many months in custody may be said
	Court  bool     // a court decided it: the Witness Care Unit receives it later
	Once   bool     // two of it in one prosecution contradict each other
	Alert  bool     // of domestic abuse, a person sees to the victim's safety at once
}

// JusticeRows lists every kind of justice event. To add one, add a line.
// Source: the Victims' Code, as victimscode has it; which two contradict each other, and
// which of them put a victim of domestic abuse in danger, is this product's own.
var JusticeRows = []JusticeRow{
	{Kind: victimscode.Investigating, Says: "the investigation began"},
	{Kind: victimscode.NotInvestigated, Says: "police decided not to investigate"},
	{Kind: victimscode.Arrested, Says: "a suspect was arrested", Facts: aboutSuspect},
	{Kind: victimscode.Interviewed, Says: "a suspect was interviewed under caution", Facts: aboutSuspect},
	{Kind: victimscode.Released, Says: "the suspect was released without charge", Alert: true},
	{Kind: victimscode.Bailed, Says: "the suspect was released on bail", Facts: []string{"with_conditions", "no_conditions"}, Alert: true},
	{Kind: victimscode.UnderInvestigation, Says: "the suspect was released under investigation", Alert: true},
	{Kind: victimscode.BailChanged, Says: "bail conditions were changed", Alert: true},
	{Kind: victimscode.BailCancelled, Says: "bail was cancelled, or its conditions ended", Alert: true},
	{Kind: victimscode.OutOfCourtConsidered, Says: "an out-of-court disposal is considered"},
	{Kind: victimscode.OutOfCourt, Says: "the case was disposed of out of court", Facts: []string{"caution", "conditional_caution", "penalty_notice", "community_resolution"}},
	{Kind: victimscode.Charged, Says: "a suspect was charged", Facts: append([]string{"with_conditions", "no_conditions", "in_custody"}, aboutSuspect...)},
	{Kind: victimscode.NoFurtherAction, Says: "police decided on no further action", Facts: notProsecuted},
	{Kind: victimscode.NotProsecutedPolice, Says: "police decided not to prosecute", Facts: notProsecuted},
	{Kind: victimscode.NotProsecutedCPS, Says: "the CPS decided not to charge, to discontinue, to offer no evidence or to alter a charge", Must: true,
		Facts: append([]string{"not_charged", "discontinued", "no_evidence_offered", "charge_altered"}, notProsecuted...)},
	{Kind: victimscode.StatementTaken, Says: "a statement was taken from the victim"},
	{Kind: victimscode.HearingListed, Says: "a hearing was listed", Court: true},
	{Kind: victimscode.HearingMoved, Says: "a hearing was moved", Court: true},
	{Kind: victimscode.HearingVacated, Says: "a hearing was vacated", Court: true},
	{Kind: victimscode.BailHearing, Says: "a court decided on bail", Must: true, Court: true, Alert: true, Facts: []string{"bail_granted", remanded, "conditions_changed", "conditions_unchanged"}},
	{Kind: victimscode.Warrant, Says: "a warrant for arrest was issued", Court: true},
	{Kind: victimscode.WarrantOutcome, Says: "a hearing after arrest on a warrant was held", Must: true, Court: true, Alert: true, Facts: []string{"bail_granted", remanded, "warrant_withdrawn"}},
	{Kind: victimscode.EvidenceRequired, Says: "the victim must give evidence"},
	{Kind: victimscode.EvidenceDay, Says: "the day came on which the victim gives evidence"},
	{Kind: victimscode.SpecialMeasuresApplied, Says: "special measures were applied for"},
	{Kind: victimscode.SpecialMeasuresDecided, Says: "a court decided on special measures", Must: true, Court: true, Facts: []string{"granted", "granted_in_part", "refused"}},
	{Kind: victimscode.Verdict, Says: "a verdict was given", Must: true, Court: true, Once: true, Facts: append([]string{"not_guilty", "no_verdict"}, guilty...)},
	{Kind: victimscode.Sentenced, Says: "a sentence was passed", Court: true, Once: true, Months: true,
		Facts: []string{specifiedOffence, hospitalOrder, "in_custody", "suspended", "in_the_community", "restraining_order"}},
	{Kind: victimscode.Appeal, Says: "an appeal moved on", Must: true, Court: true, Facts: []string{
		"appeal_made", "leave_given", "leave_refused", "bail_pending_appeal", "appeal_listed", "appeal_allowed", "appeal_dismissed", "appeal_abandoned"}},
	{Kind: victimscode.LicenceStage, Says: "the sentence came to another stage", Must: true, Alert: true, Facts: []string{
		"open_conditions", "released_on_licence", recalled, "parole_hearing", "licence_changed", "escaped"}},
	{Kind: victimscode.ExpensesClaimed, Says: "the victim claimed expenses"},
	{Kind: victimscode.PropertyReleased, Says: "property of the victim is no longer needed"},
}

// Facts that rules ask for.
const (
	remanded         = "remanded_in_custody"
	recalled         = "recalled"
	specifiedOffence = "specified_offence" // a specified violent or sexual offence
	hospitalOrder    = "hospital_order"
	suspectYoung     = "suspect_under_18"
)

var (
	aboutSuspect  = []string{suspectYoung}
	guilty        = []string{"guilty", "pleaded_guilty", "guilty_of_some"}
	notProsecuted = []string{"suspect_interviewed", "victim_retracted", "some_charges_only", "different_charge", "disposed_of_out_of_court"}

	// besides are facts that say nothing of what happened itself.
	besides = slices.Concat(aboutSuspect, notProsecuted)

	// calm are facts after which the victim is in no new danger.
	calm = []string{remanded, recalled, "conditions_unchanged", "parole_hearing"}
)

// JusticeFacts lists what may be said with justice events.
func JusticeFacts() (all []string) {
	for _, r := range JusticeRows {
		for _, f := range r.Facts {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

func justiceRow(kind victimscode.Trigger) (JusticeRow, bool) {
	i := slices.IndexFunc(JusticeRows, func(r JusticeRow) bool { return r.Kind == kind })
	if i < 0 {
		return JusticeRow{}, false
	}
	return JusticeRows[i], true
}
