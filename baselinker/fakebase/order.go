package fakebase

import (
	"slices"
	"time"
)

// Order is one order as the seller's panel has it. Amounts are in grosze (a hundredth of the currency).
type Order struct {
	ID          int64  `json:"id"` // zero when added: the next one
	ShopOrderID int64  `json:"shop_order_id,omitempty"`
	ExternalID  string `json:"external_id,omitempty"`
	Source      string `json:"source"` // "shop", "allegro", "personal" …; empty when added: "shop"
	SourceID    int64  `json:"source_id"`
	StatusID    int64  `json:"status_id"`           // zero when added: the first status
	ClientID    int64  `json:"client_id,omitempty"` // of BaseLinker's own customers' list

	Added     time.Time `json:"added"`     // zero when added: now
	Confirmed time.Time `json:"confirmed"` // zero when added: Added, unless Unconfirmed; to the second
	InStatus  time.Time `json:"in_status"` // since when it has its status; zero when added: Confirmed
	// Unconfirmed orders are incomplete yet, and not given unless asked for.
	Unconfirmed bool `json:"unconfirmed,omitempty"`

	Login         string `json:"login,omitempty"` // the buyer's, at a marketplace
	Email         string `json:"email"`
	Phone         string `json:"phone,omitempty"`
	UserComments  string `json:"user_comments,omitempty"`
	AdminComments string `json:"admin_comments,omitempty"`

	Currency      string `json:"currency,omitempty"` // empty when added: PLN
	PaymentMethod string `json:"payment_method,omitempty"`
	COD           bool   `json:"cod,omitempty"` // cash on delivery, pobranie
	Paid          int64  `json:"paid"`

	Delivery Delivery  `json:"delivery"`
	Invoice  Invoice   `json:"invoice"`
	Products []Product `json:"products"`
	Packages []Package `json:"packages,omitempty"`

	ExtraField1  string            `json:"extra_field_1,omitempty"`
	ExtraField2  string            `json:"extra_field_2,omitempty"`
	CustomFields map[string]string `json:"custom_fields,omitempty"` // extra fields' ids to values
	OrderPage    string            `json:"order_page,omitempty"`
	PickState    int               `json:"pick_state,omitempty"`
	PackState    int               `json:"pack_state,omitempty"`
	Star         int               `json:"star,omitempty"`
}

// Delivery is where an order goes and by whom.
type Delivery struct {
	MethodID int64  `json:"method_id,omitempty"`
	Method   string `json:"method,omitempty"` // as the buyer sees it
	Price    int64  `json:"price,omitempty"`
	Courier  string `json:"courier,omitempty"` // BaseLinker's code: inpost, dpd, dhl, pocztapolska
	Number   string `json:"number,omitempty"`  // tracking number of the first package
	Address
	Point Point `json:"point"`
}

// Address is a person's or a company's.
type Address struct {
	Name        string `json:"name,omitempty"`
	Company     string `json:"company,omitempty"`
	Street      string `json:"street,omitempty"` // with the number
	Postcode    string `json:"postcode,omitempty"`
	City        string `json:"city,omitempty"`
	State       string `json:"state,omitempty"`
	Country     string `json:"country,omitempty"`
	CountryCode string `json:"country_code,omitempty"`
}

