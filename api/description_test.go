package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"beacon/casework"
	"beacon/victimscode"
)

// description is openapi.yaml, and what finds the operation of a request in it.
var description = sync.OnceValues(func() (*openapi3.T, routers.Router) {
	for _, plain := range []string{"text/html", "text/xml"} {
		openapi3filter.RegisterBodyDecoder(plain, func(r io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
			b, err := io.ReadAll(r)
			return string(b), err
		})
	}
	doc, err := openapi3.NewLoader().LoadFromData(OpenAPI)
	if err != nil {
		panic(err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		panic(err)
	}
	return doc, router
})

// checkAgainstDescription holds an answer against openapi.yaml, and, where it was
// not a refusal of the request itself, the request too.
func checkAgainstDescription(t testing.TB, r *http.Request, body []byte, a answer) {
	t.Helper()
	_, router := description()
	route, params, err := router.FindRoute(r)
	if err != nil {
		require.Contains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, a.status, "%s %s is served and not described", r.Method, r.URL.Path)
		a.problem()
		return
	}
	copied := r.Clone(context.Background())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	in := &openapi3filter.RequestValidationInput{
		Request: copied, PathParams: params, Route: route,
		Options: &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
	}
	if a.status < 300 || a.status == http.StatusConflict {
		require.NoError(t, openapi3filter.ValidateRequest(context.Background(), in), "the request was taken and is not as described")
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: a.status, Header: a.header, Options: in.Options}
	out.SetBodyBytes(a.body)
	require.NoError(t, openapi3filter.ValidateResponse(context.Background(), out), "%s %s answered %d", r.Method, r.URL.Path, a.status)
}

func TestTheDescriptionIsOpenAPI31AndValid(t *testing.T) {
	t.Parallel()
	doc, _ := description()
	require.NoError(t, doc.Validate(t.Context()))
	require.Equal(t, "3.1.0", doc.OpenAPI)
}

