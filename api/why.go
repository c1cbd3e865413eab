package api

import "beacon/casework"

// taskWhy says why each kind of task exists: what is at stake if nobody does it.
var taskWhy = map[casework.TaskKind]string{
	casework.Allocate:        "A victim whose case no named caseworker has may be forgotten by all of them",
	casework.CallVictim:      "A victim who was referred is called until somebody has spoken to them",
	casework.ReachReview:     "So many attempts have failed that something may have happened, or the number is wrong",
	casework.NotReached:      "Every attempt of the protocol has failed, and only a person may decide what follows",
	casework.SafeAndWell:     "A victim at high risk has not been reached for as long as may be, and may be in danger",
	casework.Unsafe:          "There was a sign that somebody else may see or hear what is sent or said",
	casework.FindSafeWay:     "There is no number or address that may be used to reach the victim",
	casework.AssessNeeds:     "The victim accepted help, and support begins with what they say they need",
	casework.MakePlan:        "The victim's needs are known, and nothing is agreed yet about meeting them",
	casework.ReviewPlan:      "The day has come on which the support plan was to be looked at again",
	casework.PlanAction:      "Something was promised in the support plan, and its day has come",
	casework.ReviewRisk:      "The risk was last assessed so long ago that it may have changed",
	casework.Safeguard:       "Somebody raised a concern that the victim, a child or an adult at risk may be harmed",
	casework.CallHearing:     "A hearing is near, and who is prepared is less afraid of it",
	casework.ExplainHearing:  "A hearing has been, and the victim should not hear of its outcome from anybody else",
	casework.CallInstead:     "A message that mattered could not be sent, or not safely",
	casework.CallUnconfirmed: "It is not known whether the victim knows of a hearing that is near",
	casework.HelpReply:       "What was replied has words in it by which people ask for help",
	casework.ReadReply:       "Somebody replied to a message and waits for an answer",
	casework.TalkWithdrawal:  "The victim no longer supports the prosecution, perhaps because of fear or pressure",
	casework.SignOff:         "A case like this does not close unless a supervisor has agreed",
	casework.AskOfficer:      "No number that is known reaches the victim, and the officer in the case may have another",
	casework.TellPartners:    "Who else keeps this victim safe must know that nobody has reached them",
	casework.FindInterpreter: "The victim cannot be understood, or understand, without one who is independent",
	casework.ReviewNeeds:     "What the victim needs was last asked so long ago that it may have changed",
	casework.AssessEnd:       "Support ends, and what it has changed is known only if the victim is asked",
	casework.ReferMarac:      "The victim is at high risk, so that agencies must know of each other and act together",
	casework.ReferIdva:       "A victim at high risk has a right to somebody who speaks for them and for nobody else",
	casework.Classify:        "The crime's code is not one that is known here, and nobody is dropped for that",
	casework.Persistent:      "The victim was targeted again, or stalked, and who is targeted persistently has Enhanced Rights",
	casework.LearnMarac:      "What a MARAC decides has to be done, and is known only to who asks",
	casework.DecideNext:      "Nothing else is ahead of this case, and an open case must not be forgotten",
}
