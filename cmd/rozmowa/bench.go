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

const benchUsage = `rozmowa bench          messages and starts, on a stack of its own
rozmowa bench fill     puts many believable tickets into an empty database
rozmowa bench lists    the inbox's lists and tickets, on such a database
rozmowa bench inboxes  fifty agents' inboxes standing open while messages come

`

// measure runs a benchmark of this very program.
func measure(ctx context.Context, c *config, args []string, out io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "fill":
			return fillTickets(ctx, c, args[1:], out)
		case "lists":
			return measureLists(ctx, args[1:], out)
		case "inboxes":
			return measureInboxes(ctx, args[1:], out)
		}
	}
	return measureMessages(ctx, args, out)
}

// measuring are the flags of what measures. A goal that isn't met is an error only where -strict asks for it: on a
// machine that does other things figures mean little.
type measuring struct {
	*flag.FlagSet
	quick, strict *bool
	file          *string
}

func newMeasuring(name string) measuring {
	flags := newBenchFlags(name)
	return measuring{
		FlagSet: flags,
		quick:   flags.Bool("quick", false, "take less time; the figures are rough"),
		strict:  flags.Bool("strict", false, "fail when a goal is not met"),
		file:    flags.String("json", "", "write the figures to this file too"),
	}
}

func newBenchFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.Usage = func() {
		_, _ = fmt.Fprint(flags.Output(), benchUsage, name, ":\n")
		flags.PrintDefaults()
	}
	return flags
}

// parsed reports whether there is something to do: -h has been answered.
func parsed(flags *flag.FlagSet, args []string) (ok bool, err error) {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return false, nil
	case err != nil:
		return false, err
	case flags.NArg() > 0:
		return false, fmt.Errorf("%s: what is %q?", flags.Name(), flags.Arg(0))
	}
	return true, nil
}

// conclude keeps a run's figures and judges them.
func (m *measuring) conclude(report *bench.Report) error {
	if *m.file != "" {
		b, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*m.file, append(b, '\n'), 0o644); err != nil {
			return err
		}
	}
	if missed := report.Missed(); *m.strict && len(missed) > 0 {
		return fmt.Errorf("%d goals were not met", len(missed))
	}
	return nil
}

// thisProgram is the file that is measured. This process is the load: it should leave the machine to what it measures.
func thisProgram() (string, error) {
	debug.SetGCPercent(400)
	program, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding this program: %w", err)
	}
	return program, nil
}

// fillTickets fills the database of -database or DATABASE_URL, or one that is kept in the folder of -data.
func fillTickets(ctx context.Context, c *config, args []string, out io.Writer) error {
	flags := newBenchFlags("rozmowa bench fill")
	o := bench.FillOptions{Out: out}
	flags.IntVar(&o.Tickets, "tickets", bench.ManyTickets, "how many")
	flags.Uint64Var(&o.Seed, "seed", 1, "the same seed makes the same tickets")
	flags.StringVar(&o.Database, "database", "", "postgres:// address of an empty database (DATABASE_URL)")
	flags.StringVar(&o.Folder, "data", "", "start a Postgres of its own and keep it in this folder")
	if ok, err := parsed(flags, args); !ok {
		return err
	}
	if o.Folder == "" && o.Database == "" {
		o.Database = c.databaseURL
	}
	if (o.Folder == "") == (o.Database == "") {
		return errors.New("give either -data, a folder, or -database, an address")
	}
	return bench.Fill(ctx, o)
}

// measureLists measures reading.
func measureLists(ctx context.Context, args []string, out io.Writer) error {
	m := newMeasuring("rozmowa bench lists")
	o := bench.ListOptions{Out: out}
	m.StringVar(&o.Folder, "data", "", "the folder of bench fill -data; filled first when it is empty. Without it a temporary one")
	m.IntVar(&o.Tickets, "tickets", bench.ManyTickets, "how many to fill in")
	m.Uint64Var(&o.Seed, "seed", 1, "the same seed makes the same tickets")
	if ok, err := parsed(m.FlagSet, args); !ok {
		return err
	}
	var err error
	if o.Program, err = thisProgram(); err != nil {
		return err
	}
	o.Quick = *m.quick
	report, err := bench.Lists(ctx, o)
	if err != nil {
		return err
	}
	return m.conclude(report)
}

// measureInboxes measures what open inboxes ask for.
func measureInboxes(ctx context.Context, args []string, out io.Writer) error {
	m := newMeasuring("rozmowa bench inboxes")
	if ok, err := parsed(m.FlagSet, args); !ok {
		return err
	}
	program, err := thisProgram()
	if err != nil {
		return err
	}
	report, err := bench.Inboxes(ctx, bench.InboxOptions{Program: program, Quick: *m.quick, Out: out})
	if err != nil {
		return err
	}
	return m.conclude(report)
}

// measureMessages measures writing.
func measureMessages(ctx context.Context, args []string, out io.Writer) error {
	m := newMeasuring("rozmowa bench")
	scenes := m.String("scenes", "", "only these of "+strings.Join(bench.SceneNames(), ","))
	if ok, err := parsed(m.FlagSet, args); !ok {
		return err
	}
	o := bench.Options{Quick: *m.quick, Out: out}
	if *scenes != "" {
		o.Scenes = strings.Split(*scenes, ",")
	}
	for _, name := range o.Scenes {
		if !slices.Contains(bench.SceneNames(), name) {
			return fmt.Errorf("there is no scene %q; there are %s", name, strings.Join(bench.SceneNames(), ", "))
		}
	}
	var err error
	if o.Program, err = thisProgram(); err != nil {
		return err
	}
	report, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	return m.conclude(report)
}
