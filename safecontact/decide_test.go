package safecontact_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"beacon/safecontact"
)

func TestAConfirmedMobileMayBeTextedInTheServicesHours(t *testing.T) {
	t.Parallel()
	d := safecontact.Decide(text(safe(), monday))
	require.Equal(t, safecontact.Allow, d.Verdict)
	require.Empty(t, d.Rule)
	require.Equal(t, london(2026, 3, 2, 19, 0).UTC(), d.OpenUntil)
}

func TestEachRuleRefuses(t *testing.T) {
	t.Parallel()
	text, email, call := safecontact.ByText, safecontact.ByEmail, safecontact.ByCall
	for rule, c := range map[string]struct {
		spoil    func(*safecontact.Point)
		refuses  []safecontact.Channel
		leavesBe []safecontact.Channel
	}{
		"do_not_use":            {func(p *safecontact.Point) { p.DoNotUse, p.DoNotUseReason = true, "victim_asked" }, []safecontact.Channel{text, call}, nil},
		"frozen":                {func(p *safecontact.Point) { p.FrozenAt = monday.Add(-time.Minute) }, []safecontact.Channel{text, call}, nil},
		"opted_out":             {func(p *safecontact.Point) { p.OptedOut = true }, []safecontact.Channel{text}, []safecontact.Channel{call}},
		"shared_with_suspect":   {func(p *safecontact.Point) { p.SharedWith = safecontact.Suspect }, []safecontact.Channel{text, call}, nil},
		"shared_with_another":   {func(p *safecontact.Point) { p.SharedWith = safecontact.AnotherPerson }, []safecontact.Channel{text, call}, nil},
		"shared_with_household": {func(p *safecontact.Point) { p.SharedWith = safecontact.Household }, []safecontact.Channel{text}, []safecontact.Channel{call}},
		"wrong_kind":            {func(p *safecontact.Point) { p.Allowed.Email = true }, []safecontact.Channel{email, "pigeon"}, []safecontact.Channel{text}},
		"not_a_mobile":          {func(p *safecontact.Point) { p.Mobile = false }, []safecontact.Channel{text}, []safecontact.Channel{call}},
		"channel_not_allowed":   {func(p *safecontact.Point) { p.Allowed.Text = false }, []safecontact.Channel{text, safecontact.ByVoicemail}, []safecontact.Channel{call}},
		"never_verified":        {func(p *safecontact.Point) { p.VerifiedAt = time.Time{} }, []safecontact.Channel{text}, []safecontact.Channel{call}},
		"verification_expired":  {func(p *safecontact.Point) { p.ExpiresAt = monday }, []safecontact.Channel{text}, []safecontact.Channel{call}},
		"silent_90_days":        {func(p *safecontact.Point) { p.VerifiedAt = monday.Add(-90 * 24 * time.Hour) }, []safecontact.Channel{text}, []safecontact.Channel{call}},
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			p := safe()
			c.spoil(&p)
			for _, by := range c.refuses {
				d := safecontact.Decide(safecontact.Question{Point: p, Channel: by, Now: monday})
				require.Equal(t, safecontact.Refuse, d.Verdict, by)
				require.Equal(t, rule, d.Rule, by)
				require.NotEmpty(t, d.Reason)
				require.Equal(t, p, d.Inputs.Point)
			}
			for _, by := range c.leavesBe {
				d := safecontact.Decide(safecontact.Question{Point: p, Channel: by, Now: monday})
				require.Equal(t, safecontact.Allow, d.Verdict, "%s: %s", by, d.Rule)
			}
		})
	}
}

func TestAConfirmationInTheFutureIsNone(t *testing.T) {
	t.Parallel()
	p := safe()
	p.VerifiedAt = monday.Add(time.Hour)
	require.Equal(t, "never_verified", safecontact.Decide(text(p, monday)).Rule)
}

func TestReachingTheVictimEndsASilence(t *testing.T) {
	t.Parallel()
	p := safe()
	p.VerifiedAt = monday.Add(-200 * 24 * time.Hour)
	p.LastSuccess = monday.Add(-89 * 24 * time.Hour)
	require.Equal(t, safecontact.Allow, safecontact.Decide(text(p, monday)).Verdict)

	q := text(p, monday)
	q.SilentAfter = 30 * 24 * time.Hour
	require.Equal(t, "silent_90_days", safecontact.Decide(q).Rule)
}

