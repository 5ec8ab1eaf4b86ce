package fakebase

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// person is a customer of the seeded shop.
type person struct {
	name, email, phone, login string
	company, nip              string // empty: a private person
	address                   Address
	town                      *town
}

// town is a Polish one: its postcodes' beginning and how InPost names its lockers there.
type town struct {
	name, postcode, locker, state string
}

var towns = []town{
	{"Warszawa", "0", "WAW", "mazowieckie"}, {"Warszawa", "0", "WAW", "mazowieckie"}, {"Kraków", "3", "KRA", "małopolskie"},
	{"Wrocław", "5", "WRO", "dolnośląskie"}, {"Poznań", "6", "POZ", "wielkopolskie"}, {"Gdańsk", "80", "GDA", "pomorskie"},
	{"Łódź", "9", "LOD", "łódzkie"}, {"Katowice", "40", "KAT", "śląskie"}, {"Szczecin", "70", "SZC", "zachodniopomorskie"},
	{"Bydgoszcz", "85", "BYD", "kujawsko-pomorskie"}, {"Lublin", "20", "LUB", "lubelskie"}, {"Białystok", "15", "BIA", "podlaskie"},
	{"Rzeszów", "35", "RZE", "podkarpackie"}, {"Zielona Góra", "65", "ZGO", "lubuskie"}, {"Kielce", "25", "KIE", "świętokrzyskie"},
	{"Kędzierzyn-Koźle", "47", "KKO", "opolskie"}, {"Bolesławiec", "59", "BOL", "dolnośląskie"}, {"Świnoujście", "72", "SWI", "zachodniopomorskie"},
	{"Żyrardów", "96", "ZYR", "mazowieckie"}, {"Gdynia", "81", "GDY", "pomorskie"},
}

var streets = []string{
	"ul. Lipowa", "ul. Ogrodowa", "ul. Polna", "ul. Kościuszki", "ul. Mickiewicza", "ul. Słowackiego", "os. Tysiąclecia", "al. Niepodległości",
	"ul. Żeromskiego", "ul. Krótka", "ul. 3 Maja", "ul. Świętej Jadwigi", "ul. Źródlana", "pl. Wolności", "ul. Brzozowa", "ul. Księcia Józefa",
}

var (
	womenNames = []string{
		"Anna", "Katarzyna", "Małgorzata", "Agnieszka", "Joanna", "Ewa", "Zofia", "Łucja", "Aleksandra", "Magdalena", "Żaneta", "Grażyna",
		"Elżbieta", "Bożena", "Iwona", "Natalia", "Kinga", "Weronika", "Oliwia", "Maria",
	}
	menNames = []string{
		"Piotr", "Krzysztof", "Andrzej", "Tomasz", "Paweł", "Michał", "Łukasz", "Jan", "Grzegorz", "Marcin", "Wojciech", "Stanisław",
		"Mateusz", "Jakub", "Świętosław", "Bartłomiej", "Rafał", "Sławomir", "Zdzisław", "Kamil",
	}
	// Those in -ski, -cki, -dzki end in -a for women.
	surnames = []string{
		"Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Kowalczyk", "Kamiński", "Lewandowski", "Zieliński", "Szymański", "Woźniak", "Dąbrowski",
		"Kozłowski", "Jankowski", "Mazur", "Kwiatkowski", "Krawczyk", "Piotrowski", "Grabowski", "Nowicki", "Pawłowski", "Zając", "Król",
		"Wieczorek", "Jabłoński", "Wróbel", "Stępień", "Górski", "Dudek", "Pawlak", "Sikora", "Bąk", "Rutkowski", "Szewczyk", "Źrebiec",
		"Brzęczyszczykiewicz", "Śliwiński", "Ćwik", "Gołębiowski", "Zawadzki", "Żak",
	}
	companies = []string{
		"Kawiarnia Pod Lipą", "Studio Wnętrz Ład", "Biuro Rachunkowe Żaneta", "Restauracja Źródło", "Hotel Śnieżka", "Kwiaciarnia Róża",
		"Fundacja Garncarze", "Piekarnia Świt", "Architekci Łuk", "Galeria Ćma",
	}
	// Nobody gets mail there (RFC 2606).
	mailboxes = []string{"poczta.example", "skrzynka.example", "mail.example", "onet.example", "wp.example", "interia.example", "gmail.example"}
	// An order's address may have 150 characters, a filter only 50.
	longMailbox = "biuro-obslugi-klienta.wielobranzowe-przedsiebiorstwo-handlowe.example"
)

