package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// step is a step of a conversation's workflow.
type step func(c *chat, id uuid.UUID) (bool, error)

func join(agent func(*house) desk.Account) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		return c.Join(context.Background(), c.ID, agent(c.house).ID, id)
	}
}

func takeOver(agent func(*house) desk.Account) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		return c.TakeOver(context.Background(), c.ID, agent(c.house).ID, id)
	}
}

func reopen(agent func(*house) desk.Account) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		return c.Reopen(context.Background(), c.ID, agent(c.house).ID, id)
	}
}

func closeBy(by desk.ClosedBy, agent func(*house) desk.Account, seen int64) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		closing := store.Closing{By: by, SeenSeq: seen}
		if agent != nil {
			closing.Agent = agent(c.house).ID
		}
		return c.CloseTicket(context.Background(), c.ID, closing, id)
	}
}

func announceWait(c *chat, id uuid.UUID) (bool, error) {
	return c.AnnounceWait(context.Background(), c.ID, id)
}

var opening = time.Date(2026, 3, 30, 7, 0, 0, 0, time.UTC)

func announceAfterHours(opensAt time.Time) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		return c.AnnounceAfterHours(context.Background(), c.ID, id, opensAt)
	}
}

func remind(replySeq int64) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		return c.RemindSilent(context.Background(), c.ID, id, replySeq)
	}
}

// Where a step finds the conversation. In all of them the customer's first message is entry 1.

func replied(t *testing.T, h *house) *chat { // 2 joined, 3 reply
	c := h.joined(t, h.anna)
	c.reply(t, h.anna, "Już sprawdzam")
	return c
}

func repliedAndAnswered(t *testing.T, h *house) *chat { // 4 the customer
	c := replied(t, h)
	c.say(t, "Czekam")
	return c
}

