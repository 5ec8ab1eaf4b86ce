package api

import (
	"context"
	"strings"
	"time"

	"rozmowa/desk"
)

// A worker that shares its processors with many tests may take longer for a command than customers would wait. The whole answer's
// deadline stays.
func init() { commandDeadline = 8 * time.Second }

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
	ParseCursor  = parseCursor
	FormatCursor = formatCursor

	ParseTrialCursor  = parseTrialCursor
	FormatTrialCursor = formatTrialCursor
	PartsFrom         = partsFrom
	PartsOf           = partsOf
	NewTicket         = newTicket
	AddressKey        = addressKey
	FrameAncestors    = frameAncestors
)

// Turns let so many uploads in at once.
type Turns struct{ *turns }

// NewTurns makes turns for so many at once, and so many of each caller.
func NewTurns(all, each int) Turns { return Turns{newTurns(all, each)} }

// Take waits for a turn.
func (t Turns) Take(ctx context.Context, caller string) (giveBack func(), err error) {
	return t.take(ctx, caller)
}

// Callers is how many callers are known.
func (t Turns) Callers() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.callers)
}
