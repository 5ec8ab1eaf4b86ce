package fill

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// language is what people say in one.
type language struct {
	locale string
	topics []topic
	greetings,
	replies, // customers', to anything
	courtesies, // agents', to anything
	notes []sentence
	colours, goods []string
}

// topic is what a conversation is about.
type topic struct {
	subject                    string
	context                    string // a built-in one's key
	opening, asking, answering []sentence
}

// sentence is text with a fact, or a number, after each piece but the last.
type sentence []piece

type piece struct {
	text string
	slot string // empty: none
}

// sentences parses texts such as "Order {order}."
func sentences(texts ...string) []sentence {
	all := make([]sentence, len(texts))
	for i, text := range texts {
		for {
			before, rest, more := strings.Cut(text, "{")
			if !more {
				all[i] = append(all[i], piece{text: before})
				break
			}
			slot, after, ok := strings.Cut(rest, "}")
			if !ok {
				panic("fill: a slot without an end: " + text)
			}
			all[i], text = append(all[i], piece{before, slot}), after
		}
	}
	return all
}

func (s sentence) write(to *strings.Builder, r *rand.Rand, f *facts) {
	for _, p := range s {
		to.WriteString(p.text)
		if p.slot != "" {
			to.WriteString(f.fact(r, p.slot))
		}
	}
}

func (f *facts) fact(r *rand.Rand, slot string) string {
	switch slot {
	case "order":
		return f.order
	case "parcel":
		return f.parcel
	case "product":
		return f.product
	case "city":
		return f.city
	case "street":
		return f.street
	case "amount":
		return f.amount
	case "colour":
		return f.colour
	case "size":
		return f.size
	case "email":
		return f.email
	case "phone":
		return f.phone
	case "courier":
		return f.courier
	case "coupon":
		return f.coupon
	case "claim":
		return f.claim
	case "ean":
		return f.ean
	case "nip":
		return f.nip
	case "agent":
		return f.agent
	case "days":
		return strconv.Itoa(2 + r.IntN(12))
	case "hour":
		return fmt.Sprintf("%d:%02d", 9+r.IntN(10), 15*r.IntN(4))
	}
	panic("fill: there is no fact " + slot)
}
