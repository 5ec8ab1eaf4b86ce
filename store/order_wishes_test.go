package store_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// withOrders is a customer's conversation with two orders of theirs, 1001 the newer, and the account they are from.
func (h *house) withOrders(t *testing.T) (c *chat, account uuid.UUID) {
	t.Helper()
	account = h.newAccount(t)
	h.status(t, account, 8, "Zwrot przyjęty")
	h.mirror(t, account, mirrored{email: "jan@klient.example", id: 1001, days: 1}, mirrored{email: "jan@klient.example", id: 1002, days: 5},
		mirrored{email: "jan@klient.example", id: 1003, days: 120}, mirrored{email: "jan@klient.example", id: 1004, removed: true},
		mirrored{email: "ewa@klient.example", id: 1005})
	return h.start(t), account
}

func (h *house) status(t *testing.T, account uuid.UUID, id int64, name string) {
	t.Helper()
	_, err := h.DB().ExecContext(t.Context(), `
		INSERT INTO order_statuses (account_id, status_id, name, color, position) VALUES ($1, $2, $3, '#e03131', 2)`, account, id, name)
	require.NoError(t, err)
}

// wants makes a wish for a status.
func (c *chat) wants(t *testing.T, account uuid.UUID, order, status int64) *store.OrderWish {
	t.Helper()
	w, _, err := c.WishOfOrder(t.Context(), c.ID, c.anna.ID, store.NewOrderWish{
		ID: uuid.New(), AccountID: account, OrderID: order, Kind: desk.WishStatus, StatusID: status,
	})
	require.NoError(t, err)
	return w
}

// told are the operations about wishes in the journal.
func (c *chat) told(t *testing.T) (events []string) {
	t.Helper()
	for _, e := range c.journal(t) {
		if e.Operation != nil && e.Operation.Order != nil {
			o := e.Operation.Order
			events = append(events, string(e.Operation.Type)+" "+string(o.State)+" "+o.Was+">"+o.Status+o.Note+" "+o.Error)
			require.False(t, e.Public(), "customers are never told")
		}
	}
	return events
}

func TestAWishStandsInTheJournalOnceAndChangesNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	before := c.head(t)
	n := store.NewOrderWish{ID: uuid.New(), AccountID: account, OrderID: 1001, Kind: desk.WishStatus, StatusID: 8}
	wish, entry, err := h.WishOfOrder(t.Context(), c.ID, h.anna.ID, n)
	require.NoError(t, err)
	require.Equal(t, n.ID, entry.ID)
	require.Equal(t, desk.OpOrderWished, entry.Operation.Type)
	require.Equal(t, desk.OrderEvent{Wish: n.ID, AccountID: account, OrderID: 1001, Kind: desk.WishStatus, Status: "Zwrot przyjęty"}, *entry.Operation.Order)
	require.Equal(t, "Anna Nowak", wish.By)
	require.Equal(t, store.OrderStatusRef{ID: 8, Name: "Zwrot przyjęty", Color: "#e03131"}, wish.Status)

	again, entry, err := h.WishOfOrder(t.Context(), c.ID, h.anna.ID, n)
	require.NoError(t, err)
	require.Nil(t, entry)
	require.Equal(t, wish, again)
	other := n
	other.StatusID = 7
	_, _, err = h.WishOfOrder(t.Context(), c.ID, h.anna.ID, other)
	requireKind(t, desk.Conflict, "entry_id_reused", err)
	other = n
	other.ID = c.EntryID
	_, _, err = h.WishOfOrder(t.Context(), c.ID, h.anna.ID, other)
	requireKind(t, desk.Conflict, "entry_id_reused", err)

	after := c.head(t)
	require.Equal(t, before.LastSeq+1, after.LastSeq)
	after.LastSeq = before.LastSeq
	require.Equal(t, before, after, "neither woken nor answered")
}

