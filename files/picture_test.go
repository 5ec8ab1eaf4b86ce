package files_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/files"
)

func encode(t *testing.T, upload []byte) *files.File {
	t.Helper()
	f, err := files.NewEncoder().Encode(t.Context(), upload)
	require.NoError(t, err)
	require.LessOrEqual(t, len(f.Content), 2*desk.MaxFile)
	return f
}

func decode(t *testing.T, is desk.FileType, content []byte) image.Image {
	t.Helper()
	picture, format, err := image.Decode(bytes.NewReader(content))
	require.NoError(t, err)
	require.Equal(t, string(is), "image/"+format)
	return picture
}

func TestUploadsAreWhatTheirContentIs(t *testing.T) {
	t.Parallel()
	four := quarters(40, 20, red, green, blue, gray)
	glass := quarters(40, 20, red, clear, blue, gray)
	for name, tt := range map[string]struct {
		upload []byte
		is     desk.FileType
		size   [2]int
	}{
		"a PNG is a PNG":   {asPNG(t, four), desk.PNG, [2]int{40, 20}},
		"a JPEG is a JPEG": {asJPEG(t, four), desk.JPEG, [2]int{40, 20}},
		"a WebP that nobody sees through is a JPEG":   {asWebP(four, nil), desk.JPEG, [2]int{40, 20}},
		"a WebP that one sees through is a PNG":       {asWebP(glass, nil), desk.PNG, [2]int{40, 20}},
		"a WebP of the other form is a JPEG":          {lossyWebP, desk.JPEG, [2]int{1, 1}},
		"a GIF is a GIF":                              {asGIF(t, 40, 20, red), desk.GIF, [2]int{40, 20}},
		"a PDF is a PDF, of which nothing is changed": {[]byte("%PDF-1.7\n…"), desk.PDF, [2]int{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := encode(t, tt.upload)
			require.Equal(t, tt.is, f.Type)
			require.Equal(t, tt.size, [2]int{f.Width, f.Height})
			require.Nil(t, f.Preview)
			is, err := files.TypeOf(f.Content)
			require.NoError(t, err)
			require.Equal(t, tt.is, is)
			if tt.is == desk.PDF {
				require.Equal(t, tt.upload, f.Content)
			}
		})
	}
	requireQuarters(t, decode(t, desk.JPEG, encode(t, asWebP(four, nil)).Content), red, green, blue, gray)
	requireQuarters(t, decode(t, desk.PNG, encode(t, asWebP(glass, nil)).Content), red, clear, blue, gray)
}

