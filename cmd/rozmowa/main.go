// Rozmowa is a live chat and helpdesk for online stores. Run it without arguments for its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // opening hours must not depend on the machine's zone files
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "rozmowa:", err)
		os.Exit(1)
	}
}

const usage = `rozmowa: live chat and helpdesk for online stores

  rozmowa dev            everything on this machine: Postgres, Temporal, api, worker, demo shop
  rozmowa serve          api and worker in one process
  rozmowa api            the api alone: inbox, widget, sockets
  rozmowa worker         the worker alone: conversations' workflows and the relay
  rozmowa migrate        bring the database's schema up to this version
  rozmowa demo           fill an empty database with the demo company
  rozmowa stack          Postgres and Temporal alone, for tests
  rozmowa fakebase       BaseLinker's stand-in alone (fakebase -h)
  rozmowa health         whether the api on this machine is alive
  rozmowa agent create   add a person who can log in (agent create -h)
  rozmowa secret-key     print a new key for ROZMOWA_SECRET_KEY
  rozmowa channel create add a shop's chat (channel create -h)
  rozmowa bench          measure this program on a stack of its own (bench -h)
  rozmowa bench fill     put a million believable tickets into an empty database
  rozmowa bench lists    measure the inbox's lists on them
  rozmowa bench inboxes  measure fifty open inboxes

Settings come from the environment; README.md lists them.
`

var errUsage = errors.New("no such command; run rozmowa without arguments to see the commands")

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	if len(args) == 0 {
		_, err := fmt.Fprint(out, usage)
		return err
	}
	c, err := loadConfig(os.Getenv)
	if err != nil {
		return err
	}
	switch command, rest := args[0], args[1:]; command {
	case "dev":
		return dev(ctx, c, out)
	case "serve":
		return serve(ctx, c, both)
	case "api":
		return serve(ctx, c, apiOnly)
	case "worker":
		return serve(ctx, c, workerOnly)
	case "migrate":
		return migrate(ctx, c)
	case "health":
		return health(ctx, c)
	case "demo":
		return seedDemo(ctx, c.databaseURL, c.publicURL, false)
	case "stack":
		return stack(ctx, c, in, out)
	case "fakebase":
		return runFakebase(ctx, c, rest, out)
	case "secret-key":
		return printSecretKey(out)
	case "bench":
		return measure(ctx, c, rest, out)
	case "agent":
		if len(rest) > 0 && rest[0] == "create" {
			return createAgent(ctx, c, rest[1:], in, out)
		}
	case "channel":
		if len(rest) > 0 && rest[0] == "create" {
			return createChannel(ctx, c, rest[1:], out)
		}
	}
	return errUsage
}