func TestThePastUsefulTimeIsRefused(t *testing.T) {
	t.Parallel()
	q := text(safe(), monday)
	q.UsefulUntil = monday
	require.Equal(t, "useful_until", safecontact.Decide(q).Rule)

	q.UsefulUntil, q.Needs = monday.Add(4*time.Second), 5*time.Second
	require.Equal(t, "useful_until", safecontact.Decide(q).Rule)
}

func TestTheWorstRuleSpeaksFirst(t *testing.T) {
	t.Parallel()
	p := safe()
	p.DoNotUse, p.SharedWith, p.Mobile, p.VerifiedAt = true, safecontact.Suspect, false, time.Time{}
	q := text(p, london(2026, 3, 1, 3, 0))
	require.Equal(t, "do_not_use", safecontact.Decide(q).Rule)
}

func TestEveryRuleSaysWhatItIsAndWhereItComesFrom(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range safecontact.Rules {
		require.NotEmpty(t, r.Name)
		require.NotEmpty(t, r.Says, r.Name)
		require.NotEmpty(t, r.Source, r.Name)
		require.False(t, seen[r.Name], r.Name)
		seen[r.Name] = true
	}
}

func TestADecisionCanBeMadeAgainFromWhatWasKept(t *testing.T) {
	t.Parallel()
	p := safe()
	p.Windows = allWeek(safecontact.At(18, 0), safecontact.At(21, 0))
	d := safecontact.Decide(text(p, monday))

	kept, err := json.Marshal(d)
	require.NoError(t, err)
	var read safecontact.Decision
	require.NoError(t, json.Unmarshal(kept, &read))
	require.Equal(t, d, safecontact.Decide(read.Inputs.Question()))
}

func TestAPoliceSuppliedPhoneIsForCallsOnlyUntilTheVictimConfirms(t *testing.T) {
	t.Parallel()
	heard := &safecontact.Confirmation{By: "PC 1234", At: monday.Add(-time.Hour), Allowed: safecontact.Allowed{Call: true, Text: true}}
	for name, c := range map[string]struct {
		kind      safecontact.Kind
		confirmed *safecontact.Confirmation
		want      safecontact.Allowed
	}{
		"a phone":                     {safecontact.PhonePoint, nil, safecontact.Allowed{Call: true}},
		"an email address":            {safecontact.EmailPoint, nil, safecontact.Allowed{}},
		"an address":                  {safecontact.AddressPoint, nil, safecontact.Allowed{}},
		"confirmed":                   {safecontact.PhonePoint, heard, heard.Allowed},
		"confirmed by nobody":         {safecontact.PhonePoint, &safecontact.Confirmation{At: monday, Allowed: heard.Allowed}, safecontact.Allowed{Call: true}},
		"confirmed at no time":        {safecontact.PhonePoint, &safecontact.Confirmation{By: "PC 1234", Allowed: heard.Allowed}, safecontact.Allowed{Call: true}},
		"confirmed not to be called":  {safecontact.PhonePoint, &safecontact.Confirmation{By: "PC 1234", At: monday}, safecontact.Allowed{}},
		"confirmed an email address":  {safecontact.EmailPoint, &safecontact.Confirmation{By: "PC 1234", At: monday, Allowed: safecontact.Allowed{Email: true}}, safecontact.Allowed{Email: true}},
		"confirmed for a text anyway": {safecontact.PhonePoint, &safecontact.Confirmation{By: "x", At: monday, Allowed: safecontact.Allowed{Text: true}}, safecontact.Allowed{Text: true}},
	} {
		require.Equal(t, c.want, safecontact.FromPolice(c.kind, c.confirmed), name)
	}

	unconfirmed := safecontact.PolicePoint("p1", safecontact.PhonePoint, true, nil)
	require.Equal(t, "channel_not_allowed", safecontact.Decide(text(unconfirmed, monday)).Rule)
	confirmed := safecontact.PolicePoint("p1", safecontact.PhonePoint, true, heard)
	require.Equal(t, safecontact.Allow, safecontact.Decide(text(confirmed, monday)).Verdict)
}

func TestPoliceCannotChoosePlainWordsForAVictim(t *testing.T) {
	t.Parallel()
	heard := &safecontact.Confirmation{By: "PC 1234", At: monday.Add(-time.Hour), Allowed: safecontact.Allowed{Text: true, PlainWords: true}}
	require.Equal(t, safecontact.Allowed{Text: true}, safecontact.FromPolice(safecontact.PhonePoint, heard))
}
