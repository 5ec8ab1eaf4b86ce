package store_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/store"
)

// changing is a change to an agent; nil: to nobody.
func changing(by func(*house) desk.Account, property desk.Property, to func(*house) desk.Account) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		value := ""
		if to != nil {
			value = to(c.house).ID.String()
		}
		return valued(by, property, value)(c, id)
	}
}

// valued is a change; it is made when it wrote entries.
func valued(by func(*house) desk.Account, property desk.Property, value string) step {
	return func(c *chat, id uuid.UUID) (bool, error) {
		changed, err := c.ChangeTicket(context.Background(), c.ID, by(c.house).ID, id, property, value)
		return err == nil && len(changed.Entries) > 0, err
	}
}

func (h *house) newTags(t require.TestingT, names ...string) (tags []desk.Tag) {
	for _, name := range names {
		tag, err := h.CreateTag(context.Background(), name)
		require.NoError(t, err)
		tags = append(tags, *tag)
	}
	return tags
}

// change changes the ticket for anna.
func (c *chat) change(t require.TestingT, property desk.Property, value string) *store.Changed {
	changed, err := c.ChangeTicket(context.Background(), c.ID, c.anna.ID, uuid.New(), property, value)
	require.NoError(t, err)
	return changed
}

func (h *house) newTeam(t require.TestingT, name string, agents ...uuid.UUID) *desk.Team {
	team, err := h.SaveTeam(context.Background(), desk.Team{ID: uuid.New(), Name: name, Agents: agents})
	require.NoError(t, err)
	return team
}

