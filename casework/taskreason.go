package casework

import "slices"

// TaskReason is one row of why a kind of task exists.
type TaskReason struct {
	Kind   TaskKind
	Why    string // what is at stake if nobody does it
	Source Source
	Victim string // what somebody is to do, said to the victim: "call you"; empty: it is not told to them
}

// TaskReasons says why each kind of task exists. To add one, add a line.
var TaskReasons = []TaskReason{
	{Allocate, "A victim whose case no named caseworker has may be forgotten by all of them", ownRule, "find a named caseworker for you"},
	{CallVictim, "A victim who was referred is called until somebody has spoken to them", ownAttempts, "call you"},
	{ReachReview, "So many attempts have failed that something may have happened, or the number is wrong", ownAttempts, "look why we had not reached you"},
	{NotReached, "Every attempt of the protocol has failed, and only a person may decide what follows", ownAttempts, "decide what to do, as we had not reached you"},
	{SafeAndWell, "A victim at high risk has not been reached for as long as may be, and may be in danger", ownAttempts, "decide whether police should see that you are safe"},
	{Unsafe, "There was a sign that somebody else may see or hear what is sent or said", othersAnswer, "find a safe way to reach you"},
	{FindSafeWay, "There is no number or address that may be used to reach the victim", safeWays, "find a safe way to reach you"},
	{AssessNeeds, "The victim accepted help, and support begins with what they say they need", supportRight, "ask you what you need"},
	{MakePlan, "The victim's needs are known, and nothing is agreed yet about meeting them", tailored, "agree a support plan with you"},
	{ReviewPlan, "The day has come on which the support plan was to be looked at again", tailored, "look at your support plan with you"},
	{PlanAction, "Something was promised in the support plan, and its day has come", tailored, "do what your plan says"},
	{ReviewRisk, "The risk was last assessed so long ago that it may have changed", riskReviewed, "look again at how much danger you may be in"},
	{Safeguard, "Somebody raised a concern that the victim, a child or an adult at risk may be harmed", ownRule, ""},
	{CallHearing, "A hearing is near, and who is prepared is less afraid of it", courtRight, "call you before a hearing"},
	{ExplainHearing, "A hearing has been, and the victim should not hear of its outcome from anybody else", outcomeRight, "find out what came of a hearing and explain it to you"},
	{CallInstead, "A message that mattered could not be sent, or not safely", ownRule, "call you, as a message could not be sent"},
	{CallUnconfirmed, "It is not known whether the victim knows of a hearing that is near", ownRule, "call you about a hearing"},
	{HelpReply, "What was replied has words in it by which people ask for help", ownRule, ""},
	{ReadReply, "Somebody replied to a message and waits for an answer", ownRule, "read a reply"},
	{TalkWithdrawal, "The victim no longer supports the prosecution, perhaps because of fear or pressure", ownRule, "talk with you about no longer supporting the prosecution"},
	{SignOff, "A case like this does not close unless a supervisor has agreed", ownRule, "agree that our support for you may end"},
	{AskOfficer, "No number that is known reaches the victim, and the officer in the case may have another", ownAttempts, "ask the officer in your case for another number"},
	{TellPartners, "Who else keeps this victim safe must know that nobody has reached them", ownAttempts, "tell those who help to keep you safe that we had not reached you"},
	{FindInterpreter, "The victim cannot be understood, or understand, without one who is independent", interpreters, "find a professional interpreter"},
	{ReviewNeeds, "What the victim needs was last asked so long ago that it may have changed", supportRight, "ask you again what you need"},
	{AssessEnd, "Support ends, and what it has changed is known only if the victim is asked", supportRight, "ask you how things are, as our support ends"},
	{ReferMarac, "The victim is at high risk, so that agencies must know of each other and act together", maracRefers, ""},
	{ReferIdva, "A victim at high risk has a right to somebody who speaks for them and for nobody else", maracRefers, "decide whether an independent domestic violence adviser can help you"},
	{Classify, "The crime's code is not one that is known here, and nobody is dropped for that", countedAs, "look at which kind of help fits"},
	{Persistent, "The victim was targeted again, or stalked, and who is targeted persistently has Enhanced Rights", enhanced, "decide whether you have Enhanced Rights because you were targeted again and again"},
	{LearnMarac, "What a MARAC decides has to be done, and is known only to who asks", maracRefers, ""},
	{AnswerOffer, "Somebody asks for a case to be taken over, and keeps it until that is answered", ownRule, ""},
	{SettleOffer, "Nobody took a case that was to be handed over, so that somebody must say whose it is", ownRule, ""},
	{FindOtherWay, "Calls do not reach the victim, and there may be a safe way that does", ownAttempts, "look for another way to reach you"},
	{CheckResult, "Police were asked to see whether the victim is safe, and nobody has heard what they found", ownAttempts, "find out whether police had seen that you are safe"},
	{TellHearing, "The victim was told of a hearing, and what they were told is no longer true", courtRight, "tell you that a hearing had changed"},
	{CheckMeasures, "Special measures that are not granted in time are not there on the day, and a court that was never seen is more frightening", courtRight, "look whether you have what helps you to give evidence"},
	{CheckPractical, "What hinders somebody from coming is often a journey, a child or a door", courtRight, "ask you what you need on the day of a hearing"},
	{SettleHearing, "Two sources say different things of a hearing, and a victim sent on the wrong day does not come again", courtRight, "find out when a hearing is"},
	{TellSupports, "The prosecution may be going on without the victim, or end, because nobody knows that they support it again", ownRule, "tell the police that you support the prosecution again"},
	{TellEnding, "The victim does not know yet that support ends, nor how to come back", ownRule, "tell you that our support ends and how to come back"},
	{ReviewMatch, "Two cases of one victim would have them tell their story twice, and one case of two victims would tell the one's to the other", ownRule, ""},
	{ResolveConflict, "Police say otherwise of a way to make contact than the victim confirmed, and one of the two may not be safe", safeWays, ""},
	{KeepApart, "Somebody may be the victim in one case and the suspect in another, and neither may hear of the other's", ownRule, ""},
	{DecideNext, "Nothing else is ahead of this case, and an open case must not be forgotten", ownRule, "decide what to do next"},
	{UpdateVictim, "The victim asked to be told how things stand this often", tailored, "tell you how things stand"},
	{AfterPause, "The victim wanted to be left alone until now, and what was held back is not sent by itself", ownRule, "ask you whether and how you want to go on"},
	{DecidePause, "A victim at high risk wants to be left alone, and nobody else sees then whether they are safe", ownRule, "decide whether it is safe not to contact you for a time"},
	{ChangeCaseworker, "The victim would rather have another caseworker, and needs no reason for it", tailored, "decide about another caseworker for you"},
	{ExplainRights, "A right that nobody explains is not used, and the time for it runs", rightsTime, "explain to you the rights that you have now"},
	{CallRight, "When the time for a right has run out, it can as a rule not be used any more", rightsTime, "call you, as the time for something ran out"},
	{LearnRight, "What can be done with a right, or what came of it, is known only to who asks", rightsTime, "find out how it stands with one of your rights"},
	{LapsedRight, "The victim lost a right that they were never told of, and somebody must answer for that", rightsTime, "decide how to put right that a right of yours ran out unexplained"},
	{SendOnward, "The victim is to be referred on, and nobody helps them before the agency has heard of it", supportRight, "refer you to another service"},
	{ChaseOnward, "An onward referral was sent, and sent is not success", supportRight, "ask another service again"},
	{AnotherWay, "An agency does not take the victim on, and the need is still there", supportRight, "find another way to get you help"},
	{MeetDuty, "The victim is owed this by this service under the Victims' Code, and its time runs", codeItself, "do what we owe you under the Victims' Code"},
	{ChaseDuty, "The victim is owed this by another body under the Victims' Code, which may not know that nobody has told them", codeItself, "see that you are told what you are to be told"},
	{BailAlert, "A suspect who is free, or may do more than before, may come to the victim before anybody has told them", dangerous, ""},
	{ResolveJustice, "Two sources contradict each other, and the victim must not be told what is not so", ownRule, "find out what really happened"},
	{TellAgency, "The victim no longer consents to what an agency was told", consentRight, "tell another service to stop"},
}

// Reason finds why a kind of task exists; the zero row where there is no such kind.
func (k TaskKind) Reason() TaskReason {
	i := slices.IndexFunc(TaskReasons, func(r TaskReason) bool { return r.Kind == k })
	if i < 0 {
		return TaskReason{}
	}
	return TaskReasons[i]
}
