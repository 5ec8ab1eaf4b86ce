package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
)

var built = fstest.MapFS{
	"widget/loader.js":             {Data: []byte(`start(__ROZMOWA_CONFIG__);"__ROZMOWA_CONFIG__"`)},
	"widget/frame.html":            {Data: []byte(`<script type="application/json" id="config">__ROZMOWA_CONFIG__</script><p>`)},
	"widget/assets/frame-a1b2.js":  {Data: []byte(strings.Repeat("frame();", 100))},
	"widget/secret.txt":            {Data: []byte("nobody's")},
	"inbox/index.html":             {Data: []byte(`<title>Inbox</title>`)},
	"inbox/icon.svg":               {Data: []byte(`<svg/>`)},
	"inbox/assets/app-c3d4.js":     {Data: []byte("inbox()")},
	"inbox/assets/font-e5f6.woff2": {Data: []byte("wOF2")},
	"demo/index.html":              {Data: []byte(`<title>Demo</title>`)},
}

const nasty = "</script><script>alert(1)</script> \"'\\ \u2028\u2029 $& $1 &amp; <!-- zażółć"

func newPages(t *testing.T, o api.Options) *apitest.Node {
	t.Helper()
	o.Limits = apitest.NoLimits
	if o.Files == nil {
		o.Files = built
	}
	return apitest.Start(t, shared.Store, apitest.NoEngine(t), o)
}

func TestTheLoaderCarriesTheChatsSettings(t *testing.T) {
	t.Parallel()
	n := newPages(t, api.Options{})
	channel := apitest.NewChannel(t, n.Store, func(c *desk.Channel) { c.Name, c.Settings.Welcome = nasty, nasty })
	var config contract.WidgetConfig
	n.Stranger().Do(t, http.MethodGet, "/api/v1/widget/"+channel.Key, nil).Into(t, http.StatusOK, &config)
	require.Equal(t, nasty, config.Name)

	loader := n.Stranger().Do(t, http.MethodGet, "/widget/"+channel.Key+".js", nil).OK(t, http.StatusOK)
	frame := n.Stranger().Do(t, http.MethodGet, "/widget/"+channel.Key+"/frame", nil).OK(t, http.StatusOK)
	for _, part := range []struct{ text, before, after string }{
		{string(loader.Body), `start(`, `);"__ROZMOWA_CONFIG__"`},
		{string(frame.Body), `<script type="application/json" id="config">`, `</script><p>`},
	} {
		text, ok := strings.CutPrefix(part.text, part.before)
		require.True(t, ok)
		text, ok = strings.CutSuffix(text, part.after)
		require.True(t, ok, "replaced once: %s", part.text)
		require.NotContains(t, text, "<")
		require.NotContains(t, text, "\u2028")
		require.NotContains(t, text, "\u2029")
		var inlined contract.WidgetConfig
		require.NoError(t, json.Unmarshal([]byte(text), &inlined))
		require.Equal(t, config, inlined)
	}
	require.Equal(t, "text/javascript; charset=utf-8", loader.Header.Get("Content-Type"))
	require.Equal(t, "public, max-age=60", loader.Header.Get("Cache-Control"))
	require.Equal(t, "cross-origin", loader.Header.Get("Cross-Origin-Resource-Policy"))
	require.Equal(t, "nosniff", loader.Header.Get("X-Content-Type-Options"))
	require.Empty(t, loader.Header.Get("Set-Cookie"))
	require.Equal(t, "text/html; charset=utf-8", frame.Header.Get("Content-Type"))

	t.Run("it is sent again only when it changed", func(t *testing.T) {
		path, etag := "/widget/"+channel.Key+".js", loader.Header.Get("ETag")
		for _, known := range []string{etag, strings.TrimPrefix(etag, "W/"), `"other", ` + etag} {
			a := n.Stranger().With("If-None-Match", known).Do(t, http.MethodGet, path, nil).OK(t, http.StatusNotModified)
			require.Empty(t, a.Body)
			require.Equal(t, []string{etag, "public, max-age=60", "Accept-Encoding"},
				[]string{a.Header.Get("ETag"), a.Header.Get("Cache-Control"), a.Header.Get("Vary")})
		}
		changed := *channel
		changed.Name = "Inna nazwa"
		require.NoError(t, n.Store.SaveChannel(t.Context(), &changed))
		a := n.Stranger().With("If-None-Match", etag).Do(t, http.MethodGet, path, nil).OK(t, http.StatusOK)
		require.NotEqual(t, etag, a.Header.Get("ETag"))
	})
	t.Run("it is compressed for those who take it", func(t *testing.T) {
		a := n.Stranger().With("Accept-Encoding", "gzip, br").Do(t, http.MethodGet, "/widget/"+channel.Key+"/frame", nil).OK(t, http.StatusOK)
		require.Equal(t, "gzip", a.Header.Get("Content-Encoding"))
		require.Contains(t, unzip(t, a.Body), "Inna nazwa")
		a = n.Stranger().With("Accept-Encoding", "identity").Do(t, http.MethodGet, "/widget/"+channel.Key+"/frame", nil).OK(t, http.StatusOK)
		require.Empty(t, a.Header.Get("Content-Encoding"))
		require.Contains(t, string(a.Body), "Inna nazwa")
	})
	t.Run("an unknown key is nobody's", func(t *testing.T) {
		for _, path := range []string{"/widget/nie-ma.js", "/widget/nie-ma/frame", "/api/v1/widget/nie-ma"} {
			n.Stranger().Do(t, http.MethodGet, path, nil).Refused(t, http.StatusNotFound, "not_found", "chat_not_found")
		}
		n.Stranger().Do(t, http.MethodGet, "/widget/"+channel.Key, nil).Refused(t, http.StatusNotFound, "not_found", "route_not_found")
	})
	t.Run("pages that were not built say so", func(t *testing.T) {
		n := newPages(t, api.Options{Files: fstest.MapFS{}, Demo: true})
		for _, path := range []string{"/widget/" + channel.Key + ".js", "/widget/" + channel.Key + "/frame", "/inbox/", "/demo/"} {
			n.Stranger().Do(t, http.MethodGet, path, nil).Refused(t, http.StatusServiceUnavailable, "unavailable", "not_built")
		}
	})
}

