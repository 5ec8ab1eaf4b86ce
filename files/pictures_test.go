package files_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/stretchr/testify/require"
)

// Pictures as cameras, programs and villains make them. They are of four even quarters, so that a picture's turn is
// seen also after a JPEG's losses.
var (
	red, green = color.NRGBA{R: 220, A: 255}, color.NRGBA{G: 200, A: 255}
	blue, gray = color.NRGBA{B: 230, A: 255}, color.NRGBA{R: 128, G: 128, B: 128, A: 255}
	clear      = color.NRGBA{}
)

// quarters paints top left, top right, bottom left, bottom right.
func quarters(width, height int, of ...color.NRGBA) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p.SetNRGBA(x, y, of[2*(2*y/height)+2*x/width])
		}
	}
	return p
}

// requireQuarters wants the middle of each quarter as it was painted, as far as a JPEG keeps it.
func requireQuarters(t *testing.T, picture image.Image, of ...color.NRGBA) {
	t.Helper()
	size := picture.Bounds().Size()
	for i, want := range of {
		x, y := size.X*(1+2*(i%2))/4, size.Y*(1+2*(i/2))/4
		got := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
		if want.A == 0 {
			require.Zero(t, got.A, "quarter %d", i)
			continue
		}
		for _, c := range [][2]uint8{{want.R, got.R}, {want.G, got.G}, {want.B, got.B}, {want.A, got.A}} {
			require.InDelta(t, c[0], c[1], 20, "quarter %d is %v", i, got)
		}
	}
}

func asJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, p, nil))
	return b.Bytes()
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, p))
	return b.Bytes()
}

// asGIF makes an animation of frames of the colours, repeated forever.
func asGIF(t testing.TB, width, height int, frames ...color.NRGBA) []byte {
	t.Helper()
	palette := color.Palette{clear, red, green, blue}
	g := &gif.GIF{Config: image.Config{Width: width, Height: height, ColorModel: palette}}
	for i, c := range frames {
		frame := image.NewPaletted(image.Rect(0, 0, width, height), palette)
		for j := range frame.Pix {
			frame.Pix[j] = uint8(palette.Index(c))
		}
		g.Image, g.Delay, g.Disposal = append(g.Image, frame), append(g.Delay, 10+i), append(g.Disposal, gif.DisposalBackground)
	}
	var b bytes.Buffer
	require.NoError(t, gif.EncodeAll(&b, g))
	return b.Bytes()
}

// secret is what metadata gives away.
const secret = "52.2297 N 21.0122 E, Jan Kos"

// exif is a TIFF structure (EXIF 2.32, 4.5) with an orientation, a maker's name and where it was taken.
func exif(orientation uint16) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, count, value uint32) {
		b = binary.LittleEndian.AppendUint16(b, tag)
		b = binary.LittleEndian.AppendUint16(b, kind)
		b = binary.LittleEndian.AppendUint32(b, count)
		b = binary.LittleEndian.AppendUint32(b, value)
	}
	const short, ascii, long = 3, 2, 4
	const first, gps = 8, 8 + 2 + 3*12 + 4
	const words = gps + 2 + 12 + 4
	b = binary.LittleEndian.AppendUint16(b, 3)
	entry(0x010f, ascii, uint32(len(secret)+1), words) // maker
	entry(0x0112, short, 1, uint32(orientation))
	entry(0x8825, long, 1, gps)
	b = append(b, 0, 0, 0, 0)
	b = binary.LittleEndian.AppendUint16(b, 1)
	entry(0x001d, ascii, uint32(len(secret)+1), words) // date, of all that GPS notes
	b = append(b, 0, 0, 0, 0)
	return append(append(b, secret...), 0)
}

// jpegWith puts the segment APP1 with EXIF into a JPEG.
func jpegWith(picture, exif []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), exif...)
	b := append([]byte{}, picture[:2]...)
	b = append(b, 0xff, 0xe1)
	b = binary.BigEndian.AppendUint16(b, uint16(len(segment)+2))
	return append(append(b, segment...), picture[2:]...)
}