func TestWhatIsNoFileOfOursIsRefused(t *testing.T) {
	t.Parallel()
	four := quarters(40, 20, red, green, blue, gray)
	jpegPicture, pngPicture, gifPicture := asJPEG(t, four), asPNG(t, four), asGIF(t, 40, 20, red, green)
	manyScans := append([]byte{}, jpegPicture[:len(jpegPicture)-2]...)
	scan := jpegPicture[bytes.Index(jpegPicture, []byte{0xff, 0xda}) : len(jpegPicture)-2]
	for range 100 {
		manyScans = append(manyScans, scan...)
	}
	for name, tt := range map[string]struct {
		upload []byte
		code   string
	}{
		"nothing":                                  {nil, "file_type"},
		"text":                                     {[]byte("Dzień dobry"), "file_type"},
		"a page":                                   {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "file_type"},
		"a drawing that can hold a script":         {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "file_type"},
		"an archive":                               {[]byte("PK\x03\x04…"), "file_type"},
		"a program":                                {[]byte("MZ\x90\x00"), "file_type"},
		"a picture of another kind":                {[]byte("BM\x00\x00\x00\x00"), "file_type"},
		"an animated WebP":                         {animatedWebP(), "file_type"},
		"a page that begins like a PNG":            {append([]byte("\x89PNG\r\n\x1a\n"), "<script>alert(1)</script>"...), "file_broken"},
		"a page that begins like a JPEG":           {[]byte("\xff\xd8\xff<script>alert(1)</script>"), "file_broken"},
		"a page that begins like a GIF":            {[]byte("GIF89a\x01\x00\x01\x00<script>alert(1)</script>"), "file_broken"},
		"a page that begins like a WebP":           {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 <script>alert(1)</script>"), "file_broken"},
		"the beginning of a JPEG":                  {jpegPicture[:len(jpegPicture)/2], "file_broken"},
		"the beginning of a PNG":                   {pngPicture[:len(pngPicture)/2], "file_broken"},
		"the beginning of a GIF":                   {gifPicture[:len(gifPicture)/2], "file_broken"},
		"a GIF of no frames":                       {asGIFOf(40, 20), "file_broken"},
		"a GIF of no size":                         {asGIFOf(0, 20, [2]uint16{1, 1}), "file_broken"},
		"a PNG of more pixels than memory":         {hugePNG(t, 1<<30, 1<<30), "file_broken"},
		"a PNG of 40 million pixels and some more": {hugePNG(t, 8_000, 5_001), "picture_too_large"},
		"a PNG of 100 million pixels in a row":     {hugePNG(t, 100_000_000, 1), "picture_too_large"},
		"a JPEG of 65,000 pixels a side":           {hugeJPEG(jpegPicture, 65_000, 65_000), "picture_too_large"},
		"a JPEG of a hundred scans":                {manyScans, "picture_too_large"},
		"a WebP of 16,384 pixels a side":           {hugeWebP(four), "picture_too_large"},
		"a GIF of 65,535 pixels a side":            {asGIFOf(65_535, 65_535, [2]uint16{1, 1}), "picture_too_large"},
		"a GIF of too many pixels in its frames":   {asGIFOf(5_000, 5_000, [2]uint16{5_000, 5_000}, [2]uint16{5_000, 5_000}, [2]uint16{5_000, 5_000}, [2]uint16{5_000, 5_000}, [2]uint16{1, 1}), "picture_too_large"},
		"a GIF of too many frames":                 {asGIFOf(1, 1, make([][2]uint16, 2_001)...), "picture_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := files.NewEncoder().Encode(t.Context(), tt.upload)
			require.Nil(t, f)
			require.Equal(t, [2]string{"invalid", tt.code}, [2]string{string(desk.KindOf(err)), desk.CodeOf(err)}, "%v", err)
		})
	}
}

func TestAPictureThatIsTooLargeTakesNoMemory(t *testing.T) {
	bombs := [][]byte{
		hugePNG(t, 1<<31-1, 1<<31-1), hugePNG(t, 30_000, 30_000), hugeJPEG(asJPEG(t, quarters(40, 20, red, green, blue, gray)), 65_000, 65_000),
		asGIFOf(60_000, 600, [2]uint16{60_000, 600}, [2]uint16{60_000, 600}, [2]uint16{60_000, 600}),
	}
	for _, bomb := range bombs {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		_, err := files.NewEncoder().Encode(t.Context(), bomb)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		require.Equal(t, desk.Invalid, desk.KindOf(err))
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
		require.Less(t, took, 5*time.Second, "to decode one takes minutes, if it has the memory")
	}
}

// asGIFOf makes the blocks of a GIF, frames without pixels included.
func asGIFOf(width, height uint16, frames ...[2]uint16) []byte {
	b := binary.LittleEndian.AppendUint16([]byte("GIF89a"), width)
	b = binary.LittleEndian.AppendUint16(b, height)
	b = append(b, 0x80, 0, 0, 0, 0, 0, 255, 255, 255)
	for _, size := range frames {
		b = append(b, 0x2c, 0, 0, 0, 0)
		b = binary.LittleEndian.AppendUint16(b, size[0])
		b = binary.LittleEndian.AppendUint16(b, size[1])
		b = append(b, 0, 2, 0)
	}
	return append(b, 0x3b)
}

