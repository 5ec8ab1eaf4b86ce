package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// extensions of each type; the first is given where there is none.
var extensions = map[FileType][]string{
	PNG:  {".png"},
	JPEG: {".jpg", ".jpeg", ".jpe", ".jfif"},
	WebP: {".webp"},
	GIF:  {".gif"},
	PDF:  {".pdf"},
}

// CleanFileName checks an uploaded file's name and makes it one that can be saved anywhere: no folders, nothing that
// a system forbids or that a reader doesn't see, and the extension of the type that the content is. Another picture's
// or document's extension is replaced, any other kept before the right one: what says ".exe" must not end so.
func CleanFileName(field, s string, is FileType) (string, error) {
	name, err := CleanLine(field, s, MaxFileName)
	if err != nil {
		return "", err
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r): // such as the sign that turns the direction: "gpj.exe" reads "exe.jpg"
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRightFunc(name, notAtAnEnd)
	extension := is.Extension()
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		own := strings.ToLower(name[dot:])
		for of, known := range extensions {
			if !slices.Contains(known, own) {
				continue
			}
			if of == is {
				extension = name[dot:]
			}
			name = name[:dot]
			break
		}
	}
	if name = strings.TrimFunc(name, notAtAnEnd); name == "" {
		name = "plik"
	}
	if over := utf8.RuneCountInString(name+extension) - MaxFileName; over > 0 {
		runes := []rune(name)
		name = strings.TrimRightFunc(string(runes[:len(runes)-over]), notAtAnEnd)
	}
	return name + extension, nil
}

// notAtAnEnd: what names of files mustn't begin or end with.
func notAtAnEnd(r rune) bool { return r == '.' || isBlank(r) }
