package fakebase

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// shop makes the orders of a believable small shop, each from the seed and its number alone: none is kept.
type shop struct {
	seed     int64
	orders   int
	people   int
	origin   time.Time // what the orders lead up to
	begin    time.Time
	until    []float64 // for each hour since begin: the share of orders until its end
	together [2]int    // these orders, from and below, are confirmed in one second
	second   time.Time
}

// hours of the day by how much people buy, midnight first, in Polish time.
var hourly = [24]float64{2, 1, .5, .4, .4, .8, 2, 4, 6, 8, 9, 9, 8.5, 8, 7.5, 7.5, 7.5, 8, 9, 11, 13, 13, 10, 5}

var weekly = [7]float64{1.15, 1.1, 1, 1, 1, .9, .85} // Sunday first

func newShop(c *Config, warsaw *time.Location) *shop {
	s := &shop{seed: c.Seed, orders: c.Orders, people: max(1, c.Orders*6/10), origin: c.Origin.Truncate(time.Second).UTC()}
	s.begin = s.origin.Add(-time.Duration(c.Days) * 24 * time.Hour).Truncate(time.Hour)
	r, sum := dice(c.Seed, 0, 5), 0.0
	for at, day := s.begin, 1.0; at.Before(s.origin); at = at.Add(time.Hour) {
		local := at.In(warsaw)
		if local.Hour() == 0 {
			day = 0.7 + 0.6*r.Float64()
		}
		share := day * hourly[local.Hour()] * weekly[local.Weekday()]
		if left := s.origin.Sub(at); left < time.Hour {
			share *= left.Hours()
		}
		sum += share
		s.until = append(s.until, sum)
	}
	if n := min(c.SameSecond, c.Orders); n > 0 {
		from := (c.Orders - n) / 2
		s.together = [2]int{from, from + n}
		s.second = s.added(from + n - 1).Add(time.Second)
	}
	return s
}

// added is when order i came in; later orders come in later.
func (s *shop) added(i int) time.Time {
	r := dice(s.seed, int64(i), 6)
	last := len(s.until) - 1
	at := (float64(i) + r.Float64()) / float64(s.orders) * s.until[last]
	hour, _ := slices.BinarySearch(s.until, at)
	hour = min(hour, last)
	before := 0.0
	if hour > 0 {
		before = s.until[hour-1]
	}
	begin, end := s.begin.Add(time.Duration(hour)*time.Hour), s.begin.Add(time.Duration(hour+1)*time.Hour)
	if end.After(s.origin) {
		end = s.origin
	}
	within := (at - before) / (s.until[hour] - before)
	return begin.Add(time.Duration(within * float64(end.Sub(begin)))).Truncate(time.Second)
}

// order makes order i. BaseLinker's ids are all sellers', so there are gaps.
func (s *shop) order(i int) Order {
	r := dice(s.seed, int64(i), 7)
	who := int64(float64(s.people) * r.Float64() * (0.4 + 0.6*r.Float64())) // some buy often
	p := makePerson(dice(s.seed, who, 8))
	o := s.compose(r, firstOrder+int64(i)*3+int64(r.IntN(3)), p, s.added(i))
	if i >= s.together[0] && i < s.together[1] {
		o.Confirmed, o.Unconfirmed = s.second, false
		o.InStatus = later(o.InStatus, o.Confirmed)
	}
	if o.Source == "shop" {
		o.ShopOrderID = 20_000 + int64(i)
	}
	return o
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

var userComments = []string{
	"Proszę o zapakowanie na prezent.", "Czy mogą Państwo dorzucić karteczkę: „Wszystkiego najlepszego, Łucjo!”?", "Proszę dzwonić przed dostawą, domofon nie działa.",
	"Kubki proszę bez uchwytów z lewej strony :)", "Zależy mi na dostawie przed piątkiem.", "Poprzednio talerz przyszedł pęknięty - proszę lepiej zabezpieczyć.",
	"Faktura na firmę", "🎁 bez ceny w paczce, dziękuję!",
}

var adminComments = []string{
	"Stała klientka, dorzucić próbkę szkliwa", "Sprawdzić pęknięcie przed wysyłką", "Klient dzwonił, wysyłka po 15.", "VIP",
}

// compose makes an order of a person. Everything but the id, the person and the moment comes from r.
func (s *shop) compose(r *rand.Rand, id int64, p person, added time.Time) Order {
	o := Order{
		ID: id, Source: "shop", SourceID: shopSource, Added: added, Confirmed: added.Add(time.Duration(r.IntN(4)) * time.Second),
		Email: p.email, Phone: p.phone, Currency: "PLN", Delivery: Delivery{Address: p.address},
	}
	ways, auction := shopWays, ""
	switch n := r.IntN(100); {
	case n < 34:
		o.Source, o.SourceID, ways = "allegro", allegroSource, allegroWays
		o.ExternalID = fmt.Sprintf("%08x-%04x-11ef-%04x-%012x", r.Uint32(), r.IntN(0x10000), r.IntN(0x10000), r.Int64N(1<<48))
		o.Login = "Client:" + fmt.Sprint(10_000_000+r.IntN(90_000_000))
		if r.IntN(3) > 0 {
			o.Login = p.login
		}
		// The marketplace hides its customers' addresses, and confirms what was paid every five minutes, all at once.
		o.Email = masked(r)
		o.Confirmed = added.Truncate(5 * time.Minute).Add(5*time.Minute + 7*time.Second)
		auction = fmt.Sprint(15_000_000_000 + r.Int64N(2e9))
	case n < 44:
		o.SourceID = outletSource
	case n < 49:
		o.Source, o.SourceID = "personal", 0
	}
	o.Products = basket(r, id*10, o.SourceID == outletSource, auction)
	w := pick(r, ways)
	if r.IntN(40) == 0 && o.Source == "shop" {
		s.sendAbroad(r, &o, &w)
	}
	d := &o.Delivery
	d.MethodID, d.Method, d.Price = w.id, w.method, w.price
	if o.Source == "shop" && o.Total()-d.Price >= 25_000 && o.Currency == "PLN" && !w.cod {
		d.Price = 0
	}
	if w.locker {
		d.Point = lockerOf(r, p.town)
	}
	o.COD = w.cod
	s.invoice(r, &o, p)
	if r.IntN(12) == 0 {
		o.UserComments = pick(r, userComments)
	}
	if r.IntN(20) == 0 {
		o.AdminComments = pick(r, adminComments)
	}
	if r.IntN(30) == 0 {
		o.ExtraField1 = "LIST " + fmt.Sprint(r.IntN(400))
	}
	if r.IntN(25) == 0 {
		o.CustomFields = map[string]string{"135": pick(r, []string{"piaskowy", "zielony", "bez napisu"})}
	}
	if r.IntN(40) == 0 {
		o.Star = r.IntN(5) + 1
	}
	o.OrderPage = fmt.Sprintf("https://zamowienia.base.example/%d/%08x/", id, r.Uint32())
	s.progress(r, &o, &w)
	return o
}

// masked is an address as Allegro gives it instead of the customer's.
func masked(r *rand.Rand) string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	var b strings.Builder
	for range 10 {
		b.WriteByte(letters[r.IntN(len(letters))])
	}
	return fmt.Sprintf("%s+%09x@allegromail.example", b.String(), r.Int64N(1<<36))
}

