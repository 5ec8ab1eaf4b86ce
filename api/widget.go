package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"rozmowa/api/contract"
	"rozmowa/desk"
)

// configPlaceholder stands in the built loader and frame where the chat's settings go.
var configPlaceholder = []byte("__ROZMOWA_CONFIG__")

// channel returns the chat with the key. What Postgres can't even compare with is nobody's key.
func (s *Server) channel(ctx context.Context, key string) (*desk.Channel, error) {
	if !utf8.ValidString(key) || strings.ContainsRune(key, 0) {
		return nil, desk.Errorf(desk.NotFound, "chat_not_found", "there is no such chat")
	}
	return s.store.ChannelByKey(ctx, key)
}

func (s *Server) widgetConfig(ctx context.Context, key string) (*contract.WidgetConfig, *desk.Channel, error) {
	channel, err := s.channel(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	availability, err := channel.Settings.Hours.At(s.Now())
	if err != nil {
		return nil, nil, err
	}
	config := widgetConfigOf(channel, availability)
	transcripts, err := s.mailSet.known(ctx, s.store.HasMailServer)
	if err != nil {
		return nil, nil, err
	}
	config.Transcripts = &transcripts
	return &config, channel, nil
}

// filled returns a built file with the chat's settings in place. JSON as encoding/json makes it is safe inside
// a script and inside HTML: <, > and & are escaped.
func filled(file []byte, config *contract.WidgetConfig) ([]byte, error) {
	settings, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	return bytes.Replace(file, configPlaceholder, settings, 1), nil
}

// widgetLoader serves the one script that a shop's page loads.
func (s *Server) widgetLoader(c *gin.Context) {
	if c.Param("file") == previewKey {
		s.previewPage(c, "page.html")
		return
	}
	key, ok := strings.CutSuffix(c.Param("file"), ".js")
	if !ok {
		s.fail(c, desk.Errorf(desk.NotFound, "route_not_found", "there is no such address"))
		return
	}
	config, channel, err := s.widgetConfig(c.Request.Context(), key)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.noteSeen(c, channel)
	loader, err := s.pages.file("widget/loader.js")
	if err != nil {
		s.fail(c, err)
		return
	}
	script, err := filled(loader.plain, config)
	if err != nil {
		s.fail(c, err)
		return
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=60")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	serveContent(c, script)
}

// noteSeen notes that a page of the shop has loaded the chat. Scripts are asked for with the page's origin unless the
// shop forbids even that.
func (s *Server) noteSeen(c *gin.Context, channel *desk.Channel) {
	origin, err := desk.Origin(c.GetHeader("Referer"))
	if err != nil || !slices.Contains(channel.Origins(), origin) || time.Since(channel.SeenAt) < time.Minute {
		return
	}
	if err := s.store.SeeChannel(c.Request.Context(), channel.ID); err != nil { // the shop gets its chat all the same
		s.log.WarnContext(c.Request.Context(), "that a chat was seen could not be noted", "channel", channel.ID, "error", err)
	}
}

// previewKey stands in for a channel's key in the addresses of the configurator's preview: the widget without a
// server behind it. No channel has it: keys are longer.
const previewKey = "preview"

// previewPage serves one of the preview's pages, which only the inbox may frame.
func (s *Server) previewPage(c *gin.Context, name string) {
	page, err := s.pages.file("preview/" + name)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "+
		"img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
	sendFile(c, page, false)
}

// widgetFrame serves the chat's window, which only the channel's shop may frame.
func (s *Server) widgetFrame(c *gin.Context) {
	if c.Param("file") == previewKey {
		s.previewPage(c, "frame.html")
		return
	}
	config, channel, err := s.widgetConfig(c.Request.Context(), c.Param("file"))
	if err != nil {
		s.fail(c, err)
		return
	}
	frame, err := s.pages.file("widget/frame.html")
	if err != nil {
		s.fail(c, err)
		return
	}
	page, err := filled(frame.plain, config)
	if err != nil {
		s.fail(c, err)
		return
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "+
		"connect-src 'self'; img-src 'self' data: blob:; media-src 'self' data:; base-uri 'none'; form-action 'none'; "+
		"frame-ancestors "+strings.Join(frameAncestors(channel), " "))
	serveContent(c, page)
}

// frameAncestors are the origins that may frame a chat: the shop's and those listed beside it.
func frameAncestors(c *desk.Channel) []string {
	var origins []string
	for _, address := range c.Origins() {
		if origin, err := desk.Origin(address); err == nil && !slices.Contains(origins, origin) {
			origins = append(origins, origin)
		}
	}
	if origins == nil {
		return []string{"'none'"}
	}
	return origins
}

// serveContent sends a page made for this request, with an ETag of its content.
func serveContent(c *gin.Context, content []byte) {
	sum := sha256.Sum256(content)
	etag := `W/"` + hex.EncodeToString(sum[:12]) + `"` // weak: the same for both encodings
	c.Header("ETag", etag)
	c.Header("Vary", "Accept-Encoding")
	if strings.Contains(c.GetHeader("If-None-Match"), etag[len("W/"):]) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	sendCompressed(c, content, nil)
}
