package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"beacon/casework"
)

// Route is one row of the table of routes.
type Route struct {
	Method string
	Path   string          // as openapi.yaml writes it
	Roles  []casework.Role // who may
	Open   string          // why no token is asked for; empty: a token with one of Roles is needed

	serve func(*API, echo.Context) error
}

// Who may do what.
var (
	police     = []casework.Role{casework.Referrer}
	agencies   = []casework.Role{casework.Referrer, casework.Caseworker, casework.Supervisor, casework.Manager}
	staff      = []casework.Role{casework.Caseworker, casework.Supervisor, casework.Manager}
	courts     = []casework.Role{casework.Caseworker, casework.Supervisor, casework.Manager, casework.WitnessCare}
	deciders   = []casework.Role{casework.Supervisor, casework.Manager}
	overseer   = []casework.Role{casework.Supervisor, casework.Manager, casework.Auditor}
	keepers    = []casework.Role{casework.Manager, casework.Auditor, casework.Admin}
	registrars = []casework.Role{casework.Supervisor, casework.Manager, casework.Admin}
	readers    = []casework.Role{casework.Caseworker, casework.Supervisor, casework.Manager, casework.Auditor}
	watchers   = []casework.Role{casework.Caseworker, casework.Supervisor, casework.Manager, casework.WitnessCare, casework.Auditor}
)

// Why some routes ask for no token.
const (
	signed = "the provider signs what it sends"
	plain  = "it says nothing about any person or case"
)