func (s *shop) sendAbroad(r *rand.Rand, o *Order, w *way) {
	*w = abroadWay
	o.Currency = "EUR"
	for i := range o.Products {
		o.Products[i].Price = o.Products[i].Price * 10 / 43
	}
	o.Delivery.Address = pick(r, []Address{
		{Name: "Jürgen Weiß", Street: "Görlitzer Straße 14", Postcode: "02826", City: "Görlitz", Country: "Niemcy", CountryCode: "DE"},
		{Name: "Zdeněk Dvořák", Street: "Náměstí Míru 3", Postcode: "460 01", City: "Liberec", Country: "Czechy", CountryCode: "CZ"},
		{Name: "Оксана Шевченко", Company: "Кераміка", Street: "вул. Франка 7", Postcode: "79005", City: "Львів", Country: "Ukraina", CountryCode: "UA"},
	})
}

func (s *shop) invoice(r *rand.Rand, o *Order, p person) {
	o.Invoice.Wanted = p.company != "" || r.IntN(25) == 0
	if !o.Invoice.Wanted {
		return
	}
	o.Invoice.Address = o.Delivery.Address
	o.Invoice.Company, o.Invoice.NIP = p.company, p.nip
	if p.company != "" && r.IntN(2) == 0 {
		o.Delivery.Company = p.company
	}
}

var payments = []string{"Przelewy24", "BLIK", "PayU", "Karta płatnicza", "Przelew bankowy"}

