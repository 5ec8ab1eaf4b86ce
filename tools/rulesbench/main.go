// Rulesbench measures how long a thousand conditions take on one event, beside the same conditions written in Go and in
// google/cel-go: `make bench-rules`. It is a module of its own, so that cel-go doesn't enter the program's.
package main

import (
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

const (
	conditions = 1000
	rounds     = 41
	goal       = 2 * time.Millisecond
)

// engine evaluates all conditions on one event, from its raw values on, and says how many hold.
type engine struct {
	name string
	run  func() (int, error)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "rulesbench:", err)
		os.Exit(1)
	}
}

func run() error {
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	line := func(format string, values ...any) { _, _ = fmt.Fprintf(out, format, values...) } // Flush returns the error
	line("%d conditions on one event, median of %d rounds\n\n", conditions, rounds)
	line("message\tconditions in\tmedian\tworst\tto Go\tmatches\t\n")
	slow := false
	for _, message := range messages {
		engines, err := enginesFor(message.text)
		if err != nil {
			return err
		}
		took, found, err := measure(engines)
		if err != nil {
			return err
		}
		for i, e := range engines {
			if found[i] != found[0] {
				return fmt.Errorf("%s finds %d conditions to hold, %s %d", e.name, found[i], engines[0].name, found[0])
			}
			median := took[i][rounds/2]
			line("%s\t%s\t%v\t%v\t%.1f×\t%d\t\n", message.name, e.name, median.Round(time.Microsecond),
				took[i][rounds-1].Round(time.Microsecond), float64(median)/float64(took[0][rounds/2]), found[i])
			slow = slow || e.name == ours && median > goal
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if slow {
		return fmt.Errorf("%s took longer than %v", ours, goal)
	}
	return nil
}

// measure runs the engines in turn, so that what else the machine does falls on all; the times are sorted.
func measure(engines []engine) ([][]time.Duration, []int, error) {
	took, found := make([][]time.Duration, len(engines)), make([]int, len(engines))
	for range rounds {
		for i, e := range engines {
			start := time.Now()
			n, err := e.run()
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", e.name, err)
			}
			took[i] = append(took[i], time.Since(start))
			found[i] = n
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	return took, found, nil
}
