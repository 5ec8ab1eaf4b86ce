package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rozmowa/api"
	"rozmowa/desk"
	"rozmowa/store"
)

// demoPassword is everybody's in the demo company; only dev makes it, on this machine.
const demoPassword = "rozmowa-demo"

var demoAgents = []struct {
	account  desk.Account
	channels []int // of demoChannels
}{
	{desk.Account{Name: "Alicja Nowak", Email: "admin@demo.test", Role: desk.Admin, Locale: "pl"}, []int{0, 1}},
	{desk.Account{Name: "Oskar Wiśniewski", Email: "operator@demo.test", Role: desk.Operator, Locale: "pl"}, []int{0, 1}},
	{desk.Account{Name: "Anna Kowalska", Email: "anna@demo.test", Role: desk.Agent, Locale: "pl"}, []int{0, 1}},
	{desk.Account{Name: "Piotr Zieliński", Email: "piotr@demo.test", Role: desk.Agent, Locale: "pl"}, []int{0}},
	{desk.Account{Name: "Magdalena Wójcik", Email: "magda@demo.test", Role: desk.Agent, Locale: "pl"}, []int{1}},
}

// demoChannels are the demo shop's chats; their keys stand in the shop's pages.
func demoChannels(publicURL string) []desk.Channel {
	main, outlet := desk.DefaultChannelSettings(), desk.DefaultChannelSettings()
	main.Welcome = "Dzień dobry! Chętnie pomożemy w wyborze i odpowiemy na pytania o zamówienie."
	outlet.Welcome = "Witamy w outlecie. W czym możemy pomóc?"
	outlet.Look = desk.Look{Primary: "#8a3ffc", Secondary: "#ffffff", Side: "left", Offset: 25}
	outlet.Form = false
	outlet.AfterHoursText = "Outlet odpowiada w dni robocze od 9:00 do 17:00. Do usłyszenia!"
	week := map[time.Weekday][]desk.Range{}
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []desk.Range{{From: 9 * 60, To: 17 * 60}}
	}
	outlet.Hours = desk.Hours{TimeZone: "Europe/Warsaw", Week: week}
	return []desk.Channel{
		{Name: "Sklep główny", Key: "demo-glowny", ShopURL: publicURL, Settings: main},
		{Name: "Outlet", Key: "demo-outlet", ShopURL: publicURL, Settings: outlet},
	}
}

// seedDemo fills an empty database with the demo company; one that has agents is left alone. Where people look around it has
// rules too; tests that count what stands in a conversation do without.
func seedDemo(ctx context.Context, databaseURL, publicURL string, withRules bool) (err error) {
	s, err := store.Open(ctx, databaseURL, store.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if n, err := s.AgentCount(ctx); err != nil || n > 0 {
		return err
	}
	hash, err := api.HashPassword(demoPassword)
	if err != nil {
		return fmt.Errorf("demo data: %w", err)
	}
	channels := demoChannels(publicURL)
	for i := range channels {
		channels[i].ID = uuid.NewSHA1(uuid.NameSpaceURL, []byte("rozmowa demo channel "+channels[i].Key))
		if err := s.SaveChannel(ctx, &channels[i]); err != nil {
			return err
		}
	}
	for _, a := range demoAgents {
		a.account.ID = uuid.NewSHA1(uuid.NameSpaceURL, []byte("rozmowa demo agent "+a.account.Email))
		if err := s.CreateAgent(ctx, a.account, hash); err != nil {
			return err
		}
		for _, i := range a.channels {
			if err := s.GrantChannel(ctx, channels[i].ID, a.account.ID); err != nil {
				return err
			}
		}
	}
	if !withRules {
		return nil
	}
	admin, _, err := s.AccountByEmail(ctx, demoAgents[0].account.Email)
	if err != nil {
		return err
	}
	return seedRules(ctx, s, admin.ID)
}