func unzip(t *testing.T, content []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(content))
	require.NoError(t, err)
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(text)
}

func TestOnlyTheShopMayFrameItsChat(t *testing.T) {
	t.Parallel()
	n := newPages(t, api.Options{})
	for name, of := range map[string]struct {
		shop    string
		origins []string
		want    string
	}{
		"the shop's address with a path":         {"https://shop.example/pl/?a=b", nil, "https://shop.example"},
		"a port":                                 {"http://localhost:8080", nil, "http://localhost:8080"},
		"further origins, each once":             {"https://shop.example", []string{"https://www.shop.example", "https://shop.example/"}, "https://shop.example https://www.shop.example"},
		"letters beyond ASCII":                   {"https://żółty-sklep.example:444", nil, "https://xn--ty-sklep-u3a40fjt.example:444"},
		"nothing":                                {"", nil, "'none'"},
		"no scheme":                              {"shop.example", nil, "'none'"},
		"a script":                               {"javascript:alert(1)", nil, "'none'"},
		"a wildcard or a source word":            {"*", []string{"'self'", "data:"}, "'none'"},
		"a policy of its own":                    {"https://shop.example;script-src *", nil, "'none'"},
		"a header of its own":                    {"https://shop.example\r\nX-Evil: 1", []string{"https://a.example\nb"}, "'none'"},
		"a second address behind a comma":        {"https://a.example,https://b.example", nil, "'none'"},
		"one that is junk among those that stay": {"https://shop.example", []string{"::", "https://", "ftp://x.example", "https://ok.example"}, "https://shop.example https://ok.example"},
	} {
		channel := apitest.NewChannel(t, n.Store, func(c *desk.Channel) { c.ShopURL, c.Settings.Origins = of.shop, of.origins })
		a := n.Stranger().Do(t, http.MethodGet, "/widget/"+channel.Key+"/frame", nil).OK(t, http.StatusOK)
		policy := a.Header.Get("Content-Security-Policy")
		_, ancestors, ok := strings.Cut(policy, "; frame-ancestors ")
		require.True(t, ok, policy)
		require.Equal(t, of.want, ancestors, name)
		require.Contains(t, policy, "default-src 'none'; script-src 'self';")
		require.Contains(t, policy, "; img-src 'self' data: blob:;", "pictures of the conversation are fetched with its token")
		require.Empty(t, a.Header.Get("X-Evil"))
	}
}

