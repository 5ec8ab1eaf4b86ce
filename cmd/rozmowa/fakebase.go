package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"syscall"
	"text/tabwriter"

	"github.com/google/uuid"

	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/store"
)

// runFakebase serves BaseLinker's stand-in alone, on this machine's own address, until ctx ends.
func runFakebase(ctx context.Context, c *config, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("fakebase", flag.ContinueOnError)
	port := flags.Int("port", c.fakebasePort, "port of the API; 0: a free one")
	control := flags.Int("control-port", c.fakebaseControlPort, "port of the control endpoint; 0: a free one")
	seed := flags.Int64("seed", demoShop.Seed, "the same seed makes the same orders")
	orders := flags.Int("orders", demoShop.Orders, "how many orders the shop has had in a hundred days")
	second := flags.Int("same-second", demoShop.SameSecond, "how many of them were confirmed in one second")
	limit := flags.Int("limit", 0, "requests a minute and token; 0: 100")
	block := flags.Duration("block", 0, "for how long a token is blocked that passes the limit; 0: 10m")
	file := flags.String("file", "", "where changes are kept for the next start; empty: nowhere")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if *orders < 0 || *second < 0 || *limit < 0 || *block < 0 {
		return errors.New("no flag is below 0")
	}
	running, err := startFakebase(ctx, fakebase.Config{
		Seed: *seed, Orders: *orders, SameSecond: *second, Limit: *limit, Block: *block,
	}, *file, *port, *control)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 4, 3, ' ', 0)
	_, err = fmt.Fprintf(w, "API\t%s\nToken\t%s\nControl\t%s/\n", running.URL, fakebase.Token, running.ControlURL)
	if err = errors.Join(err, w.Flush()); err == nil {
		<-ctx.Done()
	}
	return errors.Join(err, running.Close())
}

// demoShop is the stand-in's shop behind the demo company.
var demoShop = fakebase.Config{Seed: 7, Orders: 3000, SameSecond: 12}

// demoBudget is how many requests a minute the demo's account may make: what a new one is given.
const demoBudget = 60

// demoCustomers have orders there: whoever writes from the demo shop under one of these addresses is met with them.
var demoCustomers = []struct {
	customer fakebase.Customer
	orders   int
}{
	{fakebase.Customer{Name: "Jan Kowalski", Email: "jan@example.com", Phone: "+48 601 234 567"}, 3},
	{fakebase.Customer{Name: "Ewa Wiśniewska", Email: "Ewa@Example.com", Phone: "502-345-678"}, 2},
	{fakebase.Customer{Name: "Łucja Żak", Email: "lucja.zak@example.com"}, 1},
}

// startFakebase starts the stand-in with the demo's customers among its shop's. With a file it goes on where it was.
func startFakebase(ctx context.Context, shop fakebase.Config, file string, port, controlPort int) (*fakebase.Running, error) {
	var s *fakebase.Server
	isNew := true
	if file == "" {
		s = fakebase.New(shop)
	} else {
		var err error
		if s, isNew, err = fakebase.Open(shop, file); err != nil {
			return nil, err
		}
	}
	if isNew {
		for _, each := range demoCustomers {
			s.AddCustomer(each.customer, each.orders)
		}
	}
	running, err := fakebase.Listen(ctx, s, port, controlPort)
	if errors.Is(err, syscall.EADDRINUSE) {
		err = fmt.Errorf("%w: stop what holds it or set %s and %s to other ports", err, varFakebasePort.name, varFakebaseControlPort.name)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return running, nil
}

// connectFakebase connects the stand-in's account where no account of BaseLinker is connected. One that an admin
// disconnected stays so: its id was used.
func connectFakebase(ctx context.Context, c *config) (err error) {
	s, err := store.Open(ctx, c.databaseURL, store.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	accounts, err := s.BaseLinkerAccounts(ctx)
	if err != nil || len(accounts) > 0 {
		return err
	}
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte("rozmowa demo baselinker"))
	sealed, err := c.secrets.Seal(store.BaseLinkerTokenPlace(id), fakebase.Token)
	if err != nil {
		return fmt.Errorf("connect BaseLinker's stand-in: %w", err)
	}
	token := &store.BaseLinkerToken{Sealed: sealed, Hash: store.HashBaseLinkerToken(fakebase.Token)}
	_, err = s.SaveBaseLinkerAccount(ctx, id, 0, "Gliniana Pracownia", demoBudget, token)
	if desk.KindOf(err) == desk.NotFound {
		return nil
	}
	return err
}
