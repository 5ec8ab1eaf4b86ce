package fakebase

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// textField is an input of setOrderFields: its documented length and where it goes.
type textField struct {
	name   string
	length int
	log    int64
	of     func(*Order) *string
}

var textFields = []textField{
	{"admin_comments", 200, logEdited, func(o *Order) *string { return &o.AdminComments }},
	{"user_comments", 510, logEdited, func(o *Order) *string { return &o.UserComments }},
	{"payment_method", 30, logEdited, func(o *Order) *string { return &o.PaymentMethod }},
	{"email", 150, logEdited, func(o *Order) *string { return &o.Email }},
	{"phone", 100, logEdited, func(o *Order) *string { return &o.Phone }},
	{"user_login", 30, logEdited, func(o *Order) *string { return &o.Login }},
	{"extra_field_1", 50, logEdited, func(o *Order) *string { return &o.ExtraField1 }},
	{"extra_field_2", 50, logEdited, func(o *Order) *string { return &o.ExtraField2 }},
	{"delivery_method", 30, logDelivery, func(o *Order) *string { return &o.Delivery.Method }},
	{"delivery_fullname", 156, logDelivery, func(o *Order) *string { return &o.Delivery.Name }},
	{"delivery_company", 156, logDelivery, func(o *Order) *string { return &o.Delivery.Company }},
	{"delivery_address", 156, logDelivery, func(o *Order) *string { return &o.Delivery.Street }},
	{"delivery_postcode", 100, logDelivery, func(o *Order) *string { return &o.Delivery.Postcode }},
	{"delivery_city", 100, logDelivery, func(o *Order) *string { return &o.Delivery.City }},
	{"delivery_state", 35, logDelivery, func(o *Order) *string { return &o.Delivery.State }},
	{"delivery_country_code", 2, logDelivery, func(o *Order) *string { return &o.Delivery.CountryCode }},
	{"delivery_point_id", 40, logDelivery, func(o *Order) *string { return &o.Delivery.Point.ID }},
	{"delivery_point_name", 100, logDelivery, func(o *Order) *string { return &o.Delivery.Point.Name }},
	{"delivery_point_address", 100, logDelivery, func(o *Order) *string { return &o.Delivery.Point.Address }},
	{"delivery_point_postcode", 100, logDelivery, func(o *Order) *string { return &o.Delivery.Point.Postcode }},
	{"delivery_point_city", 100, logDelivery, func(o *Order) *string { return &o.Delivery.Point.City }},
	{"invoice_fullname", 500, logInvoice, func(o *Order) *string { return &o.Invoice.Name }},
	{"invoice_company", 500, logInvoice, func(o *Order) *string { return &o.Invoice.Company }},
	{"invoice_nip", 100, logInvoice, func(o *Order) *string { return &o.Invoice.NIP }},
	{"invoice_address", 500, logInvoice, func(o *Order) *string { return &o.Invoice.Street }},
	{"invoice_postcode", 20, logInvoice, func(o *Order) *string { return &o.Invoice.Postcode }},
	{"invoice_city", 100, logInvoice, func(o *Order) *string { return &o.Invoice.City }},
	{"invoice_state", 35, logInvoice, func(o *Order) *string { return &o.Invoice.State }},
	{"invoice_country_code", 2, logInvoice, func(o *Order) *string { return &o.Invoice.CountryCode }},
}

// setOrderFields overwrites what is named. A text over its length is refused, and then nothing is changed.
func (s *Server) setOrderFields(p *parameters) (object, *refusal) {
	id := p.needInteger("order_id")
	r := s.orders.row(id)
	if r == nil {
		p.refuse(CodeOrderNotFound, "There is no order %d", id)
		return nil, p.wrong
	}
	order := s.orders.read(r)
	var logs []int64
	changed := func(kind int64) {
		if !slices.Contains(logs, kind) {
			logs = append(logs, kind)
		}
	}
	for _, f := range textFields {
		text, there := p.text(f.name)
		if !there {
			continue
		}
		if n := utf8.RuneCountInString(text); n > f.length {
			p.refuse(CodeTooLong, "%s has %d characters, at most %d are allowed", f.name, n, f.length)
		}
		*f.of(&order) = text
		changed(f.log)
	}
	for name, flag := range map[string]*bool{"payment_method_cod": &order.COD, "want_invoice": &order.Invoice.Wanted} {
		if value, there := p.boolean(name); there {
			*flag = value
			changed(logEdited)
		}
	}
	for name, number := range map[string]*int{"pick_state": &order.PickState, "pack_state": &order.PackState, "star": &order.Star} {
		highest := int64(1)
		if name == "star" {
			highest = 5
		}
		if value, there := p.integer(name); there {
			if value < 0 || value > highest {
				p.refuse(CodeParameters, "%s is not within 0 and %d", name, highest)
			}
			*number = int(value)
			changed(logEdited)
		}
	}
	if price, there := p.price("delivery_price"); there {
		order.Delivery.Price = price
		changed(logDelivery)
	}
	if fields, there := p.textMap("custom_extra_fields"); there {
		if order.CustomFields == nil {
			order.CustomFields = map[string]string{}
		}
		for field, value := range fields {
			if order.CustomFields[field] = value; value == "" {
				delete(order.CustomFields, field)
			}
		}
		changed(logEdited)
	}
	if refused := p.end(); refused != nil {
		return nil, refused
	}
	s.put(order)
	for _, kind := range logs {
		s.log(id, kind, 0)
	}
	s.calls.wrote(id, func(c *OrderCounts) { c.FieldsSet++ })
	return success(), nil
}

// price is a number with at most two decimals, in grosze.
func (p *parameters) price(name string) (grosze int64, there bool) {
	raw, there := p.take(name)
	if !there {
		return 0, false
	}
	whole, decimals, _ := strings.Cut(string(raw), ".")
	n, err := strconv.ParseInt(whole+(decimals + "00")[:2], 10, 64)
	if err != nil || len(decimals) > 2 || n < 0 {
		p.refuse(CodeParameters, "%s is not an amount", name)
		return 0, false
	}
	return n, true
}

// textMap is a map of ids to texts; null and "" clear.
func (p *parameters) textMap(name string) (texts map[string]string, there bool) {
	raw, there := p.take(name)
	if !there {
		return nil, false
	}
	var values map[string]*string
	if json.Unmarshal(raw, &values) != nil || values == nil {
		p.refuse(CodeParameters, "%s is not a map of texts", name)
		return nil, false
	}
	texts = make(map[string]string, len(values))
	for id, value := range values {
		if texts[id] = ""; value != nil {
			texts[id] = *value
		}
	}
	return texts, true
}
