package casework

import (
	"slices"

	"beacon/victimscode"
)

// RightRows lists the rights that a victim holds. To add one, add a line to one of the
// lists that it is made of. What is explained is put as it may be read out.
var RightRows = slices.Concat(reviewRights, courtRights)

// explained, help and declined are the steps that most rights begin with.
var (
	explained = RightStep{Step: "explained", Says: "it was explained to the victim in plain words", Means: Explains, Again: true}
	help      = RightStep{Step: "wants_help", Says: "the victim wants help with it", Means: Wants, After: []string{"explained"}, Again: true}
	declined  = RightStep{Step: "declined", Says: "the victim knows of it and does not want it", Means: Declines, After: []string{"explained"}, Again: true}
)

// reviewed is how a review ends.
var reviewed = []string{"review_upheld", "review_overturned"}

// found is the step that says whether a decision can be reviewed.
func found(r Right) RightStep {
	return RightStep{Step: "scope_found", Says: "it was found out whether it can be used", Facts: scopeFacts(r), Must: true, Again: true}
}

// reviewRights are the rights to have a decision looked at again, to be compensated and
// to complain.
var reviewRights = []RightRow{
	{
		Right: PoliceReview, Says: "to have a decision of police not to prosecute reviewed", Windows: []string{"VRR-police-ask"}, Reopens: true,
		Opens: []Opening{{By: victimscode.NotProsecutedPolice}, {By: victimscode.NoFurtherAction}},
		Steps: []RightStep{
			found(PoliceReview), explained, help, declined,
			{Step: "asked", Says: "the victim asked police for a review", Means: Uses, Begins: victimscode.PoliceReviewAsked},
			{Step: "acknowledged", Says: "police acknowledged the request", After: []string{"asked"}, Meets: []string{"VRR-police-ack"}},
			{Step: "decided", Says: "police decided on the review", After: []string{"asked"}, Begins: "police_review_decided", Meets: []string{"VRR-police-decision"}, Facts: reviewed, Must: true, Ends: true},
		},
		Explain: "Police have decided not to take your case further. If you think that is wrong, you can ask them to look at it again, and somebody who did not make the decision will do so. You do not need a lawyer, and it costs nothing. You have three months from when you were told. We can write it with you. You do not have to ask, and whatever you choose, we go on helping you.",
		Source:  "wiltshire-pcc.gov.uk; sussex.police.uk; contacthertspolice.uk, on the Victims' Right to Review", Verified: true,
	},
	{
		Right: CPSReview, Says: "to have a decision of the CPS not to charge, or to stop the case, reviewed", Windows: []string{"VRR-cps-ask"}, Reopens: true,
		Opens: []Opening{{By: victimscode.NotProsecutedCPS}},
		Steps: []RightStep{
			found(CPSReview), explained, help, declined,
			{Step: "asked", Says: "the victim asked the CPS for a review", Means: Uses, Begins: victimscode.CPSReviewAsked},
			{Step: "looked_at_again", Says: "the office that decided looked at it again and answered", After: []string{"asked"}, Meets: []string{"VRR-cps-local"}},
			{Step: "decided", Says: "the independent review was decided", After: []string{"asked"}, Begins: "cps_review_decided", Meets: []string{"VRR-cps-local", "VRR-cps-review"}, Facts: reviewed, Must: true, Ends: true},
		},
		Explain: "The prosecutors have decided not to charge, or to stop the case. If you think that is wrong, you can ask them to look at it again. First the same office checks it, and if you are still not content, somebody independent of it does. It is best to ask within ten working days of their letter; you have three months. It costs nothing, and we can write it with you.",
		Source:  "lighthousevictimcare.org and eventumlegal.co.uk, on the Victims' Right to Review", Verified: true,
	},
	{
		Right: JudicialReview, Says: "to ask a court whether a decision that a review has upheld was lawful", Windows: []string{"JR"},
		Opens: []Opening{{By: "police_review_decided", Only: []victimscode.Condition{victimscode.IfUpheld}}, {By: "cps_review_decided", Only: []victimscode.Condition{victimscode.IfUpheld}}},
		Steps: []RightStep{
			explained, help, declined,
			{Step: "claimed", Says: "a claim was made to the court", Means: Uses},
			{Step: "decided", Says: "the court decided", After: []string{"claimed"}, Ends: true},
		},
		Explain: "The decision was looked at again and it stands. There is one more way: a court can be asked whether the decision was made lawfully. That needs a solicitor, it can cost money, and it has to be done quickly: at the very latest within three months. We can help you find a solicitor who gives a first opinion.",
		Source:  "wiltshire-pcc.gov.uk; Civil Procedure Rules, part 54, from general knowledge", Verified: false,
	},
	{
		Right: LenientSentence, Says: "to have the Attorney General asked to look at a sentence that seems too lenient", Windows: []string{"ULS"},
		Opens: []Opening{{By: victimscode.Sentenced}},
		Steps: []RightStep{
			explained, help, declined,
			{Step: "asked", Says: "the Attorney General was asked to look at the sentence", Means: Uses},
			{Step: "decided", Says: "the Attorney General decided", After: []string{"asked"}, Facts: []string{"sent_to_court_of_appeal", "not_sent"}, Must: true},
			{Step: "sentence_reviewed", Says: "the Court of Appeal decided", After: []string{"decided"}, Ends: true},
		},
		Explain: "If the sentence for a serious crime seems much too low to you, you can ask for it to be looked at again. You, or anybody else, can ask. There are only twenty-eight days from the day of the sentence, and nobody can make that longer. It is not for every crime, and the sentence may stay as it is. We can send it with you on the same day.",
		Source:  "Criminal Justice Act 1988, section 36, from general knowledge; the time limit is being looked at by Parliament", Verified: false,
	},
	{
		Right: Compensation, Says: "to claim compensation for criminal injuries", Windows: []string{"CICA", "CICA-minor"}, Part: "compensation", Planned: true,
		Opens: []Opening{{By: victimscode.Reported}},
		Steps: []RightStep{
			explained, help, declined,
			{Step: "claimed", Says: "a claim was made", Means: Uses},
			{Step: "decided", Says: "the claim was decided", After: []string{"claimed"}, Facts: []string{"award", "no_award"}, Must: true},
			{Step: "review_asked", Says: "the victim asked for that to be reviewed", After: []string{"decided"}},
			{Step: "appealed", Says: "the victim appealed", After: []string{"review_asked"}},
			{Step: "ended", Says: "it is over", After: []string{"decided"}, Ends: true},
		},
		Explain: "If you were hurt in body or mind by a violent crime, you may be able to claim money from a public scheme. Nobody has to have been found guilty, but the crime has to have been reported. As a rule you have two years. You can claim by yourself and without paying anybody, and we can fill in the form with you.",
		Source:  "Criminal Injuries Compensation Scheme 2012, from general knowledge", Verified: false,
	},
	{
		Right: Complaint, Says: "to complain where a body has not kept to the Code, and to go on to the ombudsman", AnyTime: true,
		Steps: []RightStep{
			explained,
			{Step: "made", Says: "a complaint was made", Means: Uses, Begins: victimscode.Complained, Facts: bodies, Must: true},
			{Step: "acknowledged", Says: "the complaint was acknowledged", After: []string{"made"}, Meets: []string{"R12a"}},
			{Step: "answered", Says: "the complaint was answered", After: []string{"made"}, Begins: victimscode.ComplaintAnswered, Meets: []string{"R12a", "R12b"}, Facts: []string{"satisfied", "dissatisfied"}, Must: true},
			{Step: "told_of_ombudsman", Says: "the victim was told how to go on to the ombudsman", After: []string{"answered"}, Meets: []string{"R12c"}},
			{Step: "to_ombudsman", Says: "the complaint went to the ombudsman", After: []string{"answered"}},
			{Step: "settled", Says: "the victim does not go on with it", After: []string{"made"}, Ends: true},
			{Step: "ombudsman_decided", Says: "the ombudsman decided", After: []string{"to_ombudsman"}, Ends: true},
		},
		Explain: "If somebody did not do what they owe you, you can complain to them, and they must answer. If their answer does not satisfy you, an independent ombudsman can look at it. Complaining never makes anybody treat you worse, and we can write it with you. You can complain about us, too.",
		Source:  "victimscommissioner.org.uk, on how to complain; supportingvictims.org, on the ombudsman", Verified: true,
	},
}

// bodies are those who can be complained of.
var bodies = []string{"police", "witness_care_unit", "cps", "court", "probation", "youth_offending_team", "this_service"}
