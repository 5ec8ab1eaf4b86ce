// Package baselinker is a client of BaseLinker's API. What is known of it stands in the reference that the method's comments
// name; where the documentation is silent, it takes what comes.
package baselinker

import "time"

// Money is an amount in hundredths of its currency: BaseLinker's amounts have at most two decimals, whatever the currency.
type Money int64

// Order is an order as BaseLinker has it. Times that it has none of are zero; texts are as they came, trimmed.
type Order struct {
	ID int64 `json:"id"`
	// ShopOrderID is the shop's own number; 0: none. ExternalID is the marketplace's; empty: none.
	ShopOrderID int64  `json:"shopOrderId,omitempty"`
	ExternalID  string `json:"externalId,omitempty"`
	// Source is "shop", "allegro", "personal" …; SourceID is unique with it alone.
	Source   string `json:"source,omitempty"`
	SourceID int64  `json:"sourceId,omitempty"`
	StatusID int64  `json:"statusId"`

	AddedAt       time.Time `json:"addedAt,omitzero"`
	ConfirmedAt   time.Time `json:"confirmedAt,omitzero"` // zero: not yet confirmed
	InStatusSince time.Time `json:"inStatusSince,omitzero"`

	// Login is the buyer's at the marketplace.
	Login            string `json:"login,omitempty"`
	Email            string `json:"email,omitempty"`
	Phone            string `json:"phone,omitempty"`
	CustomerComments string `json:"customerComments,omitempty"`
	// AdminComments are the seller's, at most 200 characters.
	AdminComments string `json:"adminComments,omitempty"`

	Currency       string `json:"currency,omitempty"`
	PaymentMethod  string `json:"paymentMethod,omitempty"`
	CashOnDelivery bool   `json:"cashOnDelivery,omitempty"`
	Paid           Money  `json:"paid,omitempty"`

	Delivery Delivery  `json:"delivery"`
	Invoice  Invoice   `json:"invoice"`
	Products []Product `json:"products,omitempty"`
	// Page is the customer's page about the order; empty: none.
	Page string `json:"page,omitempty"`
}

// Delivery is how an order gets to the buyer.
type Delivery struct {
	Method string `json:"method,omitempty"`
	// Courier is BaseLinker's word for it, such as "inpost"; TrackingNumber the package's.
	Courier        string `json:"courier,omitempty"`
	TrackingNumber string `json:"trackingNumber,omitempty"`
	Price          Money  `json:"price,omitempty"`
	Address
	// Point is where it is collected; its ID is empty where it is brought.
	Point Point `json:"point,omitzero"`
}

// Point is a pick-up point.
type Point struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name,omitempty"`
	Address  string `json:"address,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	City     string `json:"city,omitempty"`
}

// Address is somebody's.
type Address struct {
	Name        string `json:"name,omitempty"`
	Company     string `json:"company,omitempty"`
	Street      string `json:"street,omitempty"`
	Postcode    string `json:"postcode,omitempty"`
	City        string `json:"city,omitempty"`
	State       string `json:"state,omitempty"`
	CountryCode string `json:"countryCode,omitempty"`
}

// Invoice is what the buyer wants on one.
type Invoice struct {
	Wanted bool   `json:"wanted,omitempty"`
	NIP    string `json:"nip,omitempty"`
	Address
}

// Product is a line of an order.
type Product struct {
	Name       string `json:"name"`
	SKU        string `json:"sku,omitempty"`
	EAN        string `json:"ean,omitempty"`
	Attributes string `json:"attributes,omitempty"`
	// Price is of one piece, gross.
	Price    Money `json:"price"`
	Quantity int   `json:"quantity"`
}

// Total is what the order costs with its delivery. BaseLinker gives none.
func (o *Order) Total() Money {
	total := o.Delivery.Price
	for _, p := range o.Products {
		total += p.Price * Money(p.Quantity)
	}
	return total
}

// Status is one of an account's own.
type Status struct {
	ID              int64
	Name            string
	NameForCustomer string
	Color           string // "#rrggbb"; empty: none
}

// Source is where orders come from.
type Source struct {
	Type string // "shop", "allegro", "personal" …
	ID   int64  // unique with the type alone
	Name string
}

// Package is a parcel of an order.
type Package struct {
	ID             int64          `json:"id"`
	TrackingNumber string         `json:"trackingNumber,omitempty"`
	Courier        string         `json:"courier,omitempty"`
	TrackingURL    string         `json:"trackingUrl,omitempty"` // http or https; empty: none
	State          TrackingStatus `json:"state"`
	StateAt        time.Time      `json:"stateAt,omitzero"`
	Return         bool           `json:"return,omitempty"`
}

// TrackingStatus is where a parcel is, in BaseLinker's numbers (getOrderPackages, tracking_status); others come as Unknown.
type TrackingStatus int

// Where a parcel is.
const (
	Unknown TrackingStatus = iota
	LabelCreated
	Shipped
	NotDelivered
	OutForDelivery
	Delivered
	Returned
	Aviso
	AtPoint
	Lost
	Cancelled
	OnTheWay
)

// Log is an event of the account's journal.
type Log struct {
	ID      int64
	OrderID int64
	Type    LogType
	// ObjectID depends on Type: a status', an order's.
	ObjectID int64
	At       time.Time
}

// LogType is what happened, in BaseLinker's numbers (getJournalList, log_type).
type LogType int
