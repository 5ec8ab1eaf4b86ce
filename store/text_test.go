package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

// What desk lets pass Postgres keeps, unchanged.
func FuzzPostgresKeepsWhatCleanBodyLetsPass(f *testing.F) {
	for _, s := range []string{"a", "a\r\nb", "\\x00", "\u2028", "\ufffd\uffff", "\U0010ffff", "'; DROP TABLE entries; --", "%s $1 {}", "e\u0301"} {
		f.Add(s)
	}
	c := newHouse(f).start(f)
	f.Fuzz(func(t *testing.T, s string) {
		body, err := desk.CleanBody("body", s)
		if err != nil {
			return
		}
		e, err := c.WriteMessage(context.Background(), c.ID, c.Token, uuid.New(), body)
		require.NoError(t, err)
		p, err := c.EntriesAfter(context.Background(), c.ID, e.Seq-1, 1)
		require.NoError(t, err)
		require.Equal(t, body, p.Entries[0].Body)
		require.Equal(t, desk.Preview(body), c.head(t).Preview)
	})
}
