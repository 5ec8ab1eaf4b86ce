package classify

import (
	"fmt"
	"math"
	"os"
	"sort"
	"testing"
)

func TestExplain(t *testing.T) {
	msg := os.Getenv("MSG")
	if msg == "" {
		t.Skip()
	}
	tr := load()
	d := newDocument(msg, tr.knows)
	for _, h := range d.hits {
		fmt.Println(h.group, d.tokens[h.at].word, h.negated)
	}
	list := collect(d.mood)
	names := map[uint64]string{}
	for i := range d.stems {
		names[feature(isWord, d.stems[i])] = "w " + d.stems[i]
		if i > 0 {
			names[feature(isPair, d.stems[i-1], d.stems[i])] = "p " + d.stems[i-1] + " " + d.stems[i]
		}
	}
	for _, h := range d.hits {
		names[feature(isGroup, h.group)] = "g " + h.group
		names[feature(isCount, h.group)] = "c " + h.group
		for _, g := range d.hits {
			names[feature(isGroups, h.group, g.group)] = "gg " + h.group + " " + g.group
		}
	}
	sum := 0.0
	for _, f := range list {
		if _, ok := tr.mood.index[f.id]; ok {
			sum += f.weight * f.weight
		}
	}
	type line struct {
		n string
		w [3]float64
	}
	var lines []line
	for _, f := range list {
		at, ok := tr.mood.index[f.id]
		if !ok {
			continue
		}
		n := names[f.id]
		if n == "" {
			n = fmt.Sprint("mark ", f.id)
		}
		var w [3]float64
		for c := range 3 {
			w[c] = tr.mood.weights[at*3+c] * f.weight * scale / math.Sqrt(sum)
		}
		lines = append(lines, line{n, w})
	}
	sort.Slice(lines, func(a, b int) bool { return math.Abs(lines[a].w[2]-lines[a].w[0]) > math.Abs(lines[b].w[2]-lines[b].w[0]) })
	fmt.Println(tr.mood.bias)
	for i, l := range lines {
		if i < 25 {
			fmt.Printf("%-40s %.2f\n", l.n, l.w)
		}
	}
	fmt.Println(tr.sentiment(d))
}