// pngWith puts a chunk behind a PNG's header.
func pngWith(picture []byte, kind string, data []byte) []byte {
	const header = 8 + 8 + 13 + 4
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	chunk = append(append(chunk, kind...), data...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return bytes.Join([][]byte{picture[:header], chunk, picture[header:]}, nil)
}

// bits are written from the lowest on, as WebP's lossless form has them.
type bits struct {
	bytes []byte
	n     int
}

func (b *bits) put(value, width int) {
	for i := range width {
		if b.n%8 == 0 {
			b.bytes = append(b.bytes, 0)
		}
		b.bytes[b.n/8] |= byte(value>>i&1) << (b.n % 8)
		b.n++
	}
}

// asWebP encodes a picture without loss or effort (https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification):
// no transforms, and of each channel's codes all are eight bits long. With exif it is of the extended form.
func asWebP(p *image.NRGBA, exif []byte) []byte {
	size := p.Bounds().Size()
	b := &bits{}
	b.put(0x2f, 8)
	b.put(size.X-1, 14)
	b.put(size.Y-1, 14)
	b.put(1, 1) // alpha is used
	b.put(0, 3) // version
	b.put(0, 3) // no transform, no colour cache, one set of codes
	for channel := range 4 {
		b.put(0, 1)     // a normal code, whose lengths are themselves coded
		b.put(12-4, 4)  // of the lengths' codes the first twelve are given: 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8
		b.put(0, 2*3)   // 17 and 18 aren't used
		b.put(1, 3)     // 0 takes a bit: 0
		b.put(0, 8*3)   // 1 to 7 aren't used
		b.put(1, 3)     // 8 takes a bit: 1
		b.put(0, 1)     // all lengths are given
		for range 256 { // a literal is of length 8
			b.put(1, 1)
		}
		if channel == 0 { // green's codes have 24 lengths of repeats too, which aren't used
			b.put(0, 24)
		}
	}
	b.put(1, 1) // distances: a simple code
	b.put(0, 3) // of one symbol, of one bit, zero
	for i := 0; i < len(p.Pix); i += 4 {
		for _, channel := range []int{1, 0, 2, 3} {
			for bit := 7; bit >= 0; bit-- { // codes, unlike numbers, from the highest bit on
				b.put(int(p.Pix[i+channel])>>bit, 1)
			}
		}
	}
	chunks := riffChunk("VP8L", b.bytes)
	if exif != nil {
		extended := []byte{1<<4 | 1<<3, 0, 0, 0}
		for _, side := range []int{size.X - 1, size.Y - 1} {
			extended = append(extended, byte(side), byte(side>>8), byte(side>>16))
		}
		chunks = bytes.Join([][]byte{riffChunk("VP8X", extended), chunks, riffChunk("EXIF", exif)}, nil)
	}
	return riffChunk("RIFF", append([]byte("WEBP"), chunks...))
}

func riffChunk(kind string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// animatedWebP has the header of one.
func animatedWebP() []byte {
	return riffChunk("RIFF", append([]byte("WEBP"), riffChunk("VP8X", []byte{1 << 1, 0, 0, 0, 9, 0, 0, 9, 0, 0})...))
}

// lossyWebP is a picture of one pixel in the form that only programs make.
var lossyWebP = []byte("RIFF\x22\x00\x00\x00WEBPVP8 \x16\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x01\x00\x01\x00\x0e\xc0\xfe\x25\xa4\x00\x03\x70\x00\x00\x00\x00")

// hugePNG is a picture of so many pixels in the bytes of one row.
func hugePNG(t testing.TB, width, height uint32) []byte {
	t.Helper()
	picture := asPNG(t, quarters(2, 2, red, green, blue, gray))
	ihdr := picture[12:29]
	binary.BigEndian.PutUint32(ihdr[4:], width)
	binary.BigEndian.PutUint32(ihdr[8:], height)
	binary.BigEndian.PutUint32(picture[29:], crc32.ChecksumIEEE(ihdr))
	return picture
}