// hugeJPEG changes what the header says of the size.
func hugeJPEG(picture []byte, width, height uint16) []byte {
	b := append([]byte{}, picture...)
	frame := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[frame+5:], height)
	binary.BigEndian.PutUint16(b[frame+7:], width)
	return b
}

func hugeWebP(p *image.NRGBA) []byte {
	b := asWebP(p, nil)
	binary.LittleEndian.PutUint32(b[21:], 1<<28-1)
	return b
}

func TestWhatCamerasNoteIsGone(t *testing.T) {
	t.Parallel()
	four := quarters(40, 20, red, green, blue, gray)
	comment := append([]byte{}, asJPEG(t, four)...)
	comment = append(comment[:2:2], append([]byte{0xff, 0xfe, 0, byte(2 + len(secret))}, append([]byte(secret), comment[2:]...)...)...)
	animation := asGIF(t, 40, 20, red, green)
	animation = append(animation[:len(animation)-1:len(animation)-1], 0x21, 0xfe, byte(len(secret)))
	animation = append(append(animation, secret...), 0, 0x3b)
	for name, upload := range map[string][]byte{
		"EXIF with GPS in a JPEG":  jpegWith(asJPEG(t, four), exif(1)),
		"a comment in a JPEG":      comment,
		"EXIF in a PNG":            pngWith(asPNG(t, four), "eXIf", exif(1)),
		"a text in a PNG":          pngWith(asPNG(t, four), "tEXt", []byte("Comment\x00"+secret)),
		"EXIF in a WebP":           asWebP(four, exif(1)),
		"a comment in a GIF":       animation,
		"what follows a JPEG":      append(asJPEG(t, four), secret...),
		"what follows a PNG":       append(asPNG(t, four), secret...),
		"what follows a GIF":       append(asGIF(t, 40, 20, red), secret...),
		"what follows a WebP":      append(asWebP(four, nil), secret...),
		"an archive behind a JPEG": append(asJPEG(t, four), "PK\x03\x04"+secret...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, string(upload), secret)
			f := encode(t, upload)
			require.NotContains(t, string(f.Content), secret)
			require.NotContains(t, string(f.Content), "Exif")
		})
	}
}

func TestPicturesComeOutUpright(t *testing.T) {
	t.Parallel()
	// How a picture is kept that is red, green / blue, gray when upright, by its orientation.
	kept := map[uint16][]color.NRGBA{
		1: {red, green, blue, gray}, 2: {green, red, gray, blue}, 3: {gray, blue, green, red}, 4: {blue, gray, red, green},
		5: {red, blue, green, gray}, 6: {green, gray, red, blue}, 7: {gray, green, blue, red}, 8: {blue, red, gray, green},
	}
	for orientation, of := range kept {
		width, height := 90, 60
		if orientation >= 5 {
			width, height = height, width
		}
		picture := quarters(width, height, of...)
		glass := quarters(width, height, of...)
		for i := range glass.Pix { // gray is clear
			if p := glass.Pix[i-i%4 : i-i%4+4]; p[0] == gray.R && p[1] == gray.G && p[2] == gray.B {
				p[3] = 0
			}
		}
		for name, upload := range map[string][]byte{
			"JPEG": jpegWith(asJPEG(t, picture), exif(orientation)),
			"PNG":  pngWith(asPNG(t, glass), "eXIf", exif(orientation)),
			"WebP": asWebP(picture, exif(orientation)),
		} {
			f := encode(t, upload)
			require.Equal(t, [2]int{90, 60}, [2]int{f.Width, f.Height}, "%s %d", name, orientation)
			last := gray
			if name == "PNG" {
				last = clear
			}
			requireQuarters(t, decode(t, f.Type, f.Content), red, green, blue, last)
		}
	}
	t.Run("and so does the smaller one", func(t *testing.T) {
		f := encode(t, jpegWith(asJPEG(t, quarters(600, 900, kept[6]...)), exif(6)))
		require.Equal(t, [2]int{900, 600}, [2]int{f.Width, f.Height})
		preview := decode(t, desk.JPEG, f.Preview)
		require.Equal(t, image.Pt(800, 533), preview.Bounds().Size())
		requireQuarters(t, preview, red, green, blue, gray)
	})
	t.Run("an orientation that there isn't changes nothing", func(t *testing.T) {
		for _, wrong := range []uint16{0, 9, 65_535} {
			f := encode(t, jpegWith(asJPEG(t, quarters(40, 20, red, green, blue, gray)), exif(wrong)))
			requireQuarters(t, decode(t, desk.JPEG, f.Content), red, green, blue, gray)
		}
	})
	t.Run("nor does one that can't be read", func(t *testing.T) {
		broken := exif(6)
		binary.LittleEndian.PutUint32(broken[4:], 1<<30)
		f := encode(t, jpegWith(asJPEG(t, quarters(40, 20, red, green, blue, gray)), broken))
		requireQuarters(t, decode(t, desk.JPEG, f.Content), red, green, blue, gray)
	})
}

