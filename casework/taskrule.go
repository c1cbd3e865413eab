package casework

import "slices"

// TaskKind says what a task is for.
type TaskKind string

// The kinds of task. To add one, add a line here and a row in TaskRules.
const (
	Allocate        TaskKind = "allocate"
	AnswerOffer     TaskKind = "answer_offer"
	SettleOffer     TaskKind = "settle_offer"
	CallVictim      TaskKind = "call_victim"
	ReachReview     TaskKind = "reach_review"
	NotReached      TaskKind = "not_reached"
	SafeAndWell     TaskKind = "safe_and_well"
	Unsafe          TaskKind = "unsafe_contact"
	FindSafeWay     TaskKind = "find_safe_way"
	AskOfficer      TaskKind = "ask_officer"
	TellPartners    TaskKind = "tell_partners"
	FindInterpreter TaskKind = "find_interpreter"
	FindOtherWay    TaskKind = "find_other_way"
	CheckResult     TaskKind = "check_result"
	AssessNeeds     TaskKind = "assess_needs"
	MakePlan        TaskKind = "make_plan"
	ReviewPlan      TaskKind = "review_plan"
	PlanAction      TaskKind = "plan_action"
	ReviewRisk      TaskKind = "review_risk"
	ReferMarac      TaskKind = "refer_marac"
	ReferIdva       TaskKind = "refer_idva"
	Classify        TaskKind = "classify"
	Persistent      TaskKind = "persistently_targeted"
	LearnMarac      TaskKind = "learn_marac"
	Safeguard       TaskKind = "safeguard"
	CallHearing     TaskKind = "call_before_hearing"
	ExplainHearing  TaskKind = "explain_hearing"
	CallInstead     TaskKind = "call_instead"
	CallUnconfirmed TaskKind = "call_unconfirmed"
	TellHearing     TaskKind = "tell_hearing_change"
	CheckMeasures   TaskKind = "check_special_measures"
	CheckPractical  TaskKind = "check_practical_needs"
	SettleHearing   TaskKind = "settle_hearing_date"
	TellSupports    TaskKind = "tell_supports_again"
	TellEnding      TaskKind = "tell_ending"
	ReadReply       TaskKind = "read_reply"
	HelpReply       TaskKind = "help_reply"
	TalkWithdrawal  TaskKind = "talk_withdrawal"
	SignOff         TaskKind = "sign_off"
	DecideNext      TaskKind = "decide_next"
	ReviewNeeds     TaskKind = "review_needs"
	AssessEnd       TaskKind = "assess_needs_at_end"
	SendOnward      TaskKind = "send_onward"
	ChaseOnward     TaskKind = "chase_onward"
	AnotherWay      TaskKind = "another_way"
	TellAgency      TaskKind = "tell_agency"
	MeetDuty        TaskKind = "meet_duty"
	ChaseDuty       TaskKind = "chase_duty"
	BailAlert       TaskKind = "bail_alert"
	ResolveJustice  TaskKind = "resolve_justice"

	UpdateVictim     TaskKind = "update_victim"
	AfterPause       TaskKind = "after_pause"
	DecidePause      TaskKind = "decide_pause"
	ChangeCaseworker TaskKind = "change_caseworker"

	ExplainRights TaskKind = "explain_rights"
	CallRight     TaskKind = "call_about_right"
	LearnRight    TaskKind = "learn_of_right"
	LapsedRight   TaskKind = "right_lapsed"
)

// The kinds of task that are about other people on record.
const (
	ReviewMatch     TaskKind = "review_match"
	ResolveConflict TaskKind = "resolve_conflict"
	KeepApart       TaskKind = "keep_apart"
)

// TaskRule says who a kind of task is for, what it asks, and what ends it. Doing
// the work ends the task: nobody ticks boxes.
type TaskRule struct {
	Kind     TaskKind
	Role     Role
	Urgent   bool
	Says     string
	EndedBy  []string // commands which end it by themselves
	EndedFor []string // commands which end it when they name it
}

