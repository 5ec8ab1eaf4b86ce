package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// writing is one try to append to a chat.
type writing func(c *chat, id uuid.UUID, body string) (*desk.Entry, error)

func message(c *chat, id uuid.UUID, body string) (*desk.Entry, error) {
	return c.WriteMessage(context.Background(), c.ID, c.Token, id, body)
}

func messageWithToken(token string) writing {
	return func(c *chat, id uuid.UUID, body string) (*desk.Entry, error) {
		return c.WriteMessage(context.Background(), c.ID, store.HashVisitorToken(token), id, body)
	}
}

func replyBy(agent func(*house) desk.Account) writing {
	return func(c *chat, id uuid.UUID, body string) (*desk.Entry, error) {
		return c.WriteReply(context.Background(), c.ID, agent(c.house).ID, id, body)
	}
}

func noteBy(agent func(*house) desk.Account) writing {
	return func(c *chat, id uuid.UUID, body string) (*desk.Entry, error) {
		return c.WriteNote(context.Background(), c.ID, agent(c.house).ID, id, body)
	}
}

func anna(h *house) desk.Account  { return h.anna }
func piotr(h *house) desk.Account { return h.piotr }
func ewa(h *house) desk.Account   { return h.ewa }

func nobody(*house) desk.Account { return desk.Account{ID: uuid.New()} }

func waiting(t *testing.T, h *house) *chat { return h.start(t) }

func annas(t *testing.T, h *house) *chat { return h.joined(t, h.anna) }

func shut(t *testing.T, h *house) *chat { return h.joined(t, h.anna).closed(t) }

func TestWriting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tests := map[string]struct {
		in    func(*testing.T, *house) *chat
		write writing
		kind  desk.Kind // empty: written
		code  string
	}{
		"a customer writes while waiting":                                    {waiting, message, "", ""},
		"a customer writes to an agent":                                      {annas, message, "", ""},
		"a customer's message to a closed ticket is refused as closed":       {shut, message, desk.Closed, "closed"},
		"a foreign token finds no conversation":                              {annas, messageWithToken("foreign"), desk.NotFound, "conversation_not_found"},
		"a foreign token doesn't learn that a ticket is closed":              {shut, messageWithToken("foreign"), desk.NotFound, "conversation_not_found"},
		"an agent replies to a ticket that nobody has":                       {waiting, replyBy(anna), "", ""},
		"an agent replies to their own ticket":                               {annas, replyBy(anna), "", ""},
		"a reply to another agent's ticket is a conflict":                    {annas, replyBy(piotr), desk.Conflict, "assigned_to_other"},
		"a reply to a closed ticket is refused as closed":                    {shut, replyBy(anna), desk.Closed, "closed"},
		"a reply to another agent's closed ticket is refused as closed":      {shut, replyBy(piotr), desk.Closed, "closed"},
		"an agent without access finds no ticket to reply to":                {waiting, replyBy(ewa), desk.NotFound, "ticket_not_found"},
		"an agent without access doesn't learn that a ticket is closed":      {shut, replyBy(ewa), desk.NotFound, "ticket_not_found"},
		"somebody unknown finds no ticket to reply to":                       {waiting, replyBy(nobody), desk.NotFound, "ticket_not_found"},
		"an agent notes on a ticket that nobody has":                         {waiting, noteBy(anna), "", ""},
		"an agent notes on another agent's ticket":                           {annas, noteBy(piotr), "", ""},
		"an agent notes on a closed ticket":                                  {shut, noteBy(anna), "", ""},
		"an agent without access finds no ticket to note on":                 {waiting, noteBy(ewa), desk.NotFound, "ticket_not_found"},
		"an agent without access finds no closed ticket to note on":          {shut, noteBy(ewa), desk.NotFound, "ticket_not_found"},
		"somebody unknown finds no ticket to note on":                        {waiting, noteBy(nobody), desk.NotFound, "ticket_not_found"},
		"a message to a ticket that isn't there finds no conversation":       {unknown, message, desk.NotFound, "conversation_not_found"},
		"a reply to a ticket that isn't there finds no ticket":               {unknown, replyBy(anna), desk.NotFound, "ticket_not_found"},
		"a note on a ticket that isn't there finds no ticket":                {unknown, noteBy(anna), desk.NotFound, "ticket_not_found"},
		"every text that desk lets pass is kept as it is":                    {annas, withBody("'\"\\ \t\n{}%s $1 \u2028 \U0001F3F4 ﷺ e\u0301"), "", ""},
		"the longest text is kept as it is":                                  {annas, withBody(strings.Repeat("ż", desk.MaxBody)), "", ""},
		"an id of the version that steps use is invalid, from a customer":    {waiting, stepID(message), desk.Invalid, "entry_id"},
		"an id of the version that steps use is invalid, from an agent":      {waiting, stepID(replyBy(anna)), desk.Invalid, "entry_id"},
		"an id of the version that steps use is invalid for a note":          {waiting, stepID(noteBy(anna)), desk.Invalid, "entry_id"},
		"a nil id is an id like another, as long as the ticket has it once":  {waiting, nilID(message), "", ""},
		"a message whose id another ticket has is a message of its own":      {waiting, idOfOtherTicket, "", ""},
		"a reply without joining by another agent than the first is written": {annaReplied, replyBy(piotr), "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := tt.in(t, h)
			before, entriesBefore := headIfAny(t, c), entriesIfAny(t, c)
			id := uuid.New()
			e, err := tt.write(c, id, "Treść")
			if tt.kind != "" {
				requireKind(t, tt.kind, tt.code, err)
				require.Nil(t, e)
				require.Equal(t, before, headIfAny(t, c), "a refusal changes nothing")
				require.Equal(t, entriesBefore, entriesIfAny(t, c))
				return
			}
			require.NoError(t, err)
			require.Equal(t, before.LastSeq+1, e.Seq)
			require.Equal(t, append(entriesBefore, *e), inZoneOf(e, c.journal(t)), "what was returned is what is read")
		})
	}
}

