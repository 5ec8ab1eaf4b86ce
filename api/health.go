package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// ready tells a load balancer whether to send requests here: Postgres and the listener must be there. The engine
// is named too, but chat goes on without it.
func (s *Server) ready(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer cancel()
	parts := gin.H{"postgres": "ok", "listener": "ok", "engine": "ok"}
	code := http.StatusOK
	if err := s.store.Ping(ctx); err != nil {
		parts["postgres"], code = "away", http.StatusServiceUnavailable
	}
	if !s.hub.Listening() {
		parts["listener"], code = "away", http.StatusServiceUnavailable
	}
	if err := s.engine.Check(ctx); err != nil {
		parts["engine"] = "away"
	}
	c.JSON(code, gin.H{"ready": code == http.StatusOK, "parts": parts})
}
