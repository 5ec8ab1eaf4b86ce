// Package files keeps attachments: it finds out what an upload is, encodes pictures anew, and keeps the bytes in a
// folder or a bucket. What they belong to and who may have them, others know.
package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	_ "gocloud.dev/blob/s3blob" // for s3:// addresses
	"gocloud.dev/gcerrors"
)

// ErrMissing says that there is nothing under an id.
var ErrMissing = errors.New("no such file in the bucket")

// Bucket keeps the files' bytes: each under its id, its smaller picture under "<id>-preview". It is safe for
// concurrent use.
type Bucket struct {
	blobs *blob.Bucket
	dir   string // of a folder; empty: it is elsewhere
}

// Open opens what address names: a folder (a path, or file:///path), which is made when it isn't there, or
// s3://bucket?region=…, whose further parameters are https://pkg.go.dev/gocloud.dev/blob/s3blob#URLOpener's and whose
// credentials are where AWS's tools look for them. A folder that can't be written to is an error; whether a bucket
// answers shows when it is used.
func Open(ctx context.Context, address string) (*Bucket, error) {
	dir := address
	if scheme, _, ok := strings.Cut(address, "://"); ok {
		u, err := url.Parse(address)
		if err != nil {
			return nil, fmt.Errorf("the files' address: %w", err)
		}
		switch {
		case scheme == "s3":
			blobs, err := blob.OpenBucket(ctx, address)
			if err != nil {
				return nil, fmt.Errorf("opening the files' bucket: %w", err)
			}
			return &Bucket{blobs: blobs}, nil
		case scheme == "file" && u.Host == "" && u.RawQuery == "":
			dir = filepath.FromSlash(u.Path)
		default:
			return nil, fmt.Errorf("the files' address is %q; it is a folder, file:///folder or s3://bucket?region=…", address)
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("the files' folder: %w", err)
	}
	// Temporary files lie beside the others: elsewhere may be another file system, or memory.
	blobs, err := fileblob.OpenBucket(dir, &fileblob.Options{
		CreateDir: true, DirFileMode: 0o700, NoTempDir: true, Metadata: fileblob.MetadataDontWrite,
	})
	if err != nil {
		return nil, fmt.Errorf("opening the files' folder: %w", err)
	}
	trial, err := os.CreateTemp(dir, "trial-")
	if err == nil {
		err = errors.Join(trial.Close(), os.Remove(trial.Name()))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the files' folder can't be written to: %w", err), blobs.Close())
	}
	return &Bucket{blobs: blobs, dir: dir}, nil
}

// Close gives back what the bucket holds.
func (b *Bucket) Close() error { return b.blobs.Close() }

// Save keeps the file under the id, in place of what was there. What it has kept when it returns outlasts the
// machine's loss of power; when it fails, a part may be there.
func (b *Bucket) Save(ctx context.Context, id uuid.UUID, f *File) error {
	if f.Preview != nil {
		if err := b.write(ctx, key(id, true), f.Preview); err != nil {
			return err
		}
	}
	if err := b.write(ctx, key(id, false), f.Content); err != nil {
		return err
	}
	if b.dir == "" {
		return nil
	}
	dir, err := os.Open(b.dir)
	if err != nil {
		return fmt.Errorf("keeping a file: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close()) // the new names
}

func (b *Bucket) write(ctx context.Context, key string, content []byte) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var file *os.File // in a folder
	w, err := b.blobs.NewWriter(ctx, key, &blob.WriterOptions{
		DisableContentTypeDetection: true,
		BeforeWrite:                 func(as func(any) bool) error { as(&file); return nil },
	})
	if err != nil {
		return fmt.Errorf("keeping a file: %w", err)
	}
	_, err = w.Write(content)
	if err == nil && file != nil {
		err = file.Sync()
	}
	if err != nil {
		cancel() // or Close would make it a file
	}
	if err := errors.Join(err, w.Close()); err != nil {
		return fmt.Errorf("keeping a file: %w", err)
	}
	return nil
}

// Read opens the file, or its smaller picture, and tells its size in bytes. Error: ErrMissing.
func (b *Bucket) Read(ctx context.Context, id uuid.UUID, preview bool) (content io.ReadCloser, size int64, err error) {
	r, err := b.blobs.NewReader(ctx, key(id, preview), nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, 0, fmt.Errorf("%w: %s", ErrMissing, key(id, preview))
	}
	if err != nil {
		return nil, 0, fmt.Errorf("reading a file: %w", err)
	}
	return r, r.Size(), nil
}

// Remove removes what is under the id; it is no error when there is nothing.
func (b *Bucket) Remove(ctx context.Context, id uuid.UUID) error {
	for _, preview := range []bool{true, false} {
		if err := b.blobs.Delete(ctx, key(id, preview)); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return fmt.Errorf("removing a file: %w", err)
		}
	}
	return nil
}

func key(id uuid.UUID, preview bool) string {
	if preview {
		return id.String() + "-preview"
	}
	return id.String()
}
