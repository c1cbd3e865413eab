package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/proto"
)

// canaries are things about one victim, each as it might be written anywhere.
var canaries = []string{
	"Zebedee", "Quux", "900777", "Canarywharf Lane", "zebedee.quux@example.org", "1987-06-05", "the parrot said",
	"900888", "Officer Plumage",
}

// canaryReferral is confirmed so lately that the confirmation counts.
var canaryReferral = strings.ReplaceAll(`{
 "source":{"force":"hertfordshire","system":"athena","id":"CANARY-1","version":1},
 "crime":{"reference":"41/70001/26","offence_code":"8Q","offence":"the parrot said so","domestic_abuse":true,"reported_at":"LATELY"},
 "victim":{"person_reference":"N7000001","given_name":"Zebedee","family_name":"Quux","date_of_birth":"1987-06-05",
  "contact_points":[
   {"kind":"phone","value":"07700 900777","safe":{"call":true,"text":true,"confirmed_by":"PC 1","confirmed_at":"LATELY"}},
   {"kind":"email","value":"Zebedee.Quux@example.org"},
   {"kind":"address","value":"77 Canarywharf Lane, AL10 0XX"}]},
 "suspect":{"phones":["07700 900888"]},
 "risk":{"tool":"DASH","total":11,"grade":"medium"},
 "officer":{"collar_number":"1234","name":"Officer Plumage"},
 "basis":{"lawful_basis":"public_task","victim_informed":true}}`, "LATELY", soon(-time.Hour))

func TestNothingAboutAPersonLeavesTheDatabase(t *testing.T) {
	t.Parallel()
	s := start(t, "BEACON_HURRY=8640")
	id := s.must("referrer", http.MethodPost, "/v1/referrals", canaryReferral)["case_id"].(string)
	walkEveryPath(s, id)

	held := map[string]string{"the log": s.log.String()}
	_, held["the metrics"] = s.ask("", http.MethodGet, "/metrics", "")
	_, held["the list of cases"] = s.ask("auditor", http.MethodGet, "/v1/cases", "")
	_, held["the worklist"] = s.ask("auditor", http.MethodGet, "/v1/tasks", "")
	_, held["a case as an auditor sees it"] = s.ask("auditor", http.MethodGet, "/v1/cases/"+id, "")
	_, held["a timeline as an auditor sees it"] = s.ask("auditor", http.MethodGet, "/v1/cases/"+id+"/timeline", "")
	held["the workflows"] = s.everythingTemporalHas()
	for where, text := range held {
		require.NotEmpty(t, text, where)
		for _, c := range canaries {
			require.NotContains(t, strings.ToLower(text), strings.ToLower(c), where)
		}
	}
	_, seen := s.ask("caseworker", http.MethodGet, "/v1/cases/"+id, "")
	for _, c := range canaries[:6] {
		require.Contains(t, strings.ToLower(seen), strings.ToLower(c), "the caseworker sees whom to call")
	}
	require.Contains(t, s.log.String(), "/v1/referrals", "the log is not merely empty")
	require.Contains(t, held["the workflows"], id, "the histories are not merely empty")
	require.Contains(t, held["the workflows"], "binary/encrypted")
	require.NotContains(t, held["the workflows"], `"revision":`, "nothing of a case is readable at all")
}

