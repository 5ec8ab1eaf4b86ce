package baselinker

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	// PageSize is how many orders one answer holds at most; there is no page number.
	PageSize = 100
	// MaxEmail is how long an address may be that BaseLinker can be asked about, in characters; orders have up to 150.
	MaxEmail = 50
)

// ErrEmailTooLong says that BaseLinker would look for the first characters of the address alone, and find none or somebody else's.
var ErrEmailTooLong = errors.New("the address is too long to ask BaseLinker about")

// OrdersQuery says which orders getOrders gives: those that all its members fit; zero ones aren't asked for.
type OrdersQuery struct {
	OrderID int64
	// ConfirmedFrom is from which second of confirmation on, AddedFrom of creation.
	ConfirmedFrom time.Time
	AddedFrom     time.Time
	IDFrom        int64 // from this order's number on
	// Unconfirmed has orders that aren't confirmed yet come too; they may be incomplete.
	Unconfirmed bool
	StatusID    int64
	// Email is compared as it stands in the order. At most MaxEmail characters.
	Email string
}

// OrderPage is an answer of getOrders: the oldest that fit.
type OrderPage struct {
	Orders []Order
	// Skipped is how many had no readable number: they can be neither kept nor asked for.
	Skipped int
}

// Full reports whether there may be more than the answer holds.
func (p *OrderPage) Full() bool { return len(p.Orders)+p.Skipped >= PageSize }

// Orders asks for orders (getOrders). Errors: *Error, ErrEmailTooLong.
func (c *Client) Orders(ctx context.Context, q OrdersQuery) (*OrderPage, error) {
	if utf8.RuneCountInString(q.Email) > MaxEmail {
		return nil, ErrEmailTooLong
	}
	answer, err := c.call(ctx, MethodOrders, struct {
		OrderID       int64  `json:"order_id,omitempty"`
		ConfirmedFrom int64  `json:"date_confirmed_from,omitempty"`
		AddedFrom     int64  `json:"date_from,omitempty"`
		IDFrom        int64  `json:"id_from,omitempty"`
		Unconfirmed   bool   `json:"get_unconfirmed_orders,omitempty"`
		StatusID      int64  `json:"status_id,omitempty"`
		Email         string `json:"filter_email,omitempty"`
	}{q.OrderID, unix(q.ConfirmedFrom), unix(q.AddedFrom), q.IDFrom, q.Unconfirmed, q.StatusID, q.Email})
	if err != nil {
		return nil, err
	}
	list, err := answer.list(MethodOrders, "orders")
	if err != nil {
		return nil, err
	}
	page := decodeOrders(list)
	c.skipped(ctx, MethodOrders, page.Skipped)
	return page, nil
}

// decodeOrders reads every order that has a number, however odd the rest of it is.
func decodeOrders(list []json.RawMessage) *OrderPage {
	page := &OrderPage{Orders: make([]Order, 0, len(list))}
	for _, raw := range list {
		o, ok := of(raw)
		if id := o.id("order_id"); !ok || id == 0 {
			page.Skipped++
			continue
		}
		page.Orders = append(page.Orders, o.order())
	}
	return page
}

func (o object) order() Order {
	return Order{
		ID: o.id("order_id"), ShopOrderID: o.id("shop_order_id"), ExternalID: o.text(maxShort, "external_order_id"),
		Source: o.text(maxShort, "order_source"), SourceID: o.integer("order_source_id"), StatusID: o.id("order_status_id"),
		AddedAt: o.time("date_add"), ConfirmedAt: o.time("date_confirmed"), InStatusSince: o.time("date_in_status"),
		Login: o.text(maxShort, "user_login"), Email: o.email("email"), Phone: o.text(maxShort, "phone"),
		CustomerComments: o.text(maxLong, "user_comments"), AdminComments: o.text(maxLong, "admin_comments"),
		Currency: o.currency("currency"), PaymentMethod: o.text(maxShort, "payment_method"),
		CashOnDelivery: o.yes("payment_method_cod"), Paid: o.money("payment_done"),
		Delivery: Delivery{
			Method: o.text(maxShort, "delivery_method"), Courier: o.text(maxShort, "delivery_package_module"),
			TrackingNumber: o.text(maxShort, "delivery_package_nr"), Price: o.money("delivery_price"), Address: o.address("delivery"),
			Point: Point{
				ID: o.text(maxShort, "delivery_point_id"), Name: o.text(maxShort, "delivery_point_name"),
				Address: o.text(maxShort, "delivery_point_address"), Postcode: o.text(maxShort, "delivery_point_postcode"),
				City: o.text(maxShort, "delivery_point_city"),
			},
		},
		Invoice:  Invoice{Wanted: o.yes("want_invoice"), NIP: o.text(maxShort, "invoice_nip"), Address: o.address("invoice")},
		Products: o.products("products"), Page: o.link("order_page"),
	}
}

func (o object) address(kind string) Address {
	return Address{
		Name: o.text(maxShort, kind+"_fullname"), Company: o.text(maxShort, kind+"_company"), Street: o.text(maxShort, kind+"_address"),
		Postcode: o.text(maxShort, kind+"_postcode"), City: o.text(maxShort, kind+"_city"), State: o.text(maxShort, kind+"_state"),
		CountryCode: o.text(maxShort, kind+"_country_code"),
	}
}

func (o object) products(name string) (products []Product) {
	list, _ := rows(o[name])
	for _, raw := range list[:min(len(list), maxProducts)] {
		line, ok := of(raw)
		if !ok {
			continue
		}
		products = append(products, Product{
			Name: line.text(maxShort, "name"), SKU: line.text(maxShort, "sku"), EAN: line.text(maxShort, "ean"),
			Attributes: line.text(maxLong, "attributes"), Price: line.money("price_brutto"), Quantity: line.quantity("quantity"),
		})
	}
	return products
}

// currency reads three letters; anything else is none.
func (o object) currency(name string) string {
	s := strings.ToUpper(o.text(10, name))
	if len(s) != 3 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return s
}

// OrderRef is what getOrdersByEmail tells of an order.
type OrderRef struct {
	ID, StatusID           int64
	InStatusSince, AddedAt time.Time
}

// OrdersByEmail asks which orders an address has (getOrdersByEmail). Errors: *Error, ErrEmailTooLong.
func (c *Client) OrdersByEmail(ctx context.Context, email string) ([]OrderRef, error) {
	if utf8.RuneCountInString(email) > MaxEmail {
		return nil, ErrEmailTooLong
	}
	answer, err := c.call(ctx, MethodOrdersByEmail, map[string]string{"email": email})
	if err != nil {
		return nil, err
	}
	list, err := answer.list(MethodOrdersByEmail, "orders")
	if err != nil {
		return nil, err
	}
	refs := make([]OrderRef, 0, len(list))
	for _, raw := range list {
		o, _ := of(raw)
		if id := o.id("order_id"); id != 0 {
			refs = append(refs, OrderRef{ID: id, StatusID: o.id("order_status_id"), InStatusSince: o.time("date_in_status"), AddedAt: o.time("date_add")})
		}
	}
	c.skipped(ctx, MethodOrdersByEmail, len(list)-len(refs))
	return refs, nil
}

// unix is BaseLinker's date; 0: none.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func itoa(n int) string { return strconv.Itoa(n) }

func atoi(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n > -1000 && n < 1000
}
