package api_test

import (
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/rules"
)

// beyondContract are the pages and probes that openapi.yaml doesn't describe. All are public.
var beyondContract = []string{"GET /", "GET /inbox/*path", "GET /demo/*path", "GET /assets/*path", "GET /healthz", "GET /readyz", "GET /metrics"}

func TestTheTableOfPermissionsIsThatOfTheContract(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]yaml.Node `yaml:"paths"`
	}
	require.NoError(t, yaml.Unmarshal(text, &document))
	parameter := regexp.MustCompile(`\{(\w+)\}`)
	want := map[string]desk.Permission{}
	for path, methods := range document.Paths {
		for method, node := range methods {
			if method == "parameters" {
				continue
			}
			var operation struct {
				Permission desk.Permission `yaml:"x-permission"`
			}
			require.NoError(t, node.Decode(&operation))
			require.NotEmpty(t, operation.Permission, "%s %s has no x-permission", method, path)
			want[strings.ToUpper(method)+" "+parameter.ReplaceAllString(path, ":$1")] = operation.Permission
		}
	}
	table := api.Permissions()
	for _, route := range beyondContract {
		require.Equal(t, desk.Permission("public"), table[route], route)
		delete(table, route)
	}
	require.Equal(t, want, table)
}

func TestEveryRouteIsInTheTableAndTheOtherWayRound(t *testing.T) {
	t.Parallel()
	routes := newNode(t, api.Options{Demo: true}).Server.Routes()
	slices.Sort(routes)
	require.Equal(t, slices.Sorted(maps.Keys(api.Permissions())), routes)
}

