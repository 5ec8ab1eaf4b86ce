package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"rozmowa/api"
	"rozmowa/api/apitest"
	"rozmowa/api/contract"
	"rozmowa/desk"
	"rozmowa/files"
)

func pngOf(t require.TestingT, width, height int) []byte {
	var b bytes.Buffer
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range p.Pix {
		p.Pix[i] = 200
	}
	require.NoError(t, png.Encode(&b, p))
	return b.Bytes()
}

func jpegOf(t require.TestingT, width, height int) []byte {
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil))
	return b.Bytes()
}

func gifOf(t require.TestingT, width, height int) []byte {
	var b bytes.Buffer
	require.NoError(t, gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White}), nil))
	return b.Bytes()
}

// fileOf asks for a file as it stands in an entry.
func fileOf(t require.TestingT, who *apitest.Caller, address string, a contract.Attachment, query string) *apitest.Answer {
	return who.Do(t, http.MethodGet, address+a.ID.String()+query, nil)
}

func TestAFileIsUploadedSentAndReadByBothSides(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna := c.Chat(t), c.As(t, c.Anna)
	watching, listening := anna.Watching(t, chat), chat.Listen(t)

	original := append(pngOf(t, 1000, 50), "<script>alert(1)</script>"...)
	picture := chat.Upload(t, "../żółty paragon.jpg", original)
	require.Equal(t, []any{"żółty paragon.png", contract.ImagePng, 1000, 50, true},
		[]any{picture.Name, picture.Type, *picture.Width, *picture.Height, picture.Preview})
	document := chat.Upload(t, "umowa.pdf", []byte("%PDF-1.7 treść"))
	require.Equal(t, []any{"umowa.pdf", contract.ApplicationPdf, int64(len("%PDF-1.7 treść")), false},
		[]any{document.Name, document.Type, document.Size, document.Preview})
	require.Nil(t, document.Width)

	sent := chat.SayWith(t, "", picture.ID, document.ID)
	require.Equal(t, []contract.Attachment{picture, document}, *sent.Attachments)
	require.Empty(t, *sent.Body)
	for _, socket := range []*apitest.Socket{watching, listening} {
		f := socket.UntilThat(t, func(f apitest.Frame) bool { return f.Type == "entries" && f.Through >= sent.Seq })
		require.Equal(t, sent.Attachments, f.Entries[len(f.Entries)-1].Attachments)
	}
	reply := anna.UploadTo(t, chat.TicketPath("/attachments/"), "", jpegOf(t, 20, 10))
	require.Equal(t, "plik.jpg", reply.Name)
	var written contract.Entry
	anna.Do(t, http.MethodPost, chat.TicketPath("/entries"),
		apitest.M{"id": uuid.New(), "kind": "message", "body": "Proszę", "attachments": []uuid.UUID{reply.ID}}).Into(t, http.StatusCreated, &written)

	for who, address := range map[*apitest.Caller]string{chat.Caller: chat.Path("/attachments/"), anna: chat.TicketPath("/attachments/")} {
		entries, _ := who.Entries(t, strings.Replace(address, "/attachments/", "/entries", 1), 0)
		require.Nil(t, entries[0].Attachments)
		require.Equal(t, *sent.Attachments, *entries[1].Attachments)
		require.Equal(t, []contract.Attachment{reply}, *entries[2].Attachments)

		a := fileOf(t, who, address, picture, "").OK(t, http.StatusOK)
		require.EqualValues(t, picture.Size, len(a.Body))
		require.NotContains(t, string(a.Body), "<script>")
		require.Equal(t, map[string]string{
			"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "private, max-age=86400, immutable",
			"Content-Length": fmt.Sprint(picture.Size), "Content-Disposition": "inline; filename*=utf-8''%C5%BC%C3%B3%C5%82ty%20paragon.png",
		}, headers(a, "Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Cache-Control", "Content-Length", "Content-Disposition"))

		a = fileOf(t, who, address, picture, "?size=preview").OK(t, http.StatusOK)
		config, _, err := image.DecodeConfig(bytes.NewReader(a.Body))
		require.NoError(t, err)
		require.Equal(t, []any{"image/png", 800, 40}, []any{a.Header.Get("Content-Type"), config.Width, config.Height}, "one sees through it")
		a = fileOf(t, who, address, document, "").OK(t, http.StatusOK)
		require.Equal(t, "%PDF-1.7 treść", string(a.Body))
		require.Equal(t, []string{"application/pdf", "attachment; filename=umowa.pdf"}, []string{a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition")})
		require.Equal(t, a.Body, fileOf(t, who, address, document, "?size=preview").OK(t, http.StatusOK).Body, "there is none")
		require.Empty(t, who.Do(t, http.MethodHead, address+picture.ID.String(), nil).OK(t, http.StatusOK).Body)
		fileOf(t, who, address, picture, "?size=huge").Refused(t, http.StatusBadRequest, "invalid", "size")
	}
	var page contract.TicketPage
	anna.Do(t, http.MethodGet, "/api/v1/tickets?view=all", nil).Into(t, http.StatusOK, &page)
	require.Equal(t, "Proszę", page.Tickets[0].LastMessage.Preview)
	chat.SayWith(t, " \n", chat.Upload(t, "a.gif", gifOf(t, 5, 5)).ID)
	anna.Do(t, http.MethodGet, "/api/v1/tickets?view=all", nil).Into(t, http.StatusOK, &page)
	require.Equal(t, "📎 a.gif", page.Tickets[0].LastMessage.Preview)
}

func headers(a *apitest.Answer, names ...string) map[string]string {
	m := map[string]string{}
	for _, name := range names {
		m[name] = a.Header.Get(name)
	}
	return m
}

func TestAFileIsForThoseWhoMayReadIt(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, anna, piotr := c.Chat(t), c.As(t, c.Anna), c.As(t, c.Piotr)
	noted, draft, own := chat.UploadAs(t, anna, "notatka.png", pngOf(t, 9, 9)), chat.UploadAs(t, anna, "szkic.png", pngOf(t, 8, 8)), chat.Upload(t, "klient.png", pngOf(t, 7, 7))
	note := apitest.M{"id": uuid.New(), "kind": "note", "body": "", "attachments": []uuid.UUID{noted.ID}}
	anna.Do(t, http.MethodPost, chat.TicketPath("/entries"), note).OK(t, http.StatusCreated)
	anna.Do(t, http.MethodPost, chat.TicketPath("/entries"), note).OK(t, http.StatusCreated)

	hidden := func(who *apitest.Caller, address string, a contract.Attachment) {
		t.Helper()
		for _, query := range []string{"", "?size=preview"} {
			fileOf(t, who, address, a, query).Refused(t, http.StatusNotFound, "not_found", "attachment_not_found")
		}
	}
	customers, agents := chat.Path("/attachments/"), chat.TicketPath("/attachments/")
	hidden(chat.Caller, customers, noted)
	hidden(chat.Caller, customers, draft)
	hidden(anna, agents, own)
	hidden(piotr, agents, draft)
	fileOf(t, chat.Caller, customers, own, "").OK(t, http.StatusOK)
	fileOf(t, anna, agents, draft, "").OK(t, http.StatusOK)
	fileOf(t, piotr, agents, noted, "").OK(t, http.StatusOK)
	fileOf(t, c.As(t, c.Oskar), agents, noted, "").OK(t, http.StatusOK)
	entries, _ := chat.Entries(t, chat.Path("/entries"), 0)
	require.Len(t, entries, 1, "nor the note itself")

	for name, files := range map[string][]uuid.UUID{"another's": {draft.ID}, "a note's": {noted.ID}, "nobody's": {uuid.New()}, "one twice": {own.ID, own.ID}} {
		e := chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": "x", "attachments": files}).
			Refused(t, http.StatusBadRequest, "invalid", "attachment_unknown")
		require.Equal(t, "attachments", *e.Field, name)
	}
	chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": "x", "attachments": make([]uuid.UUID, 11)}).
		Refused(t, http.StatusBadRequest, "invalid", "too_many_attachments")
	chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": " ", "attachments": []uuid.UUID{}}).
		Refused(t, http.StatusBadRequest, "invalid", "empty")
}

func TestUploadsThatAreRefused(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, other, anna := c.Chat(t), c.Chat(t), c.As(t, c.Anna)
	picture := pngOf(t, 40, 20)
	huge := append([]byte("%PDF-"), make([]byte, desk.MaxFile)...)
	for name, bad := range map[string]struct {
		query   string
		content []byte
		status  int
		kind    contract.ErrorKind
		code    string
	}{
		"a page that is called a picture": {"?name=a.png", []byte("<!doctype html><script>alert(1)</script>"), 400, "invalid", "file_type"},
		"nothing":                         {"?name=a.png", []byte{}, 400, "invalid", "file_type"},
		"half a picture":                  {"?name=a.png", picture[:len(picture)/2], 400, "invalid", "file_broken"},
		"one byte too many":               {"?name=a.pdf", huge[:desk.MaxFile+1], 413, "too_large", "file_too_large"},
		"a name over its limit":           {"?name=" + strings.Repeat("a", 201), picture, 400, "invalid", "too_long"},
		"a name with a line break":        {"?name=a%0d%0aSet-Cookie:%20b", picture, 400, "invalid", "control_character"},
		"a name that isn't UTF-8":         {"?name=%ff", picture, 400, "invalid", "utf8"},
	} {
		for address, who := range map[string]*apitest.Caller{chat.Path("/attachments/"): chat.Caller, chat.TicketPath("/attachments/"): anna} {
			a := who.Do(t, http.MethodPut, address+uuid.NewString()+bad.query, bad.content)
			require.Equal(t, bad.status, a.Status, "%s: %s", name, a.Body)
			a.Refused(t, bad.status, bad.kind, bad.code)
		}
	}
	t.Run("too many bytes that weren't announced", func(t *testing.T) {
		r, err := http.NewRequest(http.MethodPut, c.URL+chat.Path("/attachments/")+uuid.NewString()+"?name=a.pdf", struct{ io.Reader }{bytes.NewReader(huge)})
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+chat.Token)
		response, err := c.HTTP.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode)
	})
	t.Run("the largest file is taken", func(t *testing.T) {
		require.EqualValues(t, desk.MaxFile, chat.Upload(t, "duży.pdf", huge[:desk.MaxFile]).Size)
	})
	for _, path := range []string{chat.Path("/attachments/x"), chat.Path("/attachments/" + uuid.Nil.String()), chat.TicketPath("/attachments/x")} {
		anna.With("Authorization", "Bearer "+chat.Token).Do(t, http.MethodPut, path+"?name=a.png", picture).
			Refused(t, http.StatusBadRequest, "invalid", "missing")
	}
	anna.Do(t, http.MethodPut, "/api/v1/tickets/x/attachments/"+uuid.NewString()+"?name=a.png", picture).
		Refused(t, http.StatusNotFound, "not_found", "ticket_not_found")

	t.Run("an id that was used", func(t *testing.T) {
		id := uuid.NewString()
		put := func(on *apitest.Chat, content []byte) *apitest.Answer {
			return on.Do(t, http.MethodPut, on.Path("/attachments/"+id+"?name=a.png"), content)
		}
		var first, again contract.Attachment
		put(chat, picture).Into(t, http.StatusOK, &first)
		put(chat, picture).Into(t, http.StatusOK, &again)
		require.Equal(t, first, again)
		put(chat, pngOf(t, 41, 20)).Refused(t, http.StatusConflict, "conflict", "file_id_reused")
		put(other, picture).Refused(t, http.StatusConflict, "conflict", "file_id_reused")
		require.EqualValues(t, first.Size, len(fileOf(t, chat.Caller, chat.Path("/attachments/"), first, "").Body))
	})
	t.Run("the twenty-first that isn't sent", func(t *testing.T) {
		chat := c.Chat(t)
		for range 20 {
			chat.Upload(t, "a.pdf", []byte("%PDF-1.7"))
		}
		chat.Do(t, http.MethodPut, chat.Path("/attachments/"+uuid.NewString()+"?name=a.pdf"), huge[:1<<20]).
			Refused(t, http.StatusTooManyRequests, "too_many", "too_many_files")
	})
	t.Run("to a conversation that has ended; a note's file is taken", func(t *testing.T) {
		chat.Close(t)
		// The answer comes through although the body is more than the connection holds.
		chat.Do(t, http.MethodPut, chat.Path("/attachments/"+uuid.NewString()+"?name=a.pdf"), huge[:desk.MaxFile]).
			Refused(t, http.StatusGone, "closed", "closed")
		noted := chat.UploadAs(t, anna, "a.png", picture)
		entry := apitest.M{"id": uuid.New(), "kind": "message", "body": "", "attachments": []uuid.UUID{noted.ID}}
		anna.Do(t, http.MethodPost, chat.TicketPath("/entries"), entry).Refused(t, http.StatusGone, "closed", "closed")
		entry["kind"] = "note"
		anna.Do(t, http.MethodPost, chat.TicketPath("/entries"), entry).OK(t, http.StatusCreated)
	})
}