// Routes is every route, and who may use it. Nobody may use what is not here, and
// nobody but these roles what is. To add one, add a line here and its operation to
// openapi.yaml; tests compare the two and walk every route with every role.
var Routes = []Route{
	{http.MethodPost, "/v1/referrals", police, "", (*API).postReferral},
	{http.MethodPost, "/v1/self-referrals", staff, "", (*API).postSelfReferral},
	{http.MethodPost, "/v1/professional-referrals", agencies, "", (*API).postProfessionalReferral},
	{http.MethodGet, "/v1/referrals", deciders, "", (*API).getReferrals},
	{http.MethodGet, "/v1/referrals/status", police, "", (*API).getReferralStatus},

	{http.MethodGet, "/v1/cases", readers, "", (*API).getCases},
	{http.MethodGet, "/v1/cases/{id}", readers, "", (*API).getCase},
	{http.MethodGet, "/v1/cases/{id}/timeline", readers, "", (*API).getTimeline},
	{http.MethodGet, "/v1/cases/{id}/explanation", readers, "", (*API).getExplanation},
	{http.MethodGet, "/v1/cases/{id}/deliveries", readers, "", (*API).getDeliveries},
	{http.MethodGet, "/v1/cases/{id}/needs", readers, "", (*API).getNeeds},
	{http.MethodGet, "/v1/tasks", readers, "", (*API).getTasks},
	{http.MethodGet, "/v1/worklist", staff, "", (*API).getWorklist},
	{http.MethodGet, "/v1/duties", watchers, "", (*API).getDuties},
	{http.MethodGet, "/v1/returns/compliance", overseer, "", (*API).getCompliance},
	{http.MethodGet, "/v1/board", overseer, "", (*API).getBoard},
	{http.MethodGet, "/v1/measures/court", overseer, "", (*API).getCourtMeasure},
	{http.MethodGet, "/v1/unclaimed-replies", deciders, "", (*API).getUnclaimedReplies},
	{http.MethodGet, "/v1/person-matches", staff, "", (*API).getPersonMatches},
	{http.MethodPost, "/v1/person-matches/{match}/decision", staff, "", (*API).postMatchDecision},
	{http.MethodGet, "/v1/cases/{id}/conflicts", staff, "", (*API).getConflicts},

	{http.MethodPost, "/v1/cases/{id}/conversations", staff, "", command(readConversation)},
	{http.MethodPost, "/v1/cases/{id}/contact-attempts", staff, "", command(readAttempt)},
	{http.MethodPost, "/v1/cases/{id}/needs-assessments", staff, "", command(readNeeds)},
	{http.MethodPost, "/v1/cases/{id}/support-plans", staff, "", command(readPlan)},
	{http.MethodGet, "/v1/cases/{id}/hearings", courts, "", (*API).getHearings},
	{http.MethodPost, "/v1/hearings", courts, "", (*API).postHearings},
	{http.MethodGet, "/v1/retention", keepers, "", (*API).getRetention},

	{http.MethodPost, "/v1/cases/{id}/hearings", courts, "", command(readHearing)},
	{http.MethodPost, "/v1/cases/{id}/hearings/{hearing}/outcome", courts, "", command(readHearingOutcome)},
	{http.MethodPost, "/v1/cases/{id}/justice-events", courts, "", command(readJusticeEvent)},
	{http.MethodPost, "/v1/cases/{id}/told", courts, "", command(readTold)},
	{http.MethodPost, "/v1/cases/{id}/edition", deciders, "", command(readEdition)},
	{http.MethodGet, "/v1/cases/{id}/edition", deciders, "", (*API).getEditionChanges},
	{http.MethodPost, "/v1/cases/{id}/risk-assessments", staff, "", command(readRisk)},
	{http.MethodPost, "/v1/cases/{id}/notes", staff, "", command(readNote)},
	{http.MethodPost, "/v1/cases/{id}/decisions", staff, "", command(readDecision)},
	{http.MethodPost, "/v1/cases/{id}/claims", staff, "", command(readClaim)},
	{http.MethodPost, "/v1/cases/{id}/enhanced-rights", staff, "", command(readEnhanced)},
	{http.MethodPost, "/v1/cases/{id}/marac", staff, "", command(readMarac)},
	{http.MethodPost, "/v1/cases/{id}/assignments", deciders, "", commandTo(readAssignment, (*API).assignTo)},
	{http.MethodPost, "/v1/cases/{id}/hand-overs", staff, "", commandTo(readHandOver, (*API).handOverTo)},
	{http.MethodPost, "/v1/cases/{id}/hand-over-answers", staff, "", command(readHandOverAnswer)},
	{http.MethodPost, "/v1/cases/{id}/task-reassignments", staff, "", commandTo(readReassignment, (*API).reassignTo)},
	{http.MethodPost, "/v1/cases/{id}/safeguarding-concerns", staff, "", command(readConcern)},
	{http.MethodPost, "/v1/cases/{id}/withdrawal", staff, "", command(readWithdrawal)},
	{http.MethodPost, "/v1/cases/{id}/withdrawal-taken-back", staff, "", command(readTakenBack)},
	{http.MethodPost, "/v1/cases/{id}/closure", staff, "", command(readClosure)},
	{http.MethodPost, "/v1/cases/{id}/reopening", staff, "", commandTo(readReopening, (*API).reopenedFor)},
	{http.MethodPost, "/v1/cases/{id}/legal-holds", deciders, "", command(readHold)},
	{http.MethodPost, "/v1/cases/{id}/legal-hold-liftings", deciders, "", command(readLifting)},
	{http.MethodPost, "/v1/cases/{id}/merging", staff, "", (*API).postMerging},
	{http.MethodPost, "/v1/cases/{id}/conflicts/{conflict}/resolution", staff, "", (*API).postConflictResolution},
	{http.MethodPost, "/v1/cases/{id}/consents", staff, "", command(readConsent)},
	{http.MethodPost, "/v1/cases/{id}/onward-referrals", staff, "", command(readOnward)},
	{http.MethodPost, "/v1/cases/{id}/onward-progress", staff, "", command(readOnwardProgress)},
	{http.MethodPost, "/v1/cases/{id}/rights/{right}", staff, "", command(readRight)},
	{http.MethodPost, "/v1/cases/{id}/preferences", staff, "", command(readPreferences)},
	{http.MethodPost, "/v1/cases/{id}/contact-pause", staff, "", command(readPause)},
	{http.MethodPost, "/v1/cases/{id}/contact-resumption", staff, "", command(readResumption)},
	{http.MethodPost, "/v1/cases/{id}/caseworker-change", staff, "", command(readChangeOfCaseworker)},
	{http.MethodPut, "/v1/cases/{id}/contact-points/{point}", staff, "", (*API).putContactPoint},
	{http.MethodPut, "/v1/cases/{id}/seal", deciders, "", (*API).putSeal},

	{http.MethodPost, "/v1/caseloads/{subject}/hand-over", staff, "", (*API).postCaseloadHandOver},
	{http.MethodPost, "/v1/caseloads/{subject}/acceptance", staff, "", (*API).postCaseloadAcceptance},
	{http.MethodGet, "/v1/staff", registrars, "", (*API).getStaff},
	{http.MethodPut, "/v1/staff/{subject}", registrars, "", (*API).putStaff},
	{http.MethodPost, "/v1/staff/{subject}/absence", staff, "", (*API).postAbsence},
	{http.MethodPost, "/v1/staff/{subject}/return", staff, "", (*API).postReturn},

	{http.MethodPost, "/v1/webhooks/twilio/status", nil, signed, (*API).twilioStatus},
	{http.MethodPost, "/v1/webhooks/twilio/inbound", nil, signed, (*API).twilioInbound},
	{http.MethodPost, "/v1/webhooks/sendgrid/events", nil, signed, (*API).sendgridEvents},
	{http.MethodPost, "/v1/webhooks/notify/status", nil, signed, (*API).notifyStatus},
	{http.MethodPost, "/v1/webhooks/notify/inbound", nil, signed, (*API).notifyInbound},

	{http.MethodGet, "/healthz", nil, plain, (*API).getHealth},
	{http.MethodGet, "/readyz", nil, plain, (*API).getReady},
	{http.MethodGet, "/info", nil, plain, (*API).getInfo},
	{http.MethodGet, "/metrics", nil, plain, (*API).getMetrics},
	{http.MethodGet, "/openapi.yaml", nil, plain, (*API).getOpenAPI},
	{http.MethodGet, "/docs", nil, plain, (*API).getDocs},
}

// pattern writes a path as the router does.
func pattern(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// What a request's context holds.
const (
	keyRoute   = "route"
	keyActor   = "actor"
	keyRequest = "request_id"
	keyCase    = "case"
)

// guard lets nobody past who may not use the route, and writes down who did what
// before it is done: what cannot be audited is not done.
func (a *API) guard(r Route) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(keyRoute, r.Path)
		if r.Open != "" {
			return r.serve(a, c)
		}
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		who, err := a.admit(c, r.Roles)
		if err != nil {
			return err
		}
		c.Set(keyActor, who)
		if given := c.Param("id"); given != "" {
			id, ok := uuidOf(given)
			if !ok {
				return refuse(notFound, "there is no such case")
			}
			c.Set(keyCase, id)
		}
		if err := a.audit(c, r); err != nil {
			return err
		}
		return r.serve(a, c)
	}
}

// actorOf is who asked; routes that ask for no token have nobody.
func actorOf(c echo.Context) actor {
	who, _ := c.Get(keyActor).(actor)
	return who
}

// caseOf is the ID of the case in the path.
func caseOf(c echo.Context) string { return stringOf(c, keyCase) }

func stringOf(c echo.Context, key string) string {
	s, _ := c.Get(key).(string)
	return s
}