// walkEveryPath takes the canary down every path that a person's data can go.
func walkEveryPath(s *standalone, id string) {
	s.t.Helper()
	c := "/v1/cases/" + id
	post := func(what, body string) { s.t.Helper(); s.must("supervisor", http.MethodPost, c+"/"+what, body) }
	post("contact-attempts", `{"outcome":"accepted","text":"the parrot said yes"}`)
	s.texted()
	post("notes", `{"text":"the parrot said: call Zebedee Quux on 07700 900777"}`)
	post("safeguarding-concerns", `{"about":"child","immediate_danger":false,"text":"the parrot said"}`)
	post("needs-assessments", `{"text":"the parrot said","areas":{"health":{"victim":1,"worker":1},"accommodation":{"victim":1,"worker":1},
	 "family":{"victim":1,"worker":1},"education_work":{"victim":1,"worker":1},"drugs_alcohol":{"victim":1,"worker":1},
	 "finance":{"victim":1,"worker":1},"outlook":{"victim":1,"worker":1},"social":{"victim":1,"worker":1}}}`)
	post("support-plans", `{"text":"the parrot said","review_at":"`+soon(4*time.Minute)+`","actions":[{"need":"health","owner":"victim",
	 "due":"`+soon(time.Hour)+`","text":"Zebedee Quux to rest"}],"goals":[{"need":"health","text":"the parrot said"}],
	 "safety_plan":{"text":"the parrot said"},"special_measures":"yes","personal_statement":"yes","compensation":"no","children":"the parrot said",
	 "communication":"the parrot said","rights_explained_at":"`+soon(-time.Hour)+`","ends_when":"the parrot said"}`)
	post("hearings", `{"type":"trial","starts":"`+soon(time.Hour)+`","victim_needed":true,"source":"court","court":"the parrot said, Canarywharf Lane"}`)
	post("risk-assessments", `{"tool":"DASH","grade":"medium","text":"the parrot said"}`)
	post("withdrawal", `{"from":"prosecution","reason":"fear","text":"the parrot said"}`)
	s.must("supervisor", http.MethodPut, c+"/contact-points/0d0f6a52-7f3c-4a86-9e0e-3f6d0d8c4b77",
		`{"kind":"phone","value":"07700 900779","allowed":{"call":true},"do_not_use":false}`)
	s.reply("+447700900777", "STOP the parrot said")
	for _, wrong := range []string{`{"given_name":"Zebedee Quux"}`, strings.Replace(canaryReferral, "07700 900777", "Zebedee Quux", 1), `{"text":"Zebedee`} {
		status, _ := s.ask("referrer", http.MethodPost, "/v1/referrals", wrong)
		require.Equal(s.t, 4, status/100)
		status, _ = s.ask("caseworker", http.MethodPost, c+"/notes", wrong)
		require.Equal(s.t, 4, status/100)
	}
}

func soon(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }

// texted waits until the emulator has a text for the canary's number.
func (s *standalone) texted() {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return strings.Contains(s.outbox(), "+447700900777") }, 20*time.Second, 50*time.Millisecond)
}

func (s *standalone) outbox() string {
	r, err := http.Get("http://" + s.addr["BEACON_EMULATOR_ADDR"] + "/control/messages")
	require.NoError(s.t, err)
	defer r.Body.Close()
	var b safeBuffer
	_, err = copyAll(&b, r.Body)
	require.NoError(s.t, err)
	return b.String()
}

// reply sends a text from a number, as the provider would.
func (s *standalone) reply(from, body string) {
	s.t.Helper()
	r, err := http.Post("http://"+s.addr["BEACON_EMULATOR_ADDR"]+"/control/inbound", "application/json",
		strings.NewReader(`{"from":"`+from+`","to":"+441632960001","body":"`+body+`"}`))
	require.NoError(s.t, err)
	require.NoError(s.t, r.Body.Close())
	require.Equal(s.t, http.StatusCreated, r.StatusCode)
}

// everythingTemporalHas is every workflow's entry in the list, with its search
// attributes, and its whole history, as raw bytes.
func (s *standalone) everythingTemporalHas() string {
	s.t.Helper()
	ctx := s.t.Context()
	tc, err := client.Dial(client.Options{HostPort: s.addr["BEACON_TEMPORAL_ADDR"], Namespace: "beacon"})
	require.NoError(s.t, err)
	defer tc.Close()
	var all strings.Builder
	keep := func(m proto.Message) {
		b, err := proto.Marshal(m)
		require.NoError(s.t, err)
		all.Write(b)
	}
	list, err := tc.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: "beacon"})
	require.NoError(s.t, err)
	for _, w := range list.GetExecutions() {
		keep(w)
		history := tc.GetWorkflowHistory(ctx, w.GetExecution().GetWorkflowId(), w.GetExecution().GetRunId(), false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for history.HasNext() {
			e, err := history.Next()
			require.NoError(s.t, err)
			keep(e)
		}
	}
	return all.String()
}