func TestLargePicturesHaveASmallerOne(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		upload []byte
		is     desk.FileType
		size   image.Point
	}{
		"a wide JPEG's is a JPEG":              {asJPEG(t, quarters(1000, 500, red, green, blue, gray)), desk.JPEG, image.Pt(800, 400)},
		"a tall PNG's is a JPEG":               {asPNG(t, quarters(500, 1600, red, green, blue, gray)), desk.JPEG, image.Pt(250, 800)},
		"one that one sees through has a PNG":  {asPNG(t, quarters(1000, 500, red, clear, blue, gray)), desk.PNG, image.Pt(800, 400)},
		"a very large one's is as small":       {asJPEG(t, quarters(3400, 1700, red, green, blue, gray)), desk.JPEG, image.Pt(800, 400)},
		"a line's is a line":                   {asPNG(t, quarters(20_000, 2, red, green, blue, gray)), desk.JPEG, image.Pt(800, 1)},
		"one of odd sides":                     {asPNG(t, quarters(1667, 555, red, green, blue, gray)), desk.JPEG, image.Pt(800, 266)},
		"one of 800 pixels has none":           {asJPEG(t, quarters(800, 800, red, green, blue, gray)), "", image.Point{}},
		"an animation has none, however large": {asGIF(t, 1000, 1000, red, green), "", image.Point{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := encode(t, tt.upload)
			if tt.is == "" {
				require.Nil(t, f.Preview)
				return
			}
			preview := decode(t, tt.is, f.Preview)
			require.Equal(t, tt.size, preview.Bounds().Size())
			if tt.size.Y > 1 {
				last := []color.NRGBA{red, green, blue, gray}
				if tt.is == desk.PNG {
					last[1] = clear
				}
				requireQuarters(t, preview, last...)
			}
		})
	}
}

func TestAnAnimationIsKept(t *testing.T) {
	t.Parallel()
	f := encode(t, asGIF(t, 30, 20, red, green, blue))
	animation, err := gif.DecodeAll(bytes.NewReader(f.Content))
	require.NoError(t, err)
	require.Equal(t, []int{10, 11, 12}, animation.Delay)
	require.Zero(t, animation.LoopCount, "for ever")
	require.Equal(t, []byte{gif.DisposalBackground, gif.DisposalBackground, gif.DisposalBackground}, animation.Disposal)
	for i, want := range []color.NRGBA{red, green, blue} {
		require.Equal(t, want, color.NRGBAModel.Convert(animation.Image[i].At(1, 1)))
	}
}

