package emulator

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	twilio "github.com/twilio/twilio-go/rest/api/v2010"
)

func bodies(ms []twilio.ApiV2010Message) (all []string) {
	for _, m := range ms {
		all = append(all, *m.Body)
	}
	return all
}

func TestAListIsNewestFirstAndPaged(t *testing.T) {
	t.Parallel()
	w := setup(t)
	want := []string{}
	for i := range 7 {
		w.send(textTo(victim, fmt.Sprint(i)))
		want = append([]string{fmt.Sprint(i)}, want...)
	}
	got, err := w.twilio().ListMessage(new(twilio.ListMessageParams).SetPageSize(3))
	require.NoError(t, err)
	require.Equal(t, want, bodies(got))
	got, err = w.twilio().ListMessage(new(twilio.ListMessageParams).SetLimit(2))
	require.NoError(t, err)
	require.Equal(t, want[:2], bodies(got))
}

func TestAPageGoesOnWhereTheLastEndedWhateverCame(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for i := range 4 {
		w.send(textTo(victim, fmt.Sprint(i)))
	}
	w.settled()
	first, err := w.twilio().PageMessage(new(twilio.ListMessageParams).SetPageSize(2), "", "")
	require.NoError(t, err)
	require.Equal(t, []string{"3", "2"}, bodies(first.Messages))
	w.send(textTo(victim, "4"))
	require.NoError(t, w.twilio().DeleteMessage(*first.Messages[1].Sid, nil))
	second, err := w.twilio().PageMessage(new(twilio.ListMessageParams).SetPageSize(2), "PA"+*first.Messages[1].Sid, "1")
	require.NoError(t, err)
	require.Equal(t, []string{"1", "0"}, bodies(second.Messages))
	require.Nil(t, second.NextPageUri)
	_, err = w.twilio().PageMessage(listing(), "PAnone", "1")
	require.Equal(t, 20001, codeOf(t, err))
}

func listing() *twilio.ListMessageParams { return new(twilio.ListMessageParams) }

func TestAListIsFilteredByNumbersAndByWhenTextsWereSent(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(textTo(victim, "monday"))
	w.settled()
	w.clock.Advance(24 * time.Hour)
	w.send(textTo(victim, "tuesday"))
	w.send(textTo("+447700900124", "to another").SetFrom("Support"))
	w.settled()
	at := epoch.Add(24 * time.Hour)

	list := func(p *twilio.ListMessageParams) []string {
		got, err := w.twilio().ListMessage(p)
		require.NoError(t, err)
		return bodies(got)
	}
	require.Equal(t, []string{"tuesday", "monday"}, list(listing().SetTo(victim)))
	require.Equal(t, []string{"to another"}, list(listing().SetFrom("Support")))
	require.Equal(t, []string{"monday"}, list(listing().SetDateSent(epoch)))
	require.Equal(t, []string{"tuesday"}, list(listing().SetTo(victim).SetDateSentAfter(at)))
	require.Equal(t, []string{"monday"}, list(listing().SetDateSentBefore(at.Add(-time.Second))))
	require.Empty(t, list(listing().SetDateSentAfter(at.Add(time.Second))))
}

func TestATextStillInTheQueueMatchesNoDateSent(t *testing.T) {
	t.Parallel()
	w := setup(t, func(o *Options) { o.CallbackDelay = time.Hour })
	w.send(textTo(victim, "Hello"))
	got, err := w.twilio().ListMessage(listing().SetTo(victim).SetDateSentAfter(epoch.Add(-time.Hour)))
	require.NoError(t, err)
	require.Empty(t, got)
	got, err = w.twilio().ListMessage(listing().SetTo(victim))
	require.NoError(t, err)
	require.Len(t, got, 1)
}

func TestRetainedNothingIsShownOnceATextHasLeft(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.send(textTo(victim, "Hello").SetContentRetention("discard").SetAddressRetention("obfuscate"))
	w.settled()
	got, err := w.twilio().ListMessage(listing().SetTo(victim))
	require.NoError(t, err)
	require.Empty(t, got, "the whole number no longer finds it")
	got, err = w.twilio().ListMessage(nil)
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Equal(t, "+44770090XXXX", *got[0].To)
	require.Empty(t, *got[0].Body)
	require.Equal(t, "Hello", w.e.Messages()[0].Body)
}

func TestAnAccountWithoutRedactionShowsEverything(t *testing.T) {
	t.Parallel()
	w := setup(t, func(o *Options) { o.RedactionOff = true })
	w.send(textTo(victim, "Hello").SetContentRetention("discard").SetAddressRetention("obfuscate"))
	w.settled()
	got, err := w.twilio().ListMessage(listing().SetTo(victim))
	require.NoError(t, err)
	require.Equal(t, []string{"Hello"}, bodies(got))
}

func TestBadListsAndUnknownPathsAreRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	get := func(path string) int {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.srv.URL+path, nil)
		require.NoError(t, err)
		req.SetBasicAuth(account, secret)
		res, err := browser.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, "application/json", res.Header.Get("Content-Type"))
		return res.StatusCode
	}
	base := "/2010-04-01/Accounts/" + account
	require.Equal(t, 200, get(base+".json"))
	require.Equal(t, 200, get(base+"/Messages.json?DateSent=2026-03-02"))
	require.Equal(t, 400, get(base+"/Messages.json?DateSent=2026-02-31"))
	require.Equal(t, 400, get(base+"/Messages.json?PageSize=none"))
	require.Equal(t, 404, get(base+"/Calls.json"))
	require.Equal(t, 404, get("/v3/nothing"))
}
