package main

import (
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

// createChannel adds a shop's chat with the default settings and prints the snippet for the shop's pages.
func createChannel(ctx context.Context, c *config, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("channel create", flag.ContinueOnError)
	name := flags.String("name", "", "name of the chat, as agents see it")
	shop := flags.String("shop", "", "address of the shop that embeds the chat, e.g. https://shop.example")
	agents := flags.String("agents", "", "e-mail addresses, comma-separated, of those who may see and answer its tickets")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if c.databaseURL == "" {
		return errors.New("DATABASE_URL is not set: give a postgres:// address")
	}
	channel := &desk.Channel{
		ID: uuid.New(), Key: api.NewChannelKey(), Name: *name, ShopURL: *shop, Settings: desk.DefaultChannelSettings(),
	}
	if err := channel.Clean(); err != nil {
		return fmt.Errorf("-name and -shop make no chat: %w", err)
	}
	s, err := store.Open(ctx, c.databaseURL, store.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var granted []uuid.UUID
	for email := range strings.SplitSeq(*agents, ",") {
		if email = strings.TrimSpace(email); email == "" {
			continue
		}
		account, _, err := s.AccountByEmail(ctx, email)
		if err != nil {
			return fmt.Errorf("%s: %w", email, err)
		}
		granted = append(granted, account.ID)
	}
	if err := s.SaveChannel(ctx, channel); err != nil {
		return err
	}
	for _, agent := range granted {
		if err := s.GrantChannel(ctx, channel.ID, agent); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "Created %q. Paste this before </body> on the shop's pages:\n\n  <script async src=\"%s/widget/%s.js\"></script>\n\n",
		channel.Name, c.publicURL, channel.Key)
	if err == nil && len(granted) == 0 {
		_, err = fmt.Fprintln(out, "Nobody can see its tickets yet: no -agents were named.")
	}
	return err
}
