package main

import (
	"context"

	"github.com/google/uuid"

	"rozmowa/rules"
	"rozmowa/store"
)

// demoRules are examples to look at and change: templates under names, those that do no harm switched on.
var demoRules = []struct {
	template, name string
	on             bool
}{
	{"first_answer", "Powitanie: pierwsza odpowiedź", true},
	{"after_hours", "Powitanie po godzinach", true},
	{"angry", "Niezadowoleni klienci w pierwszej kolejności", true},
	{"silence", "Zamknięcie po dobie ciszy", false},
}

// seedRules gives the demo company its rules, in by's name.
func seedRules(ctx context.Context, s *store.Store, by uuid.UUID) error {
	templates := map[string]rules.Settings{}
	for _, t := range rules.Templates() {
		templates[t.Key] = t.Settings
	}
	for _, d := range demoRules {
		settings := templates[d.template]
		settings.Name = d.name
		if err := settings.Clean(); err != nil {
			return err
		}
		rule, err := s.SaveRule(ctx, uuid.NewSHA1(uuid.NameSpaceURL, []byte("rozmowa demo rule "+d.template)), 0, settings, false, by)
		if err != nil {
			return err
		}
		if err := s.SwitchRule(ctx, rule.ID, rule.Version, d.on); err != nil {
			return err
		}
	}
	return nil
}