func TestAfterHoursAFileWaitsForTheOpening(t *testing.T) {
	t.Parallel()
	var now atomic.Pointer[time.Time]
	open, shut := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC) // a Monday
	now.Store(&open)
	n := newNode(t, api.Options{Limits: apitest.NoLimits, Now: func() time.Time { return *now.Load() }})
	c := apitest.NewCompany(t, n)
	c.Shop.Settings.Hours = desk.Hours{TimeZone: "Europe/Warsaw", Week: map[time.Weekday][]desk.Range{time.Monday: {{From: 9 * 60, To: 17 * 60}}}}
	require.NoError(t, c.Store.SaveChannel(t.Context(), c.Shop))
	chat := c.Chat(t)
	file := chat.Upload(t, "a.pdf", []byte("%PDF-1.7"))
	now.Store(&shut)
	opening := time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)
	e := chat.Do(t, http.MethodPut, chat.Path("/attachments/"+uuid.NewString()+"?name=a.pdf"), []byte("%PDF-1.7")).Refused(t, http.StatusGone, "closed", "after_hours")
	require.Equal(t, opening, e.OpensAt.UTC())
	e = chat.Do(t, http.MethodPost, chat.Path("/entries"), apitest.M{"id": uuid.New(), "body": "", "attachments": []uuid.UUID{file.ID}}).Refused(t, http.StatusGone, "closed", "after_hours")
	require.Equal(t, opening, e.OpensAt.UTC())
	fileOf(t, chat.Caller, chat.Path("/attachments/"), file, "").OK(t, http.StatusOK)
	now.Store(&open)
	chat.SayWith(t, "", file.ID)
}

