package realtime_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/devstack"
	"rozmowa/store"
)

const template = "rozmowa_template"

var postgres *devstack.TestPostgres

func TestMain(m *testing.M) {
	flag.Parse()
	if worker := flag.Lookup("test.fuzzworker"); worker != nil && worker.Value.String() == "true" {
		os.Exit(m.Run()) // fuzz targets need no servers
	}
	os.Exit(run(m))
}

func run(m *testing.M) (code int) {
	ctx := context.Background()
	var err error
	if postgres, err = devstack.PostgresForTest(ctx); err != nil {
		return failed("starting Postgres", err)
	}
	defer func() {
		if err := postgres.Stop(ctx); err != nil {
			code = failed("stopping Postgres", err)
		}
	}()
	if err := postgres.NewTemplate(ctx, template, store.Migrate); err != nil {
		return failed("migrating the template", err)
	}
	running := goleak.IgnoreCurrent()
	if code = m.Run(); code != 0 {
		return code
	}
	if err := goleak.Find(running); err != nil {
		return failed("looking for goroutines left behind", err)
	}
	return 0
}

func failed(doing string, err error) int {
	fmt.Fprintf(os.Stderr, "%s: %v\n", doing, err)
	return 1
}

func newDatabase(t *testing.T) string {
	t.Helper()
	url, err := postgres.FromTemplate(t.Context(), template, "")
	require.NoError(t, err)
	return url
}

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
	url := newDatabase(t)
	return &company{apitest.NewCompany(t, newNode(t, url)), url}
}

// sql does what no method of the store does.
func (c *company) sql(t *testing.T, query string, args ...any) {
	t.Helper()
	apitest.Exec(t, c.url, query, args...)
}
