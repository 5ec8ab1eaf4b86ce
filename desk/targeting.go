package desk

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Targeting is on which of a shop's pages a chat shows. The zero value means everywhere.
type Targeting struct {
	// List is TargetDeny or TargetAllow; empty means TargetDeny.
	List string `json:"list,omitempty"`
	// Paths match themselves and what is below them; "*" stands for any run of characters. CleanPath makes them.
	Paths []string `json:"paths,omitempty"`
}

// What a list of paths means.
const (
	TargetDeny  = "deny"  // the chat shows everywhere but there
	TargetAllow = "allow" // the chat shows only there
)

// Limits of a list of paths. The stars are few because JavaScript tries again from each: a crafted link of a thousand
// characters takes 1 ms with two of them, a quarter of a second with three (Node 20).
const (
	MaxPaths      = 200
	MaxPathLength = 500
	maxStars      = 2
)

// Shows tells on which paths a chat shows, for the loader: where testing the CanonicalPath with Match gives On.
type Shows struct {
	// Match is a regular expression that RE2 and JavaScript read alike.
	Match string
	On    bool
}

// Shows compiles the list; nil means everywhere.
func (t Targeting) Shows() *Shows {
	allow := t.List == TargetAllow
	switch {
	case len(t.Paths) > 0:
		return &Shows{Match: matching(t.Paths), On: allow}
	case allow:
		return Nowhere()
	}
	return nil
}

// Nowhere shows a chat on no page.
func Nowhere() *Shows { return &Shows{Match: "", On: false} }

// Shown reports whether the chat shows on a page with that path as it stands in an address, and the path of the
// list that matches; "" when none does.
func (t Targeting) Shown(path string) (shown bool, by string) {
	canonical := CanonicalPath(path)
	i := slices.IndexFunc(t.Paths, func(p string) bool {
		return regexp.MustCompile(matching([]string{p})).MatchString(canonical)
	})
	if i < 0 {
		return t.List != TargetAllow, ""
	}
	return t.List == TargetAllow, t.Paths[i]
}

// CanonicalPath is a path as the loader compares it: its percent-encoding undone where that gives text, in NFC,
// without slashes at the end. web/widget/shared/path.ts does the same; desk/testdata/targeting.json keeps them equal.
func CanonicalPath(path string) string {
	return norm.NFC.String(strings.TrimRight(decoded(path), "/"))
}

// decoded is like JavaScript's decodeURIComponent, but what can't be decoded stays as it is.
func decoded(s string) string {
	if d, err := url.PathUnescape(s); err == nil && utf8.ValidString(d) {
		return d
	}
	return s
}

// anything is "any run of characters"; a dot would leave out line ends, which an address may hold encoded.
const anything = `[\s\S]*`

// matching is a regular expression for canonical paths that are one of the listed or below it.
func matching(paths []string) string {
	alternatives := make([]string, len(paths))
	for i, p := range paths {
		p = strings.TrimRight(p, "/")
		// /blog/* is /blog/ too, which has no slash at the end once it is canonical.
		p = strings.TrimRight(strings.TrimSuffix(p, "/*"), "/")
		pieces := strings.Split(p, "*")
		for j, piece := range pieces {
			piece = decoded(piece)
			if j == len(pieces)-1 {
				piece = strings.TrimRight(piece, "/") // a decoded %2F
			}
			pieces[j] = regexp.QuoteMeta(norm.NFC.String(piece))
		}
		alternatives[i] = strings.Join(pieces, anything)
	}
	return `^(?:` + strings.Join(alternatives, "|") + `)(?:/` + anything + `)?$`
}

// CleanPath makes a path for a list of what an admin typed: a path, or a whole address of one of the origins (with
// either scheme or none), which is reduced to its path. A literal "*" is written %2A. The errors' codes: empty,
// path, foreign_host, too_long, stars, and CleanLine's.
func CleanPath(field, typed string, origins []string) (string, error) {
	s, err := CleanLine(field, typed, MaxPageURL)
	if err != nil {
		return "", err
	}
	path, origin, err := splitAddress(s)
	switch {
	case err != nil:
		return "", InvalidField(field, "path", "%q is neither a path nor an address", s)
	case path == "":
		return "", InvalidField(field, "empty", "the path is empty")
	case origin != "" && !slices.ContainsFunc(origins, sameHost(origin)):
		return "", InvalidField(field, "foreign_host", "%s isn't a page of the shop", origin)
	}
	path = starRuns.ReplaceAllString(tidy(path), "*")
	switch {
	case utf8.RuneCountInString(path) > MaxPathLength:
		return "", InvalidField(field, "too_long", "the path is longer than %d characters", MaxPathLength)
	case strings.Count(path, "*") > maxStars:
		return "", InvalidField(field, "stars", "the path has more than %d stars", maxStars)
	}
	return path, nil
}

// starRuns mean what one star means, but are slow to match.
var starRuns = regexp.MustCompile(`\*{2,}`)

// sameHost tells whether an origin differs from this one in its scheme at most.
func sameHost(origin string) func(other string) bool {
	_, host, _ := strings.Cut(origin, "://")
	return func(other string) bool {
		_, h, _ := strings.Cut(other, "://")
		return h == host
	}
}

// tidy is a path with one slash at its beginning, none and no blanks at its end, and without dot segments.
func tidy(path string) string {
	// Again as long as what is taken away bares something more.
	for before := ""; path != before; {
		before = path
		path = strings.TrimRightFunc(path, func(r rune) bool { return r == '/' || unicode.IsSpace(r) })
		path = "/" + strings.Trim(withoutDots("/"+path), "/")
	}
	return path
}

// splitAddress takes what stands before query and fragment apart. A path has no origin.
func splitAddress(s string) (path, origin string, err error) {
	s, _, _ = strings.Cut(s, "#")
	s, _, _ = strings.Cut(s, "?")
	s = strings.TrimSpace(strings.ReplaceAll(s, `\`, "/")) // as browsers do
	scheme, rest, found := strings.Cut(s, "://")
	switch {
	case strings.HasPrefix(s, "//"):
		scheme, rest = "https", s[len("//"):]
	case strings.HasPrefix(s, "/"):
		return s, "", nil // it may hold an address: /go/https://other.pl
	case !found && looksLikeHost(s):
		scheme, rest = "https", s // shop.pl/blog, as people copy it
	case !found:
		return s, "", nil
	}
	host, path, _ := strings.Cut(rest, "/")
	origin, err = Origin(scheme + "://" + host)
	return "/" + path, origin, err
}

// looksLikeHost tells shop.pl/blog from blog/shop.
func looksLikeHost(s string) bool {
	host, _, _ := strings.Cut(s, "/")
	name, _, _ := strings.Cut(host, ":")
	return strings.Contains(name, ".") && !strings.ContainsAny(name, "%* ") && !strings.HasPrefix(name, ".") &&
		!strings.HasSuffix(name, ".html") && !strings.HasSuffix(name, ".htm") && !strings.HasSuffix(name, ".php")
}

// withoutDots resolves "." and ".." as browsers do before a page knows its path.
func withoutDots(path string) string {
	var kept []string
	for part := range strings.SplitSeq(path, "/") {
		switch strings.ReplaceAll(strings.ToLower(part), "%2e", ".") {
		case ".":
		case "..":
			if len(kept) > 1 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "/")
}
