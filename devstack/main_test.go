package devstack

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/temporal"
	"go.uber.org/goleak"
)

// helperDir makes this test binary a program that starts a stack in the folder
// named and waits to be killed.
const helperDir = "ROZMOWA_DEVSTACK_HELPER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(helper(dir))
	}
	goleak.VerifyTestMain(m)
}

func helper(dir string) int {
	s, err := Start(context.Background(), Options{Dir: dir, Headless: true})
	if err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	fmt.Println(s.postgres.child.cmd.Process.Pid, s.temporal.child.cmd.Process.Pid)
	fmt.Println(<-s.Exited())
	return 1
}

// openFolder is an empty folder that the account of Postgres can enter also if
// we are root; t.TempDir lets nobody else in.
func openFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o755))
	require.NoError(t, os.Chmod(dir, 0o755))
	return dir
}

// startStack starts a stack that ends with the test.
func startStack(t *testing.T, o Options) *Stack {
	t.Helper()
	o.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	s, err := Start(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Stop(context.WithoutCancel(t.Context()))) })
	return s
}

func inDB[T any](t *testing.T, url string, query string) (value T) {
	t.Helper()
	require.NoError(t, withDB(url, func(db *sql.DB) error {
		return db.QueryRowContext(t.Context(), query).Scan(&value)
	}))
	return value
}

func execDB(t *testing.T, url string, query string) {
	t.Helper()
	require.NoError(t, withDB(url, func(db *sql.DB) error {
		_, err := db.ExecContext(t.Context(), query)
		return err
	}))
}

func startWorkflow(t *testing.T, s *Stack, id string) {
	t.Helper()
	var attributes []sdk.SearchAttributeUpdate
	for name, value := range map[string]string{"Channel": "shop", "TicketState": "waiting", "Sentiment": "good"} {
		if _, ok := SearchAttributes[name]; ok {
			attributes = append(attributes, sdk.NewSearchAttributeKeyKeyword(name).ValueSet(value))
		}
	}
	require.NoError(t, withClient(t.Context(), s.TemporalAddress, "default", func(c client.Client) error {
		_, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
			ID: id, TaskQueue: "nobody",
			TypedSearchAttributes: sdk.NewSearchAttributes(attributes...),
		}, "Conversation")
		return err
	}))
}

// workflowStatus is "" for a workflow that isn't there.
func workflowStatus(t *testing.T, s *Stack, id string) (status string) {
	t.Helper()
	require.NoError(t, withClient(t.Context(), s.TemporalAddress, "default", func(c client.Client) error {
		d, err := c.DescribeWorkflowExecution(t.Context(), id, "")
		if err == nil {
			status = d.GetWorkflowExecutionInfo().GetStatus().String()
		}
		return nil
	}))
	return status
}

// waitUntil polls what is no child of ours and so can't be waited for.
func waitUntil(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !is() {
		require.NoError(t, pause(ctx), what)
	}
}