func TestOnlyOrdersOfTheTicketCanBeWishedFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	wish := func(c *chat, agent desk.Account, order, status int64) error {
		_, _, err := h.WishOfOrder(t.Context(), c.ID, agent.ID, store.NewOrderWish{
			ID: uuid.New(), AccountID: account, OrderID: order, Kind: desk.WishStatus, StatusID: status,
		})
		return err
	}
	requireKind(t, desk.NotFound, "ticket_not_found", wish(c, h.ewa, 1001, 8))
	requireKind(t, desk.NotFound, "order_not_found", wish(c, h.anna, 1005, 8))
	requireKind(t, desk.NotFound, "order_not_found", wish(c, h.anna, 1004, 8))
	requireKind(t, desk.Invalid, "status_unknown", wish(c, h.anna, 1001, 99))
	require.NoError(t, wish(c, h.anna, 1003, 8), "an archived one is the agent's to decide on")
	require.NoError(t, wish(h.start(t).closed(t), h.anna, 1001, 8), "a closed ticket's too")
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 1005, true))
	require.NoError(t, wish(c, h.anna, 1005, 8))
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 1001, false))
	requireKind(t, desk.NotFound, "order_not_found", wish(c, h.anna, 1001, 8))
}

func TestWishesAreDoneInOrderAndOvertakenOnesAreNot(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	next := func() *store.WishQueue {
		q, err := h.NextOrderWish(t.Context(), account)
		require.NoError(t, err)
		return q
	}
	require.Equal(t, &store.WishQueue{}, next())
	c.wants(t, account, 1001, 8)
	note, _, err := h.WishOfOrder(t.Context(), c.ID, h.anna.ID, store.NewOrderWish{
		ID: uuid.New(), AccountID: account, OrderID: 1001, Kind: desk.WishNote, Note: "Klient dzwonił",
	})
	require.NoError(t, err)
	last := c.wants(t, account, 1001, 7)
	other := c.wants(t, account, 1002, 8)

	require.Equal(t, &store.WishQueue{Next: note.ID, Waiting: 3}, next(), "the first status is overtaken, the note isn't")
	until := time.Now().Add(10 * time.Minute).Truncate(time.Millisecond)
	require.NoError(t, h.PutOffOrderWish(t.Context(), note.ID, desk.WaitUnreachable, until))
	require.Equal(t, other.ID, next().Next, "another order's isn't held up")
	begun, err := h.BeginOrderWish(t.Context(), other.ID)
	require.NoError(t, err)
	require.True(t, begun)
	require.NoError(t, h.EndOrderWish(t.Context(), other.ID, store.WishEnd{State: desk.WishDone}))
	q := next()
	require.Equal(t, []any{uuid.Nil, 2, desk.WaitUnreachable}, []any{q.Next, q.Waiting, q.WaitsFor})
	require.WithinDuration(t, until, q.At, time.Second)
	require.NoError(t, h.PutOffOrderWish(t.Context(), note.ID, desk.WaitUnreachable, time.Now().Add(-time.Second)))
	require.NoError(t, h.EndOrderWish(t.Context(), note.ID, store.WishEnd{State: desk.WishDone, Comment: "Klient dzwonił"}))
	require.Equal(t, last.ID, next().Next)
	require.NoError(t, h.EndOrderWish(t.Context(), last.ID, store.WishEnd{State: desk.WishRefused, Error: "ERROR_X", Words: "Nie"}))
	require.NoError(t, h.EndOrderWish(t.Context(), last.ID, store.WishEnd{State: desk.WishDone}), "it has ended")
	require.Equal(t, &store.WishQueue{}, next())
	require.Equal(t, []string{
		"order_wished  >Zwrot przyjęty ", "order_wished  >Klient dzwonił ", "order_wished  >Wysłane ", "order_wished  >Zwrot przyjęty ",
		"order_wish_ended overtaken >Zwrot przyjęty ", "order_wish_ended done Wysłane>Zwrot przyjęty ",
		"order_wish_ended done >Klient dzwonił ", "order_wish_ended refused >Wysłane ERROR_X",
	}, c.told(t))

	o, err := h.Order(t.Context(), account, 1002)
	require.NoError(t, err)
	require.EqualValues(t, 8, o.StatusID, "the mirror shows what BaseLinker has now")
	o, err = h.Order(t.Context(), account, 1001)
	require.NoError(t, err)
	require.Equal(t, "Klient dzwonił", o.AdminComments)
	wishes, err := h.OrderWishes(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, wishes, 2, "of each order the last")
	require.Equal(t, "Wysłane", wishes[1].Was.Name)
	require.Equal(t, []string{"ERROR_X", "Nie"}, []string{wishes[0].Error, wishes[0].Words})
}

