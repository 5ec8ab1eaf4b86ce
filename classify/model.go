package classify

import (
	"math"
	"slices"
	"sync"
)

// Training: passes over all phrases, the pace of the first, and how strongly weights are held near zero.
const (
	passes = 15
	pace   = 0.5
	shrink = 1e-4
)

// model is a linear one: classes' weights of features, as softmax has them. It is made once and then only read.
type model struct {
	classes int
	index   map[uint64]int
	weights []float64 // of a feature, one a class
	bias    []float64
	scratch sync.Pool
}

// sample is what a model learns from.
type sample struct {
	features []weighted
	class    int
}

type weighted struct {
	id     uint64
	weight float64
}

// collect gathers features, each once with its largest weight, in one order whatever order they come in.
func collect(from func(emit)) []weighted {
	var list []weighted
	from(func(id uint64, weight float64) { list = append(list, weighted{id, weight}) })
	slices.SortFunc(list, func(a, b weighted) int {
		switch {
		case a.id < b.id:
			return -1
		case a.id > b.id:
			return 1
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return 0
	})
	return slices.CompactFunc(list, func(a, b weighted) bool { return a.id == b.id })
}

// train makes a model by stochastic gradient descent with a pace of each weight's own (AdaGrad). The same samples make
// the same model: sums are rounded after each product, so that no processor fuses the two.
func train(classes int, samples []sample) *model {
	m := &model{classes: classes, index: map[uint64]int{}, bias: make([]float64, classes)}
	rows := make([][]row, len(samples))
	for i, s := range samples {
		for _, f := range s.features {
			at, ok := m.index[f.id]
			if !ok {
				at = len(m.index)
				m.index[f.id] = at
			}
			rows[i] = append(rows[i], row{at, f.weight})
		}
		normalise(rows[i])
	}
	m.scratch.New = func() any { return &scratch{weights: make([]float64, len(m.index))} }
	m.weights = make([]float64, len(m.index)*classes)
	past := make([]float64, len(m.weights))
	pastBias := make([]float64, classes)
	share := make([]float64, classes)
	rare := rarities(classes, samples)
	stride := 7919 // prime: neighbours, which are of one class, don't follow each other
	if len(samples)%stride == 0 {
		stride = 1
	}
	for pass := range passes {
		for k := range samples {
			i := (k*stride + pass) % len(samples)
			copy(share, m.bias)
			for _, f := range rows[i] {
				for c := range classes {
					share[c] += float64(m.weights[f.at*classes+c] * f.weight)
				}
			}
			softmax(share)
			for c := range classes {
				slope := share[c]
				if c == samples[i].class {
					slope--
				}
				slope *= rare[samples[i].class]
				pastBias[c] += float64(slope * slope)
				m.bias[c] -= float64(pace * slope / (math.Sqrt(pastBias[c]) + 1e-3) * 0.1)
				for _, f := range rows[i] {
					at := f.at*classes + c
					g := float64(slope*f.weight) + float64(shrink*m.weights[at])
					past[at] += float64(g * g)
					m.weights[at] -= float64(pace * g / (math.Sqrt(past[at]) + 1e-3))
				}
			}
		}
	}
	return m
}

// rarities are how much a sample of each class counts: of few, more.
func rarities(classes int, samples []sample) []float64 {
	counts := make([]float64, classes)
	for _, s := range samples {
		counts[s.class]++
	}
	most := slices.Max(counts)
	for c, n := range counts {
		counts[c] = math.Sqrt(most / math.Max(n, 1))
	}
	return counts
}

// row is a feature of a sample by its place.
type row struct {
	at     int
	weight float64
}

// scale makes messages of all lengths alike.
const scale = 2

func normalise(rows []row) {
	sum := 0.0
	for _, r := range rows {
		sum += float64(r.weight * r.weight)
	}
	if sum == 0 {
		return
	}
	by := scale / math.Sqrt(sum)
	for i := range rows {
		rows[i].weight *= by
	}
}

// scores returns the classes' scores for features, before softmax. They are summed in the order in which the features
// come first.
func (m *model) scores(from func(emit)) []float64 {
	s := m.scratch.Get().(*scratch)
	from(func(id uint64, weight float64) {
		at, ok := m.index[id]
		switch {
		case !ok:
		case s.weights[at] == 0:
			s.touched = append(s.touched, at)
			s.weights[at] = weight
		default:
			s.weights[at] = math.Max(s.weights[at], weight)
		}
	})
	rows := s.rows[:0]
	for _, at := range s.touched {
		rows = append(rows, row{at, s.weights[at]})
		s.weights[at] = 0
	}
	normalise(rows)
	scores := slices.Clone(m.bias)
	for _, f := range rows {
		for c := range m.classes {
			scores[c] += float64(m.weights[f.at*m.classes+c] * f.weight)
		}
	}
	s.touched, s.rows = s.touched[:0], rows
	m.scratch.Put(s)
	return scores
}

// scratch is what one message needs of memory, kept for the next.
type scratch struct {
	weights []float64 // of features: nought where the message doesn't have it
	touched []int
	rows    []row
}

// softmax makes scores shares of one.
func softmax(scores []float64) {
	top := slices.Max(scores)
	sum := 0.0
	for i, s := range scores {
		scores[i] = math.Exp(s - top)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
}
