package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

// validChannel is one that an admin may save.
func validChannel() *desk.Channel {
	c := &desk.Channel{Name: "Sklep", ShopURL: "https://sklep.pl", Settings: desk.DefaultChannelSettings(), Enabled: true}
	c.Settings.Targeting.List = desk.TargetDeny
	return c
}

func TestChannelsThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		field, code string
		change      func(*desk.Channel)
	}{
		"no name":                           {"name", "empty", func(c *desk.Channel) { c.Name = "" }},
		"an invisible name":                 {"name", "empty", func(c *desk.Channel) { c.Name = " \u200b" }},
		"a name too long":                   {"name", "too_long", func(c *desk.Channel) { c.Name = strings.Repeat("ż", desk.MaxName+1) }},
		"a name of two lines":               {"name", "control_character", func(c *desk.Channel) { c.Name = "a\nb" }},
		"no address":                        {"shopUrl", "empty", func(c *desk.Channel) { c.ShopURL = " " }},
		"an address that is none":           {"shopUrl", "address", func(c *desk.Channel) { c.ShopURL = "ftp://sklep.pl" }},
		"an address with a name and secret": {"shopUrl", "address", func(c *desk.Channel) { c.ShopURL = "https://jan:x@sklep.pl" }},
		"an address too long":               {"shopUrl", "too_long", func(c *desk.Channel) { c.ShopURL = "https://sklep.pl/" + strings.Repeat("a", desk.MaxPageURL) }},
		"another origin that is none": {"origins.1", "address", func(c *desk.Channel) {
			c.Settings.Origins = []string{"www.sklep.pl", "https://*.sklep.pl"}
		}},
		"another origin that is empty": {"origins.0", "empty", func(c *desk.Channel) { c.Settings.Origins = []string{""} }},
		"too many origins": {"origins", "too_many", func(c *desk.Channel) {
			c.Settings.Origins = make([]string, desk.MaxOrigins+1)
		}},
		"a colour in words":          {"look.primary", "colour", func(c *desk.Channel) { c.Settings.Look.Primary = "red" }},
		"a short colour":             {"look.primary", "colour", func(c *desk.Channel) { c.Settings.Look.Primary = "#fff" }},
		"a colour with transparency": {"look.secondary", "colour", func(c *desk.Channel) { c.Settings.Look.Secondary = "#ffffff80" }},
		"a colour and a second line": {"look.secondary", "colour", func(c *desk.Channel) { c.Settings.Look.Secondary = "#ffffff\n" }},
		"no side":                    {"look.side", "unknown", func(c *desk.Channel) { c.Settings.Look.Side = "" }},
		"a side in the middle":       {"look.side", "unknown", func(c *desk.Channel) { c.Settings.Look.Side = "middle" }},
		"an icon below the page":     {"look.offset", "offset", func(c *desk.Channel) { c.Settings.Look.Offset = -1 }},
		"an icon too high":           {"look.offset", "offset", func(c *desk.Channel) { c.Settings.Look.Offset = desk.MaxOffset + 1 }},
		"a welcome too long":         {"welcome", "too_long", func(c *desk.Channel) { c.Settings.Welcome = strings.Repeat("ż", desk.MaxWelcome+1) }},
		"a welcome longer than any":  {"welcome", "too_long", func(c *desk.Channel) { c.Settings.Welcome = strings.Repeat("ż", desk.MaxBody+1) }},
		"a welcome that isn't UTF-8": {"welcome", "utf8", func(c *desk.Channel) { c.Settings.Welcome = "\xff" }},
		"a welcome with NUL":         {"welcome", "control_character", func(c *desk.Channel) { c.Settings.Welcome = "a\x00" }},
		"an after-hours text too long": {"afterHoursText", "too_long", func(c *desk.Channel) {
			c.Settings.AfterHoursText = strings.Repeat("ż", desk.MaxWelcome+1)
		}},
		"no word on after hours":  {"afterHours", "unknown", func(c *desk.Channel) { c.Settings.AfterHours = "" }},
		"an unknown one":          {"afterHours", "unknown", func(c *desk.Channel) { c.Settings.AfterHours = "sleep" }},
		"no kind of list":         {"targeting.list", "unknown", func(c *desk.Channel) { c.Settings.Targeting.List = "" }},
		"an unknown kind of list": {"targeting.list", "unknown", func(c *desk.Channel) { c.Settings.Targeting.List = "Deny" }},
		"a path of another shop":  {"targeting.paths.1", "foreign_host", func(c *desk.Channel) { c.Settings.Targeting.Paths = []string{"/", "https://inny.pl/"} }},
		"an empty path":           {"targeting.paths.0", "empty", func(c *desk.Channel) { c.Settings.Targeting.Paths = []string{""} }},
		"too many paths":          {"targeting.paths", "too_many", func(c *desk.Channel) { c.Settings.Targeting.Paths = make([]string, desk.MaxPaths+1) }},
		"an unknown time zone":    {"hours.timeZone", "time_zone", func(c *desk.Channel) { c.Settings.Hours.TimeZone = "Europe/Radom" }},
		"too many ranges a day": {"hours.week", "too_many", func(c *desk.Channel) {
			c.Settings.Hours.Week = map[time.Weekday][]desk.Range{1: make([]desk.Range, 11)}
		}},
		"a range outside of the day":  {"hours.week", "range", func(c *desk.Channel) { c.Settings.Hours.Week = map[time.Weekday][]desk.Range{1: {{From: 1440, To: 1}}} }},
		"an exception on no date":     {"hours.exceptions", "date", func(c *desk.Channel) { c.Settings.Hours.Exceptions = map[string][]desk.Range{"2026-02-30": nil} }},
		"two things: the first named": {"name", "empty", func(c *desk.Channel) { c.Name, c.ShopURL = "", "" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := validChannel()
			tt.change(c)
			err := c.Clean()
			var refusal *desk.Error
			require.True(t, errors.As(err, &refusal))
			require.Equal(t, desk.Invalid, refusal.Kind)
			require.Equal(t, tt.field, refusal.Field)
			require.Equal(t, tt.code, refusal.Code)
		})
	}
}