func TestAWishWhoseTryHasBegunIsNotOvertaken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	first := c.wants(t, account, 1001, 8)
	begun, err := h.BeginOrderWish(t.Context(), first.ID)
	require.NoError(t, err)
	require.True(t, begun)
	c.wants(t, account, 1001, 7)
	require.NoError(t, h.DoubtOrderWish(t.Context(), first.ID, time.Minute))
	q, err := h.NextOrderWish(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, []any{uuid.Nil, 2}, []any{q.Next, q.Waiting}, "the first may yet arrive, behind the second")
	require.NoError(t, h.ForgetTry(t.Context(), first.ID))
	begun, err = h.BeginOrderWish(t.Context(), first.ID)
	require.NoError(t, err)
	require.False(t, begun, "now it is overtaken")
}

func TestABegunTryRestsFromItsBeginning(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	wish := c.wants(t, account, 1001, 8)
	other := c.wants(t, account, 1002, 8)
	next := func() *store.WishQueue {
		q, err := h.NextOrderWish(t.Context(), account)
		require.NoError(t, err)
		return q
	}
	begun, err := h.BeginOrderWish(t.Context(), wish.ID)
	require.NoError(t, err)
	require.True(t, begun)
	// The workflow was reset while the request was under way: another run asks.
	require.Equal(t, other.ID, next().Next, "nobody knows yet what became of the first")
	begun, err = h.BeginOrderWish(t.Context(), wish.ID)
	require.NoError(t, err)
	require.False(t, begun, "one try at a time")
	require.NoError(t, h.EndOrderWish(t.Context(), other.ID, store.WishEnd{State: desk.WishDone}))
	q := next()
	require.Equal(t, uuid.Nil, q.Next)
	require.WithinDuration(t, time.Now().Add(90*time.Second), q.At, 15*time.Second)
	wanted, err := h.OrderWishesWaiting(t.Context(), 0)
	require.NoError(t, err)
	require.False(t, wanted[0].Overdue)
	require.NoError(t, h.ForgetTry(t.Context(), wish.ID))
	require.Equal(t, wish.ID, next().Next, "it surely did not arrive")
}

func TestWhatHoldsUpAnAccountShortensNoDoubt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	unheard := c.wants(t, account, 1001, 8)
	other := c.wants(t, account, 1002, 8)
	begun, err := h.BeginOrderWish(t.Context(), unheard.ID)
	require.NoError(t, err)
	require.True(t, begun)
	doubt := time.Now().Add(30 * time.Second)
	require.NoError(t, h.PutOffOrderWish(t.Context(), unheard.ID, desk.WaitUnreachable, doubt))
	for _, why := range []desk.OrderWait{desk.WaitBudget, desk.WaitBlocked, desk.WaitRejected} {
		require.NoError(t, h.PutOffOrderWish(t.Context(), other.ID, why, time.Now().Add(-time.Millisecond)))
		wish, err := h.OrderWish(t.Context(), unheard.ID)
		require.NoError(t, err)
		require.Equal(t, desk.WaitUnreachable, wish.WaitsFor)
		require.WithinDuration(t, doubt, wish.WaitsUntil, time.Second)
	}
	require.NoError(t, h.EndOrderWish(t.Context(), other.ID, store.WishEnd{State: desk.WishDone}))
	q, err := h.NextOrderWish(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, uuid.Nil, q.Next, "it may yet arrive")
	require.WithinDuration(t, doubt, q.At, time.Second)
}

func TestWhatHoldsUpAnAccountIsSaidOfAllItsWishes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	first := c.wants(t, account, 1001, 8)
	c.wants(t, account, 1002, 8)
	require.NoError(t, h.PutOffOrderWish(t.Context(), first.ID, desk.WaitRejected, time.Time{}))
	_, err := h.DB().Exec(`UPDATE baselinker_accounts SET rejected = 'token', rejected_at = now()`)
	require.NoError(t, err)
	wishes, err := h.OrderWishes(t.Context(), c.ID)
	require.NoError(t, err)
	for _, w := range wishes {
		require.Equal(t, desk.WaitRejected, w.WaitsFor)
	}
	q, err := h.NextOrderWish(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, &store.WishQueue{WaitsFor: desk.WaitRejected, Waiting: 2}, q)
	wanted, err := h.OrderWishesWaiting(t.Context(), 0)
	require.NoError(t, err)
	require.False(t, wanted[0].Overdue)

	_, err = h.DB().Exec(`UPDATE baselinker_accounts SET rejected = NULL, rejected_at = NULL`)
	require.NoError(t, err)
	wanted, err = h.OrderWishesWaiting(t.Context(), 0)
	require.NoError(t, err)
	require.True(t, wanted[0].Overdue, "another token: at once")
	q, err = h.NextOrderWish(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, first.ID, q.Next)

	_, err = h.DB().Exec(`UPDATE baselinker_accounts SET deleted_at = now()`)
	require.NoError(t, err)
	q, err = h.NextOrderWish(t.Context(), account)
	require.NoError(t, err)
	require.Equal(t, &store.WishQueue{}, q)
	require.Contains(t, c.told(t), "order_wish_ended refused >Zwrot przyjęty account_gone")
}

