package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"rozmowa/desk"
	"rozmowa/store"
)

// What a caller must be, beside the agents' permissions of package desk.
const (
	public  desk.Permission = "public"  // anybody
	visitor desk.Permission = "visitor" // holder of the conversation's token; the statements check whose it is
	session desk.Permission = "session" // any agent who is logged in
)

// routes is every route with what it demands, the same as x-permission in openapi.yaml. A route that isn't
// here answers nobody. That a ticket is of a channel the agent has access to, each query checks itself.
var routes = map[string]desk.Permission{
	"POST   /api/v1/session": public,
	"GET    /api/v1/session": session,
	"DELETE /api/v1/session": session,
	"PATCH  /api/v1/profile": session,

	"PUT    /api/v1/profile/password":            session,
	"PUT    /api/v1/profile/photo":               session,
	"DELETE /api/v1/profile/photo":               session,
	"GET    /api/v1/profile/sessions":            session,
	"DELETE /api/v1/profile/sessions":            session,
	"DELETE /api/v1/profile/sessions/:sessionId": session,

	"GET    /api/v1/channels":                         desk.ReadTickets,
	"GET    /api/v1/channels/configured":              desk.WriteChannels,
	"POST   /api/v1/channels/configured":              desk.WriteChannels,
	"GET    /api/v1/channels/defaults":                desk.WriteChannels,
	"POST   /api/v1/channels/check":                   desk.WriteChannels,
	"GET    /api/v1/channels/:channelId":              desk.WriteChannels,
	"PUT    /api/v1/channels/:channelId":              desk.WriteChannels,
	"DELETE /api/v1/channels/:channelId":              desk.WriteChannels,
	"PUT    /api/v1/channels/:channelId/enabled":      desk.WriteChannels,
	"GET    /api/v1/channels/:channelId/availability": desk.WriteChannels,
	"GET    /api/v1/channels/:channelId/visibility":   desk.WriteChannels,
	"GET    /api/v1/agents":                           desk.ReadTickets,

	"GET    /api/v1/agents/:agentId/photo":          session,
	"GET    /api/v1/people":                         desk.WriteSettings,
	"PUT    /api/v1/people/:agentId":                desk.WriteSettings,
	"POST   /api/v1/people/:agentId/release":        desk.WriteSettings,
	"POST   /api/v1/people/:agentId/reset":          desk.WriteSettings,
	"POST   /api/v1/invitations":                    desk.WriteSettings,
	"DELETE /api/v1/invitations/:invitationId":      desk.WriteSettings,
	"POST   /api/v1/invitations/:invitationId/link": desk.WriteSettings,
	"POST   /api/v1/invitation":                     public, // who holds its token
	"POST   /api/v1/invitation/accept":              public, // who holds its token

	"GET    /api/v1/vocabulary":    desk.ReadTickets,
	"POST   /api/v1/classify":      desk.ReadTickets,
	"PUT    /api/v1/statuses/:key": desk.WriteSettings,
	"DELETE /api/v1/statuses/:key": desk.WriteSettings,
	"PUT    /api/v1/contexts/:key": desk.WriteSettings,
	"DELETE /api/v1/contexts/:key": desk.WriteSettings,

	"PUT    /api/v1/inboxes/:inboxId":            desk.WriteSettings,
	"DELETE /api/v1/inboxes/:inboxId":            desk.WriteSettings,
	"GET    /api/v1/contacts":                    desk.ReadTickets,
	"GET    /api/v1/contacts/:contactId":         desk.ReadTickets,
	"PUT    /api/v1/contacts/:contactId":         desk.WriteTickets,
	"DELETE /api/v1/contacts/:contactId":         desk.WriteTickets,
	"GET    /api/v1/contacts/:contactId/tickets": desk.ReadTickets,
	"GET    /api/v1/tickets/:ticketId/contact":   desk.ReadTickets,
	"PUT    /api/v1/tickets/:ticketId/contact":   desk.WriteTickets,
	"GET    /api/v1/settings/general":            desk.WriteSettings,
	"PUT    /api/v1/settings/general":            desk.WriteSettings,

	"POST   /api/v1/tags":          desk.WriteTickets,
	"PUT    /api/v1/tags/:tagId":   desk.WriteSettings,
	"DELETE /api/v1/tags/:tagId":   desk.WriteSettings,
	"PUT    /api/v1/teams/:teamId": desk.WriteSettings,
	"DELETE /api/v1/teams/:teamId": desk.WriteSettings,

	"GET    /api/v1/canned-replies":                   desk.WriteSettings,
	"PUT    /api/v1/canned-replies/:cannedReplyId":    desk.WriteSettings,
	"DELETE /api/v1/canned-replies/:cannedReplyId":    desk.WriteSettings,
	"GET    /api/v1/tickets/:ticketId/canned-replies": desk.WriteTickets,

	"GET    /api/v1/rules":                 desk.WriteRules,
	"PUT    /api/v1/rules/order":           desk.WriteRules,
	"GET    /api/v1/rules/language":        desk.WriteRules,
	"GET    /api/v1/rules/naming":          desk.WriteRules,
	"POST   /api/v1/rules/check":           desk.WriteRules,
	"POST   /api/v1/rules/try":             desk.WriteRules,
	"PUT    /api/v1/rules/:ruleId":         desk.WriteRules,
	"DELETE /api/v1/rules/:ruleId":         desk.WriteRules,
	"PUT    /api/v1/rules/:ruleId/enabled": desk.WriteRules,
	"GET    /api/v1/rules/:ruleId/log":     desk.WriteRules,

	"GET    /api/v1/tickets/:ticketId/rule-runs":                    desk.ReadTickets,
	"POST   /api/v1/tickets/:ticketId/rule-actions/:actionId/retry": desk.WriteTickets,

	"GET    /api/v1/baselinker/accounts":                                 desk.WriteSettings,
	"PUT    /api/v1/baselinker/accounts/:accountId":                      desk.WriteSettings,
	"DELETE /api/v1/baselinker/accounts/:accountId":                      desk.WriteSettings,
	"POST   /api/v1/baselinker/accounts/:accountId/refresh":              desk.WriteSettings,
	"GET    /api/v1/baselinker/vocabulary":                               desk.ReadTickets,
	"GET    /api/v1/tickets/:ticketId/orders":                            desk.ReadTickets,
	"POST   /api/v1/tickets/:ticketId/orders/refresh":                    desk.ReadTickets,
	"GET    /api/v1/tickets/:ticketId/orders/search":                     desk.WriteTickets,
	"PUT    /api/v1/tickets/:ticketId/orders/:accountId/:orderId":        desk.WriteTickets,
	"POST   /api/v1/tickets/:ticketId/orders/:accountId/:orderId/wishes": desk.WriteTickets,

	"POST   /api/v1/tickets/:ticketId/changes":   desk.WriteTickets,
	"GET    /api/v1/tickets/:ticketId/assignees": desk.ReadTickets,
	"GET    /api/v1/tickets/:ticketId/glance":    desk.ReadTickets,

	"GET    /api/v1/settings/mail":       desk.WriteSettings,
	"PUT    /api/v1/settings/mail":       desk.WriteSettings,
	"DELETE /api/v1/settings/mail":       desk.WriteSettings,
	"POST   /api/v1/settings/mail/trial": desk.WriteSettings,

	"GET    /api/v1/settings/model":       desk.WriteSettings,
	"PUT    /api/v1/settings/model":       desk.WriteSettings,
	"DELETE /api/v1/settings/model":       desk.WriteSettings,
	"POST   /api/v1/settings/model/trial": desk.WriteSettings,

	"PUT    /api/v1/tickets/:ticketId/attachments/:attachmentId": desk.WriteTickets,
	"GET    /api/v1/tickets/:ticketId/attachments/:attachmentId": desk.ReadTickets,

	"GET    /api/v1/tickets":                    desk.ReadTickets,
	"GET    /api/v1/tickets/counts":             desk.ReadTickets,
	"GET    /api/v1/filters":                    desk.ReadTickets,
	"PUT    /api/v1/filters/:filterId":          desk.ReadTickets,
	"DELETE /api/v1/filters/:filterId":          desk.ReadTickets,
	"GET    /api/v1/tickets/:ticketId":          desk.ReadTickets,
	"POST   /api/v1/tickets/:ticketId/open":     desk.ReadTickets,
	"POST   /api/v1/tickets/:ticketId/takeover": desk.WriteTickets,
	"POST   /api/v1/tickets/:ticketId/close":    desk.WriteTickets,
	"POST   /api/v1/tickets/:ticketId/reopen":   desk.WriteTickets,
	"GET    /api/v1/tickets/:ticketId/entries":  desk.ReadTickets,
	"POST   /api/v1/tickets/:ticketId/entries":  desk.WriteTickets,
	"POST   /api/v1/tickets/:ticketId/read":     desk.ReadTickets,
	"POST   /api/v1/tickets/:ticketId/typing":   desk.WriteTickets,
	"GET    /api/v1/notices":                    desk.ReadTickets,
	"POST   /api/v1/notices/read":               desk.ReadTickets,
	"GET    /api/v1/socket":                     desk.ReadTickets,

	"GET    /widget/:file":                                    public,
	"GET    /widget/:file/frame":                              public,
	"GET    /api/v1/widget/:channelKey":                       public,
	"POST   /api/v1/widget/:channelKey/conversations":         public,
	"GET    /api/v1/conversations/:conversationId":            visitor,
	"GET    /api/v1/conversations/:conversationId/entries":    visitor,
	"POST   /api/v1/conversations/:conversationId/entries":    visitor,
	"POST   /api/v1/conversations/:conversationId/typing":     visitor,
	"POST   /api/v1/conversations/:conversationId/receipt":    visitor,
	"POST   /api/v1/conversations/:conversationId/end":        visitor,
	"GET    /api/v1/conversations/:conversationId/socket":     visitor,
	"POST   /api/v1/conversations/:conversationId/transcript": visitor,

	"PUT    /api/v1/conversations/:conversationId/attachments/:attachmentId": visitor,
	"GET    /api/v1/conversations/:conversationId/attachments/:attachmentId": visitor,

	// Not in the contract: pages and probes.
	"GET    /":             public,
	"GET    /inbox/*path":  public, // the program; its data comes from the routes above
	"GET    /demo/*path":   public,
	"GET    /assets/*path": public,
	"GET    /healthz":      public,
	"GET    /readyz":       public,
	"GET    /metrics":      public, // numbers only; guarded by a token where one is set
}

