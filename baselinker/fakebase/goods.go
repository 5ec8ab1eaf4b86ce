package fakebase

import "math/rand/v2"

// good is what the seeded shop sells: the demo shop's ceramics. Prices are in grosze.
type good struct {
	name, sku, ean string
	attributes     string
	price          int64
	grams          int
	tax            int
}

var goods = []good{
	{"Kubek Mgła", "KUB-MGL-380", "", "Pojemność: 380 ml", 6900, 420, 23},
	{"Kubek Rdza", "KUB-RDZ-320", "", "Pojemność: 320 ml", 7200, 390, 23},
	{"Kubek Las", "KUB-LAS-350", "", "Pojemność: 350 ml", 7400, 400, 23},
	{"Filiżanka Len", "FIL-LEN-090", "", "Pojemność: 90 ml", 5400, 260, 23},
	{"Miska Owsianka", "MIS-OWS-150", "", "Średnica: 15 cm", 8900, 610, 23},
	{"Miska Jezioro", "MIS-JEZ-240", "", "Średnica: 24 cm", 12900, 1350, 23},
	{"Talerz Księżyc", "TAL-KSI-270", "", "Średnica: 27 cm", 9900, 880, 23},
	{"Talerzyk Okruch", "TAL-OKR-180", "", "Średnica: 18 cm", 4900, 410, 23},
	{"Wazon Cisza", "WAZ-CIS-280", "", "Wysokość: 28 cm", 15900, 1600, 23},
	{"Wazon Zorza", "WAZ-ZOR-220", "", "Wysokość: 22 cm", 18900, 1450, 23},
	{"Dzban Polny", "DZB-POL-140", "", "Pojemność: 1,4 l", 16900, 1500, 23},
	{"Świecznik Luna", "SWI-LUN-090", "", "Wysokość: 9 cm", 5900, 330, 23},
	{"Zestaw 4 kubków „Cztery pory”", "ZES-KUB-004", "", "Kolor: mieszany; Opakowanie: prezentowe", 25900, 1720, 23},
	{"Zestaw śniadaniowy dla dwojga", "ZES-SNI-002", "", "Kolor: piasek/mgła", 34900, 3100, 23},
	{"Książka „Glina w dłoniach”", "KSI-GLI-001", "", "", 5990, 520, 5},
	{"Karta podarunkowa", "KARTA-200", "", "Wartość: 200 zł", 20000, 0, -1},
}

func init() {
	for i := range goods {
		goods[i].ean = ean(i)
	}
}

// ean is one of a Polish maker, with its check digit.
func ean(n int) string {
	digits := []byte("590733110000")
	digits[10], digits[11] = byte('0'+n/10), byte('0'+n%10)
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (1 + i%2*2)
	}
	return string(append(digits, byte('0'+(10-sum%10)%10)))
}

// basket is what somebody buys.
func basket(r *rand.Rand, firstLine int64, outlet bool, auction string) []Product {
	lines := []int{1, 1, 1, 1, 2, 2, 2, 3, 3, 4}[r.IntN(10)]
	products := make([]Product, 0, lines)
	first := r.IntN(len(goods))
	for i := range lines {
		at := (first + i*5) % len(goods) // no good twice
		g := &goods[at]
		p := Product{
			LineID: firstLine + int64(i), ID: productID(at), Name: g.name, SKU: g.sku, EAN: g.ean, Attributes: g.attributes,
			AuctionID: auction, WarehouseID: 11_204, Price: g.price, TaxRate: g.tax, Quantity: 1, Grams: g.grams,
		}
		if outlet {
			p.Price = g.price * 62 / 100 / 100 * 100
			p.Name += " (II gatunek)"
			p.SKU += "-2G"
		}
		if n := r.IntN(10); n > 6 && g.price < 15000 {
			p.Quantity = []int64{2, 2, 4, 6}[r.IntN(4)]
		}
		if at < 4 {
			p.VariantID = int64(3100 + at)
		}
		products = append(products, p)
	}
	return products
}

func productID(at int) string {
	return string([]byte{'2', '0', '1', byte('0' + at/10), byte('0' + at%10)})
}
