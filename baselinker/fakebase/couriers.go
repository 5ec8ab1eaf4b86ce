package fakebase

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// way is how the seeded shop sends. Prices are in grosze.
type way struct {
	id       int64
	method   string
	courier  string
	price    int64
	locker   bool
	cod      bool
	pickUp   bool // nothing is sent
	number   func(*rand.Rand) string
	tracking string // address that the number is added to
}

const (
	inpostURL = "https://inpost.pl/sledzenie-przesylek?number="
	dpdURL    = "https://tracktrace.dpd.com.pl/parcelDetails?p1="
	dhlURL    = "https://www.dhl.com/pl-pl/home/tracking/tracking-parcel.html?submit=1&tracking-id="
	pocztaURL = "https://emonitoring.poczta-polska.pl/?numer="
)

// Some twice: they are chosen more often.
var shopWays = []way{
	{1101, "Paczkomat InPost 24/7", "inpost", 1390, true, false, false, inpostNumber, inpostURL},
	{1101, "Paczkomat InPost 24/7", "inpost", 1390, true, false, false, inpostNumber, inpostURL},
	{1101, "Paczkomat InPost 24/7", "inpost", 1390, true, false, false, inpostNumber, inpostURL},
	{1102, "Kurier InPost", "inpostkurier", 1690, false, false, false, inpostNumber, inpostURL},
	{1103, "Kurier DPD", "dpd", 1690, false, false, false, dpdNumber, dpdURL},
	{1104, "Kurier DPD - pobranie", "dpd", 2190, false, true, false, dpdNumber, dpdURL},
	{1105, "Kurier DHL", "dhl", 1890, false, false, false, dhlNumber, dhlURL},
	{1106, "Pocztex Kurier48", "pocztapolska", 1490, false, false, false, pocztaNumber, pocztaURL},
	{1107, "Pocztex - pobranie", "pocztapolska", 1990, false, true, false, pocztaNumber, pocztaURL},
	{1108, "Odbiór osobisty w pracowni", "", 0, false, false, true, nil, ""},
}

var allegroWays = []way{
	{2101, "Allegro Paczkomaty InPost", "inpost", 0, true, false, false, inpostNumber, inpostURL},
	{2101, "Allegro Paczkomaty InPost", "inpost", 1399, true, false, false, inpostNumber, inpostURL},
	{2102, "Allegro Kurier DPD", "dpd", 1299, false, false, false, dpdNumber, dpdURL},
	{2103, "Allegro Kurier DPD pobranie", "dpd", 1799, false, true, false, dpdNumber, dpdURL},
}

var abroadWay = way{1201, "DHL Parcel Connect", "dhl", 999, false, false, false, dhlNumber, dhlURL}

func inpostNumber(r *rand.Rand) string {
	return fmt.Sprintf("6%02d%09d%012d", r.IntN(100), r.IntN(1e9), r.Int64N(1e12))
}
func dpdNumber(r *rand.Rand) string {
	return fmt.Sprintf("%013d%c", 1_000_000_000_000+r.Int64N(99e9), 'A'+rune(r.IntN(26)))
}
func dhlNumber(r *rand.Rand) string { return fmt.Sprintf("2%010d", r.Int64N(1e10)) }
func pocztaNumber(r *rand.Rand) string {
	return fmt.Sprintf("00%018d", 359_007_730_000_000_000+r.Int64N(1e10))
}

// lockerOf is a parcel locker of a town.
func lockerOf(r *rand.Rand, t *town) Point {
	id := fmt.Sprintf("%s%02d%s", t.locker, r.IntN(98)+1, pick(r, []string{"M", "A", "BAPP", "N", "H"}))
	return Point{ID: id, Name: "Paczkomat " + id, Address: street(r), Postcode: postcode(r, t), City: t.name}
}

// parcel is an order's package as it is, given how long ago it was handed over; sent is zero for a label alone.
func parcel(r *rand.Rand, id int64, w *way, sent, now time.Time, end TrackingStatus) Package {
	p := Package{ID: id, Number: w.number(r), Courier: w.courier, Account: 3300 + w.id%100}
	p.URL = w.tracking + p.Number
	if w.courier == "dhl" {
		p.Inner = fmt.Sprintf("JJD%018d", r.Int64N(1e15))
	}
	if sent.IsZero() {
		p.Tracking, p.Tracked = TrackingLabelCreated, now.Add(-time.Duration(r.IntN(5*3600))*time.Second)
		return p
	}
	age := now.Sub(sent)
	travels := time.Duration(20+r.IntN(40)) * time.Hour
	switch {
	case end != TrackingUnknown:
		p.Tracking, p.Tracked = end, sent.Add(travels)
	case age < 6*time.Hour:
		p.Tracking, p.Tracked = TrackingShipped, sent.Add(age/2)
	case age < travels-6*time.Hour:
		p.Tracking, p.Tracked = TrackingOnTheWay, now.Add(-age/4)
	case age < travels && !w.locker:
		p.Tracking, p.Tracked = TrackingOutForDelivery, now.Add(-time.Duration(r.IntN(5*3600))*time.Second)
	case w.locker:
		p.Tracking, p.Tracked = TrackingAtPoint, sent.Add(min(travels, age))
	case r.IntN(2) == 0:
		p.Tracking, p.Tracked = TrackingAviso, sent.Add(min(travels, age))
	default:
		p.Tracking, p.Tracked = TrackingNotDelivered, sent.Add(min(travels, age))
	}
	if p.Tracked.After(now) {
		p.Tracked = now
	}
	p.Days = int(p.Tracked.Sub(sent) / (24 * time.Hour))
	return p
}
