package store_test

import (
	"database/sql"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"rozmowa/store"
)

// planner hears from Postgres (auto_explain) the plan of every statement that a store runs, those of triggers
// and foreign keys too.
type planner struct {
	*store.Store
	mu    sync.Mutex
	plans []plan
}

type plan struct {
	Query string `json:"Query Text"`
	Plan  node   `json:"Plan"`
}

type node struct {
	Type  string `json:"Node Type"`
	Table string `json:"Relation Name"`
	Index string `json:"Index Name"`
	// Rows and Removed, those that a filter threw away, are of each of Loops.
	Rows    float64 `json:"Actual Rows"`
	Removed float64 `json:"Rows Removed by Filter"`
	Loops   float64 `json:"Actual Loops"`
	Plans   []node  `json:"Plans"`
}

func (n node) walk(visit func(node)) {
	visit(n)
	for _, child := range n.Plans {
		child.walk(visit)
	}
}

// newPlanner opens a second store on the database whose statements are planned as mode says.
func newPlanner(t *testing.T, databaseURL, mode string) *planner {
	t.Helper()
	address, err := url.Parse(databaseURL)
	require.NoError(t, err)
	query := address.Query()
	query.Set("options", "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0"+
		" -c auto_explain.log_analyze=on -c auto_explain.log_timing=off -c auto_explain.log_format=json -c auto_explain.log_nested_statements=on -c client_min_messages=log"+
		" -c plan_cache_mode="+mode)
	address.RawQuery = query.Encode()
	connector, err := pq.NewConnector(address.String())
	require.NoError(t, err)
	p := &planner{}
	db := sqlx.NewDb(sql.OpenDB(pq.ConnectorWithNoticeHandler(connector, p.hear)), "postgres")
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	if err := db.PingContext(t.Context()); err != nil && strings.Contains(err.Error(), "auto_explain") {
		t.Fatalf("this Postgres comes without auto_explain: install PostgreSQL's contrib modules: %v", err)
	}
	p.Store, err = store.OpenOn(t.Context(), db, databaseURL)
	require.NoError(t, err)
	return p
}

func (p *planner) hear(notice *pq.Error) {
	_, text, ok := strings.Cut(notice.Message, "plan:")
	if !ok {
		return
	}
	var heard plan
	if err := json.Unmarshal([]byte(text), &heard); err != nil {
		panic(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plans = append(p.plans, heard)
}

// of returns the plans of what do runs, without what it only looks up in other tables.
func (p *planner) of(t *testing.T, do func() error) []plan {
	t.Helper()
	p.mu.Lock()
	p.plans = nil
	p.mu.Unlock()
	require.NoError(t, do())
	p.mu.Lock()
	defer p.mu.Unlock()
	require.NotEmpty(t, p.plans, "no plan was heard")
	return p.plans
}

// pageOf checks that tickets are read from the index alone and that a Limit stands above each reading, below any Sort.
// It returns how many rows are read of it. above is the nearest of the two.
func (n node) pageOf(t *testing.T, index, above, plan string) (read float64) {
	t.Helper()
	switch {
	case n.Type == "Limit", strings.Contains(n.Type, "Sort"):
		above = n.Type
	case n.Table == "tickets":
		require.Equal(t, []string{index, "Limit"}, []string{n.Index, above}, plan)
		read = (n.Rows + n.Removed) * n.Loops
	}
	for _, child := range n.Plans {
		read += child.pageOf(t, index, above, plan)
	}
	return read
}
