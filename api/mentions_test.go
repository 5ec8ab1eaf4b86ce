package api_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
)

// mentioning has an agent write an entry that mentions others.
func mentioning(t *testing.T, who *apitest.Caller, chat *apitest.Chat, kind, body string, agents ...uuid.UUID) *apitest.Answer {
	t.Helper()
	return who.Do(t, http.MethodPost, chat.TicketPath("/entries"), apitest.M{"id": uuid.New(), "kind": kind, "body": body, "mentions": agents})
}

func TestAgentsSeeWhomANoteMentionsAndCustomersNothing(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	room, visitor := c.As(t, c.Piotr).Watching(t, chat), chat.Listen(t)
	var note contract.Entry
	mentioning(t, anna, chat, "note", "@Piotr Lis, sprawdź", c.Piotr.ID, c.Anna.ID, c.Piotr.ID).Into(t, http.StatusCreated, &note)
	want := &[]contract.Person{{ID: &c.Piotr.ID, Name: "Piotr Lis"}}
	require.Equal(t, want, note.Mentions, "each once, and not the writer")
	pushed := room.UntilThat(t, func(f apitest.Frame) bool { return len(f.Entries) > 0 && f.Entries[0].Kind == "note" })
	require.Equal(t, want, pushed.Entries[0].Mentions)
	read, _ := anna.Entries(t, chat.TicketPath("/entries"), note.Seq-1)
	require.Equal(t, want, read[0].Mentions)

	mentioning(t, anna, chat, "message", "Już sprawdzamy").OK(t, http.StatusCreated)
	reply := visitor.UntilThat(t, func(f apitest.Frame) bool { return len(f.Entries) > 0 })
	for _, e := range reply.Entries {
		require.NotEqual(t, contract.EntryKind("note"), e.Kind)
		require.Nil(t, e.Mentions)
	}
}

func TestMentionsThatAreRefused(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	var many []uuid.UUID
	for range 21 {
		many = append(many, uuid.New())
	}
	for name, r := range map[string]struct {
		answer      *apitest.Answer
		field, code string
	}{
		"by a reply":     {mentioning(t, anna, chat, "message", "@Piotr Lis", c.Piotr.ID), "mentions", "mentions_notes_only"},
		"too many":       {mentioning(t, anna, chat, "note", "@wszyscy", many...), "mentions", "too_many_mentions"},
		"without access": {mentioning(t, anna, chat, "note", "@Ewa Wilk", c.Piotr.ID, c.Ewa.ID), "mentions." + c.Ewa.ID.String(), "mention_no_access"},
	} {
		e := r.answer.Refused(t, http.StatusBadRequest, "invalid", r.code)
		require.NotNil(t, e.Field, name)
		require.Equal(t, r.field, *e.Field, name)
	}
	entries, _ := anna.Entries(t, chat.TicketPath("/entries"), 0)
	require.Len(t, entries, 1, "nothing was written")
	mentioning(t, anna, chat, "note", "@Oskar Sowa", c.Oskar.ID).OK(t, http.StatusCreated)
}