func unknown(_ *testing.T, h *house) *chat { return &chat{house: h, NewTicket: h.newTicket(h.shop)} }

func annaReplied(t *testing.T, h *house) *chat {
	c := h.start(t)
	c.reply(t, h.anna, "Dzień dobry")
	return c
}

func withBody(body string) writing {
	return func(c *chat, id uuid.UUID, _ string) (*desk.Entry, error) { return message(c, id, body) }
}

func stepID(w writing) writing {
	return func(c *chat, _ uuid.UUID, body string) (*desk.Entry, error) {
		return w(c, uuid.NewSHA1(c.ID, []byte("close by silence 4")), body)
	}
}

func nilID(w writing) writing {
	return func(c *chat, _ uuid.UUID, body string) (*desk.Entry, error) { return w(c, uuid.Nil, body) }
}

func idOfOtherTicket(c *chat, id uuid.UUID, body string) (*desk.Entry, error) {
	other := c.house.startOn(failNow{}, c.other)
	if _, err := message(other, id, "Pierwsza"); err != nil {
		return nil, err
	}
	return message(c, id, body)
}

// failNow is a require.TestingT where there is no test at hand.
type failNow struct{}

func (failNow) Errorf(string, ...any) {}
func (failNow) FailNow()              { panic("a step of a test failed") }

func headIfAny(t *testing.T, c *chat) head {
	if c.started == nil {
		return head{}
	}
	return c.head(t)
}

func entriesIfAny(t *testing.T, c *chat) []desk.Entry {
	if c.started == nil {
		return nil
	}
	entries := c.journal(t)
	return inZoneOf(&entries[0], entries)
}