func TestEveryRouteIsDescribedAndEveryDescriptionIsServed(t *testing.T) {
	t.Parallel()
	doc, _ := description()
	var served, described []string
	for _, r := range Routes {
		served = append(served, r.Method+" "+r.Path)
		o := operation(doc, r)
		require.NotNil(t, o, "%s %s has no operation", r.Method, r.Path)
		require.NotEmpty(t, o.Tags, r.Path)
		require.NotEmpty(t, o.Summary, r.Path)
		require.Equal(t, r.Open != "", o.Security != nil && len(*o.Security) == 0, "%s: whether a token is needed", r.Path)
		var roles []string
		for _, role := range r.Roles {
			roles = append(roles, string(role))
		}
		require.Equal(t, strings.Join(roles, " "), xRoles(o), "%s %s: x-roles", r.Method, r.Path)
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	require.ElementsMatch(t, served, described)
}

func xRoles(o *openapi3.Operation) string {
	list, _ := o.Extensions["x-roles"].([]any)
	out := make([]string, len(list))
	for i, r := range list {
		out[i], _ = r.(string)
	}
	return strings.Join(out, " ")
}

func TestEveryProblemIsDescribed(t *testing.T) {
	t.Parallel()
	var codes, described []string
	for _, p := range Problems {
		require.NotContains(t, codes, string(p.Code))
		require.NotEmpty(t, p.Title)
		codes = append(codes, string(p.Code))
	}
	described = enum(t, "Problem", "code")
	require.ElementsMatch(t, codes, described)
}

// Every code with which a case may refuse is a problem of ours.
func TestEveryRefusalOfACaseIsAProblem(t *testing.T) {
	t.Parallel()
	for _, code := range []casework.Code{
		casework.Invalid, casework.CaseClosed, casework.WrongStage, casework.ClosureBlocked, casework.NeedsSignOff,
		casework.StaleRevision, casework.KeyReused, casework.Unknown,
	} {
		p := problemOf(casework.Refuse(code, "no"))
		require.Equal(t, code, p.Code)
		require.Equal(t, "/problems/"+string(code), p.Type)
		require.NotEqual(t, http.StatusInternalServerError, p.Status)
	}
	require.Equal(t, internal, problemOf(casework.Refuse("nobody_knows_this", "no")).Code)
}

// enum is the list of values of a schema, or of a field of it.
func enum(t *testing.T, schema, field string) []string {
	t.Helper()
	doc, _ := description()
	ref := doc.Components.Schemas[schema]
	require.NotNil(t, ref, schema)
	if field != "" {
		ref = ref.Value.Properties[field]
		require.NotNil(t, ref, field)
	}
	return valuesOf(ref.Value)
}

func texts[T ~string](of []T) []string {
	out := make([]string, len(of))
	for i, w := range of {
		out[i] = string(w)
	}
	return out
}

// What the case takes is what the description lists, word for word.
func TestTheDescriptionListsWhatTheCaseTakes(t *testing.T) {
	t.Parallel()
	var outcomes, reasons, kinds []string
	for _, o := range casework.AttemptOutcomes {
		outcomes = append(outcomes, o.Code)
	}
	for _, r := range casework.Reasons {
		reasons = append(reasons, r.Code)
	}
	var tools, pathways, rights []string
	for _, p := range casework.Pathways {
		pathways = append(pathways, p.Code)
	}
	for _, r := range casework.EnhancedRows {
		rights = append(rights, r.Reason)
	}
	for _, r := range casework.Tools {
		tools = append(tools, r.Code)
	}
	for _, r := range casework.TaskRules {
		kinds = append(kinds, string(r.Kind))
	}
	var agencies, moments, onward, heldRights []string
	for _, a := range casework.Agencies {
		agencies = append(agencies, a.Code)
	}
	for _, m := range casework.Moments {
		moments = append(moments, string(m.Moment))
	}
	var rules, topics, oftens []string
	for _, topic := range casework.Topics {
		topics = append(topics, topic.Code)
	}
	for _, o := range casework.Oftens {
		oftens = append(oftens, o.Code)
	}
	for _, r := range casework.NeedRules {
		rules = append(rules, r.Code)
	}
	var justiceKinds []string
	for _, r := range casework.JusticeRows {
		justiceKinds = append(justiceKinds, string(r.Kind))
	}
	for _, r := range casework.RightRows {
		heldRights = append(heldRights, string(r.Right))
	}
	for _, o := range casework.OnwardOutcomes {
		onward = append(onward, o.Code)
	}
	for _, row := range []struct {
		schema, field string
		want          []string
	}{
		{"Stage", "", texts(stages())},
		{"Grade", "", texts(casework.Grades)},
		{"Area", "", texts(casework.Areas)},
		{"TaskKind", "", kinds},
		{"ClockKind", "", texts(casework.Kinds)},
		{"Indicator", "", casework.Indicators},
		{"RiskTool", "", tools},
		{"Pathway", "", pathways},
		{"EnhancedReason", "", rights},
		{"MaracOutcome", "", casework.MaracOutcomes},
		{"IdvaStatus", "", casework.IdvaStatuses},
		{"HearingType", "", casework.HearingTypes},
		{"ClosureReason", "", reasons},
		{"ContactAttempt", "outcome", outcomes},
		{"Agency", "", agencies},
		{"NeedsMoment", "", moments},
		{"NeedRule", "", rules},
		{"Topic", "", topics},
		{"HowOften", "", oftens},
		{"Way", "", casework.Ways},
		{"Relation", "", casework.Relations},
		{"Choice", "", texts(casework.Choices)},
		{"SpecialMeasure", "", casework.Measures},
		{"ConsentPurpose", "", casework.ConsentPurposes},
		{"ConsentState", "", texts(casework.ConsentStates)},
		{"ConsentWay", "", casework.ConsentWays},
		{"WithoutConsent", "", casework.WithoutConsent},
		{"OnwardStep", "", texts(casework.OnwardSteps)},
		{"JusticeKind", "", justiceKinds},
		{"JusticeFact", "", casework.JusticeFacts()},
		{"TellingWay", "", casework.Meetings()},
		{"Teller", "", casework.Tellers()},
		{"CaseDuty", "state", texts(casework.OwedStates)},
		{"OnwardOutcome", "", onward},
		{"Right", "", heldRights},
		{"RightState", "", texts(casework.RightStates)},
		{"DoNotUseReason", "", doNotUseReasons},
		{"Body", "", texts(victimscode.Bodies)},
		{"Ours", "", texts(victimscode.Shares)},
	} {
		require.Equal(t, row.want, enum(t, row.schema, row.field), row.schema)
	}
	doc, _ := description()
	require.ElementsMatch(t, texts(casework.Areas), doc.Components.Schemas["NeedsAreas"].Value.Required)
}

func TestTheDescriptionIsServedAsItIs(t *testing.T) {
	t.Parallel()
	a := setup(t).send(call{method: http.MethodGet, path: "/openapi.yaml"}).is(http.StatusOK)
	require.Equal(t, OpenAPI, a.body)
}

func TestThePageShowsEveryOperationFieldAndCode(t *testing.T) {
	t.Parallel()
	a := setup(t).send(call{method: http.MethodGet, path: "/docs"}).is(http.StatusOK)
	shown := string(a.body)
	doc, _ := description()
	for _, r := range Routes {
		require.Contains(t, shown, `id="`+operation(doc, r).OperationID+`"`)
		require.Contains(t, shown, r.Path)
	}
	for _, p := range Problems {
		require.Contains(t, shown, "<code>"+string(p.Code)+"</code>")
	}
	for name := range doc.Components.Schemas {
		require.Contains(t, shown, `id="`+name+`"`)
	}
	for _, field := range []string{"victim.contact_points", "source.force", "actions[].owner", "third_party_answered"} {
		require.Contains(t, shown, field)
	}
	require.NotContains(t, shown, "http://")
	require.NotContains(t, shown, "https://")
	require.NotContains(t, shown, "<script")
	require.Contains(t, a.header.Get(echo.HeaderContentSecurityPolicy), "default-src 'none'")
	_, style, _ := strings.Cut(shown, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	require.Contains(t, a.header.Get(echo.HeaderContentSecurityPolicy), base64.StdEncoding.EncodeToString(sum[:]), "the browser would not use the style")
	ids := strings.Split(shown, ` id="`)[1:]
	for i := range ids {
		ids[i], _, _ = strings.Cut(ids[i], `"`)
	}
	slices.Sort(ids)
	require.Equal(t, len(ids), len(slices.Compact(slices.Clone(ids))), "an id stands twice")
	for _, link := range strings.Split(shown, `href="#`)[1:] {
		to, _, _ := strings.Cut(link, `"`)
		require.Contains(t, ids, to, "a link leads nowhere")
	}
}
