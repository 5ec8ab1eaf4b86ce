package desk_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

// sharedTargeting are the cases that web/widget/shared/path.test.ts reads as well.
type sharedTargeting struct {
	Cases []struct {
		Name    string
		List    string
		Paths   []string // as an admin types them
		Origins []string
		Path    string // as browsers give it
		Shows   bool
		By      string
		Match   *string // what Shows compiles; null: nothing
		On      *bool
	}
	Rejected []struct {
		Typed   string
		Origins []string
		Code    string
	}
}

func readTargeting(t testing.TB) (shared sharedTargeting) {
	t.Helper()
	stored, err := os.ReadFile("testdata/targeting.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(stored, &shared))
	require.NotEmpty(t, shared.Cases)
	require.NotEmpty(t, shared.Rejected)
	return shared
}

func TestTargeting(t *testing.T) {
	t.Parallel()
	for _, tt := range readTargeting(t).Cases {
		t.Run(tt.Name, func(t *testing.T) {
			t.Parallel()
			targeting := desk.Targeting{List: tt.List}
			for _, typed := range tt.Paths {
				path, err := desk.CleanPath("paths", typed, tt.Origins)
				require.NoError(t, err)
				targeting.Paths = append(targeting.Paths, path)
			}
			shows, by := targeting.Shown(tt.Path)
			require.Equal(t, tt.Shows, shows)
			require.Equal(t, tt.By, by)

			compiled := targeting.Shows()
			if tt.Match == nil {
				require.Nil(t, tt.On)
				require.Nil(t, compiled)
				require.True(t, tt.Shows)
				return
			}
			require.Equal(t, &desk.Shows{Match: *tt.Match, On: *tt.On}, compiled)
			match := regexp.MustCompile(compiled.Match).MatchString(desk.CanonicalPath(tt.Path))
			require.Equal(t, tt.Shows, match == compiled.On)
		})
	}
}

func TestPathsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range readTargeting(t).Rejected {
		t.Run(tt.Typed, func(t *testing.T) {
			t.Parallel()
			path, err := desk.CleanPath("targeting.paths.3", tt.Typed, tt.Origins)
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			require.Equal(t, tt.Code, desk.CodeOf(err))
			require.ErrorContains(t, err, "targeting.paths.3: ")
			require.Empty(t, path)
		})
	}
}

func TestALongListCompiles(t *testing.T) {
	t.Parallel()
	targeting := desk.Targeting{List: desk.TargetAllow}
	for range desk.MaxPaths {
		path, err := desk.CleanPath("path", strings.Repeat("/*(żółw", 2)+strings.Repeat("ż", 400), nil)
		require.NoError(t, err)
		targeting.Paths = append(targeting.Paths, path)
	}
	targeting.Paths[desk.MaxPaths-1] = "/blog"
	require.Regexp(t, targeting.Shows().Match, "/blog/2026")
	shows, by := targeting.Shown("/blog/2026")
	require.True(t, shows)
	require.Equal(t, "/blog", by)
}

func TestTheLongestPath(t *testing.T) {
	t.Parallel()
	longest := "/" + strings.Repeat("ż", desk.MaxPathLength-1)
	path, err := desk.CleanPath("path", " https://sklep.pl"+longest+"/?utm=a ", []string{"https://sklep.pl"})
	require.NoError(t, err)
	require.Equal(t, longest, path)
}

func TestASwitchedOffChatShowsNowhere(t *testing.T) {
	t.Parallel()
	c := desk.Channel{}
	require.Equal(t, desk.Nowhere(), c.Shows())
	require.Regexp(t, c.Shows().Match, "", "what matches everywhere, and shows where it doesn't match")
	require.False(t, c.Shows().On)
	c.Enabled = true
	require.Nil(t, c.Shows())
}

func FuzzCleanPath(f *testing.F) {
	for _, c := range readTargeting(f).Cases {
		for _, typed := range c.Paths {
			f.Add(typed)
		}
	}
	for _, r := range readTargeting(f).Rejected {
		f.Add(r.Typed)
	}
	origins := []string{"https://sklep.pl", "https://xn--w-uga1v8h.pl", "http://[::1]:8080"}
	f.Fuzz(func(t *testing.T, typed string) {
		path, err := desk.CleanPath("path", typed, origins)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			require.Empty(t, path)
			return
		}
		require.Regexp(t, `^/`, path)
		require.LessOrEqual(t, utf8.RuneCountInString(path), desk.MaxPathLength)
		again, err := desk.CleanPath("path", path, nil)
		require.NoError(t, err, "what is kept is a path, whatever the shop's address becomes")
		require.Equal(t, path, again)

		targeting := desk.Targeting{List: desk.TargetAllow, Paths: []string{path}}
		match, err := regexp.Compile(targeting.Shows().Match)
		require.NoError(t, err)
		shows, by := targeting.Shown(path)
		require.Equal(t, shows, match.MatchString(desk.CanonicalPath(path)))
		if !strings.Contains(path, "*") {
			require.True(t, shows)
			require.Equal(t, path, by)
		}
	})
}
