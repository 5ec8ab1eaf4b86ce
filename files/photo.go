package files

import (
	"bytes"
	"context"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"rozmowa/desk"
)

// photoSide is what a photo of a person has on a side, in pixels; a smaller one stays as small as it is.
const photoSide = 256

// EncodePhoto makes a small square of the middle of an upload, upright, encoded anew: a PNG when one can see through it,
// else a JPEG. Of what moves the first picture is taken. Errors as of Encode; a PDF is a file_type too.
func (e *Encoder) EncodePhoto(ctx context.Context, upload []byte) (*File, error) {
	is, err := TypeOf(upload)
	if err == nil && is == desk.PDF {
		err = desk.Errorf(desk.Invalid, "file_type", "a photo is a PNG, JPEG, WebP or GIF")
	}
	if err == nil {
		err = check(is, upload)
	}
	if err != nil {
		return nil, err
	}
	return e.inTurn(ctx, is, func(work context.Context) (*File, error) {
		picture, err := map[desk.FileType]func(io.Reader) (image.Image, error){
			desk.PNG: png.Decode, desk.JPEG: jpeg.Decode, desk.WebP: webp.Decode, desk.GIF: gif.Decode,
		}[is](&lastingReader{work, bytes.NewReader(upload)})
		if err != nil {
			return nil, err
		}
		small := square(upright(picture, orientationOf(is, upload)))
		to := &boundedBuffer{ctx: work}
		f := &File{Type: desk.JPEG, Width: small.Rect.Dx(), Height: small.Rect.Dy()}
		if !small.Opaque() {
			f.Type = desk.PNG
		}
		if err := encodeStill(to, small, f.Type == desk.PNG); err != nil {
			return nil, err
		}
		f.Content = to.Bytes()
		return f, nil
	})
}

// square returns the middle of the picture, photoSide at most. Halving comes first, as in smaller.
func square(picture image.Image) *image.RGBA {
	all := picture.Bounds()
	side := min(all.Dx(), all.Dy())
	corner := all.Min.Add(image.Pt((all.Dx()-side)/2, (all.Dy()-side)/2))
	middle := image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
	for side >= 2*photoSide {
		side = (side + 1) / 2
		half := image.NewRGBA(image.Rect(0, 0, side, side))
		draw.ApproxBiLinear.Scale(half, half.Rect, picture, middle, draw.Src, nil)
		picture, middle = half, half.Rect
	}
	to := min(side, photoSide)
	small := image.NewRGBA(image.Rect(0, 0, to, to))
	draw.CatmullRom.Scale(small, small.Rect, picture, middle, draw.Src, nil)
	return small
}
