package desk_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestCannedRepliesAreChecked(t *testing.T) {
	t.Parallel()
	one, other := uuid.MustParse("00000000-0000-4000-8000-000000000001"), uuid.MustParse("00000000-0000-4000-8000-000000000002")
	r := desk.CannedReply{Name: " /zwrot –  jak odesłać ", Body: "Dzień dobry, {customer.firstName}!\r\n", Channels: []uuid.UUID{other, one, other}}
	require.NoError(t, r.Clean())
	require.Equal(t, desk.CannedReply{Name: "zwrot – jak odesłać", Body: "Dzień dobry, {customer.firstName}!\n", Channels: []uuid.UUID{one, other}}, r)
	for name, c := range map[string]struct {
		reply desk.CannedReply
		field string
		code  string
	}{
		"without a name":                    {desk.CannedReply{Name: " / ", Body: "x"}, "name", "empty"},
		"with too long a name":              {desk.CannedReply{Name: strings.Repeat("x", desk.MaxWord+1), Body: "x"}, "name", "too_long"},
		"without a text":                    {desk.CannedReply{Name: "x", Body: " \n"}, "body", "empty"},
		"with too long a text":              {desk.CannedReply{Name: "x", Body: strings.Repeat("x", desk.MaxBody+1)}, "body", "too_long"},
		"with a placeholder nobody knows":   {desk.CannedReply{Name: "x", Body: "{imię}"}, "body", "placeholder_unknown"},
		"with what can't be seen":           {desk.CannedReply{Name: "x", Body: "a\x00b"}, "body", "control_character"},
		"for more chats than there will be": {desk.CannedReply{Name: "x", Body: "x", Channels: make([]uuid.UUID, 1001)}, "channels", "too_many"},
	} {
		var refused *desk.Error
		require.ErrorAs(t, c.reply.Clean(), &refused, name)
		require.Equal(t, [2]string{c.field, c.code}, [2]string{refused.Field, refused.Code}, name)
	}
}
