package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/temporalio/ui-server/v2/server/api"
	"github.com/temporalio/ui-server/v2/server/config"
	"github.com/temporalio/ui-server/v2/server/csrf"
	"github.com/temporalio/ui-server/v2/server/headers"
	"github.com/temporalio/ui-server/v2/server/route"
	"github.com/temporalio/ui-server/v2/ui"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// policy keeps the page from talking to anyone but this machine: the UI's own server, or a codec server its reader has named.
const policy = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; manifest-src 'self' data:; frame-ancestors 'self'; form-action 'self'; " +
	"connect-src 'self' http://127.0.0.1:* http://localhost:*"

// webUI is Temporal's web UI on a listener of ours. The routes are the UI server's; its own Server type is left out because that prints to
// standard output, ends the process when its port is taken, and never closes its connection to the frontend.
type webUI struct {
	url    string
	server *http.Server
	conn   *grpc.ClientConn
	done   chan struct{}
	log    *slog.Logger
}

func openUI(l net.Listener, frontend, namespace string, log *slog.Logger) (*webUI, error) {
	conn, err := grpc.NewClient(frontend,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(64<<20)))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("web UI: reach the frontend: %w", err), l.Close())
	}
	handler, err := uiHandler(conn, frontend, namespace, log)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("web UI: %w", err), conn.Close(), l.Close())
	}
	u := &webUI{
		url:  "http://" + l.Addr().String(),
		conn: conn, done: make(chan struct{}), log: log,
		server: &http.Server{
			Handler:           handler,
			ReadHeaderTimeout: 10 * time.Second,
			ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		},
	}
	go func() {
		defer close(u.done)
		if err := u.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the web UI has stopped", "error", err)
		}
	}()
	return u, nil
}

// close waits a second for answers under way.
func (u *webUI) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if u.server.Shutdown(ctx) != nil {
		_ = u.server.Close()
	}
	<-u.done
	if err := u.conn.Close(); err != nil {
		u.log.Warn("close the web UI's connection", "error", err)
	}
}

// uiHandler serves the UI for looking only: a case is acted on through Beacon, which checks and records it, and never by ending its
// workflow from a menu.
func uiHandler(conn *grpc.ClientConn, frontend, namespace string, log *slog.Logger) (http.Handler, error) {
	provider, err := config.NewConfigProviderWithRefresh(&config.Config{
		TemporalGRPCAddress: frontend,
		DefaultNamespace:    namespace,
		EnableUI:            true,
		HideLogs:            true,
		DisableNewsFetch:    true,
		DisableWriteActions: true,
	})
	if err != nil {
		return nil, fmt.Errorf("configure: %w", err)
	}
	assets, err := ui.Assets()
	if err != nil {
		return nil, fmt.Errorf("find the pages: %w", err)
	}
	pages, err := fs.Sub(assets, "local")
	if err != nil {
		return nil, fmt.Errorf("find the pages: %w", err)
	}
	e := echo.New()
	e.Logger.SetOutput(io.Discard)
	e.Use(recoverTo(log), onlyLoopback, middleware.Gzip(), middleware.SecureWithConfig(secure()))
	e.Use(csrf.EnsureTokenCookie(false), middleware.CSRFWithConfig(csrf.MiddlewareConfig(provider, false)))
	route.SetHealthRoute(e)
	setAPI(e.Group("/api/v1", route.DisableWriteMiddleware(provider)), provider, conn)
	if err := route.SetUIRoutes(e, "", pages); err != nil {
		return nil, fmt.Errorf("serve the pages: %w", err)
	}
	route.SetRenderRoute(e, "")
	return e, nil
}

// setAPI lets the pages ask the frontend, over a connection which can be closed.
func setAPI(g *echo.Group, provider *config.ConfigProviderWithRefresh, conn *grpc.ClientConn) {
	g.GET("/settings", api.GetSettings(provider))
	g.GET(api.WorkflowRawHistoryUrl, api.WorkflowRawHistoryHandler(workflowservice.NewWorkflowServiceClient(conn)))
	forwarded := []api.Middleware{headers.WithForwardHeaders([]string{"Caller-Type"})}
	g.Any("/*", api.TemporalAPIHandler(provider, forwarded, conn))
}

func recoverTo(log *slog.Logger) echo.MiddlewareFunc {
	return middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(_ echo.Context, err error, _ []byte) error {
			log.Error("the web UI panicked", "error", err)
			return err
		},
	})
}

func secure() middleware.SecureConfig {
	c := middleware.DefaultSecureConfig
	c.ContentSecurityPolicy = policy
	c.ReferrerPolicy = "no-referrer"
	return c
}

// onlyLoopback refuses a request that was addressed to another name: a page elsewhere whose name has been made to point here.
func onlyLoopback(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		host := c.Request().Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return echo.NewHTTPError(http.StatusMisdirectedRequest, "this UI answers on the loopback interface only")
		}
		return next(c)
	}
}
