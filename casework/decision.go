package casework

import (
	"slices"
	"time"
)

// Decision is one row of what can be decided about a kind of task: what a note
// cannot settle, because somebody has to answer for it.
type Decision struct {
	Task TaskKind
	Code string
	Says string
}

// Decisions lists everything that can be decided. To add one, add a line; what
// follows from it is in follows.
var Decisions = []Decision{
	{SafeAndWell, "check_requested", "police were asked for a safe-and-well check"},
	{SafeAndWell, "known_safe", "the victim is known to be safe"},
	{SafeAndWell, "no_check", "no check is asked for, for the reason given"},
	{CheckResult, "seen_safe", "police have seen the victim, who is safe"},
	{CheckResult, "not_found", "police did not find the victim"},
	{CheckResult, "concern", "police have seen the victim and are concerned"},
	{ReachReview, "go_on", "the attempts go on"},
	{ReachReview, "stop_trying", "no more attempts are made, for the reason given"},
	{NotReached, "try_again", "the attempts begin again"},
	{NotReached, "close", "the case ends, as the victim could not be reached"},
	{NotReached, "ask_officer", "the officer in the case is asked for another number, and the attempts begin again then"},
	{NotReached, "other_way", "another way to reach the victim is looked for, and the attempts begin again then"},
	{ReferMarac, "referred", "referred to MARAC"},
	{ReferMarac, "already_with", "MARAC already has the case"},
	{ReferMarac, "not_referred", "not referred to MARAC, for the reason given"},
	{ReferIdva, "referred", "referred to an IDVA"},
	{ReferIdva, "already_with", "an IDVA already helps the victim"},
	{ReferIdva, "not_referred", "not referred to an IDVA, for the reason given"},
	{Classify, "domestic_abuse", "dealt with as domestic abuse"},
	{Classify, "sexual_offences", "dealt with as a sexual offence"},
	{Classify, "exploitation", "dealt with as exploitation or modern slavery"},
	{Classify, "stalking_harassment", "dealt with as stalking or harassment"},
	{Classify, "hate_crime", "dealt with as hate crime"},
	{Classify, "burglary_vulnerable", "dealt with as burglary of a vulnerable person"},
	{Classify, "cyber", "dealt with as cyber-crime"},
	{Classify, "fraud", "dealt with as fraud"},
	{Classify, "repeat_victim", "dealt with as another crime, which is not the first"},
	{Classify, "other_crime", "dealt with as another crime"},
	{Classify, "out_of_scope", "not this service's to help with: the victim is told where to go instead"},
	{Persistent, "persistent", "the victim is persistently targeted"},
	{Persistent, "not_persistent", "the victim is not persistently targeted, for the reason given"},
	{Safeguard, "acted", "acted on, as the reason says"},
	{Safeguard, "no_action", "no action is needed, for the reason given"},
	{Unsafe, "calls_with_care", "calls go on with care, and every message stays stopped until a safe way is confirmed"},
	{ExplainHearing, "not_explained", "what came of the hearing is not explained, for the reason given"},
	{TellHearing, "not_told", "the victim could not be told of the change, for the reason given"},
	{CheckMeasures, "in_place", "special measures are granted, and the visit is arranged or not wanted"},
	{CheckMeasures, "asked_for", "special measures have been asked for again, as the reason says"},
	{CheckMeasures, "not_wanted", "the victim wants no special measures"},
	{CheckPractical, "arranged", "what the victim needs on the day is arranged"},
	{CheckPractical, "nothing_needed", "the victim needs nothing to be arranged"},
	{SettleHearing, "as_it_stands", "what stands is right"},
	{SettleHearing, "other_is_right", "what the other source said is right"},
	{HelpReply, "police_called", "police were called"},
	{HelpReply, "not_for_help", "it was read, and is no call for help, for the reason given"},
	{TalkWithdrawal, "not_talked_through", "it could not be talked through, for the reason given"},
	{DecideNext, "wait", "nothing is to be done now, for the reason given"},
	{TellEnding, toldNotAtAll, "the victim is not told that support ends, for the reason given"},
	{SettleOffer, "stays", "the case stays with who has it"},
	{SignOff, "keep_open", "the case stays open, and who has said no is not called by the protocol"},
	{SignOff, "try_again", "the case stays open, and the attempts begin again"},
	{KeepApart, "kept_apart", "the two cases are kept apart"},
	{KeepApart, "not_so", "it is not so, for the reason given; the two cases stay apart all the same"},
	{ExplainRights, "not_explained", "the rights are not explained, for the reason given"},
	{CallRight, "not_called", "nobody calls about it, for the reason given"},
	{LapsedRight, "asked_out_of_time", "the body is asked to take it up although its time is over"},
	{LapsedRight, "put_right", "the victim was told of it, and what can still be done is done, as the reason says"},
	{LapsedRight, "nothing_left", "nothing can be done about it, for the reason given"},
	{DecidePause, "pause_allowed", "the pause is safe enough, for the reason given"},
	{DecidePause, "pause_refused", "contact goes on, for the reason given"},
	{ChangeCaseworker, "will_change", "another caseworker takes over"},
	{ChangeCaseworker, "stays", "the caseworker stays, for the reason given"},
	{MeetDuty, "not_owed", "it is not owed to this victim, for the reason given"},
	{MeetDuty, "cannot_be_met", "it will not be met any more, for the reason given; a breach stands"},
	{ChaseDuty, "not_owed", "it is not owed to this victim, for the reason given"},
	{ChaseDuty, "cannot_be_met", "it will not be met any more, for the reason given; a breach stands"},
	{BailAlert, "safe", "the victim knows of it and is safe, for the reason given"},
	{BailAlert, "police_told", "police were asked to see to the victim's safety"},
	{BailAlert, "no_danger", "the victim is in no new danger by it, for the reason given"},
	{ResolveJustice, "earlier_stands", "what was known first is right"},
	{ResolveJustice, "later_stands", "what was said later is right, and takes its place"},
	{ResolveJustice, "both_stand", "both happened"},
}

