package automation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/automation"
	"rozmowa/desk"
	"rozmowa/rules"
)

// One ticket is tried as a whole, so a page can't end before it: a condition that takes its time at each of its many events is
// refused, and the admin is told why.
func TestATrialThatWouldTakeTooLongOnOneTicketSaysSo(t *testing.T) {
	h := newHouse(t)
	c := h.start("Halo")
	_, err := h.db.Exec(`
		WITH many AS (
		    INSERT INTO entries (ticket_id, seq, id, kind, author_kind, body)
		    SELECT $1, n, gen_random_uuid(), 'message', 'customer', $2 FROM generate_series(2, 1500) AS n RETURNING seq
		)
		UPDATE tickets SET last_seq = 1500, last_customer_seq = 1500 WHERE id = $1 AND (SELECT count(*) FROM many) = 1499`,
		c.id, strings.Repeat("ąż ćma ", 570))
	require.NoError(t, err)
	condition, found := rules.Compile(`message.text matches "(ą|ż|ć).{1,60}x"`)
	require.Empty(t, found)
	trial := func() (*automation.TrialPage, error) {
		page := &automation.Trial{Condition: condition, Triggers: []rules.Trigger{{Event: rules.CustomerMessage}}, Often: rules.EveryTime, Now: time.Now()}
		var number int64
		require.NoError(t, h.db.Get(&number, `SELECT number FROM tickets WHERE id = $1`, c.id))
		return page.Numbered(t.Context(), h.Store, h.anna.ID, number)
	}
	automation.SetTrialPatience(t, 200*time.Millisecond)
	began := time.Now()
	_, err = trial()
	require.Equal(t, desk.Invalid, desk.KindOf(err), "%v", err)
	require.Equal(t, "condition_slow", desk.CodeOf(err))
	require.Less(t, time.Since(began), 5*time.Second)

	_, err = h.db.Exec(`DELETE FROM entries WHERE ticket_id = $1 AND seq > 5`, c.id)
	require.NoError(t, err)
	automation.SetTrialPatience(t, time.Minute)
	page, err := trial()
	require.NoError(t, err, "five such messages are no trouble")
	require.Equal(t, 1, page.Looked)
}
