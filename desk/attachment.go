package desk

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// Limits of attachments.
const (
	// MaxFile is the largest file that is taken, in bytes.
	MaxFile = 10 << 20
	// MaxAttachments is how many files one message carries.
	MaxAttachments = 10
	// MaxFileName is how long a file's name is, in characters.
	MaxFileName = 200
)

// FileType is what a file is by its content; the types that are taken.
type FileType string

// The types of file.
const (
	PNG  FileType = "image/png"
	JPEG FileType = "image/jpeg"
	WebP FileType = "image/webp"
	GIF  FileType = "image/gif"
	PDF  FileType = "application/pdf"
)

// Attachment is a file of a message or note. It is stored as JSON in the entry that shows it.
type Attachment struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Type FileType  `json:"type"`
	// Size is in bytes, as served.
	Size int64 `json:"size"`
	// Width and Height are in pixels, upright; 0 for what is no picture.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// Preview: a smaller picture is kept beside it.
	Preview bool `json:"preview,omitempty"`
}

// Extension is the usual one of the type's files, with its dot.
func (t FileType) Extension() string { return extensions[t][0] }

// PreviewOf is what a list shows of a message: its text or, without one, its first file's name.
func PreviewOf(body string, files []Attachment) string {
	if strings.TrimFunc(body, isBlank) != "" || len(files) == 0 {
		return Preview(body)
	}
	more := ""
	if len(files) > 1 {
		more = fmt.Sprintf(" +%d", len(files)-1)
	}
	name := []rune("📎 " + strings.Join(strings.Fields(files[0].Name), " "))
	if room := PreviewLength - len(more); len(name) > room {
		name = append(name[:room-1], '…')
	}
	return string(name) + more
}
