package classify

import (
	"math"
	"strings"
)

// tongues tells Polish from English by which words and runs of three letters the training phrases of each have.
type tongues struct {
	grams map[string]float64 // more than nought: Polish
}

func newTongues(polish, english string) *tongues {
	count := func(lines string) (map[string]float64, float64) {
		counts, all := map[string]float64{}, 0.0
		list, err := Labelled(lines)
		if err != nil {
			panic(err) // a test reads them
		}
		for _, l := range list {
			for _, t := range read(l.Text).tokens {
				trigrams(t.word, func(gram string) {
					counts[gram]++
					all++
				})
			}
		}
		return counts, all
	}
	pl, allPl := count(polish)
	en, allEn := count(english)
	t := &tongues{grams: map[string]float64{}}
	weigh := func(gram string) {
		t.grams[gram] = math.Log((pl[gram]+0.5)/(allPl+0.5)) - math.Log((en[gram]+0.5)/(allEn+0.5))
	}
	for gram := range pl {
		weigh(gram)
	}
	for gram := range en {
		weigh(gram)
	}
	return t
}

func trigrams(word string, each func(gram string)) {
	if word == "#" {
		return
	}
	if len(word) <= 3 {
		each("^" + word + "$")
		return
	}
	padded := "^" + word + "$"
	for i := 0; i+3 <= len(padded); i++ {
		each(padded[i : i+3])
	}
}

// of returns a message's language: pl, en, or empty.
func (t *tongues) of(m *text) string {
	if m.foreign*8 > m.letters {
		return "" // another alphabet, or letters that neither has
	}
	sum, known, all := 0.0, 0, 0
	for _, token := range m.tokens {
		if strings.HasPrefix(token.word, "#") {
			continue
		}
		trigrams(token.word, func(gram string) {
			all++
			if weight, ok := t.grams[gram]; ok {
				known++
				sum += weight
			}
		})
	}
	sum += 3 * float64(m.polish)
	switch {
	case all == 0 || m.polish == 0 && known*2 < all:
		return ""
	case m.foreign > 0 && m.polish == 0 && math.Abs(sum) < float64(all):
		return "" // a letter that neither has, and little else that tells
	case sum > 1.5:
		return "pl"
	case sum < -1.5:
		return "en"
	}
	return ""
}