func TestTheInboxIsOnePageAndItsFiles(t *testing.T) {
	t.Parallel()
	n := newPages(t, api.Options{Demo: true})
	get := func(path string) *apitest.Answer { return n.Stranger().Do(t, http.MethodGet, path, nil) }
	for _, path := range []string{"/inbox/", "/inbox/tickets/7", "/inbox/index.html", "/inbox/..%2fwidget%2fsecret.txt", "/inbox/assets/../", "/inbox//widget/secret.txt"} {
		a := get(path).OK(t, http.StatusOK)
		require.Equal(t, `<title>Inbox</title>`, string(a.Body), path)
		require.Equal(t, "no-cache", a.Header.Get("Cache-Control"), path)
		require.Contains(t, a.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	}
	require.Equal(t, "/inbox/", get("/").OK(t, http.StatusFound).Header.Get("Location"))
	require.Equal(t, "/inbox/", get("/inbox").OK(t, http.StatusMovedPermanently).Header.Get("Location"))
	require.Equal(t, "image/svg+xml", get("/inbox/icon.svg").OK(t, http.StatusOK).Header.Get("Content-Type"))
	for path, kind := range map[string]string{
		"/inbox/assets/app-c3d4.js": "text/javascript; charset=utf-8", "/inbox/assets/font-e5f6.woff2": "font/woff2",
		"/assets/widget/assets/frame-a1b2.js": "text/javascript; charset=utf-8",
	} {
		a := get(path).OK(t, http.StatusOK)
		require.Equal(t, []string{kind, "public, max-age=31536000, immutable"}, []string{a.Header.Get("Content-Type"), a.Header.Get("Cache-Control")})
	}
	a := n.Stranger().With("Accept-Encoding", "gzip").Do(t, http.MethodGet, "/assets/widget/assets/frame-a1b2.js", nil).OK(t, http.StatusOK)
	require.Equal(t, strings.Repeat("frame();", 100), unzip(t, a.Body))
	a = n.Stranger().With("Accept-Encoding", "gzip").Do(t, http.MethodGet, "/inbox/assets/font-e5f6.woff2", nil).OK(t, http.StatusOK)
	require.Empty(t, a.Header.Get("Content-Encoding"), "a font is compressed already")
	for _, path := range []string{
		"/inbox/assets/none.js", "/assets/widget/secret.txt", "/assets/widget/loader.js", "/assets/inbox/index.html",
		"/assets/widget/assets/..%2fsecret.txt", "/assets/widget/assets/../../inbox/index.html", "/assets/..%2f..%2fserver.go", "/assets/",
	} {
		get(path).Refused(t, http.StatusNotFound, "not_found", "file_not_found")
	}
	require.Contains(t, string(get("/demo/produkty/kubek").OK(t, http.StatusOK).Body), "Demo")

	t.Run("without the demo there is no shop", func(t *testing.T) {
		newPages(t, api.Options{}).Stranger().Do(t, http.MethodGet, "/demo/", nil).Refused(t, http.StatusNotFound, "not_found", "route_not_found")
	})
}
