package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"rozmowa/desk"
)

// pages are the built files, in memory, compressed once.
type pages struct{ files map[string]*file }

type file struct {
	contentType string
	plain, gzip []byte
}

func loadPages(files fs.FS) (*pages, error) {
	p := &pages{files: map[string]*file{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		f := &file{contentType: contentTypeOf(name), plain: content}
		if compressible(f.contentType) {
			if f.gzip, err = compress(content, gzip.BestCompression); err != nil {
				return err
			}
		}
		p.files[name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("loading the built pages: %w", err)
	}
	return p, nil
}

// file returns a built file. Error: unavailable when the pages were not built into this program.
func (p *pages) file(name string) (*file, error) {
	if f := p.files[name]; f != nil {
		return f, nil
	}
	return nil, desk.Errorf(desk.Unavailable, "not_built", "%s is not part of this program: run make web and build again", name)
}

// inboxPage serves the inbox: its files, and its one page for every other address below /inbox/.
func (s *Server) inboxPage(c *gin.Context) {
	c.Header("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "+
		"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	s.application(c, "inbox")
}

// demoPage serves the demo shop likewise.
func (s *Server) demoPage(c *gin.Context) { s.application(c, "demo") }

func (s *Server) application(c *gin.Context, name string) {
	asked := path.Clean("/" + c.Param("path"))
	if f := s.pages.files[name+asked]; f != nil && asked != "/index.html" {
		sendFile(c, f, strings.HasPrefix(asked, "/assets/"))
		return
	}
	if strings.HasPrefix(asked, "/assets/") {
		s.fail(c, desk.Errorf(desk.NotFound, "file_not_found", "there is no such file"))
		return
	}
	f, err := s.pages.file(name + "/index.html")
	if err != nil {
		s.fail(c, err)
		return
	}
	sendFile(c, f, false)
}

// widgetAsset serves the window's files, /assets/widget/…, and those of its preview, /assets/preview/….
func (s *Server) widgetAsset(c *gin.Context) {
	asked := path.Clean(c.Param("path"))
	f := s.pages.files[strings.TrimPrefix(asked, "/")]
	if f == nil || !strings.HasPrefix(asked, "/widget/assets/") && !strings.HasPrefix(asked, "/preview/assets/") {
		s.fail(c, desk.Errorf(desk.NotFound, "file_not_found", "there is no such file"))
		return
	}
	sendFile(c, f, true)
}

// sendFile sends a built file; one whose name holds its hash never changes.
func sendFile(c *gin.Context, f *file, hashed bool) {
	if hashed {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Header("Cache-Control", "no-cache")
	}
	c.Header("Content-Type", f.contentType)
	sendCompressed(c, f.plain, f.gzip)
}

// sendCompressed sends content gzipped to those who take it; compressed may be nil.
func sendCompressed(c *gin.Context, content, compressed []byte) {
	c.Header("Vary", "Accept-Encoding")
	if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") && compressible(c.Writer.Header().Get("Content-Type")) {
		if compressed == nil {
			var err error
			if compressed, err = compress(content, gzip.DefaultCompression); err != nil { // a bytes.Buffer takes everything
				panic(err)
			}
		}
		c.Header("Content-Encoding", "gzip")
		content = compressed
	}
	c.Data(http.StatusOK, c.Writer.Header().Get("Content-Type"), content)
}

func compress(content []byte, level int) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(content)
	err = errors.Join(err, w.Close()) // before Bytes: Close writes the end
	return b.Bytes(), err
}

func contentTypeOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.HasPrefix(contentType, "image/svg") || strings.HasPrefix(contentType, "application/json")
}