func TestSteps(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	by := func(kind desk.AuthorKind) func(*house) desk.Author {
		return func(*house) desk.Author {
			a := desk.Author{Kind: kind}
			if kind == desk.ByCustomer {
				a.Name = "Jan Kos"
			}
			return a
		}
	}
	agent := func(who func(*house) desk.Account) func(*house) desk.Author {
		return func(h *house) desk.Author { return desk.Author{Kind: desk.ByAgent, ID: who(h).ID, Name: who(h).Name} }
	}
	op := func(op desk.Op) desk.OperationDetails { return desk.OperationDetails{Type: op} }
	closedBy := func(by desk.ClosedBy) desk.OperationDetails {
		return desk.OperationDetails{Type: desk.OpClosed, By: by}
	}
	tests := map[string]struct {
		in   func(*testing.T, *house) *chat
		step step
		// author is nil where the step is refused.
		author  func(*house) desk.Author
		details desk.OperationDetails
		state   desk.State
		agent   func(*house) desk.Account
	}{
		"an agent joins a free ticket":                        {waiting, join(anna), agent(anna), op(desk.OpJoined), desk.Active, anna},
		"an agent joins after replying":                       {annaReplied, join(anna), agent(anna), op(desk.OpJoined), desk.Active, anna},
		"an agent without access doesn't join":                {in: waiting, step: join(ewa)},
		"somebody unknown doesn't join":                       {in: waiting, step: join(nobody)},
		"a second agent doesn't join":                         {in: annas, step: join(piotr)},
		"the agent who has it doesn't join again":             {in: annas, step: join(anna)},
		"a closed ticket can't be joined":                     {in: shut, step: join(anna)},
		"a ticket closed while waiting can't be joined":       {in: shutWaiting, step: join(anna)},
		"a ticket that isn't there can't be joined":           {in: unknown, step: join(anna)},
		"another agent takes over":                            {annas, takeOver(piotr), agent(piotr), op(desk.OpTookOver), desk.Active, piotr},
		"one doesn't take over one's own":                     {in: annas, step: takeOver(anna)},
		"a free ticket isn't taken over":                      {in: waiting, step: takeOver(anna)},
		"a closed ticket isn't taken over":                    {in: shut, step: takeOver(piotr)},
		"an agent without access doesn't take over":           {in: annas, step: takeOver(ewa)},
		"its agent closes":                                    {annas, closeBy(desk.ClosedByAgent, anna, 0), agent(anna), closedBy(desk.ClosedByAgent), desk.Shut, anna},
		"another agent closes, and it stays the first one's":  {annas, closeBy(desk.ClosedByAgent, piotr, 0), agent(piotr), closedBy(desk.ClosedByAgent), desk.Shut, anna},
		"an agent closes a ticket that nobody has":            {waiting, closeBy(desk.ClosedByAgent, anna, 0), agent(anna), closedBy(desk.ClosedByAgent), desk.Shut, nil},
		"an agent without access doesn't close":               {in: annas, step: closeBy(desk.ClosedByAgent, ewa, 0)},
		"the customer closes":                                 {annas, closeBy(desk.ClosedByCustomer, nil, 0), by(desk.ByCustomer), closedBy(desk.ClosedByCustomer), desk.Shut, anna},
		"the customer closes while waiting":                   {waiting, closeBy(desk.ClosedByCustomer, nil, 0), by(desk.ByCustomer), closedBy(desk.ClosedByCustomer), desk.Shut, nil},
		"silence closes":                                      {annas, closeBy(desk.ClosedBySilence, nil, 0), by(desk.BySystem), closedBy(desk.ClosedBySilence), desk.Shut, anna},
		"a rule closes":                                       {waiting, closeBy(desk.ClosedByRule, nil, 0), by(desk.BySystem), closedBy(desk.ClosedByRule), desk.Shut, nil},
		"a closed ticket isn't closed again":                  {in: shut, step: closeBy(desk.ClosedByAgent, anna, 0)},
		"one who has seen the customer's last message closes": {repliedAndAnswered, closeBy(desk.ClosedByAgent, anna, 4), agent(anna), closedBy(desk.ClosedByAgent), desk.Shut, anna},
		"one who hasn't seen it doesn't close":                {in: repliedAndAnswered, step: closeBy(desk.ClosedByAgent, anna, 3)},
		"silence doesn't close over an answer":                {in: repliedAndAnswered, step: closeBy(desk.ClosedBySilence, nil, 3)},
		"zero closes whatever was written":                    {repliedAndAnswered, closeBy(desk.ClosedByAgent, anna, 0), agent(anna), closedBy(desk.ClosedByAgent), desk.Shut, anna},
		"what agents wrote since doesn't hinder closing":      {replied, closeBy(desk.ClosedByRule, nil, 1), by(desk.BySystem), closedBy(desk.ClosedByRule), desk.Shut, anna},
		"but a newer reply begins a new silence":              {in: repliedTwice, step: closeBy(desk.ClosedBySilence, nil, 3)},
		"a closed ticket reopens for its agent":               {shut, reopen(anna), agent(anna), op(desk.OpReopened), desk.Active, anna},
		"a closed ticket reopens for another":                 {shut, reopen(piotr), agent(piotr), op(desk.OpReopened), desk.Active, piotr},
		"a ticket closed while waiting reopens":               {shutWaiting, reopen(piotr), agent(piotr), op(desk.OpReopened), desk.Active, piotr},
		"an open ticket doesn't reopen":                       {in: annas, step: reopen(anna)},
		"a waiting ticket doesn't reopen":                     {in: waiting, step: reopen(anna)},
		"an agent without access doesn't reopen":              {in: shut, step: reopen(ewa)},
		"a waiting customer hears that it takes longer":       {waiting, announceWait, by(desk.BySystem), op(desk.OpWaitNotice), desk.Waiting, nil},
		"a customer with an agent doesn't":                    {in: annas, step: announceWait},
		"nor one whose ticket is closed":                      {in: shut, step: announceWait},
		"a waiting customer hears when the shop opens":        {waiting, announceAfterHours(opening), by(desk.BySystem), desk.OperationDetails{Type: desk.OpAfterHours, OpensAt: &opening}, desk.Waiting, nil},
		"a waiting customer hears that the shop has closed":   {waiting, announceAfterHours(time.Time{}), by(desk.BySystem), op(desk.OpAfterHours), desk.Waiting, nil},
		"one with an agent hears nothing of closing time":     {in: annas, step: announceAfterHours(opening)},
		"a silent customer is reminded of the last reply":     {replied, remind(3), by(desk.BySystem), op(desk.OpSilenceReminder), desk.Active, anna},
		"one who has written isn't":                           {in: repliedAndAnswered, step: remind(3)},
		"nor of a reply that isn't the last":                  {in: repliedTwice, step: remind(3)},
		"but of the last of two":                              {repliedTwice, remind(4), by(desk.BySystem), op(desk.OpSilenceReminder), desk.Active, anna},
		"one who waits isn't reminded, though replied to":     {in: annaReplied, step: remind(2)},
		"nor where nobody has replied":                        {in: annas, step: remind(0)},
		"nor one who was replied to before it closed":         {in: repliedAndClosed, step: remind(3)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, id := tt.in(t, h), uuid.New()
			before, entries := headIfAny(t, c), entriesIfAny(t, c)

			made, err := tt.step(c, id)
			require.NoError(t, err)
			require.Equal(t, tt.author != nil, made)
			if !made {
				require.Equal(t, before, headIfAny(t, c), "a refusal changes nothing")
				require.Equal(t, entries, entriesIfAny(t, c))
				return
			}
			after := c.head(t)
			last := c.journal(t)[len(entries)]
			if last.Operation.OpensAt != nil {
				*last.Operation.OpensAt = last.Operation.OpensAt.UTC()
			}
			require.Equal(t, desk.Entry{
				TicketID: c.ID, Seq: before.LastSeq + 1, ID: id, Kind: desk.Operation, Author: tt.author(h),
				Operation: &tt.details, CreatedAt: last.CreatedAt,
			}, last)

			require.Equal(t, tt.state, after.State)
			require.Equal(t, tt.state == desk.Shut, after.ClosedAt != nil)
			var assignee uuid.NullUUID
			if tt.agent != nil {
				assignee = uuid.NullUUID{UUID: tt.agent(h).ID, Valid: true}
			}
			require.Equal(t, assignee, after.AgentID)
			want := before // nothing else changes; above all nothing that wakes the workflow
			want.LastSeq, want.State, want.AgentID, want.ClosedAt = after.LastSeq, after.State, after.AgentID, after.ClosedAt
			if want.Status = "open"; tt.state == desk.Shut {
				want.Status = "closed"
			}
			require.Equal(t, want, after)

			again, err := tt.step(c, id)
			require.NoError(t, err)
			require.True(t, again, "a repeat is made already")
			require.Equal(t, after, c.head(t))

			another, err := tt.step(c, uuid.New())
			require.NoError(t, err)
			repeatable := last.Operation.Type == desk.OpWaitNotice || last.Operation.Type == desk.OpAfterHours || last.Operation.Type == desk.OpSilenceReminder
			require.Equal(t, repeatable, another, "the same step under another id")
		})
	}
}

