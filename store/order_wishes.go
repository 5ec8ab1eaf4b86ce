package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"rozmowa/desk"
	"rozmowa/rules"
)

// OrderWish is something wanted of BaseLinker for an order.
type OrderWish struct {
	ID        uuid.UUID
	TicketID  uuid.UUID
	AccountID uuid.UUID
	OrderID   int64
	Kind      desk.WishKind
	// Status goes with WishStatus; Was, with its end, is what the order had before. Their IDs are 0 where there is none.
	Status, Was OrderStatusRef
	Note        string
	// By is the agent's or rule's name.
	By    string
	State desk.WishState
	// WaitsUntil is when it is tried again, WaitsFor why not now; zero: it waits for its turn, or it has ended.
	WaitsUntil time.Time
	WaitsFor   desk.OrderWait
	// Error is a code, Words are BaseLinker's own; with WishRefused.
	Error, Words string
	// Begun: a try has begun that nobody knows the fate of. The order had Was before, since WasSince.
	Begun    bool
	WasSince time.Time
	Tries    int
	AskedAt  time.Time
	EndedAt  time.Time // zero: it waits
}

// OrderStatusRef is a status with its name as it is now; empty when BaseLinker has never named it.
type OrderStatusRef struct {
	ID          int64
	Name, Color string
	Gone        bool
}

// NewOrderWish is a wish to be made. Note is clean.
type NewOrderWish struct {
	ID        uuid.UUID // also of the entry
	AccountID uuid.UUID
	OrderID   int64
	Kind      desk.WishKind
	StatusID  int64
	Note      string
}

const orderWishColumns = `w.id, w.ticket_id, w.account_id, w.order_id, w.kind, coalesce(w.status_id, 0) AS status_id, coalesce(st.name, '') AS status_name,
    coalesce(st.color, '') AS status_color, coalesce(st.gone_at IS NOT NULL, false) AS status_gone, w.note, w.state, w.was_status_id, w.was_since,
    coalesce(ws.name, '') AS was_name, coalesce(ws.color, '') AS was_color, coalesce(ws.gone_at IS NOT NULL, false) AS was_gone,
    w.waits_until, w.waits_for, w.error, w.words, w.tries, w.asked_at, w.ended_at, w.agent_id,
    coalesce((SELECT e.author_name FROM entries e WHERE e.ticket_id = w.ticket_id AND e.seq = w.seq), '') AS by`

// selectOrderWishes wants a WHERE.
const selectOrderWishes = `SELECT ` + orderWishColumns + ` FROM order_wishes w
	LEFT JOIN order_statuses st ON st.account_id = w.account_id AND st.status_id = w.status_id
	LEFT JOIN order_statuses ws ON ws.account_id = w.account_id AND ws.status_id = w.was_status_id `

type orderWishRow struct {
	ID          uuid.UUID      `db:"id"`
	TicketID    uuid.UUID      `db:"ticket_id"`
	AccountID   uuid.UUID      `db:"account_id"`
	OrderID     int64          `db:"order_id"`
	Kind        desk.WishKind  `db:"kind"`
	StatusID    int64          `db:"status_id"`
	StatusName  string         `db:"status_name"`
	StatusColor string         `db:"status_color"`
	StatusGone  bool           `db:"status_gone"`
	Note        string         `db:"note"`
	State       desk.WishState `db:"state"`
	WasStatusID sql.NullInt64  `db:"was_status_id"`
	WasSince    sql.NullTime   `db:"was_since"`
	WasName     string         `db:"was_name"`
	WasColor    string         `db:"was_color"`
	WasGone     bool           `db:"was_gone"`
	WaitsUntil  sql.NullTime   `db:"waits_until"`
	WaitsFor    desk.OrderWait `db:"waits_for"`
	Error       string         `db:"error"`
	Words       string         `db:"words"`
	Tries       int            `db:"tries"`
	AskedAt     time.Time      `db:"asked_at"`
	EndedAt     sql.NullTime   `db:"ended_at"`
	AgentID     uuid.NullUUID  `db:"agent_id"`
	By          string         `db:"by"`
}