func TestAWishIsSeenFromTheOrdersOtherTickets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	other := h.startAs(t, "jan@klient.example")
	strangers := h.startAs(t, "ewa@klient.example")
	elsewhere := func(ticket uuid.UUID) (ids []uuid.UUID) {
		orders, _, err := h.TicketOrders(t.Context(), ticket, h.anna.ID)
		require.NoError(t, err)
		require.NotEmpty(t, orders)
		wishes, err := h.WishesElsewhere(t.Context(), ticket, orders)
		require.NoError(t, err)
		for _, w := range wishes {
			ids = append(ids, w.ID)
		}
		return ids
	}
	heard := listen(t, h, store.OrdersChannel)
	told := func() []notice {
		return slices.DeleteFunc(heard.sinceLast(), func(n notice) bool { return n.channel != store.OrdersChannel })
	}
	both := []notice{{store.OrdersChannel, c.ID.String()}, {store.OrdersChannel, other.ID.String()}}
	wish := c.wants(t, account, 1001, 8)
	require.ElementsMatch(t, both, told(), "both show the order")
	require.Equal(t, []uuid.UUID{wish.ID}, elsewhere(other.ID))
	require.Empty(t, elsewhere(c.ID), "its own ticket has it by itself")
	require.Empty(t, elsewhere(strangers.ID))

	require.NoError(t, h.EndOrderWish(t.Context(), wish.ID, store.WishEnd{State: desk.WishRefused, Error: "ERROR_X"}))
	require.ElementsMatch(t, both, told())
	require.Empty(t, elsewhere(other.ID), "it waits no more")
}

func TestAnotherTokenEndsWhatABlockedWishWaitsFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	first := c.wants(t, account, 1001, 8)
	c.wants(t, account, 1001, 7) // its turn comes behind the first's
	overdue := func() bool {
		t.Helper()
		wanted, err := h.OrderWishesWaiting(t.Context(), 0)
		require.NoError(t, err)
		require.Len(t, wanted, 1)
		return wanted[0].Overdue
	}
	require.True(t, overdue())
	require.NoError(t, h.PutOffOrderWish(t.Context(), first.ID, desk.WaitUnreachable, time.Now().Add(time.Minute)))
	require.False(t, overdue(), "who waits for the one before isn't overdue")
	until := time.Now().Add(10 * time.Minute)
	_, err := h.DB().Exec(`UPDATE baselinker_accounts SET blocked_until = $1`, until)
	require.NoError(t, err)
	require.NoError(t, h.PutOffOrderWish(t.Context(), first.ID, desk.WaitBlocked, until))
	require.False(t, overdue())
	_, err = h.DB().Exec(`UPDATE baselinker_accounts SET blocked_until = NULL`) // as saving another token does
	require.NoError(t, err)
	require.True(t, overdue(), "another token: at once")
}

