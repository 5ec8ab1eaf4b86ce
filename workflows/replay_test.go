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

// replayed are the workflows whose runs are recorded.
var replayed = map[string]any{
	workflows.ConversationType: workflows.Conversation,
	workflows.OrderMirrorType:  workflows.OrderMirror,
	workflows.OrderLookupType:  workflows.OrderLookup,
	workflows.OrderWishesType:  workflows.OrderWishes,
	workflows.RuleActionType:   workflows.RuleAction,
}

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
	for name, w := range replayed {
		replayer.RegisterWorkflowWithOptions(w, workflow.RegisterOptions{Name: name})
	}
	for _, file := range recorded(t) {
		t.Run(file, func(t *testing.T) {
			log := sdklog.NewStructuredLogger(slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
			require.NoError(t, replayer.ReplayWorkflowHistoryFromJSONFile(log, file))
		})
	}
}

func TestEachReplayedWorkflowHasAHistory(t *testing.T) {
	found := map[string]bool{}
	for _, file := range recorded(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var h struct {
			Events []struct {
				Started *struct {
					WorkflowType struct{ Name string }
				} `json:"workflowExecutionStartedEventAttributes"`
			}
		}
		require.NoError(t, json.Unmarshal(text, &h))
		require.NotEmpty(t, h.Events, file)
		require.NotNil(t, h.Events[0].Started, file)
		found[h.Events[0].Started.WorkflowType.Name] = true
	}
	for name := range replayed {
		require.True(t, found[name], "no run of %s is recorded: make histories COMMIT=…", name)
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
