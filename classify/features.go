package classify

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// document is a message with what was found in it.
type document struct {
	*text
	hits  []hit
	stems []string // beside tokens
}

func newDocument(s string, known func(word string) bool) *document {
	d := &document{text: read(s)}
	d.hits = loadLexicon().find(d.text, known)
	d.stems = make([]string, len(d.tokens))
	for i, t := range d.tokens {
		d.stems[i] = stem(t.word)
	}
	return d
}

// emit takes a feature, any number of times, with its weight.
type emit func(id uint64, weight float64)

// Kinds of features, so that their names don't meet.
const (
	isWord = iota + 1
	isPair
	isBegin
	isGram
	isGroup
	isGroups
	isMark
	isCount
)

// feature makes a name's number, the same on every machine: FNV-1a.
func feature(kind byte, names ...string) uint64 {
	const prime = 1099511628211
	h := (uint64(14695981039346656037) ^ uint64(kind)) * prime
	for _, name := range names {
		for i := 0; i < len(name); i++ {
			h = (h ^ uint64(name[i])) * prime
		}
		h = (h ^ 0xff) * prime
	}
	return h
}

// topic is what tells the context.
func (d *document) topic(add emit) {
	last := ""
	for i, stem := range d.stems {
		word := d.tokens[i].word
		if function[word] {
			add(feature(isWord, stem), 0.3)
		} else {
			add(feature(isWord, stem), 1)
			grams(word, add)
		}
		if last != "" {
			add(feature(isPair, last, stem), 0.5)
		}
		last = stem
	}
	var seen []string
	met := map[string]bool{"polite": true}
	for _, h := range d.hits {
		if met[h.group] {
			continue
		}
		met[h.group] = true
		if leans(h.group) != 0 {
			add(feature(isGroup, h.group), 0.7)
			continue
		}
		add(feature(isGroup, h.group), 2)
		for _, other := range seen {
			a, b := other, h.group
			if a > b {
				a, b = b, a
			}
			add(feature(isGroups, a, b), 0.7)
		}
		if len(seen) < 12 {
			seen = append(seen, h.group)
		}
	}
	if len(d.tokens) <= 3 {
		add(feature(isMark, "short"), 1)
	}
	if d.questions > 0 {
		add(feature(isMark, "asks"), 0.5)
	}
}

// grams adds a word's beginnings and its runs of letters: they bear inflection and typing errors.
func grams(word string, add emit) {
	if len(word) >= 5 {
		add(feature(isBegin, word[:4]), 0.5)
	}
	if len(word) >= 7 {
		add(feature(isBegin, word[:6]), 0.5)
	}
	if len(word) < 4 {
		return
	}
	const n = 4
	padded := "^" + word + "$"
	for i := 0; i+n <= len(padded); i++ {
		add(feature(isGram, padded[i:i+n]), 0.2)
	}
}

// Groups that name what can go wrong.
var problems = map[string]bool{"defect": true, "wrong": true, "missing": true, "-delay": true, "-silence": true, "wait": true, "twice": true}

// undecided are groups that mean what those beside them say.
var undecided = map[string]bool{"thanks": true, "applause": true}

