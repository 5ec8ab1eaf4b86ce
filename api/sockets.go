package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"rozmowa/desk"
	"rozmowa/store"
)

// agentSocket serves the inbox's socket. Browsers send cookies with other sites' sockets too, so the origin is
// checked here: cross-origin protection covers writes only.
func (s *Server) agentSocket(c *gin.Context) {
	if err := s.checkHandshake(c.Request); err != nil {
		s.fail(c, err)
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
	if err := s.checkHandshake(c.Request); err != nil {
		s.fail(c, err)
		return
	}
	ticket, err := s.store.VisitorTicket(c.Request.Context(), id, tokenOf(c))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.socketEnded(c, s.hub.ServeVisitor(c.Writer, c.Request, id, ticket.Channel.ID))
}

// socketEnded answers when the upgrade failed; after one there is nobody to answer.
func (s *Server) socketEnded(c *gin.Context, err error) {
	if err != nil && !c.Writer.Written() {
		s.fail(c, err)
	}
}

func (s *Server) checkHandshake(r *http.Request) error {
	if !s.sameOrigin(r) {
		return desk.Errorf(desk.Forbidden, "cross_origin", "another site's page may not do this")
	}
	if !websocket.IsWebSocketUpgrade(r) {
		return desk.Errorf(desk.Invalid, "websocket", "this address serves sockets: ask for an upgrade")
	}
	return nil
}

// sameOrigin reports whether the request comes from our own page, or from no browser at all.
func (s *Server) sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	if ours, ok := originOf(s.PublicURL); ok && strings.EqualFold(origin, ours) {
		return true // a proxy may have changed Host
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

// originOf returns the origin of an http(s) address.
func originOf(address string) (origin string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	return u.Scheme + "://" + u.Host, true
}
