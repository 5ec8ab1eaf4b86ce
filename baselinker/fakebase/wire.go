package fakebase

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// unix is BaseLinker's date: 0 when there is none.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func digit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// included are getOrders' members that come only when asked for.
type included struct{ customFields, commissions, commission, connect, discounts bool }

// orderObject is an order as documented, before anything is untidy.
func orderObject(o *Order, with included) object {
	confirmed := int64(0)
	if !o.Unconfirmed {
		confirmed = unix(o.Confirmed)
	}
	d, point, invoice := &o.Delivery, &o.Delivery.Point, &o.Invoice
	out := make(object, 0, 80)
	out = append(out, object{
		{"order_id", o.ID}, {"shop_order_id", o.ShopOrderID}, {"external_order_id", o.ExternalID},
		{"order_source", o.Source}, {"order_source_id", o.SourceID}, {"order_source_info", "-"},
		{"order_status_id", o.StatusID}, {"date_add", unix(o.Added)}, {"date_confirmed", confirmed},
		{"date_in_status", unix(o.InStatus)}, {"confirmed", !o.Unconfirmed},
		{"user_login", o.Login}, {"crm_client_id", o.ClientID}, {"email", o.Email}, {"phone", o.Phone},
		{"user_comments", o.UserComments}, {"admin_comments", o.AdminComments},
		{"currency", o.Currency}, {"payment_method", o.PaymentMethod}, {"payment_method_cod", digit(o.COD)},
		{"payment_done", amount(o.Paid)},
		{"delivery_method_id", d.MethodID}, {"delivery_method", d.Method}, {"delivery_price", amount(d.Price)},
		{"delivery_package_module", d.Courier}, {"delivery_package_nr", d.Number},
		{"delivery_fullname", d.Name}, {"delivery_company", d.Company}, {"delivery_address", d.Street},
		{"delivery_postcode", d.Postcode}, {"delivery_city", d.City}, {"delivery_state", d.State},
		{"delivery_country", d.Country}, {"delivery_country_code", d.CountryCode},
		{"delivery_point_id", point.ID}, {"delivery_point_name", point.Name}, {"delivery_point_address", point.Address},
		{"delivery_point_postcode", point.Postcode}, {"delivery_point_city", point.City},
		{"invoice_fullname", invoice.Name}, {"invoice_company", invoice.Company}, {"invoice_nip", invoice.NIP},
		{"invoice_address", invoice.Street}, {"invoice_postcode", invoice.Postcode}, {"invoice_city", invoice.City},
		{"invoice_state", invoice.State}, {"invoice_country", invoice.Country}, {"invoice_country_code", invoice.CountryCode},
		{"want_invoice", digit(invoice.Wanted)}, {"extra_field_1", o.ExtraField1}, {"extra_field_2", o.ExtraField2},
		{"order_page", o.OrderPage}, {"pick_state", o.PickState}, {"pack_state", o.PackState}, {"star", o.Star},
	}...)
	if with.customFields {
		out = append(out, member{"custom_extra_fields", phpMap(o.CustomFields)})
	}
	cut := literal("0")
	if o.Source == "allegro" {
		cut = amount(o.Total() / 9)
	}
	if with.commissions {
		commissions := list{}
		if cut != "0" {
			commissions = append(commissions, object{
				{"commission_name", "Prowizja od sprzedaży"}, {"commission_type", "sale"}, {"cost_netto", cut},
				{"cost_brutto", cut}, {"cost_currency", o.Currency},
			})
		}
		out = append(out, member{"commissions", commissions})
	}
	if with.commission {
		out = append(out, member{"commission", object{{"net", cut}, {"gross", cut}, {"currency", o.Currency}}})
	}
	if with.connect {
		out = append(out, member{"connect_data", list{}})
	}
	if with.discounts {
		out = append(out, member{"discounts", list{}})
	}
	products := make(list, 0, len(o.Products))
	for i := range o.Products {
		products = append(products, productObject(&o.Products[i]))
	}
	return append(out, member{"products", products})
}

func productObject(p *Product) object {
	weight := literal(strconv.FormatFloat(float64(p.Grams)/1000, 'f', -1, 64))
	auction := p.AuctionID
	if auction == "" {
		auction = "0" // none
	}
	return object{
		{"storage", "db"}, {"storage_id", 0}, {"order_product_id", p.LineID}, {"product_id", p.ID},
		{"variant_id", p.VariantID}, {"name", p.Name}, {"attributes", p.Attributes}, {"sku", p.SKU}, {"ean", p.EAN},
		{"location", ""}, {"warehouse_id", p.WarehouseID}, {"auction_id", auction}, {"price_brutto", amount(p.Price)},
		{"tax_rate", p.TaxRate}, {"quantity", p.Quantity}, {"weight", weight}, {"bundle_id", 0},
	}
}

func packageObject(p *Package) object {
	return object{
		{"package_id", p.ID}, {"courier_package_nr", p.Number}, {"courier_inner_number", p.Inner},
		{"courier_code", p.Courier}, {"courier_other_name", ""}, {"account_id", p.Account},
		{"tracking_status_date", unix(p.Tracked)}, {"tracking_delivery_days", p.Days}, {"tracking_status", int(p.Tracking)},
		{"package_type", p.Type}, {"tracking_url", p.URL}, {"is_return", p.Return},
	}
}

// phpMap is a map as PHP writes it: an empty one is a list, and so is one with the keys 0, 1, 2 ….
func phpMap(m map[string]string) any {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b) // numbers by their size
		}
		return strings.Compare(a, b)
	})
	items, isList := make(list, 0, len(m)), true
	members := make(object, 0, len(m))
	for i, name := range names {
		items, members = append(items, m[name]), append(members, member{name, m[name]})
		isList = isList && name == strconv.Itoa(i)
	}
	if isList {
		return items
	}
	return members
}