func pick[T any](r *rand.Rand, items []T) T { return items[r.IntN(len(items))] }

var ascii = strings.NewReplacer("ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z",
	"Ą", "A", "Ć", "C", "Ę", "E", "Ł", "L", "Ń", "N", "Ó", "O", "Ś", "S", "Ź", "Z", "Ż", "Z", " ", "")

// makePerson is the same for the same dice.
func makePerson(r *rand.Rand) person {
	woman := r.IntN(100) < 64 // who buys ceramics
	first, last := pick(r, menNames), pick(r, surnames)
	if woman {
		first = pick(r, womenNames)
		last = inflected(last)
		if r.IntN(12) == 0 {
			last += "-" + inflected(pick(r, surnames))
		}
	}
	var p person
	p.name = first + " " + last
	given, family := strings.ToLower(ascii.Replace(first)), strings.ToLower(ascii.Replace(last))
	box := pick(r, mailboxes)
	switch r.IntN(6) {
	case 0, 1:
		p.email = given + "." + family
	case 2:
		p.email = given[:1] + "." + family
	case 3:
		p.email = given + family[:min(3, len(family))]
	case 4:
		p.email = family + "." + given
	default:
		p.email = given + "_" + family
	}
	p.login = strings.ReplaceAll(p.email, ".", "_")
	p.email += fmt.Sprint(r.IntN(9000) + 10) // many share a name
	switch n := r.IntN(200); {
	case n < 3:
		box = longMailbox
	case n < 11: // typed with capitals
		p.email = ascii.Replace(first) + "." + ascii.Replace(last) + fmt.Sprint(r.IntN(9000)+10)
		box = strings.ToUpper(box[:1]) + box[1:]
	}
	p.email += "@" + box
	p.phone = phone(r)
	if r.IntN(9) == 0 {
		p.company, p.nip = pick(r, companies), nip(r)
	}
	p.town = &towns[r.IntN(len(towns))]
	p.address = Address{
		Name: p.name, Street: street(r), Postcode: postcode(r, p.town), City: p.town.name,
		Country: "Polska", CountryCode: "PL",
	}
	if r.IntN(4) == 0 {
		p.address.State = p.town.state
	}
	return p
}

func inflected(surname string) string {
	for _, ending := range []string{"ski", "cki", "dzki"} {
		if strings.HasSuffix(surname, ending) {
			return surname[:len(surname)-1] + "a"
		}
	}
	return surname
}

func street(r *rand.Rand) string {
	s := fmt.Sprintf("%s %d", pick(r, streets), r.IntN(140)+1)
	switch r.IntN(5) {
	case 0, 1:
		s += fmt.Sprintf("/%d", r.IntN(60)+1)
	case 2:
		s += fmt.Sprintf(" m. %d", r.IntN(90)+1)
	}
	return s
}

func postcode(r *rand.Rand, t *town) string {
	digits := t.postcode + fmt.Sprintf("%05d", r.IntN(100_000))[len(t.postcode):]
	return digits[:2] + "-" + digits[2:]
}

func phone(r *rand.Rand) string {
	n := fmt.Sprintf("%s%07d", pick(r, []string{"50", "51", "53", "60", "66", "69", "72", "78", "79", "88"}), r.IntN(10_000_000))
	switch r.IntN(4) {
	case 0:
		return "+48" + n
	case 1:
		return "+48 " + n[:3] + " " + n[3:6] + " " + n[6:]
	case 2:
		return n[:3] + "-" + n[3:6] + "-" + n[6:]
	}
	return n
}

// nip is a tax number with its check digit.
func nip(r *rand.Rand) string {
	for {
		digits, sum := fmt.Sprintf("%09d", 100_000_000+r.IntN(899_999_999)), 0
		for i, weight := range []int{6, 5, 7, 2, 3, 4, 5, 6, 7} {
			sum += weight * int(digits[i]-'0')
		}
		if sum%11 < 10 {
			return fmt.Sprint(digits, sum%11)
		}
	}
}