// Point is a parcel locker or a shop where the parcel waits.
type Point struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name,omitempty"`
	Address  string `json:"address,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
}

// Invoice is for whom one is to be made out.
type Invoice struct {
	Wanted bool   `json:"wanted,omitempty"`
	NIP    string `json:"nip,omitempty"`
	Address
}

// Product is one line of an order.
type Product struct {
	LineID      int64  `json:"line_id,omitempty"` // zero when added: the next one
	ID          string `json:"id,omitempty"`
	VariantID   int64  `json:"variant_id,omitempty"`
	Name        string `json:"name"`
	SKU         string `json:"sku,omitempty"`
	EAN         string `json:"ean,omitempty"`
	Attributes  string `json:"attributes,omitempty"`
	AuctionID   string `json:"auction_id,omitempty"`
	WarehouseID int64  `json:"warehouse_id,omitempty"`
	Price       int64  `json:"price"`    // gross, of one piece
	TaxRate     int    `json:"tax_rate"` // in percent; -1: exempt
	Quantity    int64  `json:"quantity"` // zero when added: one
	Grams       int    `json:"grams,omitempty"`
}

// Package is one parcel of an order.
type Package struct {
	ID       int64          `json:"id"` // zero when added: the next one
	Number   string         `json:"number"`
	Inner    string         `json:"inner,omitempty"` // the courier's own
	Courier  string         `json:"courier"`
	Account  int64          `json:"account,omitempty"`
	Tracking TrackingStatus `json:"tracking"`
	Tracked  time.Time      `json:"tracked"` // when the courier last told
	Days     int            `json:"days,omitempty"`
	URL      string         `json:"url,omitempty"`
	Type     int            `json:"type,omitempty"`
	Return   bool           `json:"return,omitempty"`
}

// TrackingStatus is where a parcel is, in BaseLinker's numbers.
type TrackingStatus int

// The tracking statuses.
const (
	TrackingUnknown        TrackingStatus = 0
	TrackingLabelCreated   TrackingStatus = 1
	TrackingShipped        TrackingStatus = 2
	TrackingNotDelivered   TrackingStatus = 3
	TrackingOutForDelivery TrackingStatus = 4
	TrackingDelivered      TrackingStatus = 5
	TrackingReturned       TrackingStatus = 6
	TrackingAviso          TrackingStatus = 7
	TrackingAtPoint        TrackingStatus = 8
	TrackingLost           TrackingStatus = 9
	TrackingCancelled      TrackingStatus = 10
	TrackingOnTheWay       TrackingStatus = 11
)

// Total is what the buyer pays: products and delivery. BaseLinker itself gives no such sum.
func (o *Order) Total() int64 {
	sum := o.Delivery.Price
	for _, p := range o.Products {
		sum += p.Price * p.Quantity
	}
	return sum
}

// clone shares nothing with o that can be changed.
func (o *Order) clone() Order {
	c := *o
	c.Products, c.Packages = slices.Clone(o.Products), slices.Clone(o.Packages)
	if o.CustomFields != nil {
		c.CustomFields = make(map[string]string, len(o.CustomFields))
		for id, value := range o.CustomFields {
			c.CustomFields[id] = value
		}
	}
	return c
}

// Status is one of the seller's own; the ids are the account's.
type Status struct {
	ID              int64  `json:"id"`
	Name            string `json:"name"`
	NameForCustomer string `json:"name_for_customer"`
	Color           string `json:"color"`
}

// The statuses that every stand-in begins with.
const (
	StatusNew       int64 = 101201
	StatusPaid      int64 = 101202
	StatusToSend    int64 = 101203
	StatusSent      int64 = 101204
	StatusDelivered int64 = 101205
	StatusReturned  int64 = 101206
	StatusCancelled int64 = 101207
	StatusComplaint int64 = 101208
	StatusWaiting   int64 = 101209
)

func seededStatuses() []Status {
	return []Status{
		{StatusNew, "Nowe zamówienie", "Przyjęliśmy Twoje zamówienie i czekamy na płatność.", "#3B82F6"},
		{StatusPaid, "Opłacone", "Płatność dotarła, zabieramy się do pakowania.", "#14B8A6"},
		{StatusWaiting, "Czeka na wypał", "Twoja ceramika jest jeszcze w piecu. Damy znać, gdy będzie gotowa.", "#F59E0B"},
		{StatusToSend, "Do wysłania", "Zamówienie jest spakowane i czeka na kuriera.", "#8B5CF6"},
		{StatusSent, "Wysłane", "Zamówienie zostało przekazane przewoźnikowi.", "#0EA5E9"},
		{StatusDelivered, "Dostarczone", "Zamówienie zostało dostarczone. Dziękujemy za zakupy!", "#22C55E"},
		{StatusReturned, "Zwrot", "Przyjęliśmy zwrot zamówienia.", "#F97316"},
		{StatusComplaint, "Reklamacja", "Rozpatrujemy reklamację.", "#DB2777"},
		{StatusCancelled, "Anulowane", "Zamówienie zostało anulowane.", "#EF4444"},
	}
}
