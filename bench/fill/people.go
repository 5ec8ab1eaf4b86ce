package fill

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

var (
	womensNames = []string{
		"Anna", "Katarzyna", "Maria", "Małgorzata", "Agnieszka", "Barbara", "Ewa", "Magdalena", "Elżbieta", "Joanna", "Aleksandra", "Zofia",
		"Monika", "Teresa", "Natalia", "Julia", "Karolina", "Marta", "Beata", "Dorota", "Alicja", "Jolanta", "Danuta", "Grażyna", "Wiktoria",
		"Renata", "Sylwia", "Paulina", "Iwona", "Bożena", "Kinga", "Łucja", "Jagoda", "Róża", "Żaneta", "Świętosława",
	}
	mensNames = []string{
		"Piotr", "Krzysztof", "Andrzej", "Tomasz", "Paweł", "Jan", "Michał", "Marcin", "Jakub", "Adam", "Łukasz", "Marek", "Grzegorz", "Mateusz",
		"Stanisław", "Wojciech", "Mariusz", "Dariusz", "Zbigniew", "Rafał", "Robert", "Maciej", "Szymon", "Kamil", "Sławomir", "Mirosław",
		"Przemysław", "Zdzisław", "Bartłomiej", "Jędrzej", "Gniewomir", "Świętopełk",
	}
	// familyNames of which the first form is a man's, the second a woman's.
	familyNames = [][2]string{
		{"Nowak", "Nowak"}, {"Kowalski", "Kowalska"}, {"Wiśniewski", "Wiśniewska"}, {"Wójcik", "Wójcik"}, {"Kowalczyk", "Kowalczyk"},
		{"Kamiński", "Kamińska"}, {"Lewandowski", "Lewandowska"}, {"Zieliński", "Zielińska"}, {"Szymański", "Szymańska"}, {"Woźniak", "Woźniak"},
		{"Dąbrowski", "Dąbrowska"}, {"Kozłowski", "Kozłowska"}, {"Jankowski", "Jankowska"}, {"Mazur", "Mazur"}, {"Wojciechowski", "Wojciechowska"},
		{"Kwiatkowski", "Kwiatkowska"}, {"Krawczyk", "Krawczyk"}, {"Kaczmarek", "Kaczmarek"}, {"Piotrowski", "Piotrowska"}, {"Grabowski", "Grabowska"},
		{"Pawłowski", "Pawłowska"}, {"Michalski", "Michalska"}, {"Król", "Król"}, {"Wieczorek", "Wieczorek"}, {"Jabłoński", "Jabłońska"},
		{"Wróbel", "Wróbel"}, {"Stępień", "Stępień"}, {"Zając", "Zając"}, {"Górski", "Górska"}, {"Sikora", "Sikora"}, {"Pietrzak", "Pietrzak"},
		{"Gołębiowski", "Gołębiowska"}, {"Brzęczyszczykiewicz", "Brzęczyszczykiewicz"}, {"Źdźbło", "Źdźbło"}, {"Ćwikła", "Ćwikła"}, {"Ślęzak", "Ślęzak"},
		{"Żółkiewski", "Żółkiewska"}, {"Gęś", "Gęś"}, {"Pękala", "Pękala"}, {"Trzaskowski", "Trzaskowska"}, {"Chrząszcz", "Chrząszcz"},
	}
	cities = []string{
		"Warszawa", "Kraków", "Łódź", "Wrocław", "Poznań", "Gdańsk", "Szczecin", "Bydgoszcz", "Lublin", "Białystok", "Katowice", "Gdynia",
		"Częstochowa", "Radom", "Toruń", "Rzeszów", "Kielce", "Olsztyn", "Zielona Góra", "Rybnik", "Opole", "Tarnów", "Płock", "Elbląg",
		"Wałbrzych", "Chełm", "Kędzierzyn-Koźle", "Świdnica", "Nowy Sącz", "Przemyśl", "Łomża", "Żory", "Ełk", "Świnoujście", "Szczebrzeszyn",
	}
	streets = []string{
		"Polna", "Leśna", "Słoneczna", "Krótka", "Szkolna", "Ogrodowa", "Lipowa", "Brzozowa", "Łąkowa", "Kwiatowa", "Kościuszki", "Mickiewicza",
		"Sienkiewicza", "Żeromskiego", "Piłsudskiego", "Dębowa", "Akacjowa", "Źródlana", "Wąska", "Śródmiejska", "Jagiellońska", "Żwirki i Wigury",
	}
	couriers = []string{"InPost", "DPD", "DHL", "Poczta Polska", "GLS", "Orlen Paczka", "UPS", "FedEx"}
	sizes    = []string{"M", "L", "S", "XL", "38", "40", "42", "39", "XS", "44", "XXL", "36"}
)