// progress brings an order to where one of its age is: paid, sent, delivered, sometimes otherwise.
func (s *shop) progress(r *rand.Rand, o *Order, w *way) {
	now, age := s.origin, s.origin.Sub(o.Confirmed)
	fate := r.IntN(1000)
	hours := func(from, to int) time.Duration {
		return time.Duration(from)*time.Hour + time.Duration(r.IntN((to-from)*3600))*time.Second
	}
	paidAfter, packedAfter := hours(0, 2), hours(6, 30)
	sentAfter := packedAfter + hours(2, 20)
	deliveredAfter := sentAfter + hours(24, 90)
	packageID, number := o.ID*2, dice(s.seed, o.ID, 9)
	set := func(status int64, after time.Duration) {
		o.StatusID, o.InStatus = status, o.Confirmed.Add(after)
		if o.InStatus.After(now) {
			o.InStatus = now
		}
	}
	ship := func(sent time.Time, end TrackingStatus) {
		o.Packages = []Package{parcel(number, packageID, w, sent, now, end)}
		o.Delivery.Courier, o.Delivery.Number = w.courier, o.Packages[0].Number
	}
	switch {
	case o.COD:
		o.PaymentMethod = "Płatność przy odbiorze (pobranie)"
	case o.Source == "allegro":
		o.PaymentMethod = "Allegro Finance"
	case o.Source == "personal":
		o.PaymentMethod = "Gotówka"
	default:
		o.PaymentMethod = pick(r, payments)
	}
	if age < 0 || age < 36*time.Hour && fate < 40 { // the customer hasn't filled in the marketplace's form, or the basket's
		o.Unconfirmed, o.Confirmed = true, time.Time{}
		o.StatusID, o.InStatus = StatusNew, o.Added
		o.Delivery.Point, o.Delivery.Price = Point{}, 0
		return
	}
	if !o.COD && (age > paidAfter) && !(fate > 990 && o.PaymentMethod == "Przelew bankowy") {
		o.Paid = o.Total()
	}
	if o.Paid > 0 && fate == 500 {
		o.Paid -= 1000 // ten less than asked for
	}
	switch {
	case fate < 22 && age > 20*time.Hour:
		set(StatusCancelled, hours(1, 20))
		o.Paid = 0
	case !o.COD && o.Paid == 0 && age > 7*24*time.Hour:
		set(StatusCancelled, 7*24*time.Hour)
	case !o.COD && o.Paid == 0:
		set(StatusNew, 0)
	case age < packedAfter && age < paidAfter:
		set(StatusNew, 0)
	case fate < 55 && age < 12*24*time.Hour:
		set(StatusWaiting, paidAfter+hours(0, 3))
	case age < packedAfter:
		set(StatusPaid, paidAfter)
	case w.pickUp && age < deliveredAfter:
		set(StatusToSend, packedAfter)
	case w.pickUp:
		set(StatusDelivered, deliveredAfter)
	case age < sentAfter:
		set(StatusToSend, packedAfter)
		o.PickState, o.PackState = 1, r.IntN(2)
		ship(time.Time{}, TrackingUnknown)
	case fate > 996 && age < 60*24*time.Hour:
		set(StatusSent, sentAfter)
		o.PickState, o.PackState = 1, 1
		ship(o.Confirmed.Add(sentAfter), TrackingLost)
	case age < deliveredAfter:
		set(StatusSent, sentAfter)
		o.PickState, o.PackState = 1, 1
		ship(o.Confirmed.Add(sentAfter), TrackingUnknown)
	default:
		s.arrived(r, o, fate, deliveredAfter, set, func(end TrackingStatus) { ship(o.Confirmed.Add(sentAfter), end) })
	}
}

// arrived is for orders old enough to have been delivered.
func (s *shop) arrived(r *rand.Rand, o *Order, fate int, after time.Duration, set func(int64, time.Duration), ship func(TrackingStatus)) {
	o.PickState, o.PackState = 1, 1
	back := after + time.Duration(2+r.IntN(12))*24*time.Hour
	old := s.origin.Sub(o.Confirmed) > back
	switch {
	case fate > 985:
		ship(TrackingReturned) // nobody took it
		set(StatusReturned, after)
	case fate > 950 && old:
		ship(TrackingDelivered)
		set(StatusReturned, back)
		home := o.Packages[0]
		home.ID, home.Return, home.Type = home.ID+1, true, 1
		home.Number, home.Tracked = inpostNumber(r), o.InStatus
		home.Courier, home.URL = "inpost", inpostURL+home.Number
		o.Packages = append(o.Packages, home)
		return
	case fate > 943 && old:
		ship(TrackingDelivered)
		set(StatusComplaint, back)
	default:
		ship(TrackingDelivered)
		set(StatusDelivered, after)
		if o.Packages[0].Tracked.After(o.InStatus) {
			o.Packages[0].Tracked = o.InStatus
		}
	}
	if o.COD && o.StatusID == StatusDelivered {
		o.Paid = o.Total()
	}
}

// fill puts the shop's orders into their rows, and what happened in the last three days into the journal.
func (o *orders) fill(s *shop, j *journal) {
	o.shop = s
	if s.orders == 0 {
		return
	}
	rows := make([]row, s.orders)
	o.rows, o.confirmed = make([]*row, s.orders), make([]*row, 0, s.orders)
	recent := s.origin.Add(-journalDays)
	type event struct {
		order, kind, object int64
		at                  time.Time
	}
	var events []event
	for i := range rows {
		order := s.order(i)
		r := &rows[i]
		r.id, r.seeded = order.ID, i
		r.describe(&order)
		o.rows[i] = r
		if r.confirmed != 0 {
			o.confirmed = append(o.confirmed, r)
		}
		folded := strings.ToLower(r.email)
		o.byEmail[folded] = append(o.byEmail[folded], r)
		if order.Added.After(recent) {
			events = append(events, event{r.id, logCreated, 0, order.Added})
		}
		if !order.Unconfirmed && order.Confirmed.After(recent) {
			events = append(events, event{r.id, logConfirmed, 0, order.Confirmed})
		}
		if order.StatusID != StatusNew && order.InStatus.After(recent) {
			events = append(events, event{r.id, logStatus, order.StatusID, order.InStatus})
		}
	}
	slices.SortFunc(o.confirmed, byConfirmation)
	o.lastOrder = o.rows[len(o.rows)-1].id
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	for _, e := range events {
		j.add(e.order, e.kind, e.object, e.at)
	}
	j.seeded = j.last
}
