package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestBrowsersAreNamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ userAgent, browser, system string }{
		"Firefox on Windows":        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0", "Firefox", "Windows"},
		"Chrome on Windows":         {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36", "Chrome", "Windows"},
		"Edge says it is Chrome":    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0", "Edge", "Windows"},
		"Opera says it is Chrome":   {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36 OPR/120.0.0.0", "Opera", "Linux"},
		"Safari on a Mac":           {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15", "Safari", "macOS"},
		"Safari on a phone":         {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1", "Safari", "iPhone"},
		"Chrome on a phone":         {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/137.0 Mobile/15E148 Safari/604.1", "Chrome", "iPhone"},
		"Samsung's on Android":      {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet", "Android"},
		"a program":                 {"curl/8.5.0", "", ""},
		"nothing":                   {"", "", ""},
		"a browser nobody knows of": {"Zupełnie Nowa/1.0 (Windows)", "", "Windows"},
	} {
		browser, system := desk.BrowserOf(tt.userAgent)
		require.Equal(t, []string{tt.browser, tt.system}, []string{browser, system}, name)
	}
}

func TestForeignTextIsCutToWhatCanBeShown(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a b", desk.Shown(" a\x00b\n", 10))
	require.Equal(t, "ą\uFFFD", desk.Shown("ą\xff", 10))
	require.Equal(t, strings.Repeat("ż", 5), desk.Shown(strings.Repeat("ż", 9), 5))
}
