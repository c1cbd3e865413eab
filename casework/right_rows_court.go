package casework

import "beacon/victimscode"

// courtRights are the rights to be heard, to be helped to give evidence, to meet
// people, and to be kept in touch after a sentence.
var courtRights = []RightRow{
	{
		Right: PersonalStatement, Says: "to make a Victim Personal Statement", Part: "personal_statement", Once: true,
		Opens: []Opening{{By: victimscode.StatementTaken}},
		Steps: []RightStep{
			{Step: "offered", Says: "it was offered and explained to the victim", Means: Explains, Again: true, Meets: []string{"R7a"}},
			{Step: "chosen", Says: "the victim wants to make one", Means: Wants, After: []string{"offered"}, Facts: []string{"read_by_victim", "read_by_prosecutor", "not_read_out"}, Again: true},
			{Step: "declined", Says: "the victim knows of it and does not want to make one", Means: Declines, After: []string{"offered"}, Again: true},
			{Step: "taken", Says: "it was taken", Means: Uses},
			{Step: "updated", Says: "it was added to", Means: Uses, After: []string{"taken"}, Again: true},
			{Step: "read", Says: "the court read it, or it was read out", After: []string{"taken"}, Facts: []string{"read_by_victim", "read_by_prosecutor", "read_by_judge"}, Must: true, Again: true, Ends: true, Ask: victimscode.Sentenced},
			{Step: "not_read", Says: "the court did not read it", After: []string{"taken"}, Again: true, Ends: true},
		},
		Explain: "You can say in your own words what this has done to you. It is called a personal statement. You choose whether to make one, and you can add to it later, but not take words away. The other side will see it. If the person is found guilty, the court takes it into account, and you can ask for it to be read out, by you or by somebody for you. The court decides what is read.",
		Source:  "northants.police.uk and nottinghamshire.police.uk, on Victim Personal Statements", Verified: false,
	},
	{
		Right: MeasuresAtCourt, Says: "to be helped to give evidence by special measures", Part: "special_measures", Once: true,
		Opens: []Opening{{By: victimscode.Charged}, {By: victimscode.EvidenceRequired}},
		Steps: []RightStep{
			{Step: "asked", Says: "the victim was asked what would help them to give evidence", Means: Explains, Again: true},
			{Step: "wished", Says: "the victim said what they wish for", Means: Wants, After: []string{"asked"}, Facts: Measures, Must: true, Again: true},
			{Step: "declined", Says: "the victim knows of them and wants none", Means: Declines, After: []string{"asked"}, Again: true},
			{Step: "applied", Says: "the court was asked for them", Means: Uses, After: []string{"asked"}, Begins: "special_measures_applied", By: "special_measures_applied", Facts: Measures, Must: true, Again: true},
			{Step: "decided", Says: "the court decided on them", After: []string{"applied"}, Begins: victimscode.SpecialMeasuresDecided, By: victimscode.SpecialMeasuresDecided, Meets: []string{"R4d"}, Facts: append([]string{"granted", "granted_in_part", "refused"}, Measures...), Must: true, Again: true},
			{Step: "told", Says: "the victim was told what the court decided", After: []string{"decided"}, Meets: []string{"R8d"}, Again: true},
			{Step: measuresThere, Says: "on the day, these were in place", Facts: Measures, Day: true, Again: true},
			{Step: measuresMissing, Says: "on the day, none of what the court had allowed was in place", Day: true, Again: true},
		},
		Explain: "Giving evidence can be made easier. There may be a screen so that you are not seen, a link from another room, a recording instead of speaking in court, or somebody who helps you to understand and be understood. After abuse at home you can ask for these without having to prove that you are afraid. The court decides. Tell us what would help, and we see that it is asked for in time and that it is there on the day.",
		Source:  "londonvws.org.uk; lancashirevictimservices.org, on special measures", Verified: true,
	},
	{
		Right: ContactScheme, Says: "to be in the Victim Contact Scheme after a sentence", Once: true,
		Opens: []Opening{{By: victimscode.Sentenced, Only: []victimscode.Condition{victimscode.IfContactScheme}}},
		Steps: []RightStep{
			explained,
			{Step: "referred", Says: "the victim was referred to the scheme", Means: Uses, Begins: victimscode.ContactReferred, Meets: []string{"R11a"}},
			{Step: "liaison_contact", Says: "the Victim Liaison Officer was in touch", After: []string{"referred"}, Meets: []string{"R11b"}, Again: true},
			{Step: "opted_out", Says: "the victim does not want to be in it", Means: Declines, After: []string{"explained", "referred"}, Undoes: "opted_in", Again: true},
			{Step: "opted_in", Says: "the victim wants to be in it after all", Means: Uses, After: []string{"opted_out"}, Undoes: "opted_out", Again: true},
		},
		Explain: "Because of the sentence, an officer of the probation service will offer to keep in touch with you. They tell you about the important steps, such as a release, and you can say what should be asked of the person when that comes, for instance to stay away from you. You can leave this at any time, and come back to it at any time.",
		Source:  "bedfordshire.pcc.police.uk, right 11", Verified: true,
	},
	{
		Right: RestorativeMeet, Says: "to be told of restorative justice, and to take part where they wish", Part: "restorative_justice", Once: true, Planned: true,
		Opens: []Opening{{By: victimscode.Reported}},
		Steps: []RightStep{
			explained,
			{Step: "interested", Says: "the victim is interested", Means: Wants, After: []string{"explained"}, Again: true},
			{Step: "declined", Says: "the victim knows of it and does not want it", Means: Declines, After: []string{"explained"}, Again: true},
			{Step: "referred", Says: "the victim was referred to a restorative service", Means: Uses, After: []string{"interested"}},
			{Step: "prepared", Says: "it was found safe, and was prepared", After: []string{"referred"}, Again: true},
			{Step: "not_safe", Says: "it was found not to be safe, and does not go ahead", After: []string{"referred"}, Ends: true},
			{Step: "took_place", Says: "it took place", After: []string{"prepared"}, Ends: true},
			{Step: "ended", Says: "the victim does not go on with it", After: []string{"interested"}, Ends: true},
		},
		Explain: "Some people want to tell the person who harmed them what it did to them, or to ask them something, with somebody trained beside them. It can be a meeting or a letter. It only ever happens if you want it, and if it has been found safe. You can say no now and ask later, and you can stop at any point.",
		Source:  "bedfordshire.pcc.police.uk, right 3", Verified: true,
	},
	{
		Right: ProsecutorMeeting, Says: "to meet the prosecutor",
		Opens: []Opening{
			{By: victimscode.NotProsecutedCPS, Only: []victimscode.Condition{victimscode.IfSpecified}},
			{By: victimscode.EvidenceDay},
			{By: victimscode.Verdict, Only: []victimscode.Condition{victimscode.IfBereaved, victimscode.IfGuilty}},
			{By: victimscode.Sentenced, Only: []victimscode.Condition{victimscode.IfBereaved}},
		},
		Steps: []RightStep{
			{Step: "offered", Says: "a meeting was offered to the victim", Means: Explains, Again: true, Meets: []string{"R6k", "R9c"}},
			{Step: "accepted", Says: "the victim wants the meeting", Means: Wants, After: []string{"offered"}, Again: true},
			{Step: "declined", Says: "the victim does not want the meeting", Means: Declines, After: []string{"offered"}, Again: true},
			{Step: "met", Says: "they met", Means: Uses, Meets: []string{"R6k", "R7b", "R8f", "R9c"}, Ends: true},
			{Step: "not_held", Says: "the meeting did not take place", After: []string{"accepted"}, Again: true},
		},
		Explain: "You can be offered a meeting with the prosecutor. They explain what was decided and why, or on the day of court who will be there and what comes next. They cannot talk with you about your evidence. You can bring somebody along, and you do not have to go.",
		Source:  "bedfordshire.pcc.police.uk, rights 8 and 9; the duty to offer it after a decision not to prosecute from general knowledge", Verified: false,
	},
}

// The steps that say which special measures were there on the day.
const (
	measuresThere   = "in_place"
	measuresMissing = "not_in_place"
)
