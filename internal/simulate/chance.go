package simulate

// Chance is how often something comes about, and where that is known from.
type Chance struct {
	PerThousand int
	Means       string
	Source      string
}

// What is known, and what is only plausible.
const (
	hub2021   = "Hertfordshire commissioner, March 2021: 80 % of medium-risk victims reached, 49 % of those reached accept"
	cleveland = "118 automated referrals, Cleveland, July 2014 (docslib.org/doc/13887295): in 14 a man answered, 2 wrong numbers"
	plausible = "no published figure; plausible"
	courts    = "Staffordshire trial of reminders, 811 witnesses: 16 % of texts were never sent; trials are often put back"
	herts17   = "Hertfordshire, 17 % (2019) and 3 % (2020) of victims disengaged from magistrates' court cases"
)

// likelihood is one row of Chances.
type likelihood int

// Everything that is left to chance. To add one, add a name here and a row to Chances.
const (
	answers likelihood = iota
	accepts
	undecided
	asksCallBack
	notSafeNow
	thirdParty
	unsafeSign
	cutOff
	voicemail
	newNumber
	notesOnly
	tellsMore
	unknownOffence
	refersThemselves
	agencyRefers
	livesTogether
	putOff
	leavesUndone
	keepsOpen
	triesAgain
	gradeRises
	gradeFalls
	scoresDeclined
	actionSlips
	refersOn
	refusesSharing
	takesConsentBack
	agencyAnswers
	agencyDeclines
	textAllowed
	emailAllowed
	sendUnclear
	sendBroken
	arrives
	bounces
	confirms
	replies
	repliesStop
	repliesDistress
	hearingMoves
	hearingVacated
	laterIncident
	blunders
	takenTwice
	carriedOver
	assigns
	declines
	passesOn
)

// Chances is what the simulated year is made of.
var Chances = [...]Chance{
	answers:          {300, "the victim answers a call, where nothing stands in the way", "chosen so that about 80 % are reached: " + hub2021},
	accepts:          {490, "a victim who was reached accepts help", hub2021},
	undecided:        {80, "a victim who was reached wants to think about it", plausible},
	asksCallBack:     {100, "a victim who was reached asks to be called another time", plausible},
	notSafeNow:       {40, "a victim answers and cannot talk safely", plausible},
	thirdParty:       {60, "somebody else answers, where they live with the suspect", cleveland},
	unsafeSign:       {10, "something in the call says that it is not safe", plausible},
	cutOff:           {30, "a call is cut off", plausible},
	voicemail:        {450, "a call that nobody answers ends at a voicemail", plausible},
	newNumber:        {650, "the officer in the case knows another safe number", plausible},
	notesOnly:        {300, "nobody knows a safe way, and a note says what was tried", plausible},
	tellsMore:        {120, "a victim tells of further abuse that no referral speaks of", plausible},
	unknownOffence:   {150, "the classification of a crime other than domestic abuse is not known here", plausible},
	refersThemselves: {60, "a victim asks for help themselves", plausible},
	agencyRefers:     {90, "another agency refers the victim", plausible},
	livesTogether:    {270, "a victim lives with the suspect, where the referral does not say", plausible},
	putOff:           {120, "a piece of work is put off to another day", plausible},
	leavesUndone:     {15, "a piece of work is forgotten until somebody asks", plausible},
	keepsOpen:        {200, "a supervisor asked to sign off keeps the case open", plausible},
	triesAgain:       {550, "a supervisor asked about a victim not reached has it tried again", plausible},
	gradeRises:       {90, "a risk looked at again is higher", plausible},
	gradeFalls:       {220, "a risk looked at again is lower", plausible},
	scoresDeclined:   {60, "a victim does not want to say how things are in one area", plausible},
	actionSlips:      {120, "an action of a plan gets a later day", plausible},
	textAllowed:      {560, "a text to the victim is allowed by what is known to be safe", "550 of 1,000 numbers in internal/extract"},
	emailAllowed:     {300, "an email to the victim is allowed", "internal/extract"},
	sendUnclear:      {8, "it cannot be settled whether a message left", plausible},
	sendBroken:       {3, "sending fails for good", plausible},
	arrives:          {840, "the receipt of a message that matters comes", courts},
	bounces:          {80, "a message that had left comes back", plausible},
	confirms:         {550, "a reminder is confirmed", plausible},
	replies:          {60, "a text is answered", plausible},
	repliesStop:      {150, "an answer asks for no more texts", plausible},
	repliesDistress:  {80, "an answer may be a call for help", plausible},
	hearingMoves:     {300, "a hearing is put back", courts},
	hearingVacated:   {120, "a hearing is vacated", courts},
	laterIncident:    {100, "a victim is referred again after the first month", plausible},
	blunders:         {10, "somebody asks a case for what it cannot take", plausible},
	takenTwice:       {60, "a command is sent again, as after a lost answer", plausible},
	carriedOver:      {30, "a case is written down and taken up again", plausible},
	assigns:          {400, "a supervisor gives a case to somebody who must accept it, where else they take it themselves", plausible},
	declines:         {150, "somebody declines a case that they are offered", plausible},
	passesOn:         {15, "whoever does a piece of work passes it, or its case, to somebody else", plausible},

	refersOn:         {300, "a victim is referred on to another service", plausible},
	refusesSharing:   {150, "a victim does not want to be referred on", plausible},
	takesConsentBack: {120, "a victim takes back the consent to be referred on", plausible},
	agencyAnswers:    {700, "an agency answers an onward referral by itself", plausible},
	agencyDeclines:   {150, "an agency does not take the victim on", plausible},
}

// is says whether it comes about this time.
func (h *hub) is(l likelihood) bool { return h.rng.IntN(1000) < Chances[l].PerThousand }

// some is a number from least to most, both included.
func (h *hub) some(least, most int) int { return least + h.rng.IntN(most-least+1) }

// one is one of these.
func one[T any](h *hub, of ...T) T { return of[h.rng.IntN(len(of))] }
