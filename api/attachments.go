package api

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/files"
	"rozmowa/store"
)

// A file may come and go over a phone's slow line.
const (
	uploadDeadline = 5 * time.Minute
	// fileDeadline bounds the whole request, either way.
	fileDeadline = 8 * time.Minute
	// saveDeadline bounds the saving of a file's bytes; with the statements around it, it is shorter than the store's
	// claim holds.
	saveDeadline = time.Minute
	// hearDeadline is how long a refused caller may go on sending.
	hearDeadline = 30 * time.Second
)

// movesFile reports whether requests to the route carry a file, or are answered by one.
func movesFile(route string) bool {
	return strings.HasSuffix(route, "/attachments/:attachmentId") || strings.HasSuffix(route, "/photo")
}

// wholeKey is where limitTime leaves such a request's own context.
const wholeKey = "whole"

// unhurried gives the request the time that its file takes; what was asked before had to be quick.
func unhurried(c *gin.Context) (cancel context.CancelFunc, err error) {
	ctx, cancel := context.WithTimeout(c.MustGet(wholeKey).(context.Context), fileDeadline)
	c.Request = c.Request.WithContext(ctx)
	line, now := http.NewResponseController(c.Writer), time.Now()
	return cancel, errors.Join(line.SetReadDeadline(now.Add(uploadDeadline)), line.SetWriteDeadline(now.Add(fileDeadline)))
}

func (s *Server) uploadAsAgent(c *gin.Context) {
	me := accountOf(c).ID
	s.upload(c, "ticketId", store.Uploader{Agent: me}, me.String())
}

func (s *Server) uploadAsVisitor(c *gin.Context) {
	closed, opensAt, err := s.closing.chats(c.Request.Context(), s.Now(), s.store.Channels)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Set(opensKey, opensAt)
	s.upload(c, "conversationId", store.Uploader{Token: tokenOf(c), Shut: closed}, addressKey(c.ClientIP()))
}

// opensKey is where uploadAsVisitor leaves when the closed chats open.
const opensKey = "opens"

// upload answers an upload to the ticket in the address. caller is by whom uploads are counted.
func (s *Server) upload(c *gin.Context, ticketParam string, by store.Uploader, caller string) {
	ticket, id, err := fileAddress(c, ticketParam)
	if err != nil {
		s.fail(c, err)
		return
	}
	a, err := s.takeUpload(c, ticket, id, by, caller)
	if desk.CodeOf(err) == "after_hours" {
		err = s.untilOpening(c.Request.Context(), ticket, by.Token, c.MustGet(opensKey).(map[uuid.UUID]time.Time))
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, attachmentOf(a))
}

// fileAddress reads the ids in the address.
func fileAddress(c *gin.Context, ticketParam string) (ticket, id uuid.UUID, err error) {
	if ticket, err = uuid.Parse(c.Param(ticketParam)); err != nil {
		return ticket, id, desk.Errorf(desk.NotFound, "ticket_not_found", "there is no such ticket")
	}
	if id, err = uuid.Parse(c.Param("attachmentId")); err != nil || id == uuid.Nil {
		return ticket, id, desk.InvalidField("attachmentId", "missing", "a file needs an id")
	}
	return ticket, id, nil
}

// takeUpload looks who the caller is and whether a file may come before it reads one.
func (s *Server) takeUpload(c *gin.Context, ticket, id uuid.UUID, by store.Uploader, caller string) (*desk.Attachment, error) {
	first, err := s.store.CheckUpload(c.Request.Context(), ticket, id, by)
	if kind := desk.KindOf(err); err != nil && (kind == "" || kind == desk.NotFound) {
		return nil, err
	}
	if err == nil {
		_, err = desk.CleanFileName("name", c.Query("name"), desk.PDF) // whatever it will be
	}
	if err == nil && c.Request.ContentLength > desk.MaxFile {
		return nil, errFileTooLarge()
	}
	if err == nil {
		err = s.limits.uploads.allow(caller)
	}
	if err != nil {
		hearOut(c)
		return nil, err
	}
	return inTurn(s, c, caller, func(ctx context.Context, upload []byte) (*desk.Attachment, error) {
		digest := store.FileDigest(sha256.Sum256(upload))
		if first != nil {
			return first.Same(digest)
		}
		f, err := s.pictures.Encode(ctx, upload)
		if errors.Is(err, context.DeadlineExceeded) {
			err = errUploadsBusy()
		}
		if err != nil {
			return nil, err
		}
		a := desk.Attachment{ID: id, Type: f.Type, Size: int64(len(f.Content)), Width: f.Width, Height: f.Height, Preview: f.Preview != nil}
		if a.Name, err = desk.CleanFileName("name", c.Query("name"), f.Type); err != nil {
			return nil, err
		}
		return s.keep(ctx, ticket, by, a, f, digest)
	})
}

// inTurn reads the body when it is the caller's turn, which lasts until take is done with it.
func inTurn[T any](s *Server, c *gin.Context, caller string, take func(ctx context.Context, upload []byte) (*T, error)) (*T, error) {
	turn, cancel := context.WithTimeout(c.MustGet(wholeKey).(context.Context), hearDeadline)
	defer cancel()
	giveBack, err := s.uploads.take(turn, caller)
	if err != nil {
		hearOut(c)
		return nil, err
	}
	defer giveBack()
	cancel, err = unhurried(c)
	defer cancel()
	if err != nil {
		return nil, err
	}
	upload, err := readUpload(c)
	if err != nil {
		return nil, err
	}
	return take(c.Request.Context(), upload)
}

