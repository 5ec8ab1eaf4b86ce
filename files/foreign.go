package files

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"rozmowa/desk"
)

// checkGIF walks the blocks of a GIF (https://www.w3.org/Graphics/GIF/spec-gif89a.txt) without decoding them: each
// frame's size is in its header, and the decoder would make them all. It reads them as image/gif does, so that nothing
// is a frame to one and not to the other.
func checkGIF(upload []byte) error {
	const (
		header, screen, descriptor       = 6, 7, 9 // bytes
		trailer, imageBlock, extension   = 0x3b, 0x2c, 0x21
		text, control, comment, programs = 0x01, 0xf9, 0xfe, 0xff
	)
	rest := upload[min(len(upload), header):]
	take := func(n int) (taken []byte) {
		if n > len(rest) {
			rest = nil
			return nil
		}
		taken, rest = rest[:n], rest[n:]
		return taken
	}
	skipColors := func(flags byte) {
		if flags&0x80 != 0 {
			take(3 << (flags&7 + 1))
		}
	}
	skipData := func() {
		for n := take(1); n != nil && n[0] != 0; n = take(1) {
			take(int(n[0]))
		}
	}
	pixels := func(size []byte) int {
		return int(binary.LittleEndian.Uint16(size)) * int(binary.LittleEndian.Uint16(size[2:]))
	}
	s := take(screen)
	if s == nil || pixels(s) == 0 {
		return errBroken(desk.GIF)
	}
	if pixels(s) > maxPixels {
		return errTooLarge(fmt.Sprintf("%d pixels", pixels(s)))
	}
	skipColors(s[4])
	frames, sum := 0, 0
	for {
		kind := take(1)
		switch {
		case kind == nil:
			return errBroken(desk.GIF)
		case kind[0] == trailer:
			return nil
		case kind[0] == extension:
			switch label := take(1); {
			case label == nil:
				return errBroken(desk.GIF)
			case label[0] == control:
				take(6)
				continue
			case label[0] == text:
				take(13)
			case label[0] == programs:
				if n := take(1); n != nil {
					take(int(n[0]))
				}
			case label[0] != comment:
				return errBroken(desk.GIF)
			}
			skipData()
		case kind[0] == imageBlock:
			d := take(descriptor)
			if d == nil {
				return errBroken(desk.GIF)
			}
			frames, sum = frames+1, sum+pixels(d[4:])
			if frames > maxFrames || sum > maxMovingPixels {
				return errTooLarge(fmt.Sprintf("its frames have over %d pixels, or are over %d", maxMovingPixels, maxFrames))
			}
			skipColors(d[8])
			take(1) // how the data is coded
			skipData()
		default:
			return errBroken(desk.GIF)
		}
	}
}

// countScans counts the scans of a JPEG (https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1) without decoding them.
func countScans(upload []byte) (scans int) {
	const startOfImage, endOfImage, startOfScan = 0xd8, 0xd9, 0xda
	for rest := upload; ; {
		i := bytes.IndexByte(rest, 0xff)
		if i < 0 || i+1 >= len(rest) {
			return scans
		}
		rest = rest[i+1:]
		marker := rest[0]
		if marker == 0xff { // only filled up: the marker is still to come
			continue
		}
		rest = rest[1:]
		switch {
		case marker == 0, marker == startOfImage, marker >= 0xd0 && marker <= 0xd7: // data, and marks inside it
			continue
		case marker == endOfImage:
			return scans
		case marker == startOfScan:
			scans++
		}
		if len(rest) < 2 {
			return scans
		}
		rest = rest[min(len(rest), int(binary.BigEndian.Uint16(rest))):]
	}
}
