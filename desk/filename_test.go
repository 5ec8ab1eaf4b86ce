package desk_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"rozmowa/desk"
)

func TestCleanFileName(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		is desk.FileType
		cleaning
	}{
		"a name with its type's extension is kept":         {desk.PDF, same("Faktura nr 7 (żółta).pdf")},
		"the extension's case is kept":                     {desk.JPEG, same("DSC_0001.JPEG")},
		"an extension that is missing is given":            {desk.PNG, cleaning{in: "zrzut ekranu", want: "zrzut ekranu.png"}},
		"another picture's is replaced":                    {desk.JPEG, cleaning{in: "zdjęcie.webp", want: "zdjęcie.jpg"}},
		"a document's that is a picture is replaced":       {desk.PNG, cleaning{in: "skan.PDF", want: "skan.png"}},
		"what is no extension of ours is kept before it":   {desk.PDF, cleaning{in: "oferta v1.2", want: "oferta v1.2.pdf"}},
		"a program's is no longer at the end":              {desk.PDF, cleaning{in: "faktura.exe", want: "faktura.exe.pdf"}},
		"a page's is no longer at the end":                 {desk.PDF, cleaning{in: "faktura.pdf.html", want: "faktura.pdf.html.pdf"}},
		"folders are left out":                             {desk.PNG, cleaning{in: "/home/jan/../a.png", want: "a.png"}},
		"folders of Windows too":                           {desk.PNG, cleaning{in: `C:\Users\Jan\a.png`, want: "a.png"}},
		"a folder alone is no name":                        {desk.PNG, cleaning{in: "zdjęcia/", want: "plik.png"}},
		"nothing gets a name":                              {desk.GIF, cleaning{in: " ", want: "plik.gif"}},
		"dots are no name":                                 {desk.GIF, cleaning{in: "..", want: "plik.gif"}},
		"an extension is no name":                          {desk.PNG, cleaning{in: ".png", want: "plik.png"}},
		"a hidden file isn't hidden":                       {desk.PNG, cleaning{in: ".ukryty.png", want: "ukryty.png"}},
		"dots and blanks at the end go, as Windows has it": {desk.PDF, cleaning{in: "a.pdf. .", want: "a.pdf"}},
		"what Windows forbids is replaced":                 {desk.PDF, cleaning{in: `a<b>:"c|?*.pdf`, want: "a_b___c___.pdf"}},
		"text that turns around doesn't":                   {desk.PNG, cleaning{in: "a\u202egpj.exe", want: "agpj.exe.png"}},
		"a line break is refused":                          {desk.PNG, cleaning{in: "a\r\nX: y.png", code: "control_character"}},
		"what isn't UTF-8 is refused":                      {desk.PNG, cleaning{in: "a\xff.png", code: "utf8"}},
		"the longest name":                                 {desk.PDF, same(strings.Repeat("ż", desk.MaxFileName-4) + ".pdf")},
		"one character more is too long":                   {desk.PDF, cleaning{in: strings.Repeat("ż", desk.MaxFileName+1), code: "too_long"}},
		"the longest without an extension gives way to it": {desk.PDF, cleaning{in: strings.Repeat("ż", desk.MaxFileName), want: strings.Repeat("ż", desk.MaxFileName-4) + ".pdf"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := desk.CleanFileName("field", tt.in, tt.is)
			requireCleaned(t, tt.cleaning, got, err)
		})
	}
}

func TestPreviewOf(t *testing.T) {
	t.Parallel()
	files := func(names ...string) (files []desk.Attachment) {
		for _, name := range names {
			files = append(files, desk.Attachment{Name: name})
		}
		return files
	}
	require.Equal(t, "Proszę, oto zdjęcie", desk.PreviewOf("Proszę,\noto zdjęcie", files("a.png")))
	require.Equal(t, "📎 a.png", desk.PreviewOf("", files("a.png")))
	require.Equal(t, "📎 a b.png +2", desk.PreviewOf(" ", files("a  b.png", "c.png", "d.pdf")))
	long := strings.Repeat("ż", desk.MaxFileName)
	require.Equal(t, "📎 "+strings.Repeat("ż", desk.PreviewLength-2-1-3)+"… +1", desk.PreviewOf("", files(long, "c.png")))
	require.Equal(t, desk.PreviewLength, utf8.RuneCountInString(desk.PreviewOf("", files(long))))
	require.Empty(t, desk.PreviewOf("", nil))
}