// keep saves the bytes and then makes them a file of the ticket, so that no file is without them.
func (s *Server) keep(ctx context.Context, ticket uuid.UUID, by store.Uploader, a desk.Attachment, f *files.File, digest store.FileDigest) (*desk.Attachment, error) {
	claim, cancel := context.WithTimeout(ctx, answerDeadline)
	defer cancel()
	first, err := s.store.ClaimFile(claim, ticket, a.ID, by)
	if err != nil {
		return nil, err
	}
	if first != nil { // by another try, meanwhile
		return first.Same(digest)
	}
	save, cancel := context.WithTimeout(ctx, saveDeadline)
	defer cancel()
	if err := s.Bucket.Save(save, a.ID, f); err != nil {
		s.forget(ctx, a.ID)
		return nil, s.errFilesAway(ctx, err)
	}
	add, cancel := context.WithTimeout(ctx, answerDeadline)
	defer cancel()
	added, err := s.store.AddAttachment(add, ticket, by, a, digest)
	// Only a refusal says for sure that it wasn't added.
	if kind := desk.KindOf(err); kind != "" && kind != desk.Unavailable {
		s.forget(ctx, a.ID)
	}
	return added, err
}

// forget removes bytes that were claimed and won't be added. Where it fails, the sweeper does it.
func (s *Server) forget(ctx context.Context, id uuid.UUID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerDeadline)
	defer cancel()
	err := s.Bucket.Remove(ctx, id)
	if err == nil {
		err = s.store.ReleaseFile(ctx, id)
	}
	if err != nil {
		s.log.WarnContext(ctx, "the bytes of a refused file are left to the sweeper", "file", id, "error", err)
	}
}

// readUpload reads the body, which is the file itself.
func readUpload(c *gin.Context) ([]byte, error) {
	var upload bytes.Buffer
	if n := c.Request.ContentLength; n > 0 {
		upload.Grow(int(min(n, desk.MaxFile)) + bytes.MinRead)
	}
	_, err := upload.ReadFrom(http.MaxBytesReader(c.Writer, c.Request.Body, desk.MaxFile))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errFileTooLarge()
	case err != nil:
		return nil, desk.Errorf(desk.Invalid, "body_incomplete", "the file ended too early or came too slowly")
	}
	return upload.Bytes(), nil
}

func errFileTooLarge() error {
	return desk.Errorf(desk.TooLarge, "file_too_large", "a file has at most %d bytes", desk.MaxFile)
}

// hearOut takes in what a refused caller still sends: a browser that is cut off while it sends shows a broken line
// instead of the answer.
func hearOut(c *gin.Context) {
	if http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(hearDeadline)) == nil {
		_, _ = io.CopyN(io.Discard, c.Request.Body, desk.MaxFile)
	}
}

// errFilesAway logs what is wrong with the bucket and returns what callers may know of it.
func (s *Server) errFilesAway(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		s.log.ErrorContext(ctx, "the files' bucket fails", "error", err)
	}
	return desk.Errorf(desk.Unavailable, "files_away", "the files are away; try again")
}

func (s *Server) fileForAgent(c *gin.Context) {
	s.serveFile(c, "ticketId", func(ticket, id uuid.UUID) (*desk.Attachment, error) {
		return s.store.AttachmentForAgent(c.Request.Context(), ticket, accountOf(c).ID, id)
	})
}

func (s *Server) fileForVisitor(c *gin.Context) {
	s.serveFile(c, "conversationId", func(ticket, id uuid.UUID) (*desk.Attachment, error) {
		return s.store.AttachmentForVisitor(c.Request.Context(), ticket, tokenOf(c), id)
	})
}

// serveFile answers with the file in the address that find finds.
func (s *Server) serveFile(c *gin.Context, ticketParam string, find func(ticket, id uuid.UUID) (*desk.Attachment, error)) {
	ticket, id, err := fileAddress(c, ticketParam)
	if err != nil {
		s.fail(c, err)
		return
	}
	a, err := find(ticket, id)
	if err != nil {
		s.fail(c, err)
		return
	}
	size := c.Query("size")
	if size != "" && size != "preview" {
		s.fail(c, desk.InvalidField("size", "size", "a file has the size preview, or its own"))
		return
	}
	cancel, err := unhurried(c)
	defer cancel()
	if err != nil {
		s.fail(c, err)
		return
	}
	if err := s.sendFile(c, a, size == "preview" && a.Preview); err != nil {
		s.fail(c, err)
	}
}

// sendFile sends the bytes so that no browser takes them for anything but what they are.
func (s *Server) sendFile(c *gin.Context, a *desk.Attachment, preview bool) error {
	ctx := c.Request.Context()
	from, size, err := s.Bucket.Read(ctx, a.ID, preview)
	if err != nil {
		return s.errFilesAway(ctx, err)
	}
	defer func() { _ = from.Close() }() // only read
	content, is := bufio.NewReader(from), a.Type
	if preview { // of another type than the file, now and then; these bytes are our own
		begin, err := content.Peek(512)
		if err != nil && !errors.Is(err, io.EOF) {
			return s.errFilesAway(ctx, err)
		}
		if is, err = files.TypeOf(begin); err != nil {
			return s.errFilesAway(ctx, fmt.Errorf("a preview is broken: %s", a.ID))
		}
	}
	disposition := "inline"
	if is == desk.PDF { // browsers show it in a program of their own
		disposition = "attachment"
	}
	h := c.Writer.Header()
	h.Set("Content-Type", string(is))
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": a.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	c.Status(http.StatusOK)
	if _, err := io.Copy(c.Writer, content); err != nil && ctx.Err() == nil {
		s.log.DebugContext(ctx, "a file was not sent to its end", "file", a.ID, "error", err) // most often the reader has gone
	}
	return nil
}