func decision(kind TaskKind, code string) (Decision, bool) {
	i := slices.IndexFunc(Decisions, func(d Decision) bool { return d.Task == kind && d.Code == code })
	if i < 0 {
		return Decision{}, false
	}
	return Decisions[i], true
}

// RecordDecision is what somebody with authority decided about a task, and why:
// the reason is words, kept outside the case like all others.
type RecordDecision struct {
	Said
	Task     string `json:"task"`
	Decision string `json:"decision"`
	Consent  string `json:"consent,omitempty"` // the victim's, to being referred to MARAC or an IDVA
	Near     string `json:"near,omitempty"`    // of what is out of scope, the pathway it is nearest to: where else there is help follows from it
}

// Name is the command's name on the wire.
func (RecordDecision) Name() string { return "record-decision" }

func (RecordDecision) stages() []Stage { return anyOpen }

func (m RecordDecision) check(c *Case, now time.Time) error {
	var f faults
	m.past(&f, c, now)
	f.wrong(m.Text == "", "/reason", "missing", "is missing: a decision without its reason cannot be answered for")
	f.wrong(m.Task == "", "/task", "missing", "is missing")
	c.checkTask(&f, m.Name(), m.Task, m.Role)
	if t, ok := c.task(m.Task); ok {
		_, known := decision(t.Kind, m.Decision)
		f.wrong(!known, "/decision", "not_listed", "is not what can be decided about this task")
		m.consented(&f, t.Kind)
		m.nearest(&f, t.Kind)
	}
	if err := f.invalid(); err != nil {
		return err
	}
	return m.mayClose(c, now)
}

// mayClose: what would hold a closure up holds up a decision to close.
func (m RecordDecision) mayClose(c *Case, now time.Time) error {
	if t, ok := c.task(m.Task); !ok || t.Kind != NotReached || m.Decision != "close" {
		return nil
	}
	r, _ := reason("not_reached_after_protocol")
	return ending{c, r, true, now}.heldUp()
}

// nearest adds what is wrong with what a crime out of scope is nearest to.
func (m RecordDecision) nearest(f *faults, kind TaskKind) {
	f.wrong(m.Near != "" && (kind != Classify || m.Decision != OutOfScope), "/near", "contradicts", "is only said of what is out of scope")
	f.wrong(m.Near == OutOfScope || m.Near != "" && pathway(m.Near).Code == "", "/near", "not_listed", "is not a pathway")
}

func (m RecordDecision) apply(c *Case, at time.Time) {
	t, _ := c.task(m.Task)
	d, _ := decision(t.Kind, m.Decision)
	c.told(m.Said, at, "decision", m.Task, "Decided: %s.", d.Says)
	if t.Kind == TellEnding {
		c.ended(d.Code, m.By, m.when(at), at)
	}
	c.finish(m.Name(), m.Task, at)
	if follow, ok := follows[d.Task]; ok {
		follow(m, c, d, at)
	}
}

// follows is what follows from a decision about a kind of task; for any other kind,
// that the task has ended.
var follows = map[TaskKind]func(RecordDecision, *Case, Decision, time.Time){
	DecidePause:      RecordDecision.answered,
	ChangeCaseworker: RecordDecision.answered,
	SafeAndWell:      func(_ RecordDecision, c *Case, d Decision, at time.Time) { c.decideWelfare(d, at) },
	CheckResult:      func(_ RecordDecision, c *Case, d Decision, at time.Time) { c.checked(d, at) },
	ReachReview:      func(_ RecordDecision, c *Case, d Decision, at time.Time) { c.reviewed(d, at) },
	NotReached:       RecordDecision.decideNotReached,
	SettleOffer:      func(_ RecordDecision, c *Case, _ Decision, at time.Time) { c.takeOfferBack(at) },
	MeetDuty:         RecordDecision.dutyDecided,
	ChaseDuty:        RecordDecision.dutyDecided,
	ResolveJustice:   RecordDecision.resolved,
	ReferMarac:       RecordDecision.referred,
	ReferIdva:        RecordDecision.referred,
	Classify:         RecordDecision.classified,
	SettleHearing:    RecordDecision.settleHearing,
	Persistent: func(m RecordDecision, c *Case, d Decision, at time.Time) {
		if d.Code == "persistent" {
			c.entitle("B", "persistently_targeted", m.Said, at)
		}
	},
	CheckMeasures: RecordDecision.measuresChecked,
	SignOff:       func(_ RecordDecision, c *Case, d Decision, _ time.Time) { c.keptOpen(d) },
}
