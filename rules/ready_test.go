package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/rules"
)

func TestATextIsTheReadyPartItStandsFor(t *testing.T) {
	for source, want := range map[string]*rules.Part{
		`sentiment == "negative"`:                             {Kind: "sentiment", Operator: "is", Values: []string{"negative"}},
		`change.tag == "VIP"`:                                 {Kind: "tag_assigned", Operator: "is", Values: []string{"VIP"}},
		`not (message.text contains "zwrot")`:                 {Kind: "message", Operator: "contains_not", Values: []string{"zwrot"}},
		`sentiment == "negative" and channel.name == "Sklep"`: nil,
		`ticket.number + 1 > 2`:                               nil,
		``:                                                    nil,
		`sentiment ==`:                                        nil,
	} {
		for range 2 { // once found, once kept
			require.Equal(t, want, rules.ToPart(source), source)
		}
	}
}
