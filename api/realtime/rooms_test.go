package realtime_test

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/store"
)

func bodies(entries []contract.Entry) (texts []string) {
	for _, e := range entries {
		texts = append(texts, *e.Body)
	}
	return texts
}

func TestWatchersGetEveryEntryInOrderFromWhereTheyBegan(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	chat.Say(t, "halo?")
	inbox := anna.Inbox(t)
	require.EqualValues(t, 2, inbox.Watch(t, chat.ID).Through)
	visitor := chat.Listen(t)

	first := chat.Write(t, anna, "message", "Słucham")
	chat.Say(t, "Gdzie paczka?")
	for _, s := range []*apitest.Socket{inbox, visitor} {
		var seen []string
		for at := int64(2); at < 4; {
			f := s.Next(t)
			require.Equal(t, "entries", f.Type)
			require.Equal(t, chat.ID, f.Ticket)
			require.Equal(t, at, f.From)
			require.Len(t, f.Entries, int(f.Through-f.From))
			seen, at = append(seen, bodies(f.Entries)...), f.Through
		}
		require.Equal(t, []string{"Słucham", "Gdzie paczka?"}, seen)
	}

	t.Run("a repeat of an entry is pushed to nobody", func(t *testing.T) {
		anna.Do(t, http.MethodPost, chat.TicketPath("/entries"), apitest.M{"id": first.ID, "kind": "message", "body": "Słucham"}).OK(t, http.StatusCreated)
		chat.Say(t, "po powtórce")
		require.Equal(t, []string{"po powtórce"}, bodies(inbox.Next(t).Entries))
	})
	t.Run("watching again answers again", func(t *testing.T) {
		require.EqualValues(t, 5, inbox.Watch(t, chat.ID).Through)
	})
	t.Run("after unwatch nothing comes any more", func(t *testing.T) {
		inbox.Send(t, apitest.M{"type": "unwatch", "ticket": chat.ID})
		other := c.Chat(t)
		inbox.Watch(t, other.ID) // the frame before it was handled
		chat.Say(t, "bez świadków")
		other.Say(t, "ze świadkiem")
		require.Equal(t, []string{"ze świadkiem"}, bodies(inbox.Next(t).Entries))
	})
}

func TestVisitorsSeeNeitherNotesNorAgentsIDs(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	inbox, visitor := anna.Watching(t, chat), chat.Listen(t)
	chat.Write(t, anna, "note", "tajemnica firmy")
	chat.Join(t, c.Anna)
	chat.Write(t, anna, "message", "Już sprawdzam")
	var frames []apitest.Frame
	for len(frames) == 0 || frames[len(frames)-1].Through < 4 {
		frames = append(frames, visitor.Next(t))
	}
	anna.Do(t, http.MethodPost, chat.TicketPath("/typing"), nil).OK(t, http.StatusNoContent)
	frames = append(frames, visitor.Until(t, "typing"))
	var public int
	for _, f := range frames {
		require.NotContains(t, f.Raw, c.Anna.ID.String())
		require.NotContains(t, f.Raw, "tajemnica")
		public += len(f.Entries)
	}
	require.Equal(t, 2, public, "the join and the reply")
	require.Equal(t, "Anna Nowak", frames[len(frames)-1].Author.Name)

	var own []contract.Entry
	for len(own) < 3 {
		own = append(own, inbox.Next(t).Entries...)
	}
	require.Equal(t, contract.EntryKind("note"), own[0].Kind)
	require.Equal(t, c.Anna.ID, *own[0].Author.ID)
}

