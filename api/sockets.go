package api

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/store"
)

// agentSocket serves the inbox's socket. Browsers send cookies with other sites' sockets too, so the origin is
// checked here: cross-origin protection covers writes only.
func (s *Server) agentSocket(c *gin.Context) {
	if !sameOrigin(c.Request) {
		s.fail(c, desk.Errorf(desk.Forbidden, "cross_origin", "another site's page may not do this"))
		return
	}
	token := c.MustGet(sessionKey).(store.SessionToken)
	s.socketEnded(c, s.hub.ServeAgent(c.Writer, c.Request, *accountOf(c), token))
}

// visitorSocket serves the widget's socket. The token, which no other site knows, is what lets it in; the
// frame's origin is ours.
func (s *Server) visitorSocket(c *gin.Context) {
	id, err := uuid.Parse(c.Param("conversationId"))
	if err != nil {
		s.fail(c, desk.Errorf(desk.NotFound, "conversation_not_found", "there is no such conversation"))
		return
	}
	if !sameOrigin(c.Request) {
		s.fail(c, desk.Errorf(desk.Forbidden, "cross_origin", "another site's page may not do this"))
		return
	}
	if _, err := s.visitorTicket(c, id); err != nil {
		s.fail(c, err)
		return
	}
	s.socketEnded(c, s.hub.ServeVisitor(c.Writer, c.Request, id))
}

// socketEnded answers when the upgrade failed; after one there is nobody to answer.
func (s *Server) socketEnded(c *gin.Context, err error) {
	if err != nil && !c.Writer.Written() {
		s.fail(c, err)
	}
}

// sameOrigin reports whether the request comes from our own page, or from no browser at all.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}
