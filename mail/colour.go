package mail

import (
	"math"
	"regexp"
	"strconv"

	"rozmowa/desk"
)

// The shop chooses the colours; that the header can be read is not for it to lose by accident. The same as in
// web/widget/shared/colour.ts.

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// readable are the colour of the header and of the text on it: the chat's where the text can be read on it, else black
// or white.
func readable(l desk.Look) (background, text string) {
	background, text = l.Primary, l.Secondary
	if !colour.MatchString(background) { // one that was stored before colours were checked
		background = desk.DefaultChannelSettings().Look.Primary
	}
	const enough = 4.5 // WCAG 2.2 AA, for text of any size
	if colour.MatchString(text) && contrast(background, text) >= enough {
		return background, text
	}
	if contrast(background, "#ffffff") >= contrast(background, "#000000") {
		return background, "#ffffff"
	}
	return background, "#000000"
}

// contrast of two colours, 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance of a colour as #rrggbb, 0 to 1.
func luminance(c string) float64 {
	n, _ := strconv.ParseUint(c[1:], 16, 32) // it was matched
	of := func(shift int) float64 {
		part := float64(n>>shift&255) / 255
		if part <= 0.04045 {
			return part / 12.92
		}
		return math.Pow((part+0.055)/1.055, 2.4)
	}
	return 0.2126*of(16) + 0.7152*of(8) + 0.0722*of(0)
}