func TestEachPropertyIsChangedByAnEntryWithNames(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tag, team, own := h.newTags(t, "VIP")[0], h.newTeam(t, "Reklamacje"), h.newStatus(t, "U kuriera", nil)
	key := uuid.NewString()
	context, err := h.SaveContext(t.Context(), desk.Context{Key: key, Name: "Gwarancja"})
	require.NoError(t, err)
	had := func(changes ...desk.Change) func(*testing.T, *house) *chat {
		return func(t *testing.T, h *house) *chat {
			c := h.start(t)
			for _, change := range changes {
				c.change(t, change.Property, change.Value)
			}
			return c
		}
	}
	for name, tt := range map[string]struct {
		in   func(*testing.T, *house) *chat
		want desk.Change
		is   func(*desk.Ticket) any
		then any
	}{
		"a built-in status": {waiting, desk.Change{Property: desk.PropertyStatus, Value: "pending", Was: "open"},
			func(t *desk.Ticket) any { return t.Status }, "pending"},
		"an own status": {waiting, desk.Change{Property: desk.PropertyStatus, Value: own.Key, Was: "open", Name: "U kuriera"},
			func(t *desk.Ticket) any { return t.Status }, own.Key},
		"a status instead of an own": {had(desk.Change{Property: desk.PropertyStatus, Value: own.Key}),
			desk.Change{Property: desk.PropertyStatus, Value: "resolved", Was: own.Key, WasName: "U kuriera"},
			func(t *desk.Ticket) any { return t.Status }, "resolved"},
		"a priority": {annas, desk.Change{Property: desk.PropertyPriority, Value: "urgent", Was: "normal"},
			func(t *desk.Ticket) any { return t.Priority }, desk.Urgent},
		"a closed ticket's priority": {shut, desk.Change{Property: desk.PropertyPriority, Value: "low", Was: "normal"},
			func(t *desk.Ticket) any { return t.Priority }, desk.Low},
		"a tag": {waiting, desk.Change{Property: desk.PropertyTagAdded, Value: tag.ID.String(), Name: "VIP"},
			func(t *desk.Ticket) any { return t.TagIDs }, []uuid.UUID{tag.ID}},
		"a tag that goes": {had(desk.Change{Property: desk.PropertyTagAdded, Value: tag.ID.String()}),
			desk.Change{Property: desk.PropertyTagRemoved, Value: tag.ID.String(), Name: "VIP"},
			func(t *desk.Ticket) any { return len(t.TagIDs) }, 0},
		"a team": {waiting, desk.Change{Property: desk.PropertyTeam, Value: team.ID.String(), Name: "Reklamacje"},
			func(t *desk.Ticket) any { return t.TeamID }, team.ID},
		"no team any more": {had(desk.Change{Property: desk.PropertyTeam, Value: team.ID.String()}),
			desk.Change{Property: desk.PropertyTeam, Was: team.ID.String(), WasName: "Reklamacje"},
			func(t *desk.Ticket) any { return t.TeamID }, uuid.Nil},
		"a watcher": {waiting, desk.Change{Property: desk.PropertyWatcherAdded, Value: h.piotr.ID.String(), Name: "Piotr Lis"},
			func(t *desk.Ticket) any { return t.WatcherIDs }, []uuid.UUID{h.piotr.ID}},
		"a closed ticket's watcher": {shut, desk.Change{Property: desk.PropertyWatcherAdded, Value: h.anna.ID.String(), Name: "Anna Nowak"},
			func(t *desk.Ticket) any { return t.WatcherIDs }, []uuid.UUID{h.anna.ID}},
		"a watcher who goes": {had(desk.Change{Property: desk.PropertyWatcherAdded, Value: h.piotr.ID.String()}),
			desk.Change{Property: desk.PropertyWatcherRemoved, Value: h.piotr.ID.String(), Name: "Piotr Lis"},
			func(t *desk.Ticket) any { return len(t.WatcherIDs) }, 0},
		"a sentiment": {waiting, desk.Change{Property: desk.PropertySentiment, Value: "negative"},
			func(t *desk.Ticket) any { return t.Sentiment }, desk.Negative},
		"no sentiment any more": {had(desk.Change{Property: desk.PropertySentiment, Value: "positive"}),
			desk.Change{Property: desk.PropertySentiment, Was: "positive"},
			func(t *desk.Ticket) any { return t.Sentiment }, desk.Sentiment("")},
		"a built-in context": {waiting, desk.Change{Property: desk.PropertyContext, Value: "invoice"},
			func(t *desk.Ticket) any { return t.Context }, "invoice"},
		"an own context instead": {had(desk.Change{Property: desk.PropertyContext, Value: "invoice"}),
			desk.Change{Property: desk.PropertyContext, Value: context.Key, Was: "invoice", Name: "Gwarancja"},
			func(t *desk.Ticket) any { return t.Context }, key},
		"no context any more": {had(desk.Change{Property: desk.PropertyContext, Value: key}),
			desk.Change{Property: desk.PropertyContext, Was: key, WasName: "Gwarancja"},
			func(t *desk.Ticket) any { return t.Context }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, id := tt.in(t, h), uuid.New()
			before, entries := c.head(t), c.journal(t)
			changed, err := h.ChangeTicket(t.Context(), c.ID, h.anna.ID, id, tt.want.Property, tt.want.Value)
			require.NoError(t, err)
			require.Equal(t, tt.then, tt.is(changed.Ticket))
			require.Len(t, changed.Entries, 1)
			e := changed.Entries[0]
			require.Equal(t, desk.Entry{
				TicketID: c.ID, Seq: before.LastSeq + 1, ID: id, Kind: desk.Operation, CreatedAt: e.CreatedAt,
				Author:    desk.Author{Kind: desk.ByAgent, ID: h.anna.ID, Name: "Anna Nowak"},
				Operation: &desk.OperationDetails{Type: desk.OpChanged, Change: &tt.want},
			}, e)
			require.False(t, e.Public(), "customers never see it")
			require.Equal(t, append(inZoneOf(&e, entries), e), inZoneOf(&e, c.journal(t)), "what was returned is what is read")
			after := c.head(t)
			require.Equal(t, after.LastSeq, after.WakeSeq, "the workflow is told")
			require.Equal(t, []any{before.LastMessageAt, before.Preview, before.LastCustomerSeq, before.LastReplySeq},
				[]any{after.LastMessageAt, after.Preview, after.LastCustomerSeq, after.LastReplySeq}, "it is no message")

			for _, again := range []uuid.UUID{id, uuid.New()} { // a repeat, and a change to what it is already
				changed, err = h.ChangeTicket(t.Context(), c.ID, h.anna.ID, again, tt.want.Property, tt.want.Value)
				require.NoError(t, err)
				require.Empty(t, changed.Entries)
				require.Equal(t, tt.then, tt.is(changed.Ticket))
			}
			require.Equal(t, after, c.head(t))
		})
	}
}

