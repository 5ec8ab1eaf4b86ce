package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"runtime"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"rozmowa/desk"
)

// What a picture may be. A few bytes can stand for a picture that no memory holds, so its size is looked at before
// it is decoded.
const (
	// maxPixels of a still picture; those of 16 bits a channel count twice.
	maxPixels = 40_000_000
	// maxMovingPixels of all frames of a GIF, and maxFrames of these.
	maxMovingPixels = 100_000_000
	maxFrames       = 2_000
	// maxScans of a progressive JPEG: each goes through the whole picture, for as little as some bytes. Programs make
	// about ten.
	maxScans = 100
	// maxEncoded bounds the result, in bytes: what was made small with much effort may come out larger.
	maxEncoded = 2 * desk.MaxFile
	// encodeDeadline bounds the work on one picture.
	encodeDeadline = time.Minute
	// previewSide is the most that the smaller picture has on a side, in pixels.
	previewSide = 800
	jpegQuality = 88
)

// File is an upload as it is kept.
type File struct {
	Type    desk.FileType
	Content []byte
	// Width and Height are in pixels, upright; 0 for what is no picture.
	Width, Height int
	// Preview is a smaller picture, JPEG or PNG; nil: there is none.
	Preview []byte
}

// Encoder makes files of uploads, a few pictures at a time: a large one takes half a gigabyte and seconds.
type Encoder struct{ turns chan struct{} }

// NewEncoder makes an encoder that leaves half of the processors to others.
func NewEncoder() *Encoder {
	return &Encoder{turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))}
}

// TypeOf tells what an upload is by its first bytes. Error: invalid (file_type).
func TypeOf(upload []byte) (desk.FileType, error) {
	switch is := desk.FileType(http.DetectContentType(upload)); is {
	case desk.PNG, desk.JPEG, desk.WebP, desk.GIF, desk.PDF:
		return is, nil
	}
	return "", desk.Errorf(desk.Invalid, "file_type", "only PNG, JPEG, WebP, GIF and PDF are taken")
}

// Encode makes a file of an upload. Pictures are decoded and encoded anew, upright, so that nothing else of what was
// uploaded is kept: no place where it was taken, no comments, nothing behind its end. A WebP becomes a JPEG, or a PNG
// when one can see through it; of an animated PNG the still picture is left. A PDF is kept as it is. Errors: invalid
// (file_type, file_broken, picture_too_large), ctx's.
func (e *Encoder) Encode(ctx context.Context, upload []byte) (*File, error) {
	is, err := TypeOf(upload)
	if err != nil {
		return nil, err
	}
	if is == desk.PDF {
		return &File{Type: is, Content: upload}, nil
	}
	if err := check(is, upload); err != nil {
		return nil, err
	}
	return e.inTurn(ctx, is, func(work context.Context) (*File, error) { return encode(work, is, upload) })
}

// inTurn has a picture encoded when there is room for the work, within its deadline.
func (e *Encoder) inTurn(ctx context.Context, is desk.FileType, encode func(context.Context) (*File, error)) (*File, error) {
	select {
	case e.turns <- struct{}{}:
		defer func() { <-e.turns }()
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for a turn to encode a picture: %w", ctx.Err())
	}
	work, cancel := context.WithTimeout(ctx, encodeDeadline)
	defer cancel()
	f, err := encode(work)
	switch {
	case err == nil:
		return f, nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("encoding a picture: %w", ctx.Err())
	case work.Err() != nil, errors.Is(err, errTooLong):
		return nil, errTooLarge("it takes too much time or space to encode")
	}
	return nil, errBroken(is)
}

func errBroken(is desk.FileType) error {
	return desk.Errorf(desk.Invalid, "file_broken", "the file begins like %s and can't be read as one", is)
}

func errTooLarge(why string) error {
	return desk.Errorf(desk.Invalid, "picture_too_large", "the picture is too large: %s", why)
}

