// Package measure says how often package classify is right about messages that people labelled.
package measure

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rozmowa/classify"
)

// Half is one of the two halves of the labelled messages.
type Half string

// The halves. Which one a message is in, its text decides.
const (
	Dev  Half = "dev"  // to look at while the classifier is made
	Test Half = "test" // held out: to judge by
)

// HalfOf returns the half a message is in.
func HalfOf(text string) Half {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // never fails
	if h.Sum32()%2 == 0 {
		return Dev
	}
	return Test
}

// Sets are the labelled messages in the order they were written; later ones after the classifier of their day.
var Sets = []string{"messages", "later"}

// Fresh is a set written at the end and judged once as a whole: nothing was tuned by either half of it.
const Fresh = "fresh"

// Messages reads a half of a set of labelled messages of a language, pl or en, from a folder.
func Messages(folder, set, language string, half Half) ([]classify.Label, error) {
	lines, err := os.ReadFile(filepath.Join(folder, set+"."+language+".txt"))
	if err != nil {
		return nil, fmt.Errorf("labelled messages: %w", err)
	}
	all, err := classify.Labelled(string(lines))
	if err != nil {
		return nil, fmt.Errorf("labelled messages in %s: %w", language, err)
	}
	var list []classify.Label
	for _, l := range all {
		if HalfOf(l.Text) == half {
			list = append(list, l)
		}
	}
	return list, nil
}

// Report is how a classifier did.
type Report struct {
	Sentiment, Context Table
	Elapsed            time.Duration
	Wrong              []string // a line a message it was wrong about
}

// Of classifies messages and compares.
func Of(messages []classify.Label, by func(text string) classify.Result) Report {
	r := Report{
		Sentiment: newTable("positive", "neutral", "negative"),
		Context:   newTable("delivery", "return", "complaint", "order_change", "invoice", "payment", "product", "thanks", "other"),
	}
	begin := time.Now()
	for _, m := range messages {
		got := by(m.Text)
		r.Sentiment.count(string(m.Sentiment), string(got.Sentiment))
		r.Context.count(m.Context, got.Context)
		var wrong []string
		if got.Sentiment != m.Sentiment {
			wrong = append(wrong, fmt.Sprintf("%s, not %s (%.2f)", m.Sentiment, got.Sentiment, got.SentimentScore))
		}
		if got.Context != m.Context {
			wrong = append(wrong, fmt.Sprintf("%s, not %s (%.2f)", m.Context, got.Context, got.ContextScore))
		}
		if len(wrong) > 0 {
			r.Wrong = append(r.Wrong, strings.Join(wrong, "; ")+": "+m.Text)
		}
	}
	r.Elapsed = time.Since(begin)
	return r
}

// Table counts what messages are against what they are taken for.
type Table struct {
	names  []string
	counts map[[2]string]int // is, taken for
	all    int
	right  int
}

func newTable(names ...string) Table { return Table{names: names, counts: map[[2]string]int{}} }

func (t *Table) count(is, taken string) {
	t.counts[[2]string{is, taken}]++
	t.all++
	if is == taken {
		t.right++
	}
}

// Accuracy is the share of messages it is right about.
func (t *Table) Accuracy() float64 {
	if t.all == 0 {
		return 0
	}
	return float64(t.right) / float64(t.all)
}

// String is the table: a row for what messages are, a column for what they are taken for.
func (t *Table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.3f (%d of %d)\n%14s", t.Accuracy(), t.right, t.all, "")
	for _, name := range t.names {
		fmt.Fprintf(&b, " %12s", name)
	}
	fmt.Fprintf(&b, " %8s\n", "found")
	for _, is := range t.names {
		fmt.Fprintf(&b, "%14s", is)
		sum := 0
		for _, taken := range t.names {
			n := t.counts[[2]string{is, taken}]
			sum += n
			if n == 0 {
				fmt.Fprintf(&b, " %12s", "·")
			} else {
				fmt.Fprintf(&b, " %12d", n)
			}
		}
		if sum > 0 {
			fmt.Fprintf(&b, " %7.0f%%", 100*float64(t.counts[[2]string{is, is}])/float64(sum))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
