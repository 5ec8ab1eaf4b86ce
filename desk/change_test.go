package desk_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestNewChange(t *testing.T) {
	id := uuid.MustParse("A0000000-0000-4000-8000-00000000000F")
	for name, tt := range map[string]struct {
		property    desk.Property
		value, want string
		code        string
	}{
		"a built-in status":                     {desk.PropertyStatus, "spam", "spam", ""},
		"an own status in its usual form":       {desk.PropertyStatus, "A0000000-0000-4000-8000-00000000000F", id.String(), ""},
		"no status":                             {desk.PropertyStatus, "", "", "value_unknown"},
		"a status that closing sets":            {desk.PropertyStatus, "closed", "", "status_closed"},
		"a priority":                            {desk.PropertyPriority, "low", "low", ""},
		"a priority in capitals":                {desk.PropertyPriority, "LOW", "", "value_unknown"},
		"a tag":                                 {desk.PropertyTagAdded, "{a0000000-0000-4000-8000-00000000000f}", id.String(), ""},
		"no tag":                                {desk.PropertyTagRemoved, "", "", "value_unknown"},
		"a tag by its name":                     {desk.PropertyTagRemoved, "VIP", "", "value_unknown"},
		"nobody as the agent":                   {desk.PropertyAgent, "", "", ""},
		"no team":                               {desk.PropertyTeam, "", "", ""},
		"a team's id":                           {desk.PropertyTeam, id.String(), id.String(), ""},
		"nobody as a watcher":                   {desk.PropertyWatcherAdded, "", "", "value_unknown"},
		"a sentiment":                           {desk.PropertySentiment, "neutral", "neutral", ""},
		"no sentiment":                          {desk.PropertySentiment, "", "", ""},
		"another sentiment":                     {desk.PropertySentiment, "angry", "", "value_unknown"},
		"a built-in context":                    {desk.PropertyContext, "order_change", "order_change", ""},
		"no context":                            {desk.PropertyContext, "", "", ""},
		"a context of a word that isn't one":    {desk.PropertyContext, "open", "", "value_unknown"},
		"what is no text in Postgres":           {desk.PropertyContext, "\x00", "", "value_unknown"},
		"a property that a ticket doesn't have": {"colour", "red", "", "property_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := desk.NewChange(tt.property, tt.value)
			if tt.code != "" {
				require.Equal(t, []string{"invalid", tt.code}, []string{string(desk.KindOf(err)), desk.CodeOf(err)})
				return
			}
			require.NoError(t, err)
			require.Equal(t, desk.Change{Property: tt.property, Value: tt.want}, c)
		})
	}
}

func TestCustomersSeeNeitherNotesNorChanges(t *testing.T) {
	for name, tt := range map[string]struct {
		entry desk.Entry
		want  bool
	}{
		"a message": {desk.Entry{Kind: desk.Message}, true},
		"a note":    {desk.Entry{Kind: desk.Note}, false},
		"a join":    {desk.Entry{Kind: desk.Operation, Operation: &desk.OperationDetails{Type: desk.OpJoined}}, true},
		"a change":  {desk.Entry{Kind: desk.Operation, Operation: &desk.OperationDetails{Type: desk.OpChanged}}, false},
	} {
		require.Equal(t, tt.want, tt.entry.Public(), name)
	}
}
