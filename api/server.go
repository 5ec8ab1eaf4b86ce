// Package api serves the inbox, the widget and their sockets. api/openapi.yaml is the contract.
package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"rozmowa/api/contract"
	"rozmowa/api/realtime"
	"rozmowa/desk"
	"rozmowa/files"
	"rozmowa/mail"
	"rozmowa/orders"
	"rozmowa/secrets"
	"rozmowa/store"
)

// Options of an api server.
type Options struct {
	// PublicURL is where browsers reach this server, without a slash at the end. Its scheme decides on the
	// session's cookie: __Host- and Secure for https.
	PublicURL string
	// TemporalUI is where operators reach the Temporal UI; empty: they are not led there.
	TemporalUI string
	// Namespace of the conversations in Temporal.
	Namespace string
	// TrustedProxies are the addresses or networks whose X-Forwarded-For is believed; nobody's by default.
	TrustedProxies []string
	// MetricsToken, when set, must come as a bearer token with GET /metrics.
	MetricsToken string
	Limits       Limits
	// Bucket keeps the attachments' bytes, the same for all nodes and workers.
	Bucket *files.Bucket
	// Files are the built inbox/, widget/ and demo/. Demo serves the last.
	Files fs.FS
	Demo  bool
	// OnEntries is called when somebody, on any node, has written or may have; it must not block. nil: nothing is.
	OnEntries func()
	// Secrets seals the mail server's password and webhooks' secrets; nil: none can be saved. Mail sends trial messages; nil: a mail.Sender
	// that trusts whom the machine trusts.
	Secrets *secrets.Box
	Mail    *mail.Sender
	// Gate is what BaseLinker is called through, the process's one. BaseLinkerPanelURL is an order's
	// address in its panel, but for the number at its end.
	Gate               *orders.Gate
	BaseLinkerPanelURL string
	// PresenceEvery is how often this node tells the others which agents have which tickets open; 0: every 20 s.
	PresenceEvery time.Duration
	// Now is the clock that opening hours go by; nil: the machine's.
	Now func() time.Time
	// Metrics is where the server's own figures are registered and what GET /metrics shows.
	Metrics *prometheus.Registry
	Log     *slog.Logger
}

// maxBody is the largest request: a message of desk.MaxBody characters, each escaped as \uXXXX\uXXXX.
const maxBody = 128 << 10

// answerDeadline is how long a request may work; sockets, once upgraded, and files on their way are not bound by it.
const answerDeadline = 10 * time.Second

// Server is one api node.
type Server struct {
	Options
	log      *slog.Logger
	store    *store.Store
	engine   *Engine
	hub      *realtime.Hub
	pages    *pages
	limits   limiters
	closing  closing
	uploads  *turns
	pictures *files.Encoder
	// sessions that were looked up just now.
	sessions  sessionCache
	mailSet   mailSet
	ruleWords ruleWords
	metrics   *metrics
	router    *gin.Engine
	handler   http.Handler
}

