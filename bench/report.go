package bench

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Report is what a run found.
type Report struct {
	Machine  string   `json:"machine"`
	Postgres string   `json:"postgres"`
	Took     float64  `json:"tookSeconds"`
	Rows     []Row    `json:"rows"`
	Warnings []string `json:"warnings"` // that the program logged
}

// Row is one figure.
type Row struct {
	Name   string    `json:"name"`
	Unit   string    `json:"unit"`
	Value  float64   `json:"value"` // the median of Rounds
	Rounds []float64 `json:"rounds"`
	Goal   *Goal     `json:"goal,omitempty"`
	Met    *bool     `json:"met,omitempty"` // nil without a goal
	// Typical is the median of the rounds' 50th percentiles, beside a Value that is made of their 99th; 0: not told.
	Typical float64 `json:"typical,omitempty"`
	// Ratio is Value, or Typical where that is what is compared, to the named baseline of the same run; 0 without one.
	Baseline string  `json:"baseline,omitempty"`
	Ratio    float64 `json:"ratio,omitempty"`
	Note     string  `json:"note,omitempty"`

	baseline float64
}

// Goal is what a figure must reach.
type Goal struct {
	Limit  float64 `json:"limit"`
	AtMost bool    `json:"atMost"` // else at least
}

func atMost(limit float64) *Goal  { return &Goal{limit, true} }
func atLeast(limit float64) *Goal { return &Goal{limit, false} }

func (g *Goal) met(value float64) bool {
	if g.AtMost {
		return value <= g.Limit
	}
	return value >= g.Limit
}

func (g *Goal) String() string {
	if g.AtMost {
		return "≤ " + number(g.Limit)
	}
	return "≥ " + number(g.Limit)
}

// finish works out what follows from the rounds.
func (r *Row) finish() {
	r.Value = median(r.Rounds)
	if r.baseline > 0 {
		r.Ratio = r.Value / r.baseline
	}
	if r.Goal != nil {
		met := r.Goal.met(r.Value)
		r.Met = &met
	}
}

// Missed returns the rows whose goals were not met.
func (r *Report) Missed() []Row {
	var missed []Row
	for _, row := range r.Rows {
		if row.Met != nil && !*row.Met {
			missed = append(missed, row)
		}
	}
	return missed
}

func (r *Report) print(out io.Writer) error {
	if _, err := fmt.Fprintf(out, "\n%s\n%s\nmedians of the rounds; %.0f s in all\n\n", r.Machine, r.Postgres, r.Took); err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	line := func(cells ...string) { _, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) } // Flush tells of errors
	line("figure", "goal", "here", "ratio", "", "rounds")
	for _, row := range r.Rows {
		goal, ratio, verdict, rounds := "", "", "", row.Note
		if row.Goal != nil {
			goal, verdict = row.Goal.String(), "met"
		}
		if row.Met != nil && !*row.Met {
			verdict = "NOT MET"
		}
		if row.Ratio > 0 {
			ratio = number(row.Ratio) + " × " + row.Baseline
		}
		if len(row.Rounds) > 1 {
			rounds = strings.Join(each(row.Rounds, number), " ")
		}
		if row.Typical > 0 {
			rounds = strings.TrimSuffix(strings.Join(each(row.Rounds, number), " ")+"; p50 "+number(row.Typical)+"; "+row.Note, "; ")
		}
		line(row.Name, goal, strings.TrimSpace(number(row.Value)+" "+row.Unit), ratio, verdict, rounds)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(r.Warnings) > 0 {
		const shown = 10
		_, err := fmt.Fprintf(out, "\nthe program logged %d lines, such as\n%s\n", len(r.Warnings), strings.Join(r.Warnings[:min(shown, len(r.Warnings))], "\n"))
		return err
	}
	return nil
}

// number shows three digits, more for what is larger.
func number(v float64) string {
	if v == 0 || math.Abs(v) >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	digits := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	s := strconv.FormatFloat(v, 'f', min(digits, 4), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// lookAtMachine tells what the figures depend on; the load says who else is there.
func lookAtMachine() string {
	text := fmt.Sprintf("%s, %d CPUs, %s", runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		one, _, _ := strings.Cut(string(load), " ")
		text += ", load " + one + " before the start"
	}
	return text
}