func TestRefusedChanges(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	operator := desk.Account{ID: uuid.New(), Name: "Oskar Sowa", Email: uuid.NewString() + "@x.example", Role: desk.Operator, Locale: "pl"}
	require.NoError(t, h.CreateAgent(t.Context(), operator, "x"))
	require.NoError(t, h.GrantChannel(t.Context(), h.shop.ID, operator.ID))
	gone := h.newAgent(t, "Dawny Pracownik")
	require.NoError(t, h.GrantChannel(t.Context(), h.shop.ID, gone.ID))
	_, err := h.DB().ExecContext(t.Context(), `UPDATE agents SET disabled_at = now() WHERE id = $1`, gone.ID)
	require.NoError(t, err)
	tag, team, status := h.newTags(t, "Usunięty")[0], h.newTeam(t, "Usunięty"), h.newStatus(t, "Usunięty", nil)
	key := uuid.NewString()
	_, err = h.SaveContext(t.Context(), desk.Context{Key: key, Name: "Usunięty"})
	require.NoError(t, err)
	for _, err := range []error{h.DeleteTag(t.Context(), tag.ID), h.DeleteTeam(t.Context(), team.ID), h.DeleteStatus(t.Context(), status.Key), h.DeleteContext(t.Context(), key)} {
		require.NoError(t, err)
	}
	id := func(a desk.Account) string { return a.ID.String() }
	for name, tt := range map[string]struct {
		in       func(*testing.T, *house) *chat
		by       func(*house) desk.Account
		property desk.Property
		value    string
		kind     desk.Kind
		code     string
	}{
		"by an agent without access":                   {waiting, ewa, desk.PropertyPriority, "high", desk.NotFound, "ticket_not_found"},
		"by somebody unknown":                          {waiting, nobody, desk.PropertyPriority, "high", desk.NotFound, "ticket_not_found"},
		"of a ticket that isn't there":                 {unknown, anna, desk.PropertyPriority, "high", desk.NotFound, "ticket_not_found"},
		"of no property":                               {waiting, anna, "colour", "red", desk.Invalid, "property_unknown"},
		"to no priority":                               {waiting, anna, desk.PropertyPriority, "", desk.Invalid, "value_unknown"},
		"to a priority that isn't":                     {waiting, anna, desk.PropertyPriority, "highest", desk.Invalid, "value_unknown"},
		"to a sentiment that isn't":                    {waiting, anna, desk.PropertySentiment, "angry", desk.Invalid, "value_unknown"},
		"to no status":                                 {waiting, anna, desk.PropertyStatus, "", desk.Invalid, "value_unknown"},
		"to a status that isn't":                       {waiting, anna, desk.PropertyStatus, uuid.NewString(), desk.Invalid, "value_unknown"},
		"to a status that can't be":                    {waiting, anna, desk.PropertyStatus, "a\x00b", desk.Invalid, "value_unknown"},
		"to a deleted status":                          {waiting, anna, desk.PropertyStatus, status.Key, desk.Invalid, "value_unknown"},
		"to the status closed":                         {waiting, anna, desk.PropertyStatus, "closed", desk.Invalid, "status_closed"},
		"of a closed ticket's status":                  {shut, anna, desk.PropertyStatus, "spam", desk.Closed, "closed"},
		"to a context that isn't":                      {waiting, anna, desk.PropertyContext, uuid.NewString(), desk.Invalid, "value_unknown"},
		"to a deleted context":                         {waiting, anna, desk.PropertyContext, key, desk.Invalid, "value_unknown"},
		"to a tag that isn't":                          {waiting, anna, desk.PropertyTagAdded, uuid.NewString(), desk.Invalid, "value_unknown"},
		"to no tag":                                    {waiting, anna, desk.PropertyTagAdded, "", desk.Invalid, "value_unknown"},
		"to what is no tag's id":                       {waiting, anna, desk.PropertyTagAdded, "VIP", desk.Invalid, "value_unknown"},
		"to a deleted tag":                             {waiting, anna, desk.PropertyTagAdded, tag.ID.String(), desk.Invalid, "value_unknown"},
		"to a team that isn't":                         {waiting, anna, desk.PropertyTeam, uuid.NewString(), desk.Invalid, "value_unknown"},
		"to a deleted team":                            {waiting, anna, desk.PropertyTeam, team.ID.String(), desk.Invalid, "value_unknown"},
		"to an agent without access":                   {waiting, anna, desk.PropertyAgent, id(h.ewa), desk.Invalid, "no_access"},
		"to an agent who isn't":                        {waiting, anna, desk.PropertyAgent, uuid.NewString(), desk.Invalid, "no_access"},
		"to an agent who was switched off":             {waiting, anna, desk.PropertyAgent, id(gone), desk.Invalid, "no_access"},
		"to an operator":                               {waiting, anna, desk.PropertyAgent, id(operator), desk.Invalid, "no_access"},
		"to what is no agent's id":                     {waiting, anna, desk.PropertyAgent, "anna", desk.Invalid, "value_unknown"},
		"of a closed ticket's agent":                   {shut, piotr, desk.PropertyAgent, id(h.piotr), desk.Closed, "closed"},
		"of a closed ticket's agent to nobody":         {shut, anna, desk.PropertyAgent, "", desk.Closed, "closed"},
		"of a closed ticket's agent to who had it":     {shut, anna, desk.PropertyAgent, id(h.anna), desk.Closed, "closed"},
		"to a watcher without access":                  {waiting, anna, desk.PropertyWatcherAdded, id(h.ewa), desk.Invalid, "no_access"},
		"to a watcher who was switched off":            {waiting, anna, desk.PropertyWatcherAdded, id(gone), desk.Invalid, "no_access"},
		"to no watcher":                                {waiting, anna, desk.PropertyWatcherAdded, "", desk.Invalid, "value_unknown"},
		"to another agent by one without access to it": {waiting, ewa, desk.PropertyAgent, id(h.ewa), desk.NotFound, "ticket_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := tt.in(t, h)
			before, entries := headIfAny(t, c), entriesIfAny(t, c)
			_, err := h.ChangeTicket(t.Context(), c.ID, tt.by(h).ID, uuid.New(), tt.property, tt.value)
			requireKind(t, tt.kind, tt.code, err)
			require.Equal(t, before, headIfAny(t, c), "a refusal changes nothing")
			require.Equal(t, entries, entriesIfAny(t, c))
		})
	}
	t.Run("an operator may watch", func(t *testing.T) {
		t.Parallel()
		require.Len(t, h.start(t).change(t, desk.PropertyWatcherAdded, id(operator)).Entries, 1)
	})
}

