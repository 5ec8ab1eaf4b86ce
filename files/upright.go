package files

import (
	"bytes"
	"image"
	"image/draw"

	"github.com/bep/imagemeta"

	"rozmowa/desk"
)

// orientation is how a picture is kept, by EXIF's tag 0x0112: 1 is upright.
type orientation int

// orientationOf reads it from the picture's metadata; where there is none that can be read, it is upright.
func orientationOf(is desk.FileType, upload []byte) orientation {
	found := orientation(1)
	format := map[desk.FileType]imagemeta.ImageFormat{desk.PNG: imagemeta.PNG, desk.JPEG: imagemeta.JPEG, desk.WebP: imagemeta.WebP}[is]
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(upload), ImageFormat: format, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" && tag.Namespace == "IFD0" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if value, ok := tag.Value.(uint16); ok && value >= 1 && value <= 8 {
				found = orientation(value)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil {
		return 1
	}
	return found
}

// place is where the pixel (x, y) of a picture of the size stands once it is upright.
func (o orientation) place(x, y int, size image.Point) (int, int) {
	right, bottom := size.X-1-x, size.Y-1-y
	switch o {
	case 2:
		return right, y
	case 3:
		return right, bottom
	case 4:
		return x, bottom
	case 5:
		return y, x
	case 6:
		return bottom, x
	case 7:
		return bottom, right
	case 8:
		return y, right
	}
	return x, y
}

// stripPixels is how much of a picture is turned at a time.
const stripPixels = 1 << 18

// upright turns a picture that is kept otherwise.
func upright(picture image.Image, o orientation) image.Image {
	if o == 1 {
		return picture
	}
	bounds := picture.Bounds()
	size := bounds.Size()
	turned := image.Rectangle{Max: size}
	if o >= 5 {
		turned.Max = image.Pt(size.Y, size.X)
	}
	strip := image.Rect(0, 0, size.X, min(size.Y, max(1, stripPixels/size.X)))
	var to, part draw.Image
	var toPix, partPix []byte // of four bytes a pixel, either way
	if isOpaque(picture) {
		t, p := image.NewRGBA(turned), image.NewRGBA(strip)
		to, part, toPix, partPix = t, p, t.Pix, p.Pix
	} else {
		t, p := image.NewNRGBA(turned), image.NewNRGBA(strip)
		to, part, toPix, partPix = t, p, t.Pix, p.Pix
	}
	for top := 0; top < size.Y; top += strip.Max.Y {
		rows := min(strip.Max.Y, size.Y-top)
		draw.Draw(part, image.Rect(0, 0, size.X, rows), picture, bounds.Min.Add(image.Pt(0, top)), draw.Src)
		for y := range rows {
			for x := range size.X {
				toX, toY := o.place(x, top+y, size)
				copy(toPix[4*(toY*turned.Max.X+toX):][:4], partPix[4*(y*size.X+x):])
			}
		}
	}
	return to
}
