package workflows_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"rozmowa/workflows"
)

// histories holds one folder for every released commit, made by `make histories COMMIT=…`.
const histories = "testdata/histories"

// forbiddenFile stands in every folder: the names, addresses and texts of its scenarios, one a line.
const forbiddenFile = "forbidden.txt"

// recorded returns the files of all recorded histories.
func recorded(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(histories, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".json" {
			files = append(files, path)
		}
		return err
	})
	require.NoError(t, err, "record histories of a released commit: make histories COMMIT=…")
	require.NotEmpty(t, files, "record histories of a released commit: make histories COMMIT=…")
	return files
}

func TestHistoriesOfReleasedCommitsReplay(t *testing.T) {
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{DisableRegistrationAliasing: true})
	require.NoError(t, err)
	replayer.RegisterWorkflowWithOptions(workflows.Conversation, workflow.RegisterOptions{Name: workflows.ConversationType})
	for _, file := range recorded(t) {
		t.Run(file, func(t *testing.T) {
			log := sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
			require.NoError(t, replayer.ReplayWorkflowHistoryFromJSONFile(log, file))
		})
	}
}

func TestNoRecordedHistoryHoldsANameAnAddressOrAText(t *testing.T) {
	for _, file := range recorded(t) {
		t.Run(file, func(t *testing.T) {
			history, err := os.ReadFile(file)
			require.NoError(t, err)
			forbidden, err := os.ReadFile(filepath.Join(filepath.Dir(file), forbiddenFile))
			require.NoError(t, err)
			words := strings.FieldsFunc(string(forbidden), func(r rune) bool { return r == '\n' })
			require.NotEmpty(t, words)
			found, err := occurring(history, words)
			require.NoError(t, err)
			require.Empty(t, found)
		})
	}
}

// occurring returns those of the words that a history holds: as it stands, in its strings, or in its payloads.
func occurring(history []byte, words []string) ([]string, error) {
	var root any
	if err := json.Unmarshal(history, &root); err != nil {
		return nil, err
	}
	all := bytes.NewBuffer(history)
	collect(root, all)
	text := strings.ToLower(all.String())
	var found []string
	for _, w := range words {
		if strings.Contains(text, strings.ToLower(w)) {
			found = append(found, w)
		}
	}
	return found, nil
}

// collect appends every string under value, and what it says if it is base64 or JSON itself.
func collect(value any, all *bytes.Buffer) {
	switch value := value.(type) {
	case map[string]any:
		for key, v := range value {
			all.WriteString("\n" + key)
			collect(v, all)
		}
	case []any:
		for _, v := range value {
			collect(v, all)
		}
	case string:
		all.WriteString("\n" + value)
		if decoded, err := base64.StdEncoding.DecodeString(value); err == nil && len(value) > 0 {
			all.WriteString("\n")
			all.Write(decoded)
			var inner any
			if json.Unmarshal(decoded, &inner) == nil { // its escapes too
				collect(inner, all)
			}
		}
	}
}

func TestWhereAHistoryCouldHoldAText(t *testing.T) {
	payload := func(s string) string {
		return `{"events":[{"attributes":{"input":{"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"` +
			base64.StdEncoding.EncodeToString([]byte(s)) + `"}]}}}]}`
	}
	for name, c := range map[string]struct {
		history string
		want    []string
	}{
		"nowhere":                         {payload(`{"through":3}`), nil},
		"in a payload":                    {payload(`{"body":"Gdzie jest paczka?"}`), []string{"Gdzie jest paczka?"}},
		"in a payload, escaped":           {payload(`{"name":"\u017baneta"}`), []string{"Żaneta"}},
		"in a payload in a payload":       {payload(`"` + base64.StdEncoding.EncodeToString([]byte(`{"name":"Żaneta"}`)) + `"`), []string{"Żaneta"}},
		"in other letters":                {payload(`{"name":"żaneta"}`), []string{"Żaneta"}},
		"as it stands, in a failure":      {`{"failure":{"message":"Gdzie jest paczka?"}}`, []string{"Gdzie jest paczka?"}},
		"as it stands, escaped":           {`{"failure":{"message":"\u017baneta"}}`, []string{"Żaneta"}},
		"in the name of a field":          {`{"Żaneta":1}`, []string{"Żaneta"}},
		"in the middle of a longer value": {`{"url":"https://x/?q=Żaneta&n=1"}`, []string{"Żaneta"}},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := occurring([]byte(c.history), []string{"Gdzie jest paczka?", "Żaneta"})
			require.NoError(t, err)
			require.Equal(t, c.want, found)
		})
	}
}
