package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"rozmowa/bench"
)

// measure runs the benchmark of this very program on a stack of its own. A goal that isn't met is an error only
// where -strict asks for it: on a machine that does other things figures mean little.
func measure(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "take less than a minute; the figures are rough")
	strict := flags.Bool("strict", false, "fail when a goal is not met")
	scenes := flags.String("scenes", "", "only these of "+strings.Join(bench.SceneNames(), ","))
	file := flags.String("json", "", "write the figures to this file too")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	o := bench.Options{Quick: *quick, Out: out}
	if *scenes != "" {
		o.Scenes = strings.Split(*scenes, ",")
	}
	for _, name := range o.Scenes {
		if !slices.Contains(bench.SceneNames(), name) {
			return fmt.Errorf("there is no scene %q; there are %s", name, strings.Join(bench.SceneNames(), ", "))
		}
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	o.Program = program
	debug.SetGCPercent(400) // this process is the load: it should leave the machine to what it measures
	report, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	if *file != "" {
		b, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*file, append(b, '\n'), 0o644); err != nil {
			return err
		}
	}
	if missed := report.Missed(); *strict && len(missed) > 0 {
		return fmt.Errorf("%d goals were not met", len(missed))
	}
	return nil
}
