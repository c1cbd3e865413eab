package casework

import (
	"slices"
	"strconv"
	"time"

	"beacon/internal/guard"
	"beacon/victimscode"
)

// The logic a case may run under. A changed decision goes behind c.Logic >= n
// and raises LatestLogic; OldestLogic follows when no run under it is left.
const (
	OldestLogic = 3 // no run under an earlier logic was ever released
	LatestLogic = 3
)

// Case is everything a case remembers. It round-trips through JSON, only grows
// in shape, and holds no name, number, address or free text: those are kept in
// SQL under the IDs it names.
type Case struct {
	ID       string    `json:"id"` // opaque UUID
	Logic    int       `json:"logic"`
	Revision int       `json:"revision"`
	Stage    Stage     `json:"stage"`
	Since    time.Time `json:"since"`    // when this stage was entered, UTC
	Referred time.Time `json:"referred"` // when the first referral was made to us, UTC
	Team     string    `json:"team,omitempty"`
	Owner    string    `json:"owner,omitempty"` // who has it: a caseworker, or a team's duty desk; of a closed case, who had it last
	Offer    *Offer    `json:"offer,omitempty"`
	Cover    *Cover    `json:"cover,omitempty"`
	Policy   Policy    `json:"policy,omitzero"`

	Referrals []Known              `json:"referrals"`
	Risk      Risk                 `json:"risk"`
	Heard     []time.Time          `json:"heard,omitempty"` // further abuse that the victim told of, and no referral did, UTC
	Contact   Contact              `json:"contact"`
	Rights    []Entitlement        `json:"rights,omitempty"`  // why the victim has Enhanced Rights under the Victims' Code
	Declined  time.Time            `json:"declined,omitzero"` // when the victim declined to be treated by them, UTC
	Marac     []MaracReferral      `json:"marac,omitempty"`
	Idva      *Advocate            `json:"idva,omitempty"`
	Needs     []NeedsRecord        `json:"needs,omitempty"`
	Plan      *Plan                `json:"plan,omitempty"`
	Hearings  []Hearing            `json:"hearings,omitempty"`
	Edition   string               `json:"edition,omitempty"`  // of the Victims' Code, for what begins from here on
	Calendar  victimscode.Calendar `json:"calendar,omitempty"` // of bank holidays, by which working days were counted
	Justice   []JusticeEvent       `json:"justice,omitempty"`
	Owed      []Owed               `json:"owed,omitempty"`
	Held      []HeldRight          `json:"held,omitempty"` // the rights that the victim may use
	Halt      *Halt                `json:"halt,omitempty"`
	Concerns  []Concern            `json:"concerns,omitempty"`
	Withdrew  []Withdrawal         `json:"withdrew,omitempty"`
	Unread    []Unread             `json:"unread,omitempty"`
	Closure   *Closure             `json:"closure,omitempty"`
	Reopened  int                  `json:"reopened,omitempty"`
	Opposed   []string             `json:"opposed,omitempty"`   // cases whose victim is on the other side; never shown
	TookOver  []string             `json:"took_over,omitempty"` // cases of the same victim that go on in this one

	Kept       Kept        `json:"kept,omitzero"`
	Holds      []Hold      `json:"holds,omitempty"`
	Consents   []Consent   `json:"consents,omitempty"`
	Onward     []Onward    `json:"onward,omitempty"`
	MostInNeed *MostInNeed `json:"most_in_need,omitempty"`

	Preferences *Preferences `json:"preferences,omitempty"`
	Pause       *Pause       `json:"pause,omitempty"`
	PauseAsked  *Pause       `json:"pause_asked,omitempty"` // a supervisor has yet to decide on it
	Unwished    []string     `json:"unwished,omitempty"`    // whom the victim no longer wants as their caseworker

	Clocks []Clock    `json:"clocks,omitempty"`
	Tasks  []Task     `json:"tasks,omitempty"`
	Outbox []Effect   `json:"outbox,omitempty"`
	Lines  []Line     `json:"lines,omitempty"` // written since the last publishing
	Rung   []Deadline `json:"rung,omitempty"`  // since the last publishing
	Recent []taken    `json:"recent,omitempty"`

	Serial int `json:"serial"` // numbers tasks and effects, never reused
}