// mood is what tells the sentiment.
func (d *document) mood(add emit) {
	counts := map[string]int{}
	var pleased, displeased, problem, quoted int
	for _, h := range d.hits {
		group := h.group
		lean := leans(group)
		switch {
		case lean > 0 && h.negated:
			group, lean = "-not "+group, -1
		case lean < 0 && h.negated:
			group, lean = "+not "+group, 1
		}
		if lean > 0 && d.tokens[h.at].quoted {
			group, lean = "-quoted", -1
			quoted++
		}
		counts[group]++
		if problems[h.group] && lean <= 0 {
			problem++
		}
		switch {
		case lean > 0:
			pleased++
		case lean < 0:
			displeased++
		}
	}
	groups := slices.Sorted(maps.Keys(counts))
	for _, group := range groups {
		add(feature(isGroup, group), 2)
		if counts[group] > 1 {
			add(feature(isCount, group), 1)
		}
		for _, other := range groups {
			if group < other && (leans(group) != 0 || leans(other) != 0 || undecided[group] || undecided[other]) {
				add(feature(isGroups, group, other), 0.4)
			}
		}
	}
	mark := func(name string, is bool, weight float64) {
		if is {
			add(feature(isMark, name), weight)
		}
	}
	mark("pleased", pleased > 0, 2)
	mark("pleased twice", pleased > 1, 1)
	mark("pleased much", pleased > 2, 1)
	mark("displeased", displeased > 0, 2)
	mark("displeased twice", displeased > 1, 2)
	mark("displeased much", displeased > 2, 2)
	mark("problem", problem > 0, 0.5)
	mark("problem pleased", problem > 0 && pleased > 0, 1)
	mark("problem displeased", problem > 0 && displeased > 0, 1)
	requests, accuses, span, ordinal := d.manner()
	mark("requests", requests > 0, 1)
	mark("no request", requests == 0 && len(d.tokens) > 3, 1)
	mark("no request problem", requests == 0 && problem > 0, 1.5)
	mark("no request, pleased", requests == 0 && pleased > 0 && displeased == 0, 1)
	mark("you", accuses > 0, 0.7)
	mark("you, no request", accuses > 0 && requests == 0 && pleased == 0, 1.5)
	mark("span", span > 0, 0.5)
	mark("span, no request", span > 0 && requests == 0 && pleased == 0, 1)
	mark("span problem", span > 0 && problem > 0, 1)
	mark("ordinal", ordinal > 0, 0.7)
	mark("ordinal problem", ordinal > 0 && problem+displeased > 0, 1)
	mark("applause alone", counts["applause"] > 0 && problem+displeased == 0, 1)
	mark("applause at that", counts["applause"] > 0 && problem+displeased > 0, 1.5)
	mark("both", pleased > 0 && displeased > 0, 0.5)
	mark("pleased only", pleased > 0 && displeased == 0, 2)
	mark("neither", pleased == 0 && displeased == 0, 2)
	mark("asks", d.questions > 0, 1)
	mark("asks only", d.questions > 0 && d.exclamations == 0 && displeased == 0, 1)
	mark("asks much", d.questions > 2, 1)
	mark("shouts", d.exclamations > 0, 0.7)
	mark("shouts much", d.exclamations > 1, 1)
	mark("shouts displeased", d.exclamations > 0 && displeased > 0, 1)
	mark("shouts pleased", d.exclamations > 0 && displeased == 0 && pleased > 0, 1)
	mark("capitals", d.capitals > 2 || d.capitals > 0 && d.capitals*2 > len(d.tokens), 1.5)
	mark("dots", d.dots > 0, 0.5)
	mark("smile", d.smiles > 0, 2)
	mark("frown", d.frowns > 0, 3)
	mark("roll", d.rolls > 0, 3)
	mark("quoting", quoted > 0, 2)
	thanks := counts["thanks"] > 0
	mark("thanks short", thanks && len(d.tokens) <= 4 && pleased == 0 && counts["big"] == 0, 1.5)
	mark("thanks big", thanks && counts["big"] > 0, 1.5)
	mark("thanks pleased", thanks && pleased > 0 && displeased == 0, 2)
	mark("thanks reply", thanks && counts["reply"] > 0, 1.5)
	mark("thanks asks", thanks && d.questions > 0, 1)
	last := ""
	few := math.Min(1, math.Sqrt(8/float64(len(d.tokens)+1))) // many words don't drown what leans
	for i, stem := range d.stems {
		weight := 0.5 * few
		if function[d.tokens[i].word] {
			weight = 0.2 * few
		}
		add(feature(isWord, stem), weight)
		if last != "" {
			add(feature(isPair, last, stem), 0.4*few)
		}
		last = stem
	}
}