func TestAnIDOfAnotherEntryIsNotAChangeMade(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	id := c.change(t, desk.PropertyPriority, "high").Entries[0].ID
	before := c.head(t)
	for name, tt := range map[string]struct {
		by       desk.Account
		id       uuid.UUID
		property desk.Property
		value    string
		kind     desk.Kind
		code     string
	}{
		"another value":             {h.anna, id, desk.PropertyPriority, "low", desk.Conflict, "entry_id_reused"},
		"another property":          {h.anna, id, desk.PropertyContext, "return", desk.Conflict, "entry_id_reused"},
		"another agent":             {h.piotr, id, desk.PropertyPriority, "high", desk.Conflict, "entry_id_reused"},
		"a message's id":            {h.anna, c.EntryID, desk.PropertyPriority, "high", desk.Conflict, "entry_id_reused"},
		"one as steps use":          {h.anna, uuid.NewSHA1(c.ID, []byte("close")), desk.PropertyPriority, "low", desk.Invalid, "entry_id"},
		"of one who has no access":  {h.ewa, id, desk.PropertyPriority, "high", desk.NotFound, "ticket_not_found"},
		"the same change once more": {h.anna, id, desk.PropertyPriority, "high", "", ""},
	} {
		_, err := h.ChangeTicket(t.Context(), c.ID, tt.by.ID, tt.id, tt.property, tt.value)
		if tt.kind == "" {
			require.NoError(t, err, name)
		} else {
			requireKind(t, tt.kind, tt.code, err)
		}
		require.Equal(t, before, c.head(t), name)
	}
	_, err := message(c, id, "Halo?")
	requireKind(t, desk.Conflict, "entry_id_reused", err)
	_, err = noteBy(anna)(c, id, "")
	requireKind(t, desk.Conflict, "entry_id_reused", err)

	c.change(t, desk.PropertyPriority, "low")
	changed, err := h.ChangeTicket(t.Context(), c.ID, h.anna.ID, id, desk.PropertyPriority, "high")
	require.NoError(t, err, "a late repeat is made already")
	require.Equal(t, desk.Low, changed.Ticket.Priority)
}