// walkBodies are requests that would be answered if the caller were another. A route that takes none has nil.
func walkBodies() map[string]any {
	return map[string]any{
		"GET /api/v1/tickets/:ticketId/orders": nil, "POST /api/v1/tickets/:ticketId/orders/refresh": nil, "GET /api/v1/tickets/:ticketId/orders/search": nil,
		"PUT /api/v1/tickets/:ticketId/orders/:accountId/:orderId": apitest.M{"linked": true},
		"GET /api/v1/session": nil, "DELETE /api/v1/session": nil, "PATCH /api/v1/profile": apitest.M{"locale": "en"},
		"PUT /api/v1/profile/password": apitest.M{"current": password, "password": "cudze hasło"},
		"PUT /api/v1/profile/photo":    "nie powinno się udać", "DELETE /api/v1/profile/photo": nil, "GET /api/v1/profile/sessions": nil,
		"DELETE /api/v1/profile/sessions": nil, "DELETE /api/v1/profile/sessions/:sessionId": nil,
		"GET /api/v1/channels": nil, "GET /api/v1/tickets": nil, "GET /api/v1/tickets/counts": nil, "GET /api/v1/socket": nil,
		"POST /api/v1/tickets/:ticketId/orders/:accountId/:orderId/wishes": apitest.M{"id": uuid.New(), "kind": "note", "note": "Cudza"},

		"POST /api/v1/classify": apitest.M{"text": "Gdzie paczka?"},
		"GET /api/v1/filters":   nil, "DELETE /api/v1/filters/:filterId": nil,
		"PUT /api/v1/filters/:filterId":     apitest.M{"name": "Cudzy", "view": "all", "sort": "recent", "filter": apitest.M{}},
		"GET /api/v1/agents/:agentId/photo": nil, "GET /api/v1/people": nil,
		"PUT /api/v1/people/:agentId":          apitest.M{"version": 1, "role": "admin", "active": true, "channels": []uuid.UUID{}, "teams": []uuid.UUID{}},
		"POST /api/v1/people/:agentId/release": nil, "POST /api/v1/people/:agentId/reset": nil,
		"POST /api/v1/invitations": apitest.M{
			"id": uuid.New(), "email": "zlodziej@inny.example", "role": "admin", "channels": []uuid.UUID{}, "teams": []uuid.UUID{}, "locale": "pl",
		},
		"DELETE /api/v1/invitations/:invitationId": nil, "POST /api/v1/invitations/:invitationId/link": nil,
		"GET /api/v1/agents": nil, "GET /api/v1/channels/configured": nil, "POST /api/v1/channels/configured": apitest.M{"name": "Cudzy"},
		"GET /api/v1/channels/defaults": nil, "POST /api/v1/channels/check": apitest.M{"draft": apitest.M{}},
		"GET /api/v1/channels/:channelId": nil, "DELETE /api/v1/channels/:channelId": nil,
		"PUT /api/v1/channels/:channelId":         apitest.M{"version": 1, "draft": apitest.M{}},
		"PUT /api/v1/channels/:channelId/enabled": apitest.M{"enabled": false}, "GET /api/v1/channels/:channelId/availability": nil,
		"GET /api/v1/channels/:channelId/visibility": nil,

		"GET /api/v1/settings/mail": nil, "DELETE /api/v1/settings/mail": nil,
		"PUT /api/v1/settings/mail":        apitest.M{"version": 0, "host": "zlodziej.example"},
		"POST /api/v1/settings/mail/trial": apitest.M{"draft": apitest.M{"version": 0}, "to": "x@y.example"},
		"GET /api/v1/baselinker/accounts":  nil, "DELETE /api/v1/baselinker/accounts/:accountId": nil,
		"PUT /api/v1/baselinker/accounts/:accountId":          apitest.M{"version": 0, "name": "Cudze", "token": "1-2-ABC"},
		"POST /api/v1/baselinker/accounts/:accountId/refresh": nil, "GET /api/v1/baselinker/vocabulary": nil,
		"GET /api/v1/settings/model": nil, "DELETE /api/v1/settings/model": nil,
		"PUT /api/v1/settings/model":        apitest.M{"version": 0, "address": "http://zlodziej.example"},
		"POST /api/v1/settings/model/trial": apitest.M{"draft": apitest.M{"version": 0}, "text": "Halo"},
		"GET /api/v1/vocabulary":            nil, "POST /api/v1/tags": apitest.M{"name": "cudzy"},
		"PUT /api/v1/tags/:tagId": apitest.M{"name": "cudzy"}, "DELETE /api/v1/tags/:tagId": nil,
		"PUT /api/v1/teams/:teamId": apitest.M{"name": "cudza", "agents": []uuid.UUID{}}, "DELETE /api/v1/teams/:teamId": nil,
		"GET /api/v1/canned-replies": nil, "DELETE /api/v1/canned-replies/:cannedReplyId": nil,
		"PUT /api/v1/canned-replies/:cannedReplyId": apitest.M{
			"version": 0, "settings": apitest.M{"name": "cudza", "body": "nie powinno się udać", "channels": []uuid.UUID{}},
		},
		"GET /api/v1/tickets/:ticketId/canned-replies": nil,

		"PUT /api/v1/contexts/:key": apitest.M{"name": "cudzy"}, "DELETE /api/v1/contexts/:key": nil,
		"PUT /api/v1/statuses/:key": apitest.M{
			"name": "", "colour": "#000000", "requiresResponse": true, "visible": false, "opensOnMessage": true, "position": 1,
		},
		"DELETE /api/v1/statuses/:key": nil,

		"PUT /api/v1/inboxes/:inboxId": apitest.M{"name": "Cudza"}, "DELETE /api/v1/inboxes/:inboxId": nil,
		"GET /api/v1/contacts": nil, "GET /api/v1/contacts/:contactId": nil, "GET /api/v1/contacts/:contactId/tickets": nil,
		"PUT /api/v1/contacts/:contactId":    apitest.M{"version": 1, "name": "Cudzy", "note": "", "addresses": []string{}},
		"DELETE /api/v1/contacts/:contactId": nil, "GET /api/v1/tickets/:ticketId/contact": nil,
		"PUT /api/v1/tickets/:ticketId/contact": apitest.M{"id": uuid.New(), "name": "Cudzy"},
		"GET /api/v1/settings/general":          nil, "PUT /api/v1/settings/general": apitest.M{"version": 1, "answerHours": 1},

		"GET /api/v1/rules": nil, "PUT /api/v1/rules/order": apitest.M{"ids": []uuid.UUID{}}, "GET /api/v1/rules/language": nil,
		"GET /api/v1/rules/naming":     nil,
		"POST /api/v1/rules/check":     apitest.M{"condition": "true"},
		"POST /api/v1/rules/try":       apitest.M{"triggers": []apitest.M{{"event": "closed"}}, "condition": "", "last": 1},
		"PUT /api/v1/rules/:ruleId":    apitest.M{"version": 1, "settings": ruleDraft("cudza", nil)},
		"DELETE /api/v1/rules/:ruleId": nil, "PUT /api/v1/rules/:ruleId/enabled": apitest.M{"version": 1, "enabled": true},
		"GET /api/v1/rules/:ruleId/log":                               nil,
		"GET /api/v1/tickets/:ticketId/rule-runs":                     nil,
		"POST /api/v1/tickets/:ticketId/rule-actions/:actionId/retry": nil,

		"GET /api/v1/tickets/:ticketId/assignees": nil, "GET /api/v1/tickets/:ticketId/glance": nil,
		"POST /api/v1/tickets/:ticketId/changes": apitest.M{"id": uuid.New(), "property": "priority", "value": "urgent"},

		"GET /api/v1/tickets/:ticketId": nil, "GET /api/v1/tickets/:ticketId/entries": nil,
		"POST /api/v1/tickets/:ticketId/open": nil, "POST /api/v1/tickets/:ticketId/takeover": nil,
		"GET /api/v1/notices": nil, "POST /api/v1/notices/read": apitest.M{"through": time.Now()},
		"POST /api/v1/tickets/:ticketId/reopen":  nil,
		"POST /api/v1/tickets/:ticketId/typing":  nil,
		"POST /api/v1/tickets/:ticketId/close":   apitest.M{"seenSeq": 0},
		"POST /api/v1/tickets/:ticketId/read":    apitest.M{"seq": 1},
		"POST /api/v1/tickets/:ticketId/entries": apitest.M{"id": uuid.New(), "kind": "note", "body": "nie powinno się udać"},

		"GET /api/v1/tickets/:ticketId/attachments/:attachmentId":             nil,
		"PUT /api/v1/tickets/:ticketId/attachments/:attachmentId":             "%PDF-1.7 nie powinno się udać",
		"GET /api/v1/conversations/:conversationId/attachments/:attachmentId": nil,
		"PUT /api/v1/conversations/:conversationId/attachments/:attachmentId": "%PDF-1.7 nie powinno się udać",

		"GET /api/v1/conversations/:conversationId": nil, "GET /api/v1/conversations/:conversationId/entries": nil,
		"GET /api/v1/conversations/:conversationId/socket": nil, "POST /api/v1/conversations/:conversationId/end": nil,
		"POST /api/v1/conversations/:conversationId/typing":     nil,
		"POST /api/v1/conversations/:conversationId/receipt":    apitest.M{"delivered": 1, "read": 1},
		"POST /api/v1/conversations/:conversationId/entries":    apitest.M{"id": uuid.New(), "body": "nie powinno się udać"},
		"POST /api/v1/conversations/:conversationId/transcript": apitest.M{"id": uuid.New(), "email": "zlodziej@inny.example"},
	}
}

