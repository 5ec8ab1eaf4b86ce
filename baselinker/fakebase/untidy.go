package fakebase

import (
	"math/rand/v2"
	"strconv"
)

// Untidiness is in how many of the orders, packages and journal rows (0 none, 1 all) something is not as documented.
// Which ones is made from the seed and the id: the same order is untidy in the same way every time. order_id is always there and right.
type Untidiness struct {
	Strings  float64 `json:"strings"`   // numbers come as texts
	OldNames float64 `json:"old_names"` // pick_status for pick_state, pack_status, a journal row's id for log_id
	Unknown  float64 `json:"unknown"`   // members that nobody documented
	Missing  float64 `json:"missing"`   // members are left out
	Nulls    float64 `json:"nulls"`     // null for texts and numbers
	Blanks   float64 `json:"blanks"`    // "" for numbers
	// Odd has a float where an integer belongs, words where a number belongs, numbers and booleans for texts.
	Odd float64 `json:"odd"`
}

// What answers can look like. Traps that the documentation's own samples show are there in each of them: texts in
// getOrdersByEmail, "1" and "0" for payment_method_cod and want_invoice, lists for maps that are empty or begin at 0.
var (
	Tidy       = Untidiness{}
	Documented = Untidiness{Strings: 0.1, OldNames: 0.3, Unknown: 0.1}
	Wild       = Untidiness{Strings: 0.3, OldNames: 0.5, Unknown: 0.5, Missing: 0.3, Nulls: 0.3, Blanks: 0.3, Odd: 0.3}
)

// SetUntidy changes how answers look from now on.
func (s *Server) SetUntidy(u Untidiness) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.untidy = u
}

// Members that may be spoiled: none that an order is nothing without.
var (
	spoiledNumbers = []string{
		"shop_order_id", "crm_client_id", "delivery_method_id", "star", "pick_state", "pack_state", "storage_id", "variant_id",
		"warehouse_id", "tax_rate", "weight", "bundle_id", "account_id", "tracking_delivery_days", "package_type", "object_id",
	}
	spoiledTexts = []string{
		"external_order_id", "order_source_info", "user_login", "user_comments", "admin_comments", "delivery_company", "delivery_state",
		"delivery_point_id", "delivery_point_name", "delivery_point_address", "delivery_point_postcode", "delivery_point_city",
		"invoice_fullname", "invoice_company", "invoice_nip", "invoice_state", "extra_field_1", "extra_field_2", "order_page",
		"location", "attributes", "auction_id", "ean", "courier_other_name", "courier_inner_number", "tracking_url",
	}
	oldNames = map[string]string{"pick_state": "pick_status", "pack_state": "pack_status", "log_id": "id"}
)

// mayBeSpoiled holds the names of both, and whether a number is.
var mayBeSpoiled = func() map[string]bool {
	names := map[string]bool{}
	for _, name := range spoiledTexts {
		names[name] = false
	}
	for _, name := range spoiledNumbers {
		names[name] = true
	}
	return names
}()

// dice are one object's own.
func dice(seed, id int64, kind uint64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(seed)^kind<<56, uint64(id)))
}

func (u Untidiness) order(seed int64, o *Order, with included) object {
	out := orderObject(o, with)
	if u == Tidy {
		return out
	}
	return u.spoil(dice(seed, o.ID, 1), out)
}

func (u Untidiness) pack(seed int64, o *Order, p *Package) object {
	return u.spoil(dice(seed, p.ID^o.ID<<20, 2), packageObject(p))
}

func (u Untidiness) log(seed int64, row logRow) object {
	return u.spoil(dice(seed, row.ID, 3), object{
		{"log_id", row.ID}, {"order_id", row.Order}, {"log_type", row.Type}, {"object_id", row.Object}, {"date", row.Date},
	})
}

// spoil makes out untidy, and what is within it. It throws the same number of dice whatever the shares are, so that a
// larger share only adds to the untidy ones.
func (u Untidiness) spoil(r *rand.Rand, out object) object {
	strings, old, unknown, missing := r.Float64() < u.Strings, r.Float64() < u.OldNames, r.Float64() < u.Unknown, r.Float64() < u.Missing
	nulls, blanks, odd := r.Float64() < u.Nulls, r.Float64() < u.Blanks, r.Float64() < u.Odd
	if !strings && !old && !unknown && !missing && !nulls && !blanks && !odd {
		return out
	}
	spoiled := make(object, 0, len(out)+4)
	for _, m := range out {
		isNumber, may := mayBeSpoiled[m.name]
		if old && oldNames[m.name] != "" {
			m.name = oldNames[m.name]
			m.value = asText(m.value)
		}
		switch {
		case missing && may && r.IntN(3) == 0:
			continue
		case nulls && may && r.IntN(3) == 0:
			m.value = nil
		case blanks && isNumber && r.IntN(2) == 0:
			m.value = ""
		case odd && m.name != "order_id":
			m.value = oddValue(r, m)
		}
		if items, ok := m.value.(list); ok {
			for i, item := range items {
				if inner, ok := item.(object); ok {
					items[i] = u.only(missing, nulls, blanks, odd, unknown, strings).spoil(r, inner)
				}
			}
		}
		if strings {
			m.value = asText(m.value)
		}
		spoiled = append(spoiled, m)
	}
	if unknown {
		spoiled = append(object{{"_v", 7}}, spoiled...)
		spoiled = append(spoiled, member{"marketplace_flags", object{{"smart", true}, {"tags", list{"b2c", nil, 3}}, {"more", list{}}}})
	}
	return spoiled
}

// only is for what is within an untidy object: untidy in the same ways.
func (u Untidiness) only(missing, nulls, blanks, odd, unknown, strings bool) Untidiness {
	share := func(on bool) float64 {
		if on {
			return 1
		}
		return 0
	}
	return Untidiness{Missing: share(missing), Nulls: share(nulls), Blanks: share(blanks), Odd: share(odd), Unknown: share(unknown), Strings: share(strings)}
}

func asText(value any) any {
	switch v := value.(type) {
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case literal:
		return string(v)
	}
	return value
}

// oddValue is another type's value with the same meaning, or none.
func oddValue(r *rand.Rand, m member) any {
	switch m.name {
	case "quantity", "order_source_id", "storage_id", "tracking_status", "log_type":
		return literal(asText(m.value).(string) + ".0")
	case "payment_method_cod", "want_invoice":
		return []any{m.value == "1", literal(m.value.(string))}[r.IntN(2)]
	case "confirmed", "is_return":
		return []any{"1", 1, "true", m.value}[r.IntN(4)]
	case "weight", "tracking_delivery_days":
		return "brak"
	case "tax_rate":
		return "zw"
	case "star":
		return false
	case "bundle_id", "crm_client_id":
		return list{}
	case "location", "extra_field_2":
		return 17
	case "invoice_state", "delivery_state":
		return false
	case "user_login":
		return object{{"login", m.value}}
	}
	return m.value
}