func TestATagThatIsAddedTwiceAtOnceIsThereOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tags := h.newTags(t, "VIP", "Zwrot")
	for range 20 {
		c := h.start(t)
		add := func(agent desk.Account, tag desk.Tag) func() error {
			return func() error {
				_, err := h.ChangeTicket(context.Background(), c.ID, agent.ID, uuid.New(), desk.PropertyTagAdded, tag.ID.String())
				return err
			}
		}
		require.NoError(t, inParallel(add(h.anna, tags[0]), add(h.piotr, tags[0]), add(h.piotr, tags[1]), add(h.anna, tags[1])))
		require.Len(t, operationsOf(c.journal(t)), 2)
		ticket, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
		require.NoError(t, err)
		require.ElementsMatch(t, []uuid.UUID{tags[0].ID, tags[1].ID}, ticket.TagIDs)
	}
}

func TestADeletedTagStaysOnItsTicketsAndMayBeTakenOff(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tag, c := h.newTags(t, "Dawny")[0], h.start(t)
	c.change(t, desk.PropertyTagAdded, tag.ID.String())
	require.NoError(t, h.DeleteTag(t.Context(), tag.ID))
	changed := c.change(t, desk.PropertyPriority, "high")
	require.Equal(t, []uuid.UUID{tag.ID}, changed.Ticket.TagIDs)
	changed = c.change(t, desk.PropertyTagRemoved, tag.ID.String())
	require.Empty(t, changed.Ticket.TagIDs)
	require.Equal(t, "Dawny", changed.Entries[0].Operation.Change.Name)
}

func TestAWatcherWhoMayNotSeeTheTicketIsNotShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	c.change(t, desk.PropertyWatcherAdded, h.piotr.ID.String())
	changed := c.change(t, desk.PropertyWatcherAdded, h.anna.ID.String())
	require.ElementsMatch(t, []uuid.UUID{h.anna.ID, h.piotr.ID}, changed.Ticket.WatcherIDs)
	require.NoError(t, h.RevokeChannel(t.Context(), h.shop.ID, h.piotr.ID))
	rows, err := h.TicketsByID(t.Context(), []uuid.UUID{c.ID})
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{h.anna.ID}, rows[0].WatcherIDs)
	require.Len(t, c.change(t, desk.PropertyWatcherRemoved, h.piotr.ID.String()).Entries, 1)
}

func TestAGlanceIsTheFirstAndTheLastMessage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := h.start(t)
	glance := func() (bodies []string) {
		entries, err := h.Glance(t.Context(), c.ID, h.anna.ID)
		require.NoError(t, err)
		for _, e := range entries {
			require.Equal(t, desk.Message, e.Kind)
			bodies = append(bodies, e.Body)
		}
		return bodies
	}
	require.Equal(t, []string{"Gdzie jest paczka?"}, glance())
	c.note(t, h.anna, "nie dla klienta")
	c.change(t, desk.PropertyPriority, "high")
	require.Equal(t, []string{"Gdzie jest paczka?"}, glance())
	c.reply(t, h.anna, "W drodze")
	require.Equal(t, []string{"Gdzie jest paczka?", "W drodze"}, glance())
	c.say(t, "Dziękuję")
	c.note(t, h.anna, "załatwione")
	before := c.head(t)
	require.Equal(t, []string{"Gdzie jest paczka?", "Dziękuję"}, glance())
	require.Equal(t, before, c.head(t), "it opens nothing")
	ticket, err := h.Ticket(t.Context(), c.ID, h.anna.ID)
	require.NoError(t, err)
	require.Zero(t, ticket.ReadSeq)
	_, err = h.Glance(t.Context(), c.ID, h.ewa.ID)
	requireKind(t, desk.NotFound, "ticket_not_found", err)
}