// check refuses what must not be decoded.
func check(is desk.FileType, upload []byte) error {
	if is == desk.GIF {
		return checkGIF(upload)
	}
	if is == desk.WebP && isAnimatedWebP(upload) {
		return desk.Errorf(desk.Invalid, "file_type", "animated WebP isn't taken; a GIF is, and so is a still WebP")
	}
	config, err := map[desk.FileType]func(io.Reader) (image.Config, error){
		desk.PNG: png.DecodeConfig, desk.JPEG: jpeg.DecodeConfig, desk.WebP: webp.DecodeConfig,
	}[is](bytes.NewReader(upload))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return errBroken(is)
	}
	limit := maxPixels
	if config.ColorModel == color.RGBA64Model || config.ColorModel == color.NRGBA64Model {
		limit /= 2
	}
	if config.Width > limit/config.Height {
		return errTooLarge(fmt.Sprintf("%d × %d pixels", config.Width, config.Height))
	}
	if is == desk.JPEG && countScans(upload) > maxScans {
		return errTooLarge("it has too many scans")
	}
	return nil
}

// isAnimatedWebP reads the flag in the extended header, https://developers.google.com/speed/webp/docs/riff_container.
func isAnimatedWebP(upload []byte) bool {
	const flags, animation = 20, 1 << 1
	return len(upload) > flags && string(upload[12:16]) == "VP8X" && upload[flags]&animation != 0
}

func encode(ctx context.Context, is desk.FileType, upload []byte) (*File, error) {
	from, to := &lastingReader{ctx, bytes.NewReader(upload)}, &boundedBuffer{ctx: ctx}
	if is == desk.GIF {
		animation, err := gif.DecodeAll(from)
		if err != nil {
			return nil, err
		}
		if err := gif.EncodeAll(to, animation); err != nil {
			return nil, err
		}
		return &File{Type: is, Content: to.Bytes(), Width: animation.Config.Width, Height: animation.Config.Height}, nil
	}
	picture, err := map[desk.FileType]func(io.Reader) (image.Image, error){
		desk.PNG: png.Decode, desk.JPEG: jpeg.Decode, desk.WebP: webp.Decode,
	}[is](from)
	if err != nil {
		return nil, err
	}
	picture = upright(picture, orientationOf(is, upload))
	asPNG := is == desk.PNG || is == desk.WebP && !isOpaque(picture)
	if err := encodeStill(to, picture, asPNG); err != nil {
		return nil, err
	}
	size := picture.Bounds().Size()
	f := &File{Type: desk.JPEG, Content: to.Bytes(), Width: size.X, Height: size.Y}
	if asPNG {
		f.Type = desk.PNG
	}
	if small := smaller(picture); small != nil {
		to := &boundedBuffer{ctx: ctx}
		if err := encodeStill(to, small, !isOpaque(small)); err != nil {
			return nil, err
		}
		f.Preview = to.Bytes()
	}
	return f, nil
}

func encodeStill(w io.Writer, picture image.Image, asPNG bool) error {
	if asPNG {
		return png.Encode(w, picture)
	}
	return jpeg.Encode(w, picture, &jpeg.Options{Quality: jpegQuality})
}

func isOpaque(picture image.Image) bool {
	p, ok := picture.(interface{ Opaque() bool })
	return ok && p.Opaque()
}

// smaller returns the picture within previewSide, or nil when it is so already. Halving comes first: the good filter
// would keep four numbers of eight bytes for every line of the large picture.
func smaller(picture image.Image) image.Image {
	size := picture.Bounds().Size()
	if max(size.X, size.Y) <= previewSide {
		return nil
	}
	for max(size.X, size.Y) >= 2*previewSide {
		size = image.Pt((size.X+1)/2, (size.Y+1)/2)
		half := image.NewRGBA(image.Rectangle{Max: size})
		draw.ApproxBiLinear.Scale(half, half.Bounds(), picture, picture.Bounds(), draw.Src, nil)
		picture = half
	}
	side := max(size.X, size.Y)
	small := image.NewRGBA(image.Rect(0, 0, max(1, size.X*previewSide/side), max(1, size.Y*previewSide/side)))
	draw.CatmullRom.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return small
}

// lastingReader reads while its context lasts, so that a decoder's work ends with it.
type lastingReader struct {
	ctx  context.Context
	from io.Reader
}

func (r *lastingReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}

var errTooLong = errors.New("the encoded picture is too long")

// boundedBuffer takes up to maxEncoded bytes while its context lasts. The encoders buffer for themselves.
type boundedBuffer struct {
	ctx context.Context
	bytes.Buffer
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	if b.Len()+len(p) > maxEncoded {
		return 0, errTooLong
	}
	return b.Buffer.Write(p)
}
