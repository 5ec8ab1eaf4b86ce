package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// told is what an agent is told of, newest first, as "kind: what" with a star where it is unread.
func (h *house) told(t *testing.T, agent desk.Account) []string {
	t.Helper()
	notices, unread, err := h.Notices(t.Context(), agent.ID, 100)
	require.NoError(t, err)
	told, marked := []string{}, 0
	for _, n := range notices {
		what := n.Entry.Body
		if op := n.Entry.Operation; op != nil {
			what = string(op.Type)
			if op.Change != nil {
				what += " " + string(op.Change.Property)
			}
		}
		star := ""
		if n.Unread {
			star, marked = "*", marked+1
		}
		told = append(told, string(n.Kind)+": "+what+star)
	}
	require.Equal(t, marked, unread)
	return told
}

func (h *house) watch(t *testing.T, c *chat, by, who desk.Account) {
	t.Helper()
	_, err := h.ChangeTicket(t.Context(), c.ID, by.ID, uuid.New(), desk.PropertyWatcherAdded, who.ID.String())
	require.NoError(t, err)
}

// mention writes a note of anna's that names the agent, as the composer's route does.
func (h *house) mention(t *testing.T, c *chat, who desk.Account, body string) int64 {
	t.Helper()
	e := c.note(t, h.anna, body)
	_, err := h.DB().Exec(`INSERT INTO mentions (agent_id, ticket_id, seq) VALUES ($1, $2, $3)`, who.ID, c.ID, e.Seq)
	require.NoError(t, err)
	return e.Seq
}

func TestAWatcherIsToldOfWhatOthersDoSinceThen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)
	h.watch(t, c, h.piotr, h.piotr)
	require.Empty(t, h.told(t, h.piotr), "neither the past nor what they do themselves")
	c.say(t, "Halo?")
	require.Equal(t, []string{"watched: Halo?*"}, h.told(t, h.piotr))
	c.reply(t, h.anna, "Słucham")
	require.Equal(t, []string{"watched: Słucham*"}, h.told(t, h.piotr), "one for a ticket: the last")
	require.NoError(t, h.MarkRead(t.Context(), c.ID, h.piotr.ID, 99))
	require.Equal(t, []string{"watched: Słucham"}, h.told(t, h.piotr))

	c.note(t, h.piotr, "moja notatka")
	require.Equal(t, []string{"watched: Słucham"}, h.told(t, h.piotr), "their own note is no news")
	c.closed(t)
	require.Equal(t, []string{"watched: closed*"}, h.told(t, h.piotr))

	_, err := h.ChangeTicket(t.Context(), c.ID, h.piotr.ID, uuid.New(), desk.PropertyWatcherRemoved, h.piotr.ID.String())
	require.NoError(t, err)
	require.Empty(t, h.told(t, h.piotr))
	h.watch(t, c, h.anna, h.piotr)
	require.Equal(t, []string{"watched: changed watcher_added*"}, h.told(t, h.piotr), "that somebody else added them is told")
	require.Empty(t, h.told(t, h.anna))
}

func TestWhatTheProgramTellsACustomerIsNoNews(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	h.watch(t, c, h.piotr, h.piotr)
	c.mustDo(t, func(id uuid.UUID) (bool, error) { return h.AnnounceWait(t.Context(), c.ID, id) })
	require.Empty(t, h.told(t, h.piotr))
}

func TestWhoIsGivenATicketByAnotherIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)
	e := listen(t, h, store.NoticesChannel)
	give := func(by, to desk.Account) {
		t.Helper()
		_, err := h.ChangeTicket(t.Context(), c.ID, by.ID, uuid.New(), desk.PropertyAgent, to.ID.String())
		require.NoError(t, err)
	}
	give(h.anna, h.piotr)
	require.Contains(t, e.sinceLast(), notice{store.NoticesChannel, h.piotr.ID.String()})
	require.Equal(t, []string{"assigned: changed agent*"}, h.told(t, h.piotr))
	give(h.anna, h.anna)
	require.NotContains(t, e.sinceLast(), notice{store.NoticesChannel, h.anna.ID.String()})
	require.Empty(t, h.told(t, h.anna), "who takes it themselves knows")

	require.NoError(t, h.MarkRead(t.Context(), c.ID, h.piotr.ID, 99))
	require.Contains(t, e.sinceLast(), notice{store.NoticesChannel, h.piotr.ID.String()}, "their other devices are told")
	require.Equal(t, []string{"assigned: changed agent"}, h.told(t, h.piotr))
	require.NoError(t, h.MarkRead(t.Context(), c.ID, h.piotr.ID, 99))
	require.Empty(t, e.sinceLast(), "nothing has changed")
}

func TestMentionsAndMarkingAllAsRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, other := h.joined(t, h.anna), h.joined(t, h.anna)
	seq := h.mention(t, c, h.piotr, "@Piotr Lis, zerkniesz?")
	h.watch(t, c, h.piotr, h.piotr)
	require.Equal(t, []string{"mention: @Piotr Lis, zerkniesz?*"}, h.told(t, h.piotr))
	require.NoError(t, h.MarkRead(t.Context(), c.ID, h.piotr.ID, seq-1))
	require.Equal(t, []string{"mention: @Piotr Lis, zerkniesz?*"}, h.told(t, h.piotr), "they haven't read so far")
	h.mention(t, c, h.piotr, "Druga")
	require.Len(t, h.told(t, h.piotr), 2, "the watched ticket doesn't tell of the same entry again")
	h.mention(t, other, h.piotr, "Trzecia")

	notices, unread, err := h.Notices(t.Context(), h.piotr.ID, 2)
	require.NoError(t, err)
	require.Len(t, notices, 2)
	require.Equal(t, 3, unread, "those beyond the page count too")
	require.Equal(t, []any{other.ID, "Paczka", "Jan Kos", other.started.Number},
		[]any{notices[0].Ticket.ID, notices[0].Ticket.Subject, notices[0].Ticket.Requester.Name, notices[0].Ticket.Number})

	e := listen(t, h, store.NoticesChannel)
	require.NoError(t, h.MarkNoticesRead(t.Context(), h.piotr.ID, notices[1].At))
	require.Contains(t, e.sinceLast(), notice{store.NoticesChannel, h.piotr.ID.String()})
	require.Equal(t, []string{"mention: Trzecia*", "mention: Druga", "mention: @Piotr Lis, zerkniesz?"}, h.told(t, h.piotr))
	require.NoError(t, h.MarkNoticesRead(t.Context(), h.piotr.ID, notices[0].At))
	require.Len(t, h.told(t, h.piotr), 3)
	require.NoError(t, h.MarkNoticesRead(t.Context(), h.piotr.ID, notices[1].At), "an earlier time")
	_, unread, err = h.Notices(t.Context(), h.piotr.ID, 2)
	require.NoError(t, err)
	require.Zero(t, unread)
	ticket, err := h.Ticket(t.Context(), other.ID, h.piotr.ID)
	require.NoError(t, err)
	require.True(t, ticket.Unread(), "the ticket itself was not read")

	require.NoError(t, h.MarkNoticesRead(t.Context(), h.piotr.ID, time.Now().Add(24*time.Hour)))
	h.mention(t, c, h.piotr, "Czwarta")
	require.Equal(t, "mention: Czwarta*", h.told(t, h.piotr)[0], "nobody reads in advance")
}

func TestWithAccessWhatOneIsToldOfIsLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.joined(t, h.anna)
	h.watch(t, c, h.piotr, h.piotr)
	c.say(t, "Halo?")
	h.mention(t, c, h.piotr, "Zerkniesz?")
	_, err := h.ChangeTicket(t.Context(), c.ID, h.anna.ID, uuid.New(), desk.PropertyAgent, h.piotr.ID.String())
	require.NoError(t, err)
	require.Len(t, h.told(t, h.piotr), 3)
	require.NoError(t, h.RevokeChannel(t.Context(), h.shop.ID, h.piotr.ID))
	require.Empty(t, h.told(t, h.piotr))
	require.Empty(t, h.told(t, h.ewa))
}

func TestAReplyThatAnotherAgentsReplyCameBefore(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	write := func(agent desk.Account, entry uuid.UUID, seen int64) error {
		_, err := c.WriteReplyAfter(t.Context(), c.ID, agent.ID, entry, "Już sprawdzam", nil, &seen)
		return err
	}
	refused := func(err error) {
		t.Helper()
		require.Equal(t, "answered_meanwhile", desk.CodeOf(err), "%v", err)
	}
	first := uuid.New()
	require.NoError(t, write(h.anna, first, 1))
	refused(write(h.piotr, uuid.New(), 1))
	require.NoError(t, write(h.anna, uuid.New(), 1), "what came between is their own")
	require.NoError(t, write(h.anna, first, 0), "a repeat")
	refused(write(h.piotr, uuid.New(), 2))
	require.Equal(t, desk.NotFound, desk.KindOf(write(h.ewa, uuid.New(), 1)), "who can't see the ticket learns nothing")
	c.say(t, "Halo?")
	require.NoError(t, write(h.piotr, uuid.New(), 3), "a customer's message asks nothing")
	a, seen := c.uploads(t, store.Uploader{Agent: h.anna.ID}, "a.png"), int64(3)
	_, err := c.WriteReplyAfter(t.Context(), c.ID, h.anna.ID, uuid.New(), "", []uuid.UUID{a.ID}, &seen)
	refused(err)
}

func TestOfTwoRepliesInTheSameInstantOneStands(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 20 {
		c := h.start(t)
		seen := int64(1)
		errs := make(chan error, 8)
		for i := range cap(errs) { // more than are written one by one
			go func() {
				agent := []desk.Account{h.anna, h.piotr}[i%2]
				_, err := c.WriteReplyAfter(t.Context(), c.ID, agent.ID, uuid.New(), "Już sprawdzam", nil, &seen)
				errs <- err
			}()
		}
		for range cap(errs) {
			if err := <-errs; err != nil { // of the writer's own that race each other, one may be asked to come again
				require.Contains(t, []string{"answered_meanwhile", "changed_meanwhile"}, desk.CodeOf(err), "%v", err)
			}
		}
		writers := map[uuid.UUID]bool{}
		for _, e := range c.journal(t) {
			if e.Author.Kind == desk.ByAgent {
				writers[e.Author.ID] = true
			}
		}
		require.Len(t, writers, 1)
	}
}