// TestNobodyIsReadFromBeforeTheyAreKnown: the answer comes without a byte of the body.
func TestNobodyIsReadFromBeforeTheyAreKnown(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat, other := c.Chat(t), c.Chat(t)
	for token, want := range map[string]int{apitest.NewToken(): 404, other.Token: 404, "x": 401} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(shared.URL, "http://"))
		require.NoError(t, err)
		require.NoError(t, conn.SetDeadline(time.Now().Add(apitest.Patience)))
		_, err = fmt.Fprintf(conn, "PUT %s%s?name=a.png HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n",
			chat.Path("/attachments/"), uuid.New(), token, desk.MaxFile)
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		require.Equal(t, want, response.StatusCode)
		require.NoError(t, errors.Join(response.Body.Close(), conn.Close()))
	}
}

// TestAnUploadThatIsRefusedAtItsEndLeavesNothing: the conversation ends while the file comes.
func TestAnUploadThatIsRefusedAtItsEndLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bucket, err := files.Open(t.Context(), dir)
	require.NoError(t, err)
	url := servers.NewDatabase(t)
	n := apitest.Start(t, apitest.OpenStore(t, url), apitest.NoEngine(t), api.Options{Limits: apitest.NoLimits, Bucket: bucket})
	c := apitest.NewCompany(t, n)
	chat, anna := c.Chat(t), c.As(t, c.Anna)

	asked := make(chan struct{})
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(asked) }})
	body, sending := io.Pipe()
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, n.URL+chat.Path("/attachments/")+uuid.NewString()+"?name=a.png", body)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+chat.Token)
	r.Header.Set("Expect", "100-continue")
	n.HTTP.Transport.(*http.Transport).ExpectContinueTimeout = apitest.Patience
	answered := make(chan int, 1)
	go func() {
		response, err := n.HTTP.Do(r)
		if err != nil {
			answered <- 0
			return
		}
		_ = response.Body.Close()
		answered <- response.StatusCode
	}()
	<-asked // it may come: the conversation is open
	chat.Close(t)
	_, err = sending.Write(pngOf(t, 1000, 10))
	require.NoError(t, errors.Join(err, sending.Close()))
	require.Equal(t, http.StatusGone, <-answered)
	require.Empty(t, within(t, dir))
	apitest.Exec(t, url, `DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM discarded_files) AND NOT EXISTS (SELECT FROM attachments); END $$`)

	t.Run("one whose bytes can't be saved is told to come again", func(t *testing.T) {
		require.NoError(t, os.RemoveAll(dir))
		require.NoError(t, os.WriteFile(dir, nil, 0o600))
		put := func() *apitest.Answer {
			return anna.Do(t, http.MethodPut, chat.TicketPath("/attachments/00000000-0000-4000-8000-000000000001?name=a.png"), pngOf(t, 1000, 10))
		}
		put().Refused(t, http.StatusServiceUnavailable, "unavailable", "files_away")
		require.NoError(t, os.Remove(dir))
		require.NoError(t, os.Mkdir(dir, 0o700))
		apitest.Exec(t, url, `DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM attachments); END $$`)
		apitest.Exec(t, url, `DELETE FROM discarded_files`) // the claim runs out
		put().OK(t, http.StatusOK)
		require.Len(t, within(t, dir), 2)
	})
	t.Run("bytes that are gone are away", func(t *testing.T) {
		a := chat.UploadAs(t, anna, "a.png", pngOf(t, 1000, 10))
		for _, name := range within(t, dir) {
			require.NoError(t, os.Remove(filepath.Join(dir, name)))
		}
		for _, query := range []string{"", "?size=preview"} {
			fileOf(t, anna, chat.TicketPath("/attachments/"), a, query).Refused(t, http.StatusServiceUnavailable, "unavailable", "files_away")
		}
	})
}

