package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"

	"rozmowa/workflows"
)

// receiver is where rules' webhooks go: it is out of order until it is told otherwise.
type receiver struct {
	*httptest.Server
	works atomic.Bool
}

func openReceiver() *receiver {
	r := new(receiver)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if r.works.Load() {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.WriteHeader(http.StatusInternalServerError)
	}))
	return r
}

// allRules plays a conversation that rules act in.
func (p *play) allRules(ctx context.Context) error {
	const scenario = "rules-act"
	say("playing %s", scenario)
	receiver := openReceiver()
	defer receiver.Close()
	condition := p.secret(fmt.Sprintf("channel.name == %q", ruled))
	answer := map[string]any{"kind": "autoresponder", "texts": map[string]string{"pl": p.secret("Odpiszemy najpóźniej jutro."), "en": ""}}
	hook := map[string]any{"kind": "webhook", "url": p.secret(receiver.URL + "/paczki"), "secret": p.secret("tajemnica-nagrania")}
	if err := steps(
		func() error {
			return p.rule(ctx, "Powitanie z nagrania", condition, map[string]any{"event": "first_message"}, answer, hook)
		},
		func() error {
			return p.rule(ctx, "Czekający z nagrania", condition, map[string]any{"event": "waiting", "after": 60}, map[string]any{"kind": "priority", "value": "urgent"})
		},
		func() error {
			return p.rule(ctx, "Pilni z nagrania", condition, map[string]any{"event": "priority_set"}, map[string]any{"kind": "note", "text": p.secret("Klient czeka długo.")})
		},
	); err != nil {
		return fmt.Errorf("scenario %s: %w", scenario, err)
	}
	c, err := p.starts(ctx, ruled, scenario, bozydar)
	if err != nil {
		return fmt.Errorf("scenario %s: %w", scenario, err)
	}
	if err := rulesAct(ctx, p, c, receiver); err != nil {
		return fmt.Errorf("scenario %s: %w", scenario, err)
	}
	return nil
}

// rulesAct: one answers at once, one's webhook is tried again by hand, one waits for an agent, and brings another about.
func rulesAct(ctx context.Context, p *play, c *chat, receiver *receiver) error {
	var hook uuid.UUID
	var f *flow
	return steps(
		func() error {
			return until(ctx, "the webhook has failed", func(ctx context.Context) (bool, error) {
				action, err := p.actionOf(ctx, c, "webhook")
				hook = action.ID
				return action.State == "retrying", err
			})
		},
		func() error {
			f = p.follow("a-rules-webhook", workflows.RuleActionID(hook))
			return f.recorded(ctx, "TimerStarted", 1)
		},
		func() error {
			receiver.works.Store(true)
			return p.anna.post(ctx, c, "rule-actions/"+hook.String()+"/retry", nil, 0)
		},
		func() error { return f.over(ctx, 1) },
		func() error { return c.recorded(ctx, "TimerFired", 1) }, // nobody has come for a minute
		func() error {
			return until(ctx, "the rule of time has made it urgent, and that has been noted", func(ctx context.Context) (bool, error) {
				action, err := p.actionOf(ctx, c, "note")
				return action.State == "done", err
			})
		},
		func() error { return p.anna.opens(ctx, c) },
		func() error { return c.ends(ctx) },
	)
}

// rule makes a rule and switches it on.
func (p *play) rule(ctx context.Context, name, condition string, trigger map[string]any, actions ...map[string]any) error {
	path := "/api/v1/rules/" + uuid.NewString()
	return steps(
		func() error {
			return p.call(ctx, request{method: http.MethodPut, path: path, cookie: p.admin.cookie, body: map[string]any{
				"version": 0, "settings": map[string]any{
					"name": p.secret(name), "description": "", "triggers": []any{trigger}, "condition": condition,
					"actions": actions, "stop": false, "often": "every_time",
				},
			}}, nil)
		},
		func() error {
			return p.call(ctx, request{method: http.MethodPut, path: path + "/enabled", cookie: p.admin.cookie, body: map[string]any{
				"version": 1, "enabled": true,
			}}, nil)
		},
	)
}

type ruleAction struct {
	ID          uuid.UUID
	Kind, State string
}

// actionOf returns what became of the ticket's action of that kind; the zero value while there is none.
func (p *play) actionOf(ctx context.Context, c *chat, kind string) (ruleAction, error) {
	var listed struct {
		Runs []struct{ Actions []ruleAction }
	}
	err := p.call(ctx, request{method: http.MethodGet, path: "/api/v1/tickets/" + c.id + "/rule-runs", cookie: p.anna.cookie}, &listed)
	for _, run := range listed.Runs {
		for _, action := range run.Actions {
			if action.Kind == kind {
				return action, err
			}
		}
	}
	return ruleAction{}, err
}

// knows says whether the build serves an address at all: a commit from before that leaves its scenarios out.
func (p *play) knows(ctx context.Context, path string) (bool, error) {
	err := p.call(ctx, request{method: http.MethodGet, path: path, cookie: p.admin.cookie}, nil)
	var status *statusError
	if errors.As(err, &status) && status.code == http.StatusNotFound {
		say("the build has no %s: its scenarios are left out", strings.TrimPrefix(path, "/api/v1/"))
		return false, nil
	}
	return err == nil, err
}