func TestOtherPicturesThatProgramsMake(t *testing.T) {
	t.Parallel()
	paletted := image.NewPaletted(image.Rect(0, 0, 1000, 10), color.Palette{red, green})
	deep := image.NewNRGBA64(image.Rect(0, 0, 1000, 10))
	deep.SetNRGBA64(0, 0, color.NRGBA64{R: 1, A: 0x8000})
	for name, p := range map[string]image.Image{
		"a PNG of a palette": paletted, "a gray one": image.NewGray(paletted.Rect), "one of 16 bits": deep,
		"a gray one of 16 bits": image.NewGray16(paletted.Rect),
	} {
		for _, orientation := range []uint16{1, 6} {
			f := encode(t, pngWith(asPNG(t, p), "eXIf", exif(orientation)))
			again, err := png.Decode(bytes.NewReader(f.Content))
			require.NoError(t, err, name)
			require.Equal(t, image.Pt(f.Width, f.Height), again.Bounds().Size())
			if orientation == 1 {
				require.IsType(t, p, again, name)
			}
			require.NotNil(t, f.Preview)
		}
	}
	var gray bytes.Buffer
	require.NoError(t, jpeg.Encode(&gray, image.NewGray(image.Rect(0, 0, 9, 9)), nil))
	require.IsType(t, &image.Gray{}, decode(t, desk.JPEG, encode(t, gray.Bytes()).Content))
}

func TestACallerWhoIsGoneWaitsForNoTurn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := files.NewEncoder().Encode(ctx, asPNG(t, quarters(1000, 1000, red, green, blue, gray)))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, desk.KindOf(err))
}

// TestPicturesAreEncodedAFewAtATime: more than there are turns, all come through.
func TestPicturesAreEncodedAFewAtATime(t *testing.T) {
	t.Parallel()
	e := files.NewEncoder()
	upload := asPNG(t, quarters(300, 300, red, green, blue, gray))
	errs := make(chan error)
	for range 12 {
		go func() { _, err := e.Encode(t.Context(), upload); errs <- err }()
	}
	for range 12 {
		require.NoError(t, <-errs)
	}
}

// FuzzEncode: whatever comes is refused as invalid, or what is kept is a file of its type, of the size that is said,
// within the limits, of which encoding makes the same again.
func FuzzEncode(f *testing.F) {
	four, glass := quarters(40, 20, red, green, blue, gray), quarters(3, 5, red, clear, blue, gray)
	for orientation := range uint16(10) {
		f.Add(jpegWith(asJPEG(f, four), exif(orientation)))
		f.Add(pngWith(asPNG(f, glass), "eXIf", exif(orientation)))
		f.Add(asWebP(glass, exif(orientation)))
	}
	f.Add(asGIF(f, 40, 20, red, green, blue))
	f.Add(asGIFOf(10, 10, [2]uint16{10, 10}))
	f.Add(asGIFOf(10, 10))
	f.Add(lossyWebP)
	f.Add(animatedWebP())
	f.Add(hugePNG(f, 1_000, 1_000))
	f.Add(append(asPNG(f, four), "<script>"...))
	f.Add([]byte("%PDF-1.4"))
	f.Add([]byte("GIF89a" + strings.Repeat("\x00", 20)))
	e := files.NewEncoder()
	f.Fuzz(func(t *testing.T, upload []byte) {
		file, err := e.Encode(t.Context(), upload)
		if err != nil {
			require.Equal(t, desk.Invalid, desk.KindOf(err), "%v", err)
			require.Contains(t, []string{"file_type", "file_broken", "picture_too_large"}, desk.CodeOf(err))
			return
		}
		is, err := files.TypeOf(file.Content)
		require.NoError(t, err)
		require.Equal(t, file.Type, is)
		require.LessOrEqual(t, len(file.Content), max(2*desk.MaxFile, len(upload)))
		if is == desk.PDF {
			return
		}
		config, _, err := image.DecodeConfig(bytes.NewReader(file.Content))
		require.NoError(t, err)
		require.Equal(t, [2]int{config.Width, config.Height}, [2]int{file.Width, file.Height})
		if file.Preview != nil {
			small, _, err := image.DecodeConfig(bytes.NewReader(file.Preview))
			require.NoError(t, err)
			require.Equal(t, 800, max(small.Width, small.Height))
		}
		again, err := e.Encode(t.Context(), file.Content)
		require.NoError(t, err)
		require.Equal(t, [2]int{file.Width, file.Height}, [2]int{again.Width, again.Height})
	})
}