func TestTypingReachesTheOthersOnly(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	annas, piotrs, visitors := anna.Watching(t, chat), piotr.Watching(t, chat), chat.Listen(t)

	anna.Do(t, http.MethodPost, chat.TicketPath("/typing"), nil).OK(t, http.StatusNoContent)
	f := piotrs.Next(t)
	require.Equal(t, []any{"typing", chat.ID, c.Anna.ID}, []any{f.Type, f.Ticket, *f.Author.ID})
	require.Nil(t, visitors.Next(t).Author.ID)
	anna.Do(t, http.MethodPost, chat.TicketPath("/typing?kind=note"), nil).OK(t, http.StatusNoContent)
	require.Equal(t, c.Anna.ID, *piotrs.Next(t).Author.ID)
	anna.Do(t, http.MethodPost, chat.TicketPath("/typing?kind=poem"), nil).Refused(t, http.StatusBadRequest, "invalid", "kind")
	chat.Do(t, http.MethodPost, chat.Path("/typing"), nil).OK(t, http.StatusNoContent)
	require.Equal(t, contract.AuthorKind("customer"), piotrs.Next(t).Author.Kind)
	// The notice went to everybody under one lock, so that the message stands behind it.
	chat.Say(t, "napisane")
	require.Equal(t, contract.AuthorKind("customer"), annas.Next(t).Author.Kind, "her own typing would have come before")
	require.Equal(t, "entries", annas.Next(t).Type)
	require.Equal(t, "entries", visitors.Next(t).Type, "the customer's own typing would have come before, and that of a note")
}

func TestWhatMayNotBeReadIsNotWatched(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	ewas := c.As(t, c.Ewa).Inbox(t)
	for name, ticket := range map[string]uuid.UUID{"another channel's ticket": chat.ID, "an unknown ticket": uuid.New()} {
		ewas.Send(t, apitest.M{"type": "watch", "ticket": ticket})
		f := ewas.Next(t)
		require.Equal(t, []any{"refused", ticket}, []any{f.Type, f.Ticket}, name)
	}
	ewas.Send(t, apitest.M{"type": "watch"})
	require.Equal(t, "refused", ewas.Next(t).Type)

	t.Run("an operator watches", func(t *testing.T) {
		c.As(t, c.Oskar).Watching(t, chat)
	})
	t.Run("nor more than twenty tickets at once", func(t *testing.T) {
		piotrs := c.As(t, c.Piotr).Inbox(t)
		for range 20 {
			piotrs.Watch(t, c.Chat(t).ID)
		}
		piotrs.Send(t, apitest.M{"type": "watch", "ticket": chat.ID})
		require.Equal(t, "refused", piotrs.Next(t).Type)
	})
	t.Run("frames that mean nothing are ignored", func(t *testing.T) {
		s := c.As(t, c.Anna).Inbox(t)
		for _, raw := range []string{"", "{", "[]", "null", `{"type":7}`, `{"type":"watch","ticket":"x"}`, `{"type":"dance"}`, "\xff\xfe", `{"type":"watch","ticket":null}`} {
			require.NoError(t, s.Conn.WriteMessage(1, []byte(raw)))
		}
		require.EqualValues(t, 1, s.Watch(t, chat.ID).Through)
	})
	t.Run("a visitor's frames too", func(t *testing.T) {
		other := c.Chat(t)
		s := chat.Listen(t)
		s.Send(t, apitest.M{"type": "watch", "ticket": other.ID})
		other.Say(t, "cudze")
		chat.Say(t, "własne")
		require.Equal(t, []string{"własne"}, bodies(s.Next(t).Entries))
	})
}

func TestAgentsAreToldHowAMessageSoundsAndCustomersAreNot(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	anna, visitor := c.As(t, c.Anna).Watching(t, chat), chat.Listen(t)
	angry := store.Judgement{Sentiment: desk.Negative, Context: "complaint", Language: "pl"}
	require.NoError(t, c.Store.NoteJudgements(t.Context(), chat.ID, []int64{1}, []store.Judgement{angry}))
	require.JSONEq(t, `{"type":"judged","ticket":"`+chat.ID.String()+`","seq":1,"sentiment":"negative"}`, anna.Until(t, "judged").Raw)
	require.NoError(t, c.Store.NoteModelJudgement(t.Context(), chat.ID, 1, store.Judgement{Sentiment: desk.Positive, Context: "thanks"}))
	require.Contains(t, anna.Until(t, "judged").Raw, `"positive"`, "a model says otherwise")
	chat.Say(t, "halo?")
	require.Equal(t, "entries", visitor.Next(t).Type)
}
