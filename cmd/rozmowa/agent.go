package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"rozmowa/api"
	"rozmowa/desk"
	"rozmowa/store"
)

// createAgent adds a person who can log in. The password comes from standard input, so that it stands in no
// shell history and no list of processes.
func createAgent(ctx context.Context, c *config, args []string, in io.Reader, out io.Writer) (err error) {
	flags := flag.NewFlagSet("agent create", flag.ContinueOnError)
	email := flags.String("email", "", "e-mail address, the login")
	name := flags.String("name", "", "name as customers see it")
	role := flags.String("role", string(desk.Agent), "admin, agent or operator")
	locale := flags.String("locale", "pl", "pl or en")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if c.databaseURL == "" {
		return errors.New("DATABASE_URL is not set: give a postgres:// address")
	}
	account := desk.Account{ID: uuid.New(), Role: desk.Role(*role), Locale: *locale}
	if account.Email, err = desk.CleanEmail("-email", *email); err != nil {
		return err
	}
	if *name == "" {
		return errors.New("-name is missing: the name that customers see")
	}
	if account.Name, err = desk.CleanAgentName("-name", *name); err != nil {
		return err
	}
	switch {
	case len(account.Role.Permissions()) == 0:
		return fmt.Errorf("-role is %q; it is admin, agent or operator", *role)
	case *locale != "pl" && *locale != "en":
		return fmt.Errorf("-locale is %q; it is pl or en", *locale)
	}
	if _, err := fmt.Fprintf(out, "Password for %s (at least %d characters): ", account.Email, desk.MinPassword); err != nil {
		return err
	}
	password, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading the password: %w", err)
	}
	password = strings.TrimRight(password, "\r\n")
	if err := desk.CheckNewPassword("password", password); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.databaseURL, store.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	hash, err := api.HashPassword(password)
	if err != nil {
		return fmt.Errorf("hashing the password: %w", err)
	}
	if err := s.CreateAgent(ctx, account, hash); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nCreated %s (%s).\n", account.Email, account.Role)
	return err
}