// New makes a server. Run makes it live.
func New(s *store.Store, e *Engine, o Options) (*Server, error) {
	o.PublicURL = strings.TrimSuffix(o.PublicURL, "/")
	pages, err := loadPages(o.Files)
	if err != nil {
		return nil, err
	}
	if o.Bucket == nil || o.Gate == nil {
		return nil, errors.New("an api server needs a bucket for files, and the gate to BaseLinker")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Mail == nil {
		o.Mail = new(mail.Sender)
	}
	server := &Server{Options: o, log: o.Log, store: s, engine: e, pages: pages, limits: newLimiters(o.Limits)}
	server.uploads, server.pictures = newTurns(maxUploads, maxUploadsEach), files.NewEncoder()
	server.hub = realtime.New(s, encoder{}, o.Log)
	server.hub.OnAccess(server.sessions.forget)
	server.hub.PresenceEvery(o.PresenceEvery)
	if o.OnEntries != nil {
		server.hub.OnEntries(o.OnEntries)
	}
	server.metrics = newMetrics(o.Metrics, server.hub)
	if server.handler, err = server.routes(); err != nil {
		return nil, err
	}
	return server, nil
}

func (s *Server) routes() (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	s.router = r
	r.ContextWithFallback = true // handlers' contexts end with the request
	r.HandleMethodNotAllowed = true
	if err := r.SetTrustedProxies(s.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	r.Use(gin.CustomRecoveryWithWriter(io.Discard, func(c *gin.Context, cause any) {
		// Here and not in fail: the request's context has ended with the handlers, which there means a caller who left.
		s.log.ErrorContext(c.Request.Context(), "a request panicked", "route", c.FullPath(), "cause", cause, "stack", string(debug.Stack()))
		s.fail(c, errInternal())
	}), s.measure, secureHeaders, limitTime)
	missing := func(c *gin.Context) {
		s.fail(c, desk.Errorf(desk.NotFound, "route_not_found", "there is no such address"))
	}
	r.NoRoute(missing)
	r.NoMethod(missing)
	r.Use(s.authorize, readBody(s))
	strict := contract.NewStrictHandlerWithOptions(s, []contract.StrictMiddlewareFunc{ownContext}, contract.StrictGinServerOptions{
		RequestErrorHandlerFunc:  func(c *gin.Context, err error) { s.fail(c, badRequest(err)) },
		HandlerErrorFunc:         s.fail,
		ResponseErrorHandlerFunc: s.fail,
	})
	contract.RegisterHandlersWithOptions(r, strict, contract.GinServerOptions{
		ErrorHandler: func(c *gin.Context, err error, _ int) { s.fail(c, badRequest(err)) },
	})
	r.GET("/api/v1/socket", s.agentSocket)
	r.GET("/api/v1/conversations/:conversationId/socket", s.visitorSocket)
	r.PUT("/api/v1/profile/photo", s.uploadPhoto)
	r.GET("/api/v1/agents/:agentId/photo", s.photo)
	r.PUT("/api/v1/tickets/:ticketId/attachments/:attachmentId", s.uploadAsAgent)
	r.GET("/api/v1/tickets/:ticketId/attachments/:attachmentId", s.fileForAgent)
	r.PUT("/api/v1/conversations/:conversationId/attachments/:attachmentId", s.uploadAsVisitor)
	r.GET("/api/v1/conversations/:conversationId/attachments/:attachmentId", s.fileForVisitor)
	r.GET("/widget/:file", s.widgetLoader)
	r.GET("/widget/:file/frame", s.widgetFrame)
	r.GET("/", func(c *gin.Context) { c.Redirect(http.StatusFound, "/inbox/") })
	r.GET("/inbox/*path", s.inboxPage)
	r.GET("/assets/*path", s.widgetAsset)
	if s.Demo {
		r.GET("/demo/*path", s.demoPage)
	}
	r.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "alive\n") })
	r.GET("/readyz", s.ready)
	r.GET("/metrics", s.showMetrics)

	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"error":{"kind":"forbidden","code":"cross_origin","message":"another site's page may not do this"}}`)
	}))
	// A proxy may change the Host that a browser's Origin is compared with.
	if origin, ok := originOf(s.PublicURL); ok {
		if err := crossOrigin.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("public address: %w", err)
		}
	}
	return headAsGet(crossOrigin.Handler(r)), nil
}

// headAsGet answers HEAD as GET, which Gin doesn't; net/http leaves out the body.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && r.Header.Get("Upgrade") == "" {
			get := *r
			get.Method = http.MethodGet
			r = &get
		}
		next.ServeHTTP(w, r)
	})
}

// ownContext gives an operation a context of its own: Gin uses contexts again for other requests, while
// database/sql still looks at one after its rows were closed.
func ownContext(next contract.StrictHandlerFunc, _ string) contract.StrictHandlerFunc {
	return func(c *gin.Context, request any) (any, error) { return next(c.Copy(), request) }
}

func limitTime(c *gin.Context) {
	if movesFile(c.FullPath()) {
		c.Set(wholeKey, c.Request.Context())
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), answerDeadline)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}

func secureHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		h.Set("Cache-Control", "no-store")
	}
}

// readBody takes the whole body, within the limit, and refuses what isn't UTF-8: encoding/json would replace it
// silently, and the customer's words with it. A file is left to those who take it.
func readBody(s *Server) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.Body == nil || c.Request.Body == http.NoBody || movesFile(c.FullPath()) {
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
		var tooLarge *http.MaxBytesError
		if err != nil && !errors.As(err, &tooLarge) {
			err = desk.Errorf(desk.Invalid, "body_incomplete", "the request ended too early or came too slowly")
		}
		if err != nil {
			s.fail(c, err)
			return
		}
		if !utf8.Valid(body) {
			s.fail(c, desk.Errorf(desk.Invalid, "utf8", "the request is not valid UTF-8"))
			return
		}
		c.Request.Body = io.NopCloser(bytes.NewReader(body))
	}
}

// Handler serves everything; the sockets need http.Server.ConnContext set to realtime.ConnContext.
func (s *Server) Handler() http.Handler { return s.handler }

// Hub returns the sockets' hub.
func (s *Server) Hub() *realtime.Hub { return s.hub }

// Run serves on the listener until ctx ends, then lets requests finish, sends the sockets away and returns.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: s.handler, ConnContext: realtime.ConnContext,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10,
		ErrorLog:       slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	hubCtx, stopHub := context.WithCancel(ctx)
	defer stopHub()
	var tasks sync.WaitGroup
	errs := make(chan error, 3)
	tasks.Go(func() { errs <- s.hub.Run(hubCtx) })
	tasks.Go(func() { s.engine.Watch(hubCtx) })
	tasks.Go(func() { s.limits.forget(hubCtx) })
	tasks.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			errs <- fmt.Errorf("serving: %w", err)
		}
	})
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-errs:
	}
	stopHub() // sockets are hijacked: Shutdown doesn't know of them
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(finish); err != nil {
		failed = errors.Join(failed, err, server.Close())
	}
	tasks.Wait()
	return failed
}