// withoutMarks is how many people write in a chat: without the marks of Polish letters.
var withoutMarks = strings.NewReplacer(
	"ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z",
	"Ą", "A", "Ć", "C", "Ę", "E", "Ł", "L", "Ń", "N", "Ó", "O", "Ś", "S", "Ź", "Z", "Ż", "Z",
)

// oneOf prefers what stands first: the first tenth comes about a third of the time.
func oneOf[T any](r *rand.Rand, list []T) T {
	at := r.Float64()
	return list[int(at*at*float64(len(list)))]
}

// person makes a name, and an address at a mail server that can't exist.
func person(r *rand.Rand) (name, email string) {
	var first, family string
	if r.IntN(100) < 58 {
		first, family = oneOf(r, womensNames), oneOf(r, familyNames)[1]
	} else {
		first, family = oneOf(r, mensNames), oneOf(r, familyNames)[0]
	}
	local := strings.ToLower(withoutMarks.Replace(first + "." + family))
	if r.IntN(10) < 7 {
		local += strconv.Itoa(r.IntN(1000))
	}
	return first + " " + family, local + "@" + oneOf(r, []string{"poczta.example", "mail.example", "skrzynka.example", "firma.example"})
}

// facts are what a ticket's texts speak of.
type facts struct {
	order, parcel, product, city, street, amount, colour, size, email, phone, courier, coupon, claim, ean, nip, agent string
}

func (l *language) facts(r *rand.Rand, year int, email string) facts {
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + r.IntN(10))
		}
		return string(b)
	}
	return facts{
		order:   "ZAM/" + strconv.Itoa(year) + "/" + digits(6),
		parcel:  "PL" + digits(12),
		product: oneOf(r, l.goods) + " " + oneOf(r, brands),
		city:    oneOf(r, cities),
		street:  oneOf(r, streets) + " " + strconv.Itoa(1+r.IntN(180)),
		amount:  strconv.Itoa(19+int(980*r.Float64()*r.Float64())) + "," + digits(1) + "9",
		colour:  oneOf(r, l.colours),
		size:    oneOf(r, sizes),
		email:   email,
		phone:   "5" + digits(2) + " " + digits(3) + " " + digits(3),
		courier: oneOf(r, couriers),
		coupon:  strings.ToUpper(withoutMarks.Replace(oneOf(r, brands)))[:4] + digits(2),
		claim:   "RMA-" + digits(7),
		ean:     "590" + digits(10),
		nip:     digits(10),
	}
}

// brands are words that no dictionary has, from common to rare.
var brands = func() []string {
	r := rand.New(rand.NewPCG(1, 1))
	begin := []string{"Al", "Bor", "Cel", "Dar", "El", "Fan", "Gor", "Hal", "Jar", "Kal", "Lum", "Mor", "Nor", "Or", "Pol", "Ros", "Sol", "Tar", "Ul", "Wis", "Zel", "Żar"}
	middle := []string{"a", "e", "i", "o", "u", "ani", "ero", "ivo", "onta", "ulga", "ęga", "ąbro"}
	end := []string{"ka", "ra", "no", "vit", "dex", "lon", "ska", "mira", "pol", "tex", "ńka", "ść"}
	list := make([]string, 1000)
	for i := range list {
		list[i] = begin[r.IntN(len(begin))] + middle[r.IntN(len(middle))] + end[r.IntN(len(end))]
	}
	return list
}()
