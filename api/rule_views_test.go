package api_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/rules"
)

func TestAgentsSeeWhatRulesDidAndWhatWasJudgedAndCustomersDont(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	rule, err := c.Store.SaveRule(t.Context(), uuid.New(), 0, rules.Settings{Name: "Powitanie " + uuid.NewString(), Often: rules.EveryTime}, false, c.Anna.ID)
	require.NoError(t, err)
	apitest.Exec(t, sharedURL, `
		WITH head AS (UPDATE tickets SET last_seq = last_seq + 1, autoresponders_stopped = true, sentiment_by_hand = true, context_by_hand = true
		              WHERE id = $1 RETURNING last_seq)
		INSERT INTO entries (ticket_id, seq, id, kind, author_kind, author_name, body, rule_id)
		SELECT $1, last_seq, gen_random_uuid(), 'message', 'system', $2, 'Witamy!', $3 FROM head`, chat.ID, rule.Settings.Name, rule.ID)
	apitest.Exec(t, sharedURL, `
		INSERT INTO entry_judgements (ticket_id, seq, sentiment, context) VALUES ($1, 1, 'negative', 'other')
		ON CONFLICT (ticket_id, seq) DO UPDATE SET sentiment = 'negative'`, chat.ID)

	anna := c.As(t, c.Anna)
	var all contract.EntryPage
	anna.Do(t, http.MethodGet, chat.TicketPath("/entries?after=0"), nil).Into(t, http.StatusOK, &all)
	entries := all.Entries
	require.Equal(t, contract.Negative, *entries[0].Sentiment)
	automatic := entries[len(entries)-1]
	require.Equal(t, rule.ID, automatic.Author.Rule.ID)
	require.Equal(t, rule.Settings.Name, automatic.Author.Rule.Name)
	require.Empty(t, automatic.Author.Name)
	require.Nil(t, automatic.Sentiment)
	var ticket contract.Ticket
	anna.Do(t, http.MethodGet, chat.TicketPath(""), nil).Into(t, http.StatusOK, &ticket)
	require.Equal(t, []bool{true, true, true},
		[]bool{*ticket.Summary.AutorespondersStopped, *ticket.Summary.SentimentByHand, *ticket.Summary.ContextByHand})

	page := chat.Do(t, http.MethodGet, chat.Path("/entries?after=0"), nil).OK(t, http.StatusOK)
	require.Contains(t, string(page.Body), "Witamy!")
	for _, secret := range []string{"negative", rule.ID.String(), rule.Settings.Name, `"rule"`, "entiment"} {
		require.NotContains(t, string(page.Body), secret)
	}
	visitor := chat.Do(t, http.MethodGet, chat.Path(""), nil).OK(t, http.StatusOK)
	require.NotContains(t, string(visitor.Body), "entiment")
	require.NotContains(t, string(visitor.Body), "topped")

	plain := c.Chat(t)
	row := anna.Do(t, http.MethodGet, plain.TicketPath(""), nil).OK(t, http.StatusOK)
	for _, absent := range []string{"autorespondersStopped", "ByHand"} {
		require.NotContains(t, string(row.Body), absent)
	}
}
