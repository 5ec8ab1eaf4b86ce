// Package rules decides which automatic actions a conversation's entries call for. The set of rules is empty
// so far; the seam is here: a conversation asks Set after every look at its journal and has each Match applied
// by an activity of its own.
package rules

import (
	"context"

	"github.com/google/uuid"
)

// Match is a rule that holds for an entry. It carries ids only: it stands in workflow histories.
type Match struct {
	RuleID  uuid.UUID `json:"ruleId"`
	Version int       `json:"version"`
	// Seq is the entry whose event the rule answers.
	Seq int64 `json:"seq"`
}

// Set is the switched-on rules.
type Set interface {
	// Matching returns the rules that hold for the events of the ticket's entries in (after, through], in
	// the order in which they apply.
	Matching(ctx context.Context, ticket uuid.UUID, after, through int64) ([]Match, error)
	// Apply does what the matched rule says, once however often it is called with the same match.
	Apply(ctx context.Context, ticket uuid.UUID, m Match) error
}

// None is the empty set.
type None struct{}

// Matching returns nothing.
func (None) Matching(context.Context, uuid.UUID, int64, int64) ([]Match, error) { return nil, nil }

// Apply does nothing: nothing matches.
func (None) Apply(context.Context, uuid.UUID, Match) error { return nil }
