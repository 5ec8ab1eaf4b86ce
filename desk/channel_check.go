package desk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a chat's settings.
const (
	MaxWelcome    = 500 // characters
	MaxOrigins    = 20
	MaxOffset     = 400 // px
	maxDayRanges  = 10
	maxExceptions = 400
)

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// Clean checks what an admin set and brings it into the form it is kept in: addresses as origins, paths as
// CleanPath makes them, colours in lower case. Errors are of kind Invalid and name the field as ChannelDraft in
// openapi.yaml does, "targeting.paths.2" for one of a list.
func (c *Channel) Clean() (err error) {
	if c.Name, err = CleanLine("name", c.Name, MaxName); err != nil {
		return err
	}
	if c.Name == "" {
		return InvalidField("name", "empty", "the chat needs a name")
	}
	if err := c.CleanPlaces(); err != nil {
		return err
	}
	s := &c.Settings
	if err := s.Look.clean(); err != nil {
		return err
	}
	if s.Welcome, err = cleanParagraphs("welcome", s.Welcome); err != nil {
		return err
	}
	if err := s.Hours.Validate(); err != nil {
		return err
	}
	if s.AfterHours != AfterHoursMessage && s.AfterHours != AfterHoursHide {
		return InvalidField("afterHours", "unknown", "%q is neither message nor hide", s.AfterHours)
	}
	s.AfterHoursText, err = cleanParagraphs("afterHoursText", s.AfterHoursText)
	return err
}

// CleanPlaces is the part of Clean that says where a chat shows: the shop, further origins, paths.
func (c *Channel) CleanPlaces() (err error) {
	if c.ShopURL, err = cleanOrigin("shopUrl", c.ShopURL); err != nil {
		return err
	}
	s := &c.Settings
	if len(s.Origins) > MaxOrigins {
		return InvalidField("origins", "too_many", "more than %d origins", MaxOrigins)
	}
	for i, o := range s.Origins {
		if s.Origins[i], err = cleanOrigin("origins."+strconv.Itoa(i), o); err != nil {
			return err
		}
	}
	s.Origins = unique(s.Origins)
	return s.Targeting.clean(c.Origins())
}

func (l *Look) clean() error {
	for _, c := range []struct {
		field string
		value *string
	}{{"look.primary", &l.Primary}, {"look.secondary", &l.Secondary}} {
		if *c.value = strings.ToLower(*c.value); !colour.MatchString(*c.value) {
			return InvalidField(c.field, "colour", "%q is not a colour such as #1f6f5c", *c.value)
		}
	}
	if l.Side != "left" && l.Side != "right" {
		return InvalidField("look.side", "unknown", "%q is neither left nor right", l.Side)
	}
	if l.Offset < 0 || l.Offset > MaxOffset {
		return InvalidField("look.offset", "offset", "the distance is 0 to %d px", MaxOffset)
	}
	return nil
}

func (t *Targeting) clean(origins []string) (err error) {
	if t.List != TargetDeny && t.List != TargetAllow {
		return InvalidField("targeting.list", "unknown", "%q is neither deny nor allow", t.List)
	}
	if len(t.Paths) > MaxPaths {
		return InvalidField("targeting.paths", "too_many", "more than %d paths", MaxPaths)
	}
	for i, p := range t.Paths {
		if t.Paths[i], err = CleanPath("targeting.paths."+strconv.Itoa(i), p, origins); err != nil {
			return err
		}
	}
	t.Paths = unique(t.Paths)
	return nil
}

// cleanOrigin takes an address with or without its scheme.
func cleanOrigin(field, address string) (string, error) {
	s, err := CleanLine(field, address, MaxPageURL)
	if err != nil {
		return "", err
	}
	if s == "" {
		return "", InvalidField(field, "empty", "the address is empty")
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	origin, err := Origin(s)
	if err != nil {
		return "", InvalidField(field, "address", "%q is not an address such as https://shop.example", address)
	}
	return origin, nil
}

// cleanParagraphs checks a text of several lines, which may be empty.
func cleanParagraphs(field, text string) (string, error) {
	if strings.TrimFunc(text, isBlank) == "" && utf8.ValidString(text) {
		return "", nil
	}
	text, err := CleanBody(field, text)
	if err != nil {
		return "", err
	}
	if text = strings.TrimSpace(text); utf8.RuneCountInString(text) > MaxWelcome {
		return "", InvalidField(field, "too_long", "the text is longer than %d characters", MaxWelcome)
	}
	return text, nil
}

// unique drops repeats and keeps the order.
func unique(list []string) []string {
	var kept []string
	for _, s := range list {
		if !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}