func TestARuleWantsOfTheOrdersItNames(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	elsewhere := h.newAccount(t)
	h.mirror(t, elsewhere, mirrored{email: "jan@klient.example", id: 2001})
	status := rules.Action{Kind: rules.SetOrderStatus, Account: account, OrderStatus: 8}
	note := rules.Action{Kind: rules.WriteOrderNote, Text: "Pilne"}
	for name, tt := range map[string]struct {
		action rules.Action
		of     rules.OrdersOf
		source string
		orders []int64
		code   string
	}{
		"the newest of the account":    {status, rules.NewestOrder, "", []int64{1001}, ""},
		"all of the account":           {status, rules.AllOrders, "", []int64{1001, 1002}, ""},
		"those of a source":            {status, rules.OrdersOfSource, "Sklep główny", []int64{1001, 1002}, ""},
		"none of another source":       {status, rules.OrdersOfSource, "Allegro", nil, "no_orders"},
		"a note on the newest of all":  {note, rules.NewestOrder, "", []int64{2001}, ""},
		"a note on those of a source":  {note, rules.OrdersOfSource, "Sklep główny", []int64{2001, 1001, 1002}, ""},
		"a status that isn't there":    {rules.Action{Kind: rules.SetOrderStatus, Account: account, OrderStatus: 99}, rules.NewestOrder, "", nil, "status_unknown"},
		"a note that no comment holds": {rules.Action{Kind: rules.WriteOrderNote, Text: string(make([]byte, 201))}, rules.NewestOrder, "", nil, "note_too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := h.start(t)
			tt.action.Orders, tt.action.Source = tt.of, tt.source
			text := tt.action.Text
			if text != "Pilne" {
				tt.action.Text = ""
			}
			w := c.work(t, tt.action, 1)
			before := c.head(t)
			for range 2 { // the second does nothing
				acted, err := h.RuleWishOrders(t.Context(), w, text)
				if tt.orders == nil && tt.code != "no_orders" {
					require.Equal(t, tt.code, desk.CodeOf(err))
					require.Empty(t, c.told(t))
					return
				}
				require.NoError(t, err)
				require.Equal(t, tt.orders != nil, acted.State == rules.ActionDone)
			}
			wishes, err := h.OrderWishes(t.Context(), c.ID)
			require.NoError(t, err)
			var orders []int64
			for _, wish := range wishes {
				orders = append(orders, wish.OrderID)
				require.Equal(t, "Reguła "+string(tt.action.Kind), wish.By)
			}
			require.Equal(t, tt.orders, orders)
			require.Len(t, c.told(t), len(tt.orders))
			require.Equal(t, tt.code, c.action(t, w).Error)
			require.Equal(t, before.WakeSeq, c.head(t).WakeSeq)
		})
	}
	require.NotNil(t, c)
}

func TestRulesSeeTheOrdersThatBelongToTheTicket(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c, account := h.withOrders(t)
	stranger := h.startAs(t, "ktos@klient.example")
	see := func() []store.RuleOrders {
		tickets, err := h.RuleTickets(t.Context(), c.ID, stranger.ID)
		require.NoError(t, err)
		require.NoError(t, h.RuleOrders(t.Context(), &tickets[0], &tickets[1]))
		for i := range tickets {
			tickets[i].Orders.PlacedAt = time.Time{}
		}
		return []store.RuleOrders{tickets[0].Orders, tickets[1].Orders}
	}
	jans := store.RuleOrders{Count: 2, Number: 1001, Status: "Wysłane", Source: "Sklep główny", Total: 12300}
	require.Equal(t, []store.RuleOrders{jans, {}}, see())
	require.NoError(t, h.ChooseOrder(t.Context(), c.ID, h.anna.ID, account, 1001, false))
	require.NoError(t, h.ChooseOrder(t.Context(), stranger.ID, h.anna.ID, account, 1005, true))
	older, evas := jans, jans
	older.Count, older.Number, evas.Count, evas.Number = 1, 1002, 1, 1005
	require.Equal(t, []store.RuleOrders{older, evas}, see())
}

func TestAnActionNamesAStatusAndASourceThatAreThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, account := h.withOrders(t)
	save := func(a rules.Action) error {
		s := rules.Settings{Name: uuid.NewString(), Actions: []rules.Action{a}, Often: rules.EveryTime}
		require.NoError(t, s.Clean())
		_, err := h.SaveRule(t.Context(), uuid.New(), 0, s, false, h.anna.ID)
		return err
	}
	good := rules.Action{Kind: rules.SetOrderStatus, Account: account, OrderStatus: 8, Orders: rules.OrdersOfSource, Source: "Sklep główny"}
	require.NoError(t, save(good))
	for field, change := range map[string]func(*rules.Action){
		"actions.0.orderStatus": func(a *rules.Action) { a.OrderStatus = 99 },
		"actions.0.source":      func(a *rules.Action) { a.Source = "Allegro" },
	} {
		bad := good
		change(&bad)
		err := save(bad)
		requireKind(t, desk.Invalid, "action_invalid", err)
		var known *desk.Error
		require.ErrorAs(t, err, &known)
		require.Equal(t, field, known.Field)
	}
	words, err := h.RuleWords(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"Wysłane", "Zwrot przyjęty"}, words.OrderStatuses)
	require.Equal(t, []string{"Sklep główny"}, words.OrderSources)
	kept, err := json.Marshal(good)
	require.NoError(t, err)
	require.NotContains(t, string(kept), "secret")
}