// manner counts what a message asks for, what it holds against the shop ("you did"), stretches of time and ordinals.
func (d *document) manner() (requests, accuses, spans, ordinals int) {
	requests = d.questions
	for i, t := range d.tokens {
		switch {
		case asking[t.word]:
			requests++
		case ordinal[t.word]:
			ordinals++
		case len(t.word) > 5 && (strings.HasSuffix(t.word, "liscie") || strings.HasSuffix(t.word, "lyscie") ||
			strings.HasSuffix(t.word, "ecie") || strings.HasSuffix(t.word, "acie") || strings.HasSuffix(t.word, "icie")):
			accuses++
		case t.word == "you":
			accuses++
		}
		if i > 0 && units[t.word] && (d.tokens[i-1].word == "#" || number[d.tokens[i-1].word] || ordinal[d.tokens[i-1].word]) {
			spans++
		}
	}
	return requests, accuses, spans, ordinals
}

var (
	asking = words(`prosze prosimy poprosze prosic chce chcemy chcialbym chcialabym chcialam chcialem czy jak gdzie kiedy ile jaki jaka jakie
moge mozna mozecie mogliby moglaby moglby potrzebuje potrzebny potrzebna szukam skad ktory ktora please can could how when where what which
do does is would want need`)
	ordinal = words(`drugi druga drugie trzeci trzecia trzecie trzeciego czwarty czwarta czwarte piaty piata szosty szosta siodmy osmy dziesiaty
kolejny kolejna kolejne second third fourth fifth sixth another`)
	number = words(`dwa dwie dwoch trzy trzech cztery czterech piec pieciu szesc siedem osiem dziesiec kilka kilku pol two three four five six
seven eight nine ten several`)
	units = words(`dni dzien dnia tydzien tygodni tygodnie tygodniu tyg miesiac miesiace miesiecy miesiacu rok lat godzin godziny godzine h days
day weeks week months month hours hour minutes minut`)
)

// function is words that say little of what a message is about.
var function = words(`a aby albo ale am an and any are as at be been but by byc byla bylo czy da did do dla dnia do dobry does
dzien for from go had has hello hi i ich ile in is it its ja jak jako jest jestem jeszcze juz just ma mam me mi mial mialam mnie moge moglby
moglaby mogliby moj moja moje mozna mu my na nad nam nas nie no o od of on or oraz pan pana pani panstwa panstwo po pod prosze przez
przy sa se sie so some sobie ta tak tam te tego tej ten that the then there they this to tu tylko tym u us w was we wiec with witam wy
wyslac will would you your z za ze zeby hej czesc numer nr please can could`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// endings are what inflection adds, by their last letter, the longest first. They are taken off folded words.
var endings = byLast(`owalismy owalam owalem alismy ilismy liscie alyscie iliscie owego owymi owych owemu jacej jacych
aniem eniem ajcie ilem ilam alem alam ania anie enia enie owac iego iemu ymi imi ach ami ego emu ych ich owi iej owa owe owy ale ala alo ali
aly ila ilo ili ily cie esz asz isz ysz aja uja ing ies iem ac ic yc ec ed es ej om em ie ow ym im ia iu io al il ly
y i a e u o s`)

func byLast(list string) (by [256][]string) {
	for ending := range strings.FieldsSeq(list) {
		last := ending[len(ending)-1]
		by[last] = append(by[last], ending)
	}
	for _, endings := range by {
		slices.SortStableFunc(endings, func(a, b string) int { return len(b) - len(a) })
	}
	return by
}

// stem takes an ending off a word, crudely: what stays is the same for most of a word's forms.
func stem(word string) string {
	if len(word) <= 3 {
		return word
	}
	for _, ending := range endings[word[len(word)-1]] {
		if len(word)-len(ending) >= 3 && strings.HasSuffix(word, ending) {
			return word[:len(word)-len(ending)]
		}
	}
	return word
}

// root is a stem as messages are likened by it: its first six letters.
func root(word string) string {
	s := stem(word)
	return s[:min(len(s), 6)]
}
