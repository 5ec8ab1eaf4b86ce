package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"rozmowa/desk"
	"rozmowa/files"
)

// noPhoto in place of a photo's id is none.
var noPhoto = uuid.Nil

// uploadPhoto makes a photo of the body and shows it.
func (s *Server) uploadPhoto(c *gin.Context) {
	account, err := s.takePhoto(c, accountOf(c).ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.me(account))
}

// takePhoto takes the body in as takeUpload does.
func (s *Server) takePhoto(c *gin.Context, me uuid.UUID) (*desk.Account, error) {
	if c.Request.ContentLength > desk.MaxFile {
		hearOut(c)
		return nil, errFileTooLarge()
	}
	if err := s.limits.uploads.allow(me.String()); err != nil {
		hearOut(c)
		return nil, err
	}
	return inTurn(s, c, me.String(), func(ctx context.Context, upload []byte) (*desk.Account, error) {
		f, err := s.pictures.EncodePhoto(ctx, upload)
		if errors.Is(err, context.DeadlineExceeded) {
			err = errUploadsBusy()
		}
		if err != nil {
			return nil, err
		}
		return s.keepPhoto(ctx, me, f)
	})
}

// keepPhoto saves the bytes under a new id and then shows them, so that no photo is without them.
func (s *Server) keepPhoto(ctx context.Context, me uuid.UUID, f *files.File) (*desk.Account, error) {
	id := uuid.New()
	claim, cancel := context.WithTimeout(ctx, answerDeadline)
	defer cancel()
	if err := s.store.ClaimPhoto(claim, id); err != nil {
		return nil, err
	}
	save, cancel := context.WithTimeout(ctx, saveDeadline)
	defer cancel()
	if err := s.Bucket.Save(save, id, f); err != nil {
		s.forget(ctx, id)
		return nil, s.errFilesAway(ctx, err)
	}
	show, cancel := context.WithTimeout(ctx, answerDeadline)
	defer cancel()
	return s.showPhoto(show, me, id)
}

// showPhoto makes the bytes under the id the agent's photo. What was there before goes with the sweeper.
func (s *Server) showPhoto(ctx context.Context, me, id uuid.UUID) (*desk.Account, error) {
	account, err := s.store.SetPhoto(ctx, me, id)
	if err != nil {
		return nil, err
	}
	s.sessions.forget(me)
	return account, nil
}

// photo answers with an agent's photo. By its id it is the same for ever; without, it may be another one any time.
func (s *Server) photo(c *gin.Context) {
	if err := s.sendPhoto(c); err != nil {
		s.fail(c, err)
	}
}

func (s *Server) sendPhoto(c *gin.Context) error {
	agent, err := uuid.Parse(c.Param("agentId"))
	if err != nil {
		return desk.Errorf(desk.NotFound, "photo_not_found", "there is no such photo")
	}
	ctx := c.Request.Context()
	id, err := s.store.PhotoOf(ctx, agent)
	if err != nil {
		return err
	}
	h, tag := c.Writer.Header(), `"`+id.String()+`"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if c.Query("v") == id.String() {
		h.Set("Cache-Control", "private, max-age=31536000, immutable")
	}
	if c.GetHeader("If-None-Match") == tag {
		c.Status(http.StatusNotModified)
		return nil
	}
	from, size, err := s.Bucket.Read(ctx, id, false)
	if err != nil {
		h.Del("ETag")
		return s.errFilesAway(ctx, err)
	}
	defer func() { _ = from.Close() }() // only read
	content, err := io.ReadAll(io.LimitReader(from, desk.MaxFile))
	if err == nil && int64(len(content)) != size {
		err = io.ErrUnexpectedEOF
	}
	is, typeErr := files.TypeOf(content)
	if err := errors.Join(err, typeErr); err != nil {
		h.Del("ETag")
		return s.errFilesAway(ctx, err)
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Data(http.StatusOK, string(is), content)
	return nil
}
