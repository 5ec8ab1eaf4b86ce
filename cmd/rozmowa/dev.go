package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"text/tabwriter"
	"time"

	"rozmowa/baselinker/fakebase"
	"rozmowa/desk"
	"rozmowa/devstack"
	"rozmowa/store"
)

// dev runs everything on this machine until ctx ends: Postgres and Temporal as children with their data in
// c.dataDir, api and worker in this process, the demo company and its shop.
func dev(ctx context.Context, c *config, out io.Writer) (err error) {
	began := time.Now()
	listener, err := listen(ctx, net.JoinHostPort("localhost", strconv.Itoa(c.port)))
	if err != nil {
		return err
	}
	served := false // then the server closes it
	defer func() {
		if !served {
			err = errors.Join(err, listener.Close())
		}
	}()
	stack, err := devstack.Start(ctx, devstack.Options{
		Dir: c.dataDir, DatabaseURL: c.databaseURL, TemporalAddress: c.temporalAddress, TemporalUIURL: c.temporalUI,
		Namespace: c.namespace, PostgresPort: c.dbPort, TemporalPort: c.temporalPort, TemporalUIPort: c.temporalUIPort, Log: c.log,
	})
	if err != nil {
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		err = errors.Join(err, stack.Stop(stop))
	}()
	c.databaseURL, c.temporalAddress, c.temporalUI = stack.DatabaseURL, stack.TemporalAddress, stack.TemporalUIURL
	c.publicURL = "http://localhost:" + strconv.Itoa(c.port)
	c.demo = true
	if c.secrets.Empty() {
		if c.secrets, err = devSecretKey(c.dataDir); err != nil {
			return err
		}
	}
	if err := store.Migrate(ctx, c.databaseURL); err != nil {
		return err
	}
	if err := seedDemo(ctx, c.databaseURL, c.publicURL, true); err != nil {
		return err
	}
	var base *fakebase.Running
	if c.fakebasePort >= 0 {
		base, err = startFakebase(ctx, demoShop, filepath.Join(c.dataDir, "fakebase.jsonl"), c.fakebasePort, c.fakebaseControlPort)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, base.Close()) }()
		c.baseLinkerURL, c.baseLinkerPanel = base.URL, base.ControlURL+"/orders/"
		if err := connectFakebase(ctx, c); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case err := <-stack.Exited():
			cancel(err)
		case <-ctx.Done():
		}
	}()
	served = true
	err = serveOn(ctx, c, both, listener, func() { printAddresses(out, c, base, time.Since(began)) })
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return err
}

// printAddresses shows where everything is, who can log in, and which customers have orders.
func printAddresses(out io.Writer, c *config, base *fakebase.Running, took time.Duration) {
	w := tabwriter.NewWriter(out, 0, 4, 3, ' ', 0)
	defer func() { _ = w.Flush() }() // a closed terminal is no reason to stop
	line := func(cells ...any) {
		for _, cell := range cells {
			_, _ = fmt.Fprintf(w, "%v\t", cell)
		}
		_, _ = fmt.Fprintln(w)
	}
	line()
	line(fmt.Sprintf("Rozmowa is ready (%.1f s). Ctrl-C stops it; the data stays in %s/.", took.Seconds(), c.dataDir))
	line()
	line("Inbox", c.publicURL+"/inbox/")
	line("Demo shop", c.publicURL+"/demo/")
	line("Demo outlet", c.publicURL+"/demo/outlet/")
	if c.temporalUI != "" {
		line("Temporal UI", c.temporalUI)
	}
	if base != nil {
		line("BaseLinker's stand-in", base.ControlURL+"/", "how to make it misbehave")
	}
	line()
	for _, a := range demoAgents {
		line(roleNames[a.account.Role], a.account.Email, demoPassword, a.account.Name)
	}
	if base != nil {
		line()
		for _, each := range demoCustomers {
			line("Customer with orders", each.customer.Email, "", each.customer.Name)
		}
	}
	line()
}

var roleNames = map[desk.Role]string{desk.Admin: "Admin", desk.Agent: "Agent", desk.Operator: "Operator"}