// TaskRules lists every kind of task. A task that no command ends by itself ends
// when a note says what was done about it.
var TaskRules = []TaskRule{
	{Allocate, Supervisor, false, "Nobody has this case yet: give it to a named caseworker", []string{"claim"}, nil},
	{AnswerOffer, Caseworker, false, "A case is offered: accept it or decline it", []string{"answer-hand-over"}, nil},
	{SettleOffer, Supervisor, false, "A hand-over was declined, or not answered in time: decide who has the case", []string{"assign-case", "hand-over-case", "claim"}, []string{"record-decision"}},
	{CallVictim, Caseworker, false, "Call the victim", []string{"record-attempt"}, nil},
	{ReachReview, Supervisor, false, "Several attempts have failed: look for new incidents and other numbers, and ask the officer in the case", nil, []string{"record-decision"}},
	{NotReached, Supervisor, false, "Not reached after every attempt: decide what next", nil, []string{"record-decision", "record-attempt"}},
	{SafeAndWell, Supervisor, true, "High risk and not reached: decide on a safe-and-well check by police", nil, []string{"record-decision"}},
	{Unsafe, Caseworker, true, "It may not be safe to make contact as before: all messages are stopped; find a safe way", []string{"contact-point-changed"}, []string{"record-decision"}},
	{FindSafeWay, Caseworker, false, "No safe way to make contact is known: ask the officer in the case", []string{"contact-point-changed"}, []string{"add-note"}},
	{AskOfficer, Caseworker, false, "Ask the officer in the case for another number", []string{"contact-point-changed"}, []string{"add-note"}},
	{TellPartners, Caseworker, false, "High risk and not reached: tell the IDVA and the officer in the case", nil, []string{"add-note"}},
	{FindInterpreter, Caseworker, false, "Book a professional interpreter for the next call; never family, a friend or a child", nil, []string{"add-note"}},
	{FindOtherWay, Caseworker, false, "Look for another way to reach the victim: an agency they are in touch with, a visit, a letter where that is safe", []string{"contact-point-changed"}, []string{"add-note", "record-attempt"}},
	{CheckResult, Caseworker, true, "Police were asked for a safe-and-well check: find out and record what came of it", nil, []string{"record-decision"}},
	{AssessNeeds, Caseworker, false, "Ask what the victim needs", []string{"record-needs"}, nil},
	{MakePlan, Caseworker, false, "Agree a support plan", []string{"agree-plan"}, nil},
	{ReviewPlan, Caseworker, false, "Review the support plan", []string{"agree-plan"}, nil},
	{PlanAction, Caseworker, false, "An action of the support plan is due", nil, nil},
	{ReviewRisk, Caseworker, false, "Assess the risk again", []string{"assess-risk"}, nil},
	{ReferMarac, Supervisor, true, "Refer to MARAC, or record why not", nil, []string{"record-decision"}},
	{ReferIdva, Supervisor, true, "Refer to an IDVA, or record why not", nil, []string{"record-decision"}},
	{Classify, Supervisor, false, "The classification of the crime is not known here: say what it is, so that nobody is dropped", nil, []string{"record-decision"}},
	{Persistent, Supervisor, false, "Decide whether the victim is persistently targeted, which gives Enhanced Rights", nil, []string{"record-decision"}},
	{LearnMarac, Caseworker, false, "MARAC has met: find out what was decided, and record it", []string{"record-marac"}, []string{"add-note"}},
	{Safeguard, Supervisor, true, "A safeguarding concern: decide and act; in danger, call 999", nil, []string{"record-decision"}},
	{CallHearing, Caseworker, false, "Call before the hearing: what to expect, travel, and how to give evidence safely", nil, []string{"record-attempt"}},
	{ExplainHearing, Caseworker, false, "Find out what came of the hearing and explain it", nil, []string{"record-attempt", "record-decision"}},
	{CallInstead, Caseworker, false, "A message could not be sent: call instead", nil, []string{"record-attempt"}},
	{CallUnconfirmed, Caseworker, false, "Nobody has confirmed the reminder of the hearing: call instead", nil, []string{"record-attempt"}},
	{TellHearing, Caseworker, true, "The hearing has changed since the victim was told of it: call, and say how it stands now", nil, []string{"record-attempt", "record-decision"}},
	{CheckMeasures, Caseworker, false, "Look before the hearing: are special measures granted, does the victim know, and is a visit to the court wanted", nil, []string{"record-attempt", "record-decision"}},
	{CheckPractical, Caseworker, false, "Ask before the hearing what the victim needs on the day: travel, childcare, an interpreter, a separate entrance", nil, []string{"record-attempt", "record-decision"}},
	{SettleHearing, Caseworker, true, "Two sources contradict each other about a hearing: ask the Witness Care Unit, and record which is right", nil, []string{"record-decision"}},
	{TellSupports, Caseworker, false, "The victim supports the prosecution again: tell the officer in the case and the Witness Care Unit", nil, []string{"add-note"}},
	{TellEnding, Caseworker, false, "The victim could not be written to: tell them in a safe way that support ends and how to come back, or decide that they are not told", nil, []string{"record-attempt", "record-decision"}},
	{HelpReply, Supervisor, true, "A reply may be a call for help: read it and act now; in danger, call 999", nil, []string{"record-attempt", "record-decision"}},
	{ReadReply, Caseworker, true, "Read the reply and answer it in person; it may not be from the victim", nil, []string{"record-attempt", "add-note"}},
	{TalkWithdrawal, Caseworker, false, "Support for the prosecution was withdrawn: talk it through and tell the officer in the case", nil, []string{"record-attempt", "record-decision"}},
	{SignOff, Supervisor, false, "Decide whether this case may be closed", []string{"close-case"}, []string{"record-decision"}},
	{DecideNext, Caseworker, false, "Nothing is planned for this case: decide what next", []string{"agree-plan", "close-case"}, []string{"record-decision"}},
	{ReviewNeeds, Caseworker, false, "Ask the victim again how things are in the eight areas of need", []string{"record-needs"}, nil},
	{AssessEnd, Caseworker, false, "Ask the victim how things are now that support ends; they may decline", []string{"record-needs"}, nil},
	{ReviewMatch, Caseworker, false, "Somebody else on record may be the same victim: compare the two and decide", nil, []string{"record-finding"}},
	{ResolveConflict, Caseworker, false, "Police say otherwise of a way to make contact: keep what stands, or take theirs", nil, []string{"record-finding"}},
	{KeepApart, Supervisor, true, "A victim in one case is a suspect in another: see that different people work them and that nothing of one is told in the other", nil, []string{"record-decision"}},
	{SendOnward, Caseworker, false, "Send an onward referral", nil, []string{"onward-progress"}},
	{ChaseOnward, Caseworker, false, "An agency has not acknowledged an onward referral, or has not been in touch with the victim: ask them", nil, []string{"onward-progress"}},
	{AnotherWay, Caseworker, false, "An agency does not take the victim on: find another way", nil, []string{"refer-onward", "add-note"}},
	{TellAgency, Caseworker, true, "Consent to an onward referral no longer stands: tell the agency to stop, and what to do with what they have", nil, []string{"add-note"}},
	{MeetDuty, Caseworker, false, "This service owes the victim something under the Victims' Code: do it, and record it", nil, []string{"record-told", "record-decision"}},
	{ChaseDuty, Caseworker, false, "Another body owes the victim something under the Victims' Code: see that it is done, and record when it was", nil, []string{"record-told", "record-justice-event", "record-decision"}},
	{BailAlert, Supervisor, true, "A suspect is free, or their bail has changed, and the victim of domestic abuse may be in danger: see that they are safe and know of it; in danger, call 999", nil, []string{"record-attempt", "record-told", "record-decision"}},
	{ResolveJustice, Caseworker, false, "Two sources contradict each other on what happened: find out, and say what stands", nil, []string{"record-decision"}},
	{UpdateVictim, Caseworker, false, "Tell the victim how things stand, as often as they asked", nil, []string{"record-attempt"}},
	{AfterPause, Caseworker, false, "The pause of contact has ended: find out whether and how the victim wants to go on", nil, []string{"record-attempt"}},
	{DecidePause, Supervisor, true, "At high risk the victim asks for a pause of contact: decide whether that is safe", nil, []string{"record-decision"}},
	{ExplainRights, Caseworker, false, "Explain to the victim in plain words the rights that they have now, and ask what they want to do", nil, []string{"record-attempt", "record-right", "record-decision"}},
	{CallRight, Caseworker, false, "The time for a right of the victim's runs out, and nothing is decided: call, and help them to decide", nil, []string{"record-attempt", "record-right", "record-decision"}},
	{LearnRight, Caseworker, false, "Find out how it stands with a right of the victim's, and record it", nil, []string{"record-right", "add-note"}},
	{LapsedRight, Supervisor, false, "The time for a right ran out, and nobody had explained it to the victim: decide how it is put right", nil, []string{"record-decision"}},
	{ChangeCaseworker, Supervisor, false, "The victim asked for another caseworker: decide, and have the victim told", nil, []string{"record-decision"}},
}

