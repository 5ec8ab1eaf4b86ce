package desk

import (
	"time"

	"github.com/google/uuid"
)

// Channel is a shop's chat.
type Channel struct {
	ID   uuid.UUID
	Name string
	// Key stands in the snippet that the shop pastes. It is public.
	Key      string
	ShopURL  string
	Settings ChannelSettings
}

// ChannelSettings is how a chat looks and behaves. It is stored as JSON; what is absent there has the
// value of DefaultChannelSettings.
type ChannelSettings struct {
	// Origins beside the shop's own that may frame the chat, e.g. "https://www.shop.pl".
	Origins []string `json:"origins,omitempty"`
	Look    Look     `json:"look"`
	// Form is whether a chat begins with the form.
	Form    bool   `json:"form"`
	Welcome string `json:"welcome"`
	Hours   Hours  `json:"hours"`
	// AfterHours is what a closed chat shows: AfterHoursMessage or AfterHoursHide.
	AfterHours     string `json:"afterHours"`
	AfterHoursText string `json:"afterHoursText"`
	Pace           Pace   `json:"pace"`
}

// What a closed chat shows.
const (
	AfterHoursMessage = "message"
	AfterHoursHide    = "hide"
)

// Look is the chat's colours and place.
type Look struct {
	Primary   string `json:"primary"`   // #rrggbb
	Secondary string `json:"secondary"` // #rrggbb, text on Primary
	Side      string `json:"side"`      // "left" or "right"
	Offset    int    `json:"offset"`    // px from the bottom edge
}

// Pace is how long the conversation waits before it does something by itself. Zero switches a step off.
type Pace struct {
	// WaitNoticeAfter: nobody has joined; the customer is told, the agents are rung.
	WaitNoticeAfter Seconds `json:"waitNoticeAfter"`
	// RemindAfter: the customer has been silent since an agent's reply.
	RemindAfter Seconds `json:"remindAfter"`
	// CloseAfter: still silent, counted from the same reply.
	CloseAfter Seconds `json:"closeAfter"`
}

// Seconds is a duration stored as a whole number of seconds.
type Seconds int64

// Duration converts s.
func (s Seconds) Duration() time.Duration { return time.Duration(s) * time.Second }

// DefaultChannelSettings are a new chat's.
func DefaultChannelSettings() ChannelSettings {
	return ChannelSettings{
		Look:       Look{Primary: "#1f6f5c", Secondary: "#ffffff", Side: "right", Offset: 25},
		Form:       true,
		Hours:      Hours{TimeZone: "Europe/Warsaw"},
		AfterHours: AfterHoursMessage,
		Pace:       Pace{WaitNoticeAfter: 120, RemindAfter: 15 * 60, CloseAfter: 60 * 60},
	}
}