func (r *orderWishRow) wish() *OrderWish {
	return &OrderWish{
		ID: r.ID, TicketID: r.TicketID, AccountID: r.AccountID, OrderID: r.OrderID, Kind: r.Kind,
		Status: OrderStatusRef{r.StatusID, r.StatusName, r.StatusColor, r.StatusGone},
		Was:    OrderStatusRef{r.WasStatusID.Int64, r.WasName, r.WasColor, r.WasGone},
		Note:   r.Note, By: r.By, State: r.State, WaitsUntil: r.WaitsUntil.Time, WaitsFor: r.WaitsFor, Error: r.Error, Words: r.Words,
		Begun: r.State == desk.WishWaiting && r.WasStatusID.Valid, WasSince: r.WasSince.Time, Tries: r.Tries, AskedAt: r.AskedAt, EndedAt: r.EndedAt.Time,
	}
}

// OrderWish returns a wish. It asks for nobody's permission. Error: not found (erased with its ticket or account).
func (s *Store) OrderWish(ctx context.Context, id uuid.UUID) (*OrderWish, error) {
	row, err := one[orderWishRow](ctx, s.db, "order_wish", selectOrderWishes+`WHERE w.id = $1`, id)
	if err != nil {
		return nil, err
	}
	return row.wish(), nil
}

// OrderWishes returns the ticket's wishes that wait and, of each order, the last that ended, in the order in which they were
// wanted. It asks for nobody's permission.
func (s *Store) OrderWishes(ctx context.Context, ticket uuid.UUID) ([]OrderWish, error) {
	return s.orderWishes(ctx, `
		WHERE w.ticket_id = $1 AND (w.state = 'waiting' OR w.place = (SELECT max(x.place) FROM order_wishes x
		      WHERE x.ticket_id = $1 AND x.account_id = w.account_id AND x.order_id = w.order_id AND x.state <> 'waiting'))
		ORDER BY w.place`, ticket)
}

// WishesElsewhere returns what waits for the orders in other tickets, in the order in which it was wanted. It asks for nobody's
// permission.
func (s *Store) WishesElsewhere(ctx context.Context, ticket uuid.UUID, orders []TicketOrder) ([]OrderWish, error) {
	accounts, ids := make([]string, len(orders)), make([]int64, len(orders))
	for i := range orders {
		accounts[i], ids[i] = orders[i].AccountID.String(), orders[i].OrderID
	}
	return s.orderWishes(ctx, `
		WHERE w.state = 'waiting' AND w.ticket_id <> $1 AND (w.account_id, w.order_id) IN (SELECT * FROM unnest($2::uuid[], $3::bigint[]))
		ORDER BY w.place`, ticket, pq.Array(accounts), pq.Array(ids))
}

func (s *Store) orderWishes(ctx context.Context, where string, args ...any) ([]OrderWish, error) {
	var rows []orderWishRow
	if err := s.db.SelectContext(ctx, &rows, selectOrderWishes+where, args...); err != nil {
		return nil, fmt.Errorf("reading wishes: %w", err)
	}
	wishes := make([]OrderWish, len(rows))
	for i := range rows {
		wishes[i] = *rows[i].wish()
	}
	return wishes, nil
}