// permissionOf returns what the route demands; ok is false for a route that isn't in the table.
func permissionOf(method, path string) (p desk.Permission, ok bool) {
	p, ok = routes[method+strings.Repeat(" ", max(1, len("DELETE ")-len(method)))+path]
	return p, ok
}

// Keys of what authorize leaves in the request's context.
const (
	accountKey = "account" // *desk.Account
	sessionKey = "session" // store.SessionToken
	visitorKey = "visitor" // store.VisitorToken
)

// authorize is the one place where callers are let in or refused.
func (s *Server) authorize(c *gin.Context) {
	permission, ok := permissionOf(c.Request.Method, c.FullPath())
	if !ok {
		s.fail(c, desk.Errorf(desk.NotFound, "route_not_found", "there is no such address"))
		return
	}
	switch permission {
	case public:
	case visitor:
		token, ok := visitorToken(c.Request)
		if !ok {
			s.fail(c, desk.Errorf(desk.Unauthenticated, "token_missing", "the conversation's token is missing"))
			return
		}
		c.Set(visitorKey, store.HashVisitorToken(token))
	default:
		token, ok := s.sessionToken(c.Request)
		if !ok {
			s.fail(c, desk.Errorf(desk.Unauthenticated, "session_ended", "log in first"))
			return
		}
		account, err := s.account(c.Request.Context(), token)
		if err != nil {
			s.fail(c, err)
			return
		}
		if permission != session && !account.Role.May(permission) {
			s.fail(c, desk.Errorf(desk.Forbidden, "permission_missing", "this takes the permission %s", permission))
			return
		}
		c.Set(accountKey, account)
		c.Set(sessionKey, token)
	}
}

// visitorToken takes the token from the Authorization header or, for a socket, from the subprotocols, where
// browsers let a script put it and no log keeps it.
func visitorToken(r *http.Request) (string, bool) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return token, len(token) == visitorTokenLength
	}
	for _, header := range r.Header.Values("Sec-WebSocket-Protocol") {
		for p := range strings.SplitSeq(header, ",") {
			if token, ok := strings.CutPrefix(strings.TrimSpace(p), "bearer."); ok {
				return token, len(token) == visitorTokenLength
			}
		}
	}
	return "", false
}

// visitorTokenLength is that of 32 bytes in base64url without padding.
const visitorTokenLength = 43