func TestRepeatedWriting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	closeIt := func(t *testing.T, c *chat) { c.closed(t) }
	tests := map[string]struct {
		first, again writing
		between      func(*testing.T, *chat)
		body         string // of the repeat; empty: the same
		kind         desk.Kind
		code         string
	}{
		"a message's repeat returns the first":                          {first: message, again: message},
		"a reply's repeat returns the first":                            {first: replyBy(anna), again: replyBy(anna)},
		"a note's repeat returns the first":                             {first: noteBy(anna), again: noteBy(anna)},
		"a message's repeat after closing still returns the first":      {first: message, again: message, between: closeIt},
		"a reply's repeat after closing still returns the first":        {first: replyBy(anna), again: replyBy(anna), between: closeIt},
		"a note's repeat after closing still returns the first":         {first: noteBy(anna), again: noteBy(anna), between: closeIt},
		"a reply's repeat after a takeover still returns the first":     {first: replyBy(anna), again: replyBy(anna), between: takenByPiotr},
		"a message's repeat with another text is a conflict":            {first: message, again: message, body: "Inna", kind: desk.Conflict, code: "entry_id_reused"},
		"a reply's repeat with another text is a conflict":              {first: replyBy(anna), again: replyBy(anna), body: "Inna", kind: desk.Conflict, code: "entry_id_reused"},
		"a note's repeat with another text is a conflict":               {first: noteBy(anna), again: noteBy(anna), body: "Inna", kind: desk.Conflict, code: "entry_id_reused"},
		"another text after closing is a conflict, not closed":          {first: message, again: message, between: closeIt, body: "Inna", kind: desk.Conflict, code: "entry_id_reused"},
		"a reply with the id of a message is a conflict":                {first: message, again: replyBy(anna), kind: desk.Conflict, code: "entry_id_reused"},
		"a message with the id of a reply is a conflict":                {first: replyBy(anna), again: message, kind: desk.Conflict, code: "entry_id_reused"},
		"a note with the id of a reply is a conflict":                   {first: replyBy(anna), again: noteBy(anna), kind: desk.Conflict, code: "entry_id_reused"},
		"a note with the id of another agent's is a conflict":           {first: noteBy(anna), again: noteBy(piotr), kind: desk.Conflict, code: "entry_id_reused"},
		"a message with the id of an operation is a conflict":           {first: waitNotice, again: message, kind: desk.Conflict, code: "entry_id_reused"},
		"a foreign token doesn't get the first":                         {first: message, again: messageWithToken("foreign"), kind: desk.NotFound, code: "conversation_not_found"},
		"an agent who has lost access doesn't get the first reply":      {first: replyBy(anna), again: replyBy(anna), between: annaLosesAccess, kind: desk.NotFound, code: "ticket_not_found"},
		"an agent who has lost access doesn't get the first note":       {first: noteBy(anna), again: noteBy(anna), between: annaLosesAccess, kind: desk.NotFound, code: "ticket_not_found"},
		"a repeat returns the writer's name as it was when it was said": {first: replyBy(anna), again: replyBy(anna), between: annaMarries},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, id := h.nextDoor(t).start(t), uuid.New() // between changes people
			first, err := tt.first(c, id, "Treść")
			require.NoError(t, err)
			if tt.between != nil {
				tt.between(t, c)
			}
			before := c.head(t)
			body := tt.body
			if body == "" {
				body = "Treść"
			}
			again, err := tt.again(c, id, body)
			require.Equal(t, before, c.head(t), "a repeat changes nothing")
			require.Len(t, c.journal(t), int(before.LastSeq))
			if tt.kind != "" {
				requireKind(t, tt.kind, tt.code, err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, *first, inZoneOf(first, []desk.Entry{*again})[0])
		})
	}
}

func waitNotice(c *chat, id uuid.UUID, _ string) (*desk.Entry, error) {
	_, err := c.AnnounceWait(context.Background(), c.ID, id)
	return &desk.Entry{}, err
}

func takenByPiotr(t *testing.T, c *chat) {
	c.mustDo(t, func(id uuid.UUID) (bool, error) { return c.Join(t.Context(), c.ID, c.piotr.ID, id) })
}

func annaLosesAccess(t *testing.T, c *chat) {
	require.NoError(t, c.RevokeChannel(t.Context(), c.shop.ID, c.anna.ID))
}

func annaMarries(t *testing.T, c *chat) {
	_, err := c.DB().ExecContext(t.Context(), `UPDATE agents SET name = 'Anna Lis' WHERE id = $1`, c.anna.ID)
	require.NoError(t, err)
}