func TestChannelsAreBroughtIntoTheFormTheyAreKeptIn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ given, want func(*desk.Channel) }{
		"a new chat's settings stay": {func(*desk.Channel) {}, func(*desk.Channel) {}},
		"a name is trimmed": {
			func(c *desk.Channel) { c.Name = " Sklep " },
			func(c *desk.Channel) { c.Name = "Sklep" },
		},
		"the longest name": {
			func(c *desk.Channel) { c.Name = strings.Repeat("ż", desk.MaxName) },
			func(c *desk.Channel) { c.Name = strings.Repeat("ż", desk.MaxName) },
		},
		"an address becomes its origin": {
			func(c *desk.Channel) { c.ShopURL = " HTTPS://Sklep.pl:443/kontakt?x#y " },
			func(c *desk.Channel) { c.ShopURL = "https://sklep.pl" },
		},
		"an address without a scheme is one of HTTPS": {
			func(c *desk.Channel) { c.ShopURL = "żółw.pl/kontakt" },
			func(c *desk.Channel) { c.ShopURL = "https://xn--w-uga1v8h.pl" },
		},
		"a shop without TLS stays without": {
			func(c *desk.Channel) { c.ShopURL = "http://localhost:8090/" },
			func(c *desk.Channel) { c.ShopURL = "http://localhost:8090" },
		},
		"origins are named once, in their order": {
			func(c *desk.Channel) {
				c.Settings.Origins = []string{"www.sklep.pl", "sklep.de", "https://WWW.sklep.pl/"}
			},
			func(c *desk.Channel) { c.Settings.Origins = []string{"https://www.sklep.pl", "https://sklep.de"} },
		},
		"colours are in small letters": {
			func(c *desk.Channel) { c.Settings.Look.Primary, c.Settings.Look.Secondary = "#1F6F5C", "#FFF000" },
			func(c *desk.Channel) { c.Settings.Look.Primary, c.Settings.Look.Secondary = "#1f6f5c", "#fff000" },
		},
		"the icon may stand at either end of its way": {
			func(c *desk.Channel) { c.Settings.Look.Side, c.Settings.Look.Offset = "left", desk.MaxOffset },
			func(c *desk.Channel) { c.Settings.Look.Side, c.Settings.Look.Offset = "left", desk.MaxOffset },
		},
		"texts keep their lines and lose the blanks around them": {
			func(c *desk.Channel) {
				c.Settings.Welcome, c.Settings.AfterHoursText = " Dzień dobry!\r\n\r\nW czym pomóc? \n", "Wracamy\rrano."
			},
			func(c *desk.Channel) {
				c.Settings.Welcome, c.Settings.AfterHoursText = "Dzień dobry!\n\nW czym pomóc?", "Wracamy\nrano."
			},
		},
		"texts that a reader wouldn't see are empty": {
			func(c *desk.Channel) { c.Settings.Welcome, c.Settings.AfterHoursText = " \n\u200b", "\ufeff" },
			func(*desk.Channel) {},
		},
		"blanks around the longest text don't count": {
			func(c *desk.Channel) { c.Settings.Welcome = "\n" + strings.Repeat("ż", desk.MaxWelcome) + "\n" },
			func(c *desk.Channel) { c.Settings.Welcome = strings.Repeat("ż", desk.MaxWelcome) },
		},
		"paths become CleanPath's, each once": {
			func(c *desk.Channel) {
				c.Settings.Targeting.Paths = []string{"blog/", "https://sklep.pl/blog?x", "/kontakt", "*"}
			},
			func(c *desk.Channel) { c.Settings.Targeting.Paths = []string{"/blog", "/kontakt", "/*"} },
		},
		"paths may be typed as addresses of any of the shop's origins": {
			func(c *desk.Channel) {
				c.ShopURL, c.Settings.Origins = "żółw.pl", []string{"www.żółw.pl"}
				c.Settings.Targeting.Paths = []string{"https://ŻÓŁW.pl/a", "www.żółw.pl/b"}
			},
			func(c *desk.Channel) {
				c.ShopURL, c.Settings.Origins = "https://xn--w-uga1v8h.pl", []string{"https://www.xn--w-uga1v8h.pl"}
				c.Settings.Targeting.Paths = []string{"/a", "/b"}
			},
		},
		"a list of allowed pages stays one": {
			func(c *desk.Channel) { c.Settings.Targeting.List = desk.TargetAllow },
			func(c *desk.Channel) { c.Settings.Targeting.List = desk.TargetAllow },
		},
		"a chat may hide after hours": {
			func(c *desk.Channel) { c.Settings.AfterHours = desk.AfterHoursHide },
			func(c *desk.Channel) { c.Settings.AfterHours = desk.AfterHoursHide },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, want := validChannel(), validChannel()
			tt.given(got)
			tt.want(want)
			require.NoError(t, got.Clean())
			require.Equal(t, want, got)
			require.NoError(t, got.Clean())
			require.Equal(t, want, got, "what is kept stays as it is")
		})
	}
}