// DoneBy lists the commands that complete the work. A plan says itself how its
// actions stand.
func (r TaskRule) DoneBy() []string {
	if r.Kind == PlanAction {
		return []string{AgreePlan{}.Name()}
	}
	return slices.Concat(r.EndedBy, r.EndedFor)
}

// SpokenTo lists the kinds of task whose work is to tell or ask the victim something:
// an attempt that names one ends it only where the victim was spoken to.
var SpokenTo = []TaskKind{CallHearing, ExplainHearing, CallInstead, CallUnconfirmed, TellHearing, CheckMeasures, CheckPractical, HelpReply, TalkWithdrawal, UpdateVictim, AfterPause, BailAlert, ExplainRights, CallRight}

// NotedWork lists the kinds of task whose work is done outside Beacon, with officers,
// agencies and interpreters, or in reading: a note that says what was done ends them.
// Everything else ends by the command that is its work, or by a decision.
var NotedWork = []TaskKind{FindSafeWay, AskOfficer, TellPartners, FindInterpreter, FindOtherWay, LearnMarac, ReadReply, AnotherWay, TellAgency, LearnRight, TellSupports}

// Rule finds what a kind of task asks; the zero rule where there is no such kind.
func (k TaskKind) Rule() TaskRule {
	i := slices.IndexFunc(TaskRules, func(r TaskRule) bool { return r.Kind == k })
	if i < 0 {
		return TaskRule{}
	}
	return TaskRules[i]
}
