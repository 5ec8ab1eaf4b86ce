package desk

import (
	"slices"
	"strings"
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
	// Enabled is false for a chat that is switched off: it shows nowhere and takes no new conversations.
	Enabled bool
	// Version grows with every save; 0 before the first.
	Version int64
	// SeenAt is when a page of the shop last loaded the chat, to a minute; zero: never.
	SeenAt time.Time
}

// Origins are those that may frame the chat and whose pages it knows: the shop's and those listed beside it.
func (c *Channel) Origins() []string { return append([]string{c.ShopURL}, c.Settings.Origins...) }

// Shows tells on which of the shop's pages the chat shows; nil means on all.
func (c *Channel) Shows() *Shows {
	if !c.Enabled {
		return Nowhere()
	}
	return c.Settings.Targeting.Shows()
}

// Visibility is whether a chat shows on a page, and why.
type Visibility struct {
	Shows   bool
	Because string
	Path    string // with BecauseListed, the path of the list that matches
}

// Why a chat shows on a page or doesn't.
const (
	BecauseEverywhere  = "everywhere"   // no path is listed as forbidden
	BecauseListed      = "listed"       // a path of the list matches
	BecauseNotListed   = "not_listed"   // none does
	BecauseOtherShop   = "other_shop"   // the address isn't of an origin that may frame the chat
	BecauseSwitchedOff = "switched_off" // the chat is
)

// Visibility says whether the chat shows on a page, given as a whole address or as a path. Error: invalid, when it
// is neither.
func (c *Channel) Visibility(address string) (Visibility, error) {
	path, origin, err := splitAddress(strings.TrimSpace(address))
	if err != nil {
		return Visibility{}, InvalidField("url", "address", "%q is neither a path nor an address", address)
	}
	targeting := c.Settings.Targeting
	shows, by := targeting.Shown(withoutDots(path))
	switch {
	case origin != "" && !slices.Contains(c.Origins(), origin):
		return Visibility{Because: BecauseOtherShop}, nil
	case !c.Enabled:
		return Visibility{Because: BecauseSwitchedOff}, nil
	case by != "":
		return Visibility{Shows: shows, Because: BecauseListed, Path: by}, nil
	case targeting.List != TargetAllow && len(targeting.Paths) == 0:
		return Visibility{Shows: true, Because: BecauseEverywhere}, nil
	}
	return Visibility{Shows: shows, Because: BecauseNotListed}, nil
}

// ChannelSettings is how a chat looks and behaves. It is stored as JSON; what is absent there has the
// value of DefaultChannelSettings.
type ChannelSettings struct {
	// Targeting is on which pages the chat shows.
	Targeting Targeting `json:"targeting"`
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