func TestRacingCopiesWriteOneEntry(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, write := range map[string]writing{"messages": message, "replies": replyBy(anna), "notes": noteBy(anna)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := h.start(t)
			for round := range int64(25) {
				id := uuid.New()
				seqs := make(chan int64, 4)
				try := func() error {
					e, err := write(c, id, "Treść")
					if err == nil {
						seqs <- e.Seq
					}
					return err
				}
				require.NoError(t, inParallel(try, try, try, try))
				for range 4 {
					require.Equal(t, round+2, <-seqs)
				}
			}
			require.Len(t, c.journal(t), 26)
		})
	}
}

func TestRacingTextsUnderOneIDHaveOneWinner(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	for range 25 {
		id := uuid.New()
		errs := make(chan error, 2)
		try := func(body string) func() error {
			return func() error { _, err := message(c, id, body); errs <- err; return nil }
		}
		require.NoError(t, inParallel(try("jedna"), try("druga")))
		a, b := <-errs, <-errs
		if a == nil {
			a, b = b, a
		}
		requireKind(t, desk.Conflict, "entry_id_reused", a)
		require.NoError(t, b)
	}
	require.Len(t, c.journal(t), 26)
}

func TestTheHeadFollowsWhatIsWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	began := c.head(t)
	require.NotNil(t, began.AwaitingSince)

	// Each step's entry has the next seq.
	steps := []struct {
		name                  string
		do                    func() *desk.Entry
		wake, customer, reply int64
		from                  desk.AuthorKind
		preview               string
		awaiting              bool
	}{
		{"a second message wakes and doesn't wait anew", func() *desk.Entry { return c.say(t, "Halo?\n  Jest tam kto?") }, 2, 2, 0, desk.ByCustomer, "Halo? Jest tam kto?", true},
		{"a note wakes nobody and shows nowhere", func() *desk.Entry { return c.note(t, h.anna, "Uwaga") }, 2, 2, 0, desk.ByCustomer, "Halo? Jest tam kto?", true},
		{"a reply wakes and ends the waiting", func() *desk.Entry { return c.reply(t, h.anna, strings.Repeat("ą", 200)) }, 4, 2, 4, desk.ByAgent, strings.Repeat("ą", 139) + "…", false},
		{"a second reply is the last", func() *desk.Entry { return c.reply(t, h.piotr, "Jestem") }, 5, 2, 5, desk.ByAgent, "Jestem", false},
		{"a message waits again", func() *desk.Entry { return c.say(t, "Dzięki") }, 6, 6, 5, desk.ByCustomer, "Dzięki", true},
	}
	for i, s := range steps {
		before := c.head(t)
		e := s.do()
		row := c.head(t)
		require.EqualValues(t, i+2, e.Seq, s.name)
		require.Equal(t, e.Seq, row.LastSeq, s.name)
		require.Equal(t, []int64{s.wake, s.customer, s.reply}, []int64{row.WakeSeq, row.LastCustomerSeq, row.LastReplySeq}, s.name)
		require.Equal(t, s.from, row.LastMessageFrom, s.name)
		require.Equal(t, s.preview, row.Preview, s.name)
		require.Equal(t, s.awaiting, row.AwaitingSince != nil, s.name)
		if before.AwaitingSince != nil && row.AwaitingSince != nil {
			require.Equal(t, before.AwaitingSince, row.AwaitingSince, s.name)
		}
		if e.Kind == desk.Message {
			require.WithinDuration(t, e.CreatedAt, row.LastMessageAt, time.Second, s.name)
			require.True(t, row.LastMessageAt.After(before.LastMessageAt), s.name)
		} else {
			require.Equal(t, before.LastMessageAt, row.LastMessageAt, s.name)
		}
	}
}

func TestTimesFollowSeqUnderContention(t *testing.T) {
	t.Parallel()
	c := newHouse(t).start(t)
	var writers []func() error
	for range 8 {
		writers = append(writers, func() error {
			for range 10 {
				if _, err := message(c, uuid.New(), "x"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, inParallel(writers...))
	entries := c.journal(t)
	require.Len(t, entries, 81)
	for i := range entries[1:] {
		require.False(t, entries[i+1].CreatedAt.Before(entries[i].CreatedAt), "entry %d is older than the one before", i+2)
	}
}
