package realtime_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
)

func TestWhoHasTheInboxOpenIsNotedAndForgottenWithTheirNode(t *testing.T) {
	t.Parallel()
	url := servers.NewDatabase(t)
	node := newNode(t, url)
	c := &company{apitest.NewCompany(t, node), url}
	db, err := sqlx.Connect("postgres", url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	noted := func(want ...uuid.UUID) func() bool {
		return func() bool {
			var agents []uuid.UUID
			require.NoError(t, db.Select(&agents, `SELECT agent_id FROM agent_presence WHERE seen_at > now() - interval '90 seconds'`))
			return len(agents) == len(want) && (len(want) == 0 || agents[0] == want[0])
		}
	}
	chat := c.Chat(t)
	chat.Listen(t) // a customer is nobody to give a ticket to
	c.As(t, c.Anna).Watching(t, chat)
	require.Eventually(t, noted(c.Anna.ID), 20*time.Second, 10*time.Millisecond, "at once, not with the next round")
	require.NoError(t, node.Stop())
	require.Eventually(t, noted(), apitest.Patience, 10*time.Millisecond)
}