func shutWaiting(t *testing.T, h *house) *chat { return h.start(t).closed(t) }

func repliedTwice(t *testing.T, h *house) *chat {
	c := replied(t, h)
	c.reply(t, h.anna, "Jeszcze chwila")
	return c
}

func repliedAndClosed(t *testing.T, h *house) *chat { return replied(t, h).closed(t) }

func TestARepeatedStepIsMadeEvenWhenTheStateHasMovedOn(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	id := uuid.New()
	for range 2 {
		made, err := join(anna)(c, id)
		require.NoError(t, err)
		require.True(t, made)
		if c.head(t).State == desk.Active {
			c.closed(t)
		}
	}
	require.Equal(t, desk.Shut, c.head(t).State)
}

func TestAnIDOfAnotherEntryIsNotAStepMade(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, step := range map[string]step{
		"join": join(anna), "close": closeBy(desk.ClosedBySilence, nil, 0), "wait notice": announceWait,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := h.start(t)
			made, err := step(c, c.say(t, "Halo?").ID)
			require.False(t, made)
			requireKind(t, desk.Conflict, "entry_id_reused", err)
			require.Equal(t, desk.Waiting, c.head(t).State)
		})
	}
	t.Run("another agent's join", func(t *testing.T) {
		t.Parallel()
		c, id := h.start(t), uuid.New()
		made, err := join(anna)(c, id)
		require.NoError(t, err)
		require.True(t, made)
		made, err = join(piotr)(c, id)
		require.False(t, made)
		requireKind(t, desk.Conflict, "entry_id_reused", err)
	})
}

func TestOfTwoAgentsWhoJoinAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 25 {
		c := h.start(t)
		made := make(chan uuid.UUID, 4)
		try := func(agent desk.Account, id uuid.UUID) func() error {
			return func() error {
				ok, err := c.Join(context.Background(), c.ID, agent.ID, id)
				if ok {
					made <- agent.ID
				}
				return err
			}
		}
		annas, piotrs := uuid.New(), uuid.New() // each tries twice, as a retried step does
		require.NoError(t, inParallel(try(h.anna, annas), try(h.piotr, piotrs), try(h.anna, annas), try(h.piotr, piotrs)))
		winner := c.head(t).AgentID.UUID
		require.Len(t, made, 2, "both tries of the winner, none of the other")
		require.Equal(t, []uuid.UUID{winner, winner}, []uuid.UUID{<-made, <-made})
		require.Len(t, c.journal(t), 2)
	}
}

