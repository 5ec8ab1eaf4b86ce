package files_test

import (
	"context"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/files"
)

func TestAPhotoIsTheMiddleOfAPicture(t *testing.T) {
	t.Parallel()
	wide, small := quarters(1200, 600, red, green, blue, gray), quarters(64, 200, red, green, blue, gray)
	for name, tt := range map[string]struct {
		upload []byte
		side   int
		is     desk.FileType
		of     []color.NRGBA
	}{
		"a wide one":                      {asPNG(t, wide), 256, desk.JPEG, []color.NRGBA{red, green, blue, gray}},
		"a high one that is small":        {asPNG(t, small), 64, desk.JPEG, []color.NRGBA{red, green, blue, gray}},
		"a JPEG that a camera has turned": {jpegWith(asJPEG(t, wide), exif(6)), 256, desk.JPEG, []color.NRGBA{blue, red, gray, green}},
		"a WebP":                          {asWebP(wide, nil), 256, desk.JPEG, []color.NRGBA{red, green, blue, gray}},
		"what moves":                      {asGIF(t, 300, 300, red, green), 256, desk.JPEG, []color.NRGBA{red, red, red, red}},
	} {
		f, err := files.NewEncoder().EncodePhoto(t.Context(), tt.upload)
		require.NoError(t, err, name)
		require.Equal(t, []any{tt.is, tt.side, tt.side}, []any{f.Type, f.Width, f.Height}, name)
		require.Nil(t, f.Preview, name)
		requireQuarters(t, decode(t, f.Type, f.Content), tt.of...)
	}
	f, err := files.NewEncoder().EncodePhoto(t.Context(), asPNG(t, quarters(300, 300, clear, red, red, red)))
	require.NoError(t, err)
	require.Equal(t, desk.PNG, f.Type, "one can see through it")
}

func TestWhatIsNoPhotoIsRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		upload []byte
		code   string
	}{
		"a PDF":                 {[]byte("%PDF-1.7"), "file_type"},
		"text":                  {[]byte("<svg onload=alert(1)>"), "file_type"},
		"nothing":               {nil, "file_type"},
		"a picture cut short":   {asPNG(t, quarters(40, 40, red, green, blue, gray))[:60], "file_broken"},
		"one that is too large": {hugePNG(t, 100_000, 100_000), "picture_too_large"},
	} {
		_, err := files.NewEncoder().EncodePhoto(t.Context(), tt.upload)
		require.Equal(t, []any{desk.Invalid, tt.code}, []any{desk.KindOf(err), desk.CodeOf(err)}, name)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := files.NewEncoder().EncodePhoto(ctx, asPNG(t, quarters(40, 40, red, green, blue, gray)))
	require.ErrorIs(t, err, context.Canceled)
}
