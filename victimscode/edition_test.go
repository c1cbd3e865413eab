package victimscode

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "enter editions that were added; what was published before never changes")

// beginsNothing lists the triggers by which no duty of the current edition begins, and
// why.
var beginsNothing = map[Trigger]string{}

func TestEveryTriggerBeginsSomethingOrItIsSaidWhyNot(t *testing.T) {
	t.Parallel()
	e, found := Find(Current)
	require.True(t, found)
	for _, by := range Triggers {
		why, listed := beginsNothing[by]
		require.NotEqual(t, listed, len(e.Begun(by)) > 0, "%s %s", by, why)
	}
}

func TestEveryConditionBodyAndWayOfMeetingIsUsed(t *testing.T) {
	t.Parallel()
	e, _ := Find(Current)
	used := map[any]bool{Ombudsman: true} // it is where a complaint goes on to, and has no time limit
	for _, d := range e.Duties {
		used[d.Owner], used[d.From], used[d.Ours], used[d.Stage] = true, true, true, true
		for _, o := range d.Only {
			used[o] = true
		}
		for _, m := range d.Met {
			used[m] = true
		}
	}
	for _, list := range [][]any{anyOf(Bodies), anyOf(Bases), anyOf(Shares), anyOf(Conditions), anyOf(Stages), anyOf(Meetings)} {
		for _, word := range list {
			require.True(t, used[word], "%v", word)
		}
	}
}

func anyOf[T any](list []T) (all []any) {
	for _, v := range list {
		all = append(all, v)
	}
	return all
}

func TestEditionsAreInOrderOfComingIntoForceAndNoneIsADraft(t *testing.T) {
	t.Parallel()
	var ids []string
	for i, e := range Editions() {
		require.False(t, e.Draft)
		require.NotContains(t, ids, e.ID)
		require.True(t, i == 0 || Editions()[i-1].InForce <= e.InForce)
		ids = append(ids, e.ID)
		found, ok := Find(e.ID)
		require.True(t, ok)
		require.Equal(t, e, found)
	}
	_, ok := Find("1066")
	require.False(t, ok)
}

// digests are the digests of the published editions, a row a line.
func digests(t *testing.T) (lines []string) {
	digest := func(v any) string {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		return fmt.Sprintf("%x", sha256.Sum256(text))[:32]
	}
	for _, e := range Editions() {
		head := e
		head.Duties = nil
		lines = append(lines, e.ID+" - "+digest(head))
		for _, d := range e.Duties {
			lines = append(lines, e.ID+" "+d.ID+" "+digest(d))
		}
	}
	return lines
}

func TestAPublishedEditionNeverChanges(t *testing.T) {
	t.Parallel()
	const file = "testdata/published.txt"
	now := digests(t)
	read, err := os.ReadFile(file)
	require.NoError(t, err)
	was := slices.DeleteFunc(strings.Split(string(read), "\n"), func(line string) bool { return line == "" })
	for _, line := range was {
		require.Contains(t, now, line, "a row that was published has changed or is gone: put it into an edition of its own")
	}
	editions := func(lines []string) (ids []string) {
		for _, l := range lines {
			id, _, _ := strings.Cut(l, " ")
			ids = append(ids, id)
		}
		return slices.Compact(ids)
	}
	for _, line := range now {
		id, _, _ := strings.Cut(line, " ")
		require.True(t, slices.Contains(was, line) || !slices.Contains(editions(was), id), "a row was added to a published edition: %s", line)
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644))
		return
	}
	require.Equal(t, was, now, "an edition was added: enter it with -update")
}

