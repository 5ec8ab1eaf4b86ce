package automation_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/automation"
	"rozmowa/baselinker"
	"rozmowa/desk"
	"rozmowa/rules"
	"rozmowa/store"
)

// sells connects an account with a status, and gives Jan orders, each placed so many days ago.
func (h *house) sells(days ...int) (account uuid.UUID) {
	h.t.Helper()
	account = uuid.New()
	_, err := h.SaveBaseLinkerAccount(h.t.Context(), account, 0, "Sklep", 60, &store.BaseLinkerToken{Sealed: []byte{0}, Hash: store.HashBaseLinkerToken("1-2-X")})
	require.NoError(h.t, err)
	require.NoError(h.t, h.SaveOrderStatuses(h.t.Context(), account, []baselinker.Status{{ID: 7, Name: "Wysłane"}, {ID: 8, Name: "Zwrot przyjęty"}}, time.Now()))
	var orders []baselinker.Order
	for i, d := range days {
		orders = append(orders, baselinker.Order{
			ID: int64(1001 + i), Email: "jan@klient.example", StatusID: 7, Source: "shop", Currency: "PLN", AddedAt: time.Now().AddDate(0, 0, -d),
			Products: []baselinker.Product{{Name: "Kubek", Price: 12345, Quantity: 1}},
		})
	}
	_, err = h.SaveOrders(h.t.Context(), account, orders, time.Now())
	require.NoError(h.t, err)
	return account
}

func TestConditionsSpeakOfTheCustomersOrders(t *testing.T) {
	t.Parallel()
	for condition, holds := range map[string]bool{
		`orders.count >= 5`:                            true,
		`orders.status == "Wysłane"`:                   true,
		`orders.source == "shop"`:                      true,
		`orders.total > 123.44`:                        true,
		`orders.total > 123.45`:                        false,
		`orders.age < days(3)`:                         true,
		`orders.age < hours(1)`:                        false,
		`message.text contains orders.number`:          true,
		`orders.count == 0 or orders.status == "Inny"`: false,
	} {
		t.Run(condition, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.sells(1, 5, 20, 30, 40, 200)
			h.rule("zamówienia", onMessage, urgent, func(s *rules.Settings) { s.Condition = condition })
			c := h.start("Co z zamówieniem 1001?")
			require.Equal(t, holds, len(c.look()) == 1)
			// A trial on past tickets sees orders as they are now.
			compiled, _ := rules.Compile(condition)
			page, err := (&automation.Trial{
				Triggers: []rules.Trigger{{Event: rules.CustomerMessage}}, Condition: compiled, Often: rules.EveryTime, Now: time.Now(),
			}).Last(t.Context(), h.Store, h.anna.ID, store.Cursor{}, 10)
			require.NoError(t, err)
			require.Equal(t, holds, page.Matched == 1)
		})
	}
}

func TestTheTemplateForRegularCustomersMatchesThem(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.sells(1, 2, 3, 4, 5)
	for _, template := range rules.Templates() {
		if template.Key == "vip" {
			h.rule("VIP", onMessage, urgent, func(s *rules.Settings) { s.Condition = template.Settings.Condition })
		}
	}
	require.Len(t, h.start("Dzień dobry").look(), 1)
}

func TestARuleWantsAStatusAndANoteOfBaseLinker(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.sells(1, 5)
	h.rule("zwrot", onMessage, []rules.Action{
		{Kind: rules.SetOrderStatus, Account: account, OrderStatus: 8, Orders: rules.NewestOrder},
		{Kind: rules.WriteOrderNote, Text: "Zwrot: {customer.firstName}", Orders: rules.AllOrders},
	}, nil)
	c := h.start("Chcę zrobić zwrot")
	require.Equal(t, []rules.ActionState{"done", "done"}, c.act(c.look()))
	require.Empty(t, c.look(), "a wish is no event")
	wishes, err := h.OrderWishes(t.Context(), c.id)
	require.NoError(t, err)
	require.Len(t, wishes, 3)
	require.Equal(t, []any{int64(1001), "Zwrot przyjęty", "zwrot"}, []any{wishes[0].OrderID, wishes[0].Status.Name, wishes[0].By})
	require.Equal(t, "Zwrot: Jan", wishes[1].Note)
	for _, e := range c.entries()[1:] {
		require.Equal(t, desk.OpOrderWished, e.Operation.Type)
		require.False(t, e.Public())
		require.Equal(t, "zwrot", e.Author.Rule.Name)
	}
}

func TestAnAutomaticMessageNamesAnOrderThatAnAgentHasLinkedAndNoOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	account := h.sells(1, 5)
	h.rule("numer", onMessage, append(answer("Zamówienie {order.number} jest w drodze"), rules.Action{Kind: rules.WriteNote, Text: "Nr {order.number}"}), nil)
	c := h.start("Gdzie jest paczka?")
	c.settle()
	require.Equal(t, []string{"Zamówienie jest w drodze", "Nr 1001"}, c.said(1), "whoever gave the address isn't known to be its owner")
	require.NoError(t, h.ChooseOrder(t.Context(), c.id, h.anna.ID, account, 1002, true))
	last := c.says("I co?").Seq
	c.settle()
	require.Equal(t, []string{"Zamówienie 1002 jest w drodze", "Nr 1001"}, c.said(last))
}
