package api

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"rozmowa/api/realtime"
	"rozmowa/desk"
)

type metrics struct {
	requests *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics(registry *prometheus.Registry, hub *realtime.Hub) *metrics {
	if registry == nil {
		registry = prometheus.NewRegistry()
	}
	m := &metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "rozmowa_http_request_seconds", Help: "Time to answer a request, by route and status. Sockets are not counted.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"method", "route", "status"}),
		handler: promhttp.HandlerFor(registry, promhttp.HandlerOpts{}),
	}
	registry.MustRegister(m.requests, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "rozmowa_sockets", Help: "Open sockets of visitors and agents on this node.",
	}, func() float64 { return float64(hub.Sockets()) }))
	return m
}

// measure times requests. The route is the pattern, so no id and no token becomes a label.
func (s *Server) measure(c *gin.Context) {
	began := time.Now()
	c.Next()
	if c.IsWebsocket() {
		return
	}
	method, route := c.Request.Method, c.FullPath()
	if route == "" {
		method, route = "any", "none" // methods are the caller's to invent
	}
	s.metrics.requests.WithLabelValues(method, route, strconv.Itoa(c.Writer.Status())).Observe(time.Since(began).Seconds())
}

// MayReadMetrics reports whether the request bears the metrics' token; where none is set, everybody may.
func MayReadMetrics(r *http.Request, token string) bool {
	given := r.Header.Get("Authorization")
	return token == "" || subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) == 1
}

func (s *Server) showMetrics(c *gin.Context) {
	if !MayReadMetrics(c.Request, s.MetricsToken) {
		s.fail(c, desk.Errorf(desk.Unauthenticated, "token_missing", "the metrics' token is missing"))
		return
	}
	s.metrics.handler.ServeHTTP(c.Writer, c.Request)
}