// publicRoutes answer anybody; why, stands in api/permissions.go.
var publicRoutes = append([]string{
	"POST /api/v1/session", "GET /widget/:file", "GET /widget/:file/frame", "GET /api/v1/widget/:channelKey",
	"POST /api/v1/widget/:channelKey/conversations", "POST /api/v1/invitation", "POST /api/v1/invitation/accept",
}, beyondContract...)

func TestEveryRouteRefusesWhoIsNotMeant(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, other := c.Chat(t), c.Chat(t)
	file := chat.Upload(t, "paragon.pdf", []byte("%PDF-1.7"))
	chat.SayWith(t, "", file.ID)
	before, _ := c.As(t, c.Anna).Entries(t, chat.TicketPath("/entries"), 0)
	tag, err := c.Store.CreateTag(t.Context(), "Cudzy "+uuid.NewString())
	require.NoError(t, err)
	team, err := c.Store.SaveTeam(t.Context(), desk.Team{ID: uuid.New(), Name: "Cudza " + uuid.NewString()})
	require.NoError(t, err)
	reply, err := c.Store.SaveCannedReply(t.Context(), desk.CannedReply{ID: uuid.New(), Name: uuid.NewString(), Body: "x"}, 0)
	require.NoError(t, err)
	box, err := c.Store.SaveInbox(t.Context(), desk.Inbox{ID: uuid.New(), Name: "Cudza " + uuid.NewString()})
	require.NoError(t, err)
	rule, err := c.Store.SaveRule(t.Context(), uuid.New(), 0, rules.Settings{Name: uuid.NewString(), Often: rules.EveryTime}, false, c.Anna.ID)
	require.NoError(t, err)
	contact, err := c.Store.SaveContact(t.Context(), &desk.Contact{ID: uuid.New(), Name: "Jan Cudzy"}, c.Anna.ID)
	require.NoError(t, err)
	vocabulary, err := c.Store.Vocabulary(t.Context())
	require.NoError(t, err)
	disabled := apitest.NewAgent(t, c.Store, "Dawny Pracownik", desk.Admin, c.Shop)
	disabledCaller := c.As(t, disabled)
	apitest.Exec(t, sharedURL, `UPDATE agents SET disabled_at = now() WHERE id = $1`, disabled.ID)
	anna, ewa, oskar := c.As(t, c.Anna), c.As(t, c.Ewa), c.As(t, c.Oskar)
	unknown := &apitest.Caller{Node: c.Node, Cookie: "rozmowa=" + apitest.NewToken()}
	ended := c.AsFor(t, c.Anna, -time.Minute)
	visitor := &apitest.Caller{Node: c.Node, Token: chat.Token}
	thief := &apitest.Caller{Node: c.Node, Token: other.Token}
	garbled := c.Stranger().With("Authorization", "Bearer zzz")
	asCookie := &apitest.Caller{Node: c.Node, Cookie: "rozmowa=" + chat.Token}

	requests := walkBodies()
	for route, permission := range api.Permissions() {
		if permission == "public" {
			require.Contains(t, publicRoutes, route, "a new public route: is it meant to be?")
			continue
		}
		body, covered := requests[route]
		require.True(t, covered, "%s is not walked: add it to walkBodies", route)
		method, pattern, _ := strings.Cut(route, " ")
		path := strings.NewReplacer(":ticketId", chat.ID.String(), ":conversationId", chat.ID.String(), ":channelId", c.Shop.ID.String(),
			":attachmentId", file.ID.String(), ":tagId", tag.ID.String(), ":teamId", team.ID.String(), ":key", "pending",
			":filterId", uuid.NewString(), ":cannedReplyId", reply.ID.String(),
			":agentId", c.Piotr.ID.String(), ":sessionId", uuid.NewString(), ":invitationId", uuid.NewString(),
			":ruleId", rule.ID.String(), ":actionId", uuid.NewString(), ":inboxId", box.ID.String(), ":contactId", contact.ID.String(),
			":accountId", uuid.NewString(), ":orderId", "71300001").Replace(pattern)
		if strings.HasSuffix(path, "/orders/search") {
			path += "?q=71300001"
		}
		if strings.HasSuffix(path, "/rules/naming") {
			path += "?list=tags&word=VIP"
		}
		refused := func(who *apitest.Caller, status int, kind contract.ErrorKind, code, why string) {
			if strings.HasSuffix(path, "/socket") {
				who = who.With("Connection", "Upgrade").With("Upgrade", "websocket").
					With("Sec-WebSocket-Version", "13").With("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
			}
			for _, sent := range []any{body, "{", nil} { // who is refused learns nothing of what was wrong beside
				if status == http.StatusNotFound && body != nil && sent == nil {
					continue // who is let in is told that the body is missing
				}
				if status == http.StatusNotFound && sent == "{" {
					continue
				}
				a := who.Do(t, method, path, sent)
				require.Equal(t, status, a.Status, "%s: %s: %s", route, why, a.Body)
				a.Refused(t, status, kind, code)
			}
		}
		if permission == "visitor" {
			refused(c.Stranger(), 401, "unauthenticated", "token_missing", "a stranger")
			refused(anna, 401, "unauthenticated", "token_missing", "an agent's cookie")
			refused(garbled, 401, "unauthenticated", "token_missing", "a token of the wrong form")
			code := "ticket_not_found"
			if route == "POST /api/v1/conversations/:conversationId/entries" {
				code = "conversation_not_found"
			}
			refused(thief, 404, "not_found", code, "the token of another conversation")
			continue
		}
		for why, who := range map[string]*apitest.Caller{
			"a stranger": c.Stranger(), "an unknown session": unknown, "an ended session": ended, "a disabled agent": disabledCaller,
			"a visitor's token": visitor, "a visitor's token as a cookie": asCookie,
		} {
			refused(who, 401, "unauthenticated", "session_ended", why)
		}
		if permission == desk.WriteTickets {
			refused(oskar, 403, "forbidden", "permission_missing", "an operator writes")
		}
		if permission == desk.WriteChannels || permission == desk.WriteSettings {
			refused(anna, 403, "forbidden", "permission_missing", "an agent configures")
			refused(oskar, 403, "forbidden", "permission_missing", "an operator configures")
		}
		if permission == desk.WriteSettings || permission == desk.WriteRules {
			refused(anna, 403, "forbidden", "permission_missing", "an agent sets the company's words")
			refused(oskar, 403, "forbidden", "permission_missing", "an operator sets the company's words")
		}
		if strings.Contains(pattern, ":ticketId") {
			refused(ewa, 404, "not_found", "ticket_not_found", "an agent without access")
		}
	}
	after, _ := anna.Entries(t, chat.TicketPath("/entries"), 0)
	require.Equal(t, before, after, "a refused request wrote something")
	then, err := c.Store.Vocabulary(t.Context())
	require.NoError(t, err)
	require.Subset(t, then.Statuses, vocabulary.Statuses, "a refused request changed a word")
	require.Subset(t, then.Tags, vocabulary.Tags)
	require.Subset(t, then.Teams, vocabulary.Teams)
	require.Subset(t, then.Contexts, vocabulary.Contexts)
	replies, err := c.Store.CannedReplies(t.Context())
	require.NoError(t, err)
	require.Contains(t, replies, *reply, "a refused request changed a canned reply")
	require.Subset(t, then.Inboxes, vocabulary.Inboxes)
	is, err := c.Store.Contact(t.Context(), contact.ID)
	require.NoError(t, err)
	require.Equal(t, contact, is, "a refused request changed a contact")
	ruleNow, err := c.Store.Rule(t.Context(), rule.ID)
	require.NoError(t, err)
	require.Equal(t, rule, ruleNow, "a refused request changed a rule")

	t.Run("lists hold nothing of other channels", func(t *testing.T) {
		var page contract.TicketPage
		ewa.Do(t, http.MethodGet, "/api/v1/tickets?view=all", nil).Into(t, http.StatusOK, &page)
		require.Empty(t, page.Tickets)
		var counts contract.TicketCounts
		ewa.Do(t, http.MethodGet, "/api/v1/tickets/counts", nil).Into(t, http.StatusOK, &counts)
		require.Zero(t, counts.Open)
		var channels struct{ Channels []contract.Channel }
		ewa.Do(t, http.MethodGet, "/api/v1/channels", nil).Into(t, http.StatusOK, &channels)
		require.Len(t, channels.Channels, 1)
		require.Equal(t, c.Other.ID, channels.Channels[0].ID)
	})
	t.Run("what isn't in the table answers nobody", func(t *testing.T) {
		for _, route := range []string{"GET /api/v1/nothing", "PUT /api/v1/session", "POST /inbox/", "BREW /healthz", "GET /api/v1/tickets/" + chat.ID.String() + "/secret"} {
			method, path, _ := strings.Cut(route, " ")
			anna.Do(t, method, path, nil).Refused(t, http.StatusNotFound, "not_found", "route_not_found")
		}
	})
}