// Open makes a case from a victim's first referral.
func Open(id string, r Referral, p Policy, logic int, at time.Time) *Case {
	c := &Case{ID: id, Logic: logic, Policy: p, Referred: at.UTC()}
	_, _ = c.Do(r, at)
	return c
}

// CheckReferral says whether a referral could open a case, before there is one.
func CheckReferral(r Referral, now time.Time) error { return r.check(&Case{Referred: now}, now) }

// Check says whether a command would be taken now. It changes nothing.
func (c *Case) Check(m Command, now time.Time) error {
	if t, ok := c.repeated(m.Key()); ok {
		if t.Digest != m.Digest() {
			return Refuse(KeyReused, "this idempotency key was used for something else")
		}
		return nil
	}
	switch {
	case c.Stage == "" && m.Name() == Referral{}.Name(), slices.Contains(m.stages(), c.Stage):
		return m.check(c, now)
	case c.Stage == "":
		return Refuse(WrongStage, "the case has not been opened: %s cannot be taken now", m.Name())
	case c.Stage == Closed:
		return Refuse(CaseClosed, "the case is closed; reopen it first")
	default:
		return Refuse(WrongStage, "the case is %s: %s cannot be taken now", c.Stage, m.Name())
	}
}

// Do takes a command, once: a repeat gets the receipt of the first time. It
// refuses exactly what Check refuses, and a refusal leaves no trace.
func (c *Case) Do(m Command, now time.Time) (Receipt, error) {
	if err := c.Check(m, now); err != nil {
		return Receipt{}, err
	}
	if t, ok := c.repeated(m.Key()); ok {
		return t.Receipt, nil
	}
	c.Revision++
	c.keepCalendar(now)
	m.apply(c, now)
	c.keepMoving(now)
	r := Receipt{Revision: c.Revision, Stage: c.Stage}
	if m.Key() != "" {
		c.remember(taken{Key: m.Key(), Digest: m.Digest(), Receipt: r})
	}
	return r, nil
}

// repeated finds the command that was taken with a key. What came without a key
// is never taken for a repeat of something else that did.
func (c *Case) repeated(key string) (taken, bool) {
	i := slices.IndexFunc(c.Recent, func(t taken) bool { return guard.Repeats && t.Key == key && key != "" })
	if i < 0 {
		return taken{}, false
	}
	return c.Recent[i], true
}

// remember keeps the first command, which opened the case, for good.
func (c *Case) remember(t taken) {
	c.Recent = append(c.Recent, t)
	if len(c.Recent) > remembered {
		c.Recent = slices.Delete(c.Recent, 1, 2)
	}
}

// keepMoving sees to it that no open case is ever left with nothing ahead of it, or
// with nobody who has it.
func (c *Case) keepMoving(now time.Time) {
	defer c.rank()
	c.keepOwned(now)
	if c.Stage == Reaching {
		c.keepReaching(now)
	}
	c.keepRights(now)
	if c.Stage == Closed || slices.ContainsFunc(c.Clocks, func(k Clock) bool { return k.Kind != DutyDue && k.Kind != RightDue }) {
		return
	}
	c.set(Clock{ID: "idle", Kind: Idle, Due: now.Add(c.Policy.IdleAtMost)})
}

func (c *Case) ringIdle(now time.Time) { c.raise(DecideNext, "", now, c.Policy.DecideWithin) }

// serial gives the next number for a thing of this case.
func (c *Case) serial() string {
	c.Serial++
	return strconv.Itoa(c.Serial)
}

// Resting says that nothing more will happen unless somebody asks: the case is
// closed, no clock is set and nothing is left to do.
func (c *Case) Resting() bool {
	return c.Stage == Closed && len(c.Clocks) == 0 && len(c.Outbox) == 0
}
