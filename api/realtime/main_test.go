package realtime_test

import (
	"os"
	"testing"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/devstack/testmain"
	"rozmowa/store"
)

var servers testmain.Servers

func TestMain(m *testing.M) { os.Exit(testmain.Run(m, testmain.Need{}, testmain.Keep(&servers))) }

// newNode starts a node on the database; there is no engine behind it.
func newNode(t *testing.T, url string) *apitest.Node {
	t.Helper()
	return apitest.Start(t, apitest.OpenStore(t, url), apitest.NoEngine(t), api.Options{Limits: apitest.NoLimits})
}

type company struct {
	*apitest.Company
	url string
}

// newCompany makes a company on a node and a database of its own.
func newCompany(t *testing.T) *company {
	t.Helper()
	url := servers.NewDatabase(t)
	return &company{apitest.NewCompany(t, newNode(t, url)), url}
}

// loseListeners ends every listener's connection.
func (c *company) loseListeners(t *testing.T) {
	t.Helper()
	c.sql(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '`+store.ListenerName+`' AND datname = current_database()`)
}

// sql does what no method of the store does.
func (c *company) sql(t *testing.T, query string, args ...any) {
	t.Helper()
	apitest.Exec(t, c.url, query, args...)
}
