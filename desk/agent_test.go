package desk_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestRolesMayDoWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	all := []desk.Permission{desk.ReadTickets, desk.WriteTickets, desk.ReadWorkflows, desk.WriteChannels, desk.WriteSettings, desk.WriteRules}
	for role, want := range map[desk.Role][]desk.Permission{
		desk.Admin:    all,
		desk.Agent:    {desk.ReadTickets, desk.WriteTickets},
		desk.Operator: {desk.ReadTickets, desk.ReadWorkflows},
		"stranger":    nil,
		"":            nil,
	} {
		require.ElementsMatch(t, want, role.Permissions(), role)
		for _, p := range all {
			var wanted bool
			for _, w := range want {
				wanted = wanted || w == p
			}
			require.Equal(t, wanted, role.May(p), "%s %s", role, p)
		}
	}
	desk.Agent.Permissions()[0] = desk.ReadWorkflows
	require.False(t, desk.Agent.May(desk.ReadWorkflows), "what is returned is a copy")
}

func TestErrorsKeepTheirKindWhenWrapped(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("doing: %w", errors.Join(errors.New("other"), desk.Errorf(desk.Conflict, "taken", "number %d is taken", 7)))
	require.Equal(t, desk.Conflict, desk.KindOf(err))
	require.Equal(t, "taken", desk.CodeOf(err))
	require.ErrorContains(t, err, "conflict (taken): number 7 is taken")
	for _, none := range []error{nil, errors.New("other")} {
		require.Empty(t, desk.KindOf(none))
		require.Empty(t, desk.CodeOf(none))
	}
	require.EqualError(t, desk.InvalidField("email", "email", "not an address"), "invalid (email): email: not an address")
}

func TestTicketsTellWhatIsUnreadAndAwaited(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, tt := range map[string]struct {
		ticket           desk.Ticket
		unread, awaiting bool
	}{
		"a new one":                             {desk.Ticket{State: desk.Waiting, RequiresResponse: true, LastCustomerSeq: 1, AwaitingSince: &now}, true, true},
		"one that was read but not answered":    {desk.Ticket{State: desk.Active, RequiresResponse: true, LastCustomerSeq: 1, ReadSeq: 1, AwaitingSince: &now}, false, true},
		"one whose status requires no answer":   {desk.Ticket{State: desk.Active, LastCustomerSeq: 1, ReadSeq: 1, AwaitingSince: &now}, false, false},
		"an answered one":                       {desk.Ticket{State: desk.Active, RequiresResponse: true, LastCustomerSeq: 1, ReadSeq: 2}, false, false},
		"one that was closed without an answer": {desk.Ticket{State: desk.Shut, RequiresResponse: true, LastCustomerSeq: 1, ReadSeq: 1, AwaitingSince: &now}, false, false},
	} {
		require.Equal(t, [2]bool{tt.unread, tt.awaiting}, [2]bool{tt.ticket.Unread(), tt.ticket.Awaiting()}, name)
	}
}
