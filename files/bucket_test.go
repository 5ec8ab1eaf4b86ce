package files_test

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"rozmowa/desk"
	"rozmowa/files"
)

func open(t *testing.T, address string) *files.Bucket {
	t.Helper()
	b, err := files.Open(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

// fakeS3 serves an empty bucket called "rozmowa" and returns its address.
func fakeS3(t *testing.T) string {
	t.Helper()
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("rozmowa"))
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	return "s3://rozmowa?region=eu-central-1&use_path_style=true&anonymous=true&endpoint=" + server.URL
}

// read returns what the bucket has, or "-" for nothing.
func read(t *testing.T, b *files.Bucket, id uuid.UUID, preview bool) string {
	t.Helper()
	r, size, err := b.Read(t.Context(), id, preview)
	if errors.Is(err, files.ErrMissing) {
		return "-"
	}
	require.NoError(t, err)
	content, err := io.ReadAll(r)
	require.NoError(t, errors.Join(err, r.Close()))
	require.EqualValues(t, len(content), size)
	return string(content)
}

func TestBuckets(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(*testing.T) string{
		"a folder that is there":         func(t *testing.T) string { return t.TempDir() },
		"one that isn't yet":             func(t *testing.T) string { return filepath.Join(t.TempDir(), "a", "pliki klientów?") },
		"a folder's address":             func(t *testing.T) string { return "file://" + t.TempDir() },
		"a bucket that is reached by S3": fakeS3,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t, address(t))
			picture, document := uuid.New(), uuid.New()
			require.Equal(t, "-", read(t, b, picture, false))
			require.NoError(t, b.Save(t.Context(), picture, &files.File{Type: desk.PNG, Content: []byte("duży"), Preview: []byte("mały")}))
			require.NoError(t, b.Save(t.Context(), document, &files.File{Type: desk.PDF, Content: []byte("%PDF-")}))
			require.Equal(t, []string{"duży", "mały", "%PDF-", "-"}, []string{
				read(t, b, picture, false), read(t, b, picture, true), read(t, b, document, false), read(t, b, document, true)})

			require.NoError(t, b.Save(t.Context(), document, &files.File{Type: desk.PDF, Content: []byte("%PDF-2")}))
			require.Equal(t, "%PDF-2", read(t, b, document, false))
			for range 2 { // what is gone is gone
				require.NoError(t, b.Remove(t.Context(), picture))
			}
			require.Equal(t, []string{"-", "-", "%PDF-2"}, []string{read(t, b, picture, false), read(t, b, picture, true), read(t, b, document, false)})

			largest := strings.Repeat("0123456789abcdef", 2*desk.MaxFile/16)
			require.NoError(t, b.Save(t.Context(), picture, &files.File{Type: desk.PNG, Content: []byte(largest)}))
			require.Equal(t, largest, read(t, b, picture, false))
			require.NoError(t, b.Remove(t.Context(), picture))

			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			require.Error(t, b.Save(ctx, picture, &files.File{Type: desk.PDF, Content: []byte("za późno")}))
			require.Equal(t, "-", read(t, b, picture, false))
		})
	}
}

func TestAFolderHoldsTheFilesAndNothingElse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "files")
	b := open(t, dir)
	id := uuid.New()
	require.NoError(t, b.Save(t.Context(), id, &files.File{Content: []byte("duży"), Preview: []byte("mały")}))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Equal(t, []string{id.String(), id.String() + "-preview"}, []string{entries[0].Name(), entries[1].Name()})
	is, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), is.Mode().Perm())
}

func TestAddressesThatAreNone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "plik")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for address, says := range map[string]string{
		file:                               "is not a directory",
		"gs://rozmowa":                     "it is a folder, file:///folder or s3://bucket",
		"file://elsewhere/files":           "it is a folder, file:///folder or s3://bucket",
		"file:///files?metadata=skip":      "it is a folder, file:///folder or s3://bucket",
		"s3://rozmowa?regoin=eu-central-1": "unknown query parameter",
		"s3://":                            "bucketName is required",
		"://":                              "the files' address",
	} {
		_, err := files.Open(t.Context(), address)
		require.ErrorContains(t, err, says, address)
	}
}

func TestABucketThatIsAwayIsAnError(t *testing.T) {
	t.Parallel()
	b := open(t, "s3://rozmowa?region=eu-central-1&use_path_style=true&anonymous=true&endpoint=http://127.0.0.1:1")
	_, _, err := b.Read(t.Context(), uuid.New(), false)
	require.Error(t, err)
	require.NotErrorIs(t, err, files.ErrMissing)
}
