package api

import (
	"strings"

	"rozmowa/desk"
)

// Permissions returns the table, each route as "METHOD path".
func Permissions() map[string]desk.Permission {
	table := make(map[string]desk.Permission, len(routes))
	for route, permission := range routes {
		table[strings.Join(strings.Fields(route), " ")] = permission
	}
	return table
}

// Routes returns what the server's router answers, each as "METHOD path".
func (s *Server) Routes() (routes []string) {
	for _, r := range s.router.Routes() {
		routes = append(routes, r.Method+" "+r.Path)
	}
	return routes
}

// Parsers of foreign text.
var (
	ParseCursor    = parseCursor
	FormatCursor   = formatCursor
	NewTicket      = newTicket
	AddressKey     = addressKey
	FrameAncestors = frameAncestors
)
