package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"rozmowa/api"
	"rozmowa/bench/fill"
	"rozmowa/desk"
	"rozmowa/store"
)

const (
	shopKey = "bench"
	// agentWatches is the most tickets that a socket may watch (docs/REALTIME.md).
	agentWatches = 20
)

// agent is somebody who answers, and their session.
type agent struct {
	id     uuid.UUID
	cookie string
}

func (a *agent) header() http.Header { return http.Header{"Cookie": {a.cookie}} }

// benchChannel has the usual pace, but nobody is told that they wait while the bench runs.
func benchChannel() *desk.Channel {
	settings := desk.DefaultChannelSettings()
	settings.Pace.WaitNoticeAfter = 3600
	return &desk.Channel{
		ID: uuid.NewSHA1(uuid.NameSpaceURL, []byte(shopKey)), Name: "Sklep pomiarowy", Key: shopKey,
		ShopURL: "https://shop.example", Settings: settings,
	}
}

// openShop makes a chat whose tickets all the agents may answer; every change of a ticket goes to all their lists.
func openShop(ctx context.Context, s *store.Store, agents int) (emails []string, err error) {
	channel := benchChannel()
	if err := s.SaveChannel(ctx, channel); err != nil {
		return nil, err
	}
	hash, err := api.HashPassword(fill.Password)
	if err != nil {
		return nil, err
	}
	for i := range agents {
		a := desk.Account{ID: uuid.New(), Name: fmt.Sprintf("Agent %d", i+1), Email: fmt.Sprintf("agent%d@bench.test", i+1), Role: desk.Agent, Locale: "pl"}
		if err := s.CreateAgent(ctx, a, hash); err != nil {
			return nil, err
		}
		if err := s.GrantChannel(ctx, channel.ID, a.ID); err != nil {
			return nil, err
		}
		emails = append(emails, a.Email)
	}
	return emails, nil
}

// logIn begins a session over HTTP.
func logIn(ctx context.Context, p *program, email string) (*agent, error) {
	var me struct {
		ID uuid.UUID `json:"id"`
	}
	response, err := call(ctx, http.MethodPost, p.url("/api/v1/session"), nil, map[string]string{"email": email, "password": fill.Password}, &me)
	if err != nil {
		return nil, err
	}
	for _, c := range response.Cookies() {
		return &agent{id: me.ID, cookie: c.Name + "=" + c.Value}, nil
	}
	return nil, errors.New("logging in set no cookie")
}