func within(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestCopiesOfAnUploadAtOnceAreOneFile(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	chat := c.Chat(t)
	for range 5 {
		path := chat.Path("/attachments/" + uuid.NewString() + "?name=a.png")
		contents := [][]byte{pngOf(t, 900, 90), pngOf(t, 900, 90), pngOf(t, 900, 90), pngOf(t, 901, 90)}
		answers := make([]*apitest.Answer, len(contents))
		var racing sync.WaitGroup
		for i, content := range contents {
			racing.Go(func() {
				for answers[i] == nil || answers[i].Status == http.StatusServiceUnavailable { // another try has it
					answers[i] = chat.Do(t, http.MethodPut, path, content)
				}
			})
		}
		racing.Wait()
		var kept contract.Attachment
		for i, a := range answers {
			if a.Status == http.StatusConflict {
				a.Refused(t, http.StatusConflict, "conflict", "file_id_reused")
				continue
			}
			var got contract.Attachment
			a.Into(t, http.StatusOK, &got)
			if kept.ID == uuid.Nil {
				kept = got
			}
			require.Equal(t, kept, got, "copy %d", i)
		}
		content := fileOf(t, chat.Caller, chat.Path("/attachments/"), kept, "").OK(t, http.StatusOK).Body
		config, err := png.DecodeConfig(bytes.NewReader(content))
		require.NoError(t, err)
		require.Equal(t, *kept.Width, config.Width, "the bytes are those of the row")
		require.EqualValues(t, kept.Size, len(content))
		chat.SayWith(t, "", kept.ID)
	}
}

func TestUploadsAreLimited(t *testing.T) {
	t.Parallel()
	n := apitest.Start(t, shared.Store, apitest.NoEngine(t), api.Options{Limits: api.Limits{StartsPerMinute: -1, UploadsPerMinute: 4}})
	c := apitest.NewCompany(t, n)
	chat, other, anna := c.Chat(t), c.Chat(t), c.As(t, c.Anna)
	thief := &apitest.Caller{Node: n, Token: other.Token}
	address := chat.Path("/attachments/" + uuid.NewString() + "?name=a.pdf")
	for range 5 { // who is nobody counts for nothing
		thief.Do(t, http.MethodPut, address, "%PDF-").Refused(t, http.StatusNotFound, "not_found", "ticket_not_found")
	}
	for range 2 {
		chat.Upload(t, "a.pdf", []byte("%PDF-"))
	}
	e := other.Do(t, http.MethodPut, other.Path("/attachments/"+uuid.NewString()+"?name=a.pdf"), "%PDF-").
		Refused(t, http.StatusTooManyRequests, "too_many", "too_many")
	require.Greater(t, *e.RetryAfterMs, 0)
	chat.UploadAs(t, anna, "a.pdf", []byte("%PDF-"))
}

func TestTurns(t *testing.T) {
	t.Parallel()
	turns := api.NewTurns(3, 2)
	take := func(caller string) func() {
		t.Helper()
		giveBack, err := turns.Take(t.Context(), caller)
		require.NoError(t, err)
		return giveBack
	}
	busy := func(caller string) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for range 20 { // a turn that were free would be taken now and then
			_, err := turns.Take(ctx, caller)
			require.Equal(t, [2]string{"unavailable", "uploads_busy"}, [2]string{string(desk.KindOf(err)), desk.CodeOf(err)})
		}
	}
	one := take("a")
	take("a")
	busy("a")
	third := take("b")
	busy("b")
	busy("c")

	waited := make(chan func(), 1)
	go func() {
		giveBack, err := turns.Take(t.Context(), "a")
		if err == nil {
			waited <- giveBack
		}
	}()
	one() // whoever waits gets it
	(<-waited)()
	third()
	require.Equal(t, 1, turns.Callers(), "who has none is forgotten")
}

// FuzzFileHeaders: whatever a file is called, its name makes no header and no other type of what is sent.
func FuzzFileHeaders(f *testing.F) {
	for _, name := range []string{"a.png", "zażółć \"gęślą\".pdf", "a\r\nX: y", "a\\b;filename=c.html", "📎", "%00", "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("a")) + "?="} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		clean, err := desk.CleanFileName("name", name, desk.PDF)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err))
			return
		}
		require.True(t, strings.HasSuffix(strings.ToLower(clean), ".pdf"))
		require.NotContains(t, clean, "/")
		header := mime.FormatMediaType("attachment", map[string]string{"filename": clean})
		require.NotContains(t, header, "\n")
		is, parameters, err := mime.ParseMediaType(header)
		require.NoError(t, err)
		require.Equal(t, "attachment", is)
		require.Equal(t, map[string]string{"filename": clean}, parameters)
	})
}