func TestTheTimeLimitsOfTheCodeOf2020AreThoseOfItsSummary(t *testing.T) {
	t.Parallel()
	// id: from, standard, Enhanced (or the aim, in brackets), verified
	limits := strings.Fields(strings.NewReplacer("\n", " ").Replace(`
R1:occurred:(5wd):v R2:occurred:(24h):v R3a:occurred:(5wd):v R3b:occurred:(20wd):v R3b-youth:occurred:(20wd):v
R4a:occurred:(2wd):v R4b:occurred:2wd:2wd:v R4-service:occurred:(10wd):v R4c:received:(5wd):v R4d:occurred:(20wd):v R5:occurred:(10wd):-
R6a:occurred:5wd:1wd:v R6b:occurred:5wd:1wd:v R6c:occurred:5wd:1wd:v R6d:occurred:5wd:1wd:v R6e:occurred:5wd:1wd:v
R6f:occurred:(5wd):v R6g-views:occurred:():- R6g:occurred:5d:1wd:v R6h:occurred:5wd:1wd:v R6i:occurred:5wd:1wd:- R6j:occurred:5wd:1wd:- R6k:occurred:(10wd):-
R7a:occurred:(5wd):- R7b:occurred:():v
R8a:received:1wd:1wd:v R8b-court:occurred:5wd:5wd:v R8b:received:5wd:1wd:v R8c-court:occurred:5wd:5wd:v R8c:received:5wd:1wd:v
R8d:received:(1wd):v R8e:received:1wd:1wd:v R8f:occurred:0d:0d:v
R9a-court:occurred:5wd:5wd:v R9a:received:1wd:1wd:v R9b-court:occurred:5wd:5wd:v R9b:received:1wd:1wd:v R9c:occurred:(20wd):v R9d:received:1wd:1wd:-
R10a:occurred:10wd:10wd:- R10b:occurred:(20wd):-
R11a:occurred:10wd:10wd:v R11b:occurred:20wd:20wd:v R11c:occurred:(1wd):v
R12a:occurred:10wd:10wd:- R12b:occurred:20wd:20wd:- R12c:occurred:(5wd):-
VRR-police-ask:told:3m:3m:v VRR-police-ack:occurred:10wd:10wd:v VRR-police-decision:occurred:30wd:30wd:v
VRR-cps-ask:told:3m:3m:v VRR-cps-local:occurred:10wd:10wd:- VRR-cps-review:occurred:30wd:30wd:-
ULS:occurred:28d:28d:- CICA:occurred:2y:2y:- CICA-minor:occurred:2y:2y:- JR:occurred:3m:3m:v`))
	short := func(l Limit) string {
		if l.IsZero() {
			return ""
		}
		return fmt.Sprint(l.N) + map[Unit]string{WorkingDays: "wd", Days: "d", Hours: "h", Months: "m", Years: "y"}[l.Unit]
	}
	e, _ := Find("2020")
	var found []string
	for _, d := range e.Duties {
		limit := short(d.Standard) + ":" + short(d.Enhanced)
		if d.Standard.IsZero() {
			limit = "(" + short(d.Aim) + ")"
		}
		found = append(found, fmt.Sprintf("%s:%s:%s:%s", d.ID, d.From, limit, map[bool]string{true: "v", false: "-"}[d.Verified]))
	}
	require.Equal(t, limits, found)
}

func TestNothingOfACourtRunsFromTheHearingForWhoTellsTheVictim(t *testing.T) {
	t.Parallel()
	e, _ := Find("2020")
	for _, id := range []string{"R8b", "R8c", "R9a", "R9b"} {
		court, _ := e.Duty(id + "-court")
		care, _ := e.Duty(id)
		require.Equal(t, []any{CourtToCareUnit, Court, FromOccurred, Limit{5, WorkingDays}, []Meeting{MetByReceipt}},
			[]any{court.Stage, court.Owner, court.From, court.Enhanced, court.Met}, id)
		require.Equal(t, []any{CareUnitToVictim, WitnessCare, FromReceived, Limit{1, WorkingDays}, []Meeting{MetByTelling}},
			[]any{care.Stage, care.Owner, care.From, care.Enhanced, care.Met}, id)
		require.Equal(t, court.Begins, care.Begins)
	}
	// the longest that is still in time: 6 working days, and 10 for standard rights and bail
	hearing := on(t, "2026-03-02 11:00")
	court, _ := e.Duty("R8b-court")
	care, _ := e.Duty("R8b")
	received := court.Due(hearing, true, "")
	require.Equal(t, Deadline(hearing, 6), care.Due(received, true, ""))
	require.Equal(t, Deadline(hearing, 10), care.Due(received, false, ""))
}

func TestADutyWithoutANumberIsLookedAtAllTheSame(t *testing.T) {
	t.Parallel()
	e, _ := Find(Current)
	from := on(t, "2026-03-02 11:00")
	for _, d := range e.Duties {
		due, aim := d.Due(from, true, ""), d.DueAim(from, "")
		require.True(t, !due.IsZero() || !aim.IsZero() || len(d.Before) > 0, d.ID)
		require.True(t, due.IsZero() || aim.IsZero(), d.ID)
		r := d.Reckon(from, true, "")
		require.Equal(t, map[bool]time.Time{false: due, true: aim}[r.Aim], r.Due, d.ID)
		require.True(t, aim.IsZero() || strings.Contains(d.Note, "aim"), "%s: no note says whose number it is", d.ID)
	}
}