func TestNothingIsSaidAfterTheClosingThatRacesIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 20 {
		c := h.joined(t, h.anna)
		write := func(w writing) func() error {
			return func() error {
				for range 4 {
					if _, err := w(c, uuid.New(), "x"); err != nil && desk.KindOf(err) != desk.Closed {
						return err
					}
				}
				return nil
			}
		}
		require.NoError(t, inParallel(write(message), write(replyBy(anna)), func() error {
			_, err := closeBy(desk.ClosedByAgent, anna, 0)(c, uuid.New())
			return err
		}))
		entries := c.journal(t)
		last := entries[len(entries)-1]
		require.NotNil(t, last.Operation, "the closing is the last entry")
		require.Equal(t, desk.OpClosed, last.Operation.Type)
	}
}

func TestAClosingWithSeenSeqNeverClosesOverAMessage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 40 {
		c := h.joined(t, h.anna)
		var written *desk.Entry
		var made bool
		require.NoError(t, inParallel(
			func() (err error) {
				written, err = message(c, uuid.New(), "Czekam")
				if desk.KindOf(err) == desk.Closed {
					err = nil
				}
				return err
			},
			func() (err error) {
				made, err = closeBy(desk.ClosedByAgent, anna, 2)(c, uuid.New())
				return err
			}))
		require.Equal(t, made, written == nil, "exactly one of the two happens")
	}
}

func TestStanding(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	both := func(t *testing.T, h *house) *chat {
		c := annaReplied(t, h)
		c.reply(t, h.piotr, "Ja też")
		return c
	}
	tests := map[string]struct {
		in      func(*testing.T, *house) *chat
		replier func(*house) desk.Account
	}{
		"nobody has replied to a new ticket":                  {waiting, nil},
		"a note is no reply":                                  {func(t *testing.T, h *house) *chat { c := h.start(t); c.note(t, h.anna, "x"); return c }, nil},
		"an agent who replied without joining is the replier": {annaReplied, anna},
		"the first of two is":                                 {both, anna},
		"a ticket that somebody has, has no replier":          {replied, nil},
		"nor has one that the replier joined": {func(t *testing.T, h *house) *chat {
			c := annaReplied(t, h)
			c.mustDo(t, func(id uuid.UUID) (bool, error) { return join(anna)(c, id) })
			return c
		}, nil},
		"nor a closed one": {func(t *testing.T, h *house) *chat { return annaReplied(t, h).closed(t) }, nil},
		"a replier who has lost access makes way for the next":    {func(t *testing.T, h *house) *chat { c := both(t, h); annaLosesAccess(t, c); return c }, piotr},
		"when all repliers have lost access nobody is":            {func(t *testing.T, h *house) *chat { c := annaReplied(t, h); annaLosesAccess(t, c); return c }, nil},
		"a ticket with a silent agent has who and since when set": {replied, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := h.nextDoor(t)
			c := tt.in(t, h)
			row := c.head(t)
			st, err := h.Standing(t.Context(), c.ID)
			require.NoError(t, err)
			var replier uuid.NullUUID
			if tt.replier != nil {
				replier = uuid.NullUUID{UUID: tt.replier(h).ID, Valid: true}
			}
			require.Equal(t, replier, st.Replier)
			require.Equal(t, []any{c.started.Number, *h.shop, desk.Normal}, []any{st.Number, st.Channel, st.Priority})
			require.Equal(t, []any{row.State, row.AgentID, row.LastSeq, row.LastMessageFrom}, []any{st.State, st.AgentID, st.LastSeq, st.LastMessageFrom})
			require.Equal(t, []int64{row.LastCustomerSeq, row.LastReplySeq}, []int64{st.LastCustomerSeq, st.LastReplySeq})
			require.True(t, st.LastMessageAt.Equal(row.LastMessageAt))
			require.True(t, st.WaitingSince.Equal(c.started.CreatedAt) || st.State == desk.Shut)
			var closed int64
			for _, e := range c.journal(t) {
				if e.Operation != nil && e.Operation.Type == desk.OpClosed {
					closed = e.Seq
				}
			}
			require.Equal(t, closed, st.ClosedSeq)
		})
	}
	_, err := h.Standing(t.Context(), uuid.New())
	requireKind(t, desk.NotFound, "ticket_not_found", err)
}