// WishOfOrder notes what an agent with access to the ticket wants of one of its orders, and the entry that says so: nil for a
// repeat. Closed tickets take wishes too, as they take notes. Errors: not found (ticket; order_not_found: it doesn't belong to the
// ticket, or BaseLinker has it no more), invalid (status_unknown, entry_id), conflict (entry_id_reused).
func (s *Store) WishOfOrder(ctx context.Context, ticket, agent uuid.UUID, n NewOrderWish) (wish *OrderWish, e *desk.Entry, err error) {
	if err := checkEntryID(n.ID); err != nil {
		return nil, nil, err
	}
	err = s.inTx(ctx, func(tx *sqlx.Tx) error {
		c := &changing{tx: tx, by: desk.Author{Kind: desk.ByAgent, ID: agent}, id: n.ID}
		if err := c.lock(ctx, ticket); err != nil {
			return err
		}
		made, err := c.wishedBefore(ctx, n)
		if err == nil && !made {
			if err = c.ordersOwn(ctx, n.AccountID, n.OrderID); err == nil {
				e, err = c.wish(ctx, n)
			}
		}
		if err != nil {
			return err
		}
		row, err := one[orderWishRow](ctx, tx, "order_wish", selectOrderWishes+`WHERE w.id = $1`, n.ID)
		if err == nil {
			wish = row.wish()
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return wish, e, nil
}

// wishedBefore reports whether an earlier try made the wish. Error: conflict when the id is another's.
func (c *changing) wishedBefore(ctx context.Context, n NewOrderWish) (bool, error) {
	row, err := one[orderWishRow](ctx, c.tx, "order_wish", selectOrderWishes+`WHERE w.id = $1`, n.ID)
	if desk.KindOf(err) == desk.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	first := NewOrderWish{row.ID, row.AccountID, row.OrderID, row.Kind, row.StatusID, row.Note}
	if row.TicketID != c.row.ID || row.AgentID.UUID != c.by.ID || first != n {
		return false, errEntryIDReused()
	}
	return true, nil
}

// ordersOwn refuses an order that doesn't belong to the ticket, or that BaseLinker has no more.
func (c *changing) ordersOwn(ctx context.Context, account uuid.UUID, order int64) error {
	_, err := one[int](ctx, c.tx, "order", `
		SELECT 1 FROM orders o JOIN baselinker_accounts a ON a.id = o.account_id AND a.deleted_at IS NULL
		LEFT JOIN ticket_orders x ON x.ticket_id = $1 AND x.account_id = o.account_id AND x.order_id = o.order_id
		WHERE o.account_id = $2 AND o.order_id = $3 AND o.removed_at IS NULL
		  AND (x.choice = 'linked' OR x.choice IS DISTINCT FROM 'unlinked' AND o.email <> '' AND o.email = $4)`,
		c.row.ID, account, order, desk.NormalEmail(c.row.RequesterEmail))
	return err
}

// wish notes the wish and its entry, under the ticket's lock. The conversation isn't woken: nothing in it hangs on this. Error:
// invalid (status_unknown).
func (c *changing) wish(ctx context.Context, n NewOrderWish) (*desk.Entry, error) {
	event := &desk.OrderEvent{Wish: n.ID, AccountID: n.AccountID, OrderID: n.OrderID, Kind: n.Kind, Note: n.Note}
	if n.Kind == desk.WishStatus {
		err := c.tx.GetContext(ctx, &event.Status, `
			SELECT name FROM order_statuses WHERE account_id = $1 AND status_id = $2 AND gone_at IS NULL`, n.AccountID, n.StatusID)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, desk.InvalidField("statusId", "status_unknown", "the account has no such status")
		}
		if err != nil {
			return nil, fmt.Errorf("wanting a status: %w", err)
		}
	}
	e := &desk.Entry{ID: n.ID, Kind: desk.Operation, Author: c.by, Operation: &desk.OperationDetails{Type: desk.OpOrderWished, Order: event}}
	if err := c.write(ctx, e, false, ""); err != nil {
		return nil, err
	}
	_, err := c.tx.ExecContext(ctx, `
		INSERT INTO order_wishes (id, ticket_id, account_id, order_id, kind, status_id, note, agent_id, rule_id, seq)
		VALUES ($1, $2, $3, $4, $5, nullif($6, 0), $7, $8, $9, $10)`,
		n.ID, c.row.ID, n.AccountID, n.OrderID, n.Kind, n.StatusID, n.Note, nullID(c.by.ID), nullID(c.by.Rule.ID), e.Seq)
	if err != nil {
		return nil, fmt.Errorf("noting a wish: %w", err)
	}
	return e, tellOfWish(ctx, c.tx, c.row.ID, n.AccountID, n.OrderID)
}

// tellOfWish tells the wish's ticket, and the open ones that the order belongs to as well.
func tellOfWish(ctx context.Context, tx *sqlx.Tx, ticket, account uuid.UUID, order int64) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_notify('`+OrdersChannel+`', $1)`, ticket.String()); err != nil {
		return fmt.Errorf("telling of a wish: %w", err)
	}
	var addresses []string
	if err := tx.SelectContext(ctx, &addresses, `SELECT email FROM orders WHERE account_id = $1 AND order_id = $2 AND email <> ''`, account, order); err != nil {
		return fmt.Errorf("telling of a wish: %w", err)
	}
	return tellTicketsOfOrders(ctx, tx, account, []int64{order}, addresses)
}

// RuleWishOrders notes what a rule wants of the ticket's orders: Action says what, and of which. note is the text of a note, with its
// placeholders filled. The action is done when its wishes are noted; what becomes of them they say themselves. Errors: invalid
// (status_unknown, note_too_long).
func (s *Store) RuleWishOrders(ctx context.Context, w *RuleWork, note string) (*rules.Acted, error) {
	if utf8.RuneCountInString(note) > desk.MaxOrderComment {
		return nil, desk.NoteTooLong()
	}
	return s.rule(ctx, w, func(c *changing) (*ruled, error) {
		n := NewOrderWish{Kind: desk.WishNote, Note: note}
		r := &ruled{state: rules.ActionNothing}
		if w.Action.Kind == rules.SetOrderStatus {
			n = NewOrderWish{Kind: desk.WishStatus, StatusID: w.Action.OrderStatus}
			err := c.tx.GetContext(ctx, &r.label, `
				SELECT coalesce((SELECT name FROM order_statuses WHERE account_id = $1 AND status_id = $2), '')`, w.Action.Account, w.Action.OrderStatus)
			if err != nil {
				return nil, fmt.Errorf("naming a status: %w", err)
			}
		}
		orders, err := c.actionsOrders(ctx, &w.Action)
		if err != nil {
			return nil, err
		}
		for _, o := range orders {
			n.AccountID, n.OrderID = o.AccountID, o.OrderID
			n.ID = uuid.NewSHA1(w.ID, fmt.Appendf(nil, "order %s %d", o.AccountID, o.OrderID))
			if _, err := c.wish(ctx, n); err != nil {
				return nil, err
			}
			r.state = rules.ActionDone
		}
		if len(orders) == 0 {
			r.code = "no_orders"
		}
		c.did = 0 // no event that rules answer
		return r, nil
	})
}

// maxRuleOrders is of how many orders, the newest, an action is at most.
const maxRuleOrders = 100

type orderRef struct {
	AccountID uuid.UUID `db:"account_id"`
	OrderID   int64     `db:"order_id"`
}

// actionsOrders are those of the ticket's orders that a rule's action is about, the newest first. Archived ones never are.
func (c *changing) actionsOrders(ctx context.Context, a *rules.Action) (refs []orderRef, err error) {
	limit := maxRuleOrders
	if a.Orders == rules.NewestOrder {
		limit = 1
	}
	source := ""
	if a.Orders == rules.OrdersOfSource {
		source = a.Source
	}
	err = c.tx.SelectContext(ctx, &refs, `
		SELECT o.account_id, o.order_id FROM unnest(ARRAY[$1::uuid], ARRAY[$2::text]) AS wanted (ticket, address) CROSS JOIN LATERAL (`+matchedOrders+`) o
		WHERE ($3::uuid IS NULL OR o.account_id = $3) AND ($4 = '' OR o.source = $4)
		ORDER BY o.placed_at DESC, o.order_id DESC LIMIT $5`, c.row.ID, desk.NormalEmail(c.row.RequesterEmail), nullID(a.Account), source, limit)
	if err != nil {
		return nil, fmt.Errorf("looking for a ticket's orders: %w", err)
	}
	return refs, nil
}
