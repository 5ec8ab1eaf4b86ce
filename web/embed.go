// Package web carries the built files of the inbox, the widget and the demo shop.
package web

import (
	"embed"
	"io/fs"
)

// built is empty but for a placeholder until `make web` has run; the api then says so on its pages.
//
//go:embed all:dist
var built embed.FS

// Files returns the built files: inbox/, widget/, preview/ (of the configurator) and demo/.
func Files() fs.FS {
	files, err := fs.Sub(built, "dist")
	if err != nil { // dist is part of the program
		panic(err)
	}
	return files
}
