package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"beacon/casework"
	"beacon/store"
	"beacon/workflows"
)

// retryAfter is what a 503 asks for, in seconds.
const retryAfter = "5"

// requestAtMost bounds the work on one request.
const requestAtMost = 20 * time.Second

// observe is around every request: it gives it an ID and a bound, answers what the
// handler refused, and tells the log and the metrics. Both are told the route and
// never the path, which anybody may write anything into.
func (a *API) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began, id := time.Now(), uuid.NewString()
		ctx, cancel := context.WithTimeout(c.Request().Context(), requestAtMost)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		c.Set(keyRequest, id)
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		c.Response().Header().Set(echo.HeaderXContentTypeOptions, "nosniff")
		if a.reach.stopping.Load() { // the next request on this connection would be cut off
			c.Response().Header().Set(echo.HeaderConnection, "close")
		}

		err := contained(next, c)
		if err != nil {
			a.answer(err, c)
		}
		took := time.Since(began)
		a.traffic.saw(routeOf(c), methodOf(c), c.Response().Status, took)
		a.tellLog(c, took, err)
		tellTrace(c, err)
		return nil
	}
}

// contained contains a request, unless it is to be cut off without an answer.
func contained(next echo.HandlerFunc, c echo.Context) error {
	err := contain(func() error { return next(c) })
	var p panicked
	if errors.As(err, &p) && p.of == any(http.ErrAbortHandler) {
		panic(p.of)
	}
	return err
}

// contain makes an error of a panic, so that the process and the other requests go on.
func contain(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = refuse(internal, "").because(panicked{r, debug.Stack()})
		}
	}()
	return do()
}

// panicked is a panic as the log may tell of it: where, and of what kind. What it was
// called with may be anything, unless the Go runtime said it.
type panicked struct {
	of    any
	where []byte
}

func (p panicked) Error() string {
	says := fmt.Sprintf("%T", p.of)
	if fault, ok := p.of.(runtime.Error); ok {
		says = fault.Error()
	}
	return "panic: " + says + "\n" + string(p.where)
}

// problemOf is the one place where an error of whatever layer becomes a problem.
func problemOf(err error) Problem {
	var p *Problem
	var refusal *casework.Error
	var wrong *echo.HTTPError
	switch {
	case errors.As(err, &p):
	case errors.As(err, &refusal):
		p = refuse(refusal.Code, refusal.Message, refusal.Fields...)
	case errors.As(err, &wrong) && wrong.Code == http.StatusNotFound:
		p = refuse(notFound, "no such path is served here")
	case errors.As(err, &wrong) && wrong.Code == http.StatusMethodNotAllowed:
		p = refuse(methodNotAllowed, "the header Allow says which are")
	case errors.Is(err, store.ErrNotFound):
		p = refuse(notFound, "there is no such thing")
	case errors.Is(err, store.ErrKeyReused):
		p = refuse(casework.KeyReused, "send a new key with a new request")
	case errors.Is(err, store.ErrConflict):
		p = refuse(referralConflict, "give the changed referral a higher version")
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, workflows.ErrUnavailable), errors.Is(err, workflows.ErrPending),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		p = refuse(unavailable, "send it again: nothing is done twice").because(err)
	default:
		p = refuse(internal, "").because(err)
	}
	return p.complete()
}

// answer sends a problem, unless an answer is already on its way.
func (a *API) answer(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := problemOf(err)
	if id := stringOf(c, keyRequest); id != "" {
		p.Instance = "urn:uuid:" + id
	}
	switch p.Status {
	case http.StatusServiceUnavailable:
		c.Response().Header().Set(echo.HeaderRetryAfter, retryAfter)
	case http.StatusRequestEntityTooLarge: // the rest of it is not waited for
		c.Response().Header().Set(echo.HeaderConnection, "close")
	}
	body, failed := json.Marshal(p)
	if failed == nil {
		failed = c.Blob(p.Status, "application/problem+json", body)
	}
	if failed != nil {
		a.log.WarnContext(c.Request().Context(), "an answer could not be sent", "request_id", stringOf(c, keyRequest))
	}
}

// tellLog writes one line a request, of an allow-list: nothing else of a request
// is ever logged.
func (a *API) tellLog(c echo.Context, took time.Duration, err error) {
	status := c.Response().Status
	line := []slog.Attr{
		slog.String("route", routeOf(c)), slog.String("method", methodOf(c)), slog.Int("status", status),
		slog.Int64("ms", took.Milliseconds()), slog.String("request_id", stringOf(c, keyRequest)),
	}
	if role := actorOf(c).Role; role != "" {
		line = append(line, slog.String("role", string(role)))
	}
	if id := caseOf(c); id != "" {
		line = append(line, slog.String("case", id))
	}
	level := slog.LevelInfo
	if err != nil {
		p := problemOf(err)
		line = append(line, slog.String("code", string(p.Code)))
		if status >= http.StatusInternalServerError {
			level = slog.LevelWarn
			if p.Code == internal {
				level = slog.LevelError
			}
			line = append(line, slog.Any("cause", causeOf(p, err)))
		}
	}
	a.log.LogAttrs(c.Request().Context(), level, "request", line...)
}

// tellTrace gives a request's span its name and what it is of.
func tellTrace(c echo.Context, err error) {
	span := trace.SpanFromContext(c.Request().Context())
	if !span.IsRecording() {
		return
	}
	span.SetName(methodOf(c) + " " + routeOf(c))
	span.SetAttributes(
		attribute.String("http.route", routeOf(c)), attribute.String("beacon.request_id", stringOf(c, keyRequest)),
		attribute.String("beacon.role", string(actorOf(c).Role)), attribute.String("beacon.case", caseOf(c)),
	)
	if err != nil {
		span.SetAttributes(attribute.String("beacon.code", string(problemOf(err).Code)))
	}
}

func causeOf(p Problem, err error) error {
	if p.cause != nil {
		return p.cause
	}
	return err
}

// unmatched is the route of a request that no route fits.
const unmatched = "unmatched"

func routeOf(c echo.Context) string {
	if r := stringOf(c, keyRoute); r != "" {
		return r
	}
	return unmatched
}

// methods are those that are told apart; anybody may write anything there.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

func methodOf(c echo.Context) string {
	if m := c.Request().Method; slices.Contains(methods, m) {
		return m
	}
	return "other"
}
