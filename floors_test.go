package rozmowa_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// floors of the house, from the top: a package imports only what stands below it (docs/ARCHITECTURE.md).
var floors = []string{
	"scripts/histories",
	"scripts/eval",
	"cmd/rozmowa",
	"bench",
	"bench/fill",
	"baselinker/fakebase", // a stand-in for tests and dev; imports nothing of ours
	"devstack/testmain",   // for tests
	"devstack",
	"api/apitest", // for tests
	"api",
	"api/realtime",
	"api/contract",
	"worker",
	"workflows",
	"activities",
	"automation",
	"orders",
	"store",
	"files",
	"rules",
	"classify/remote",
	"classify/measure",
	"classify",
	"baselinker/fakebase", // for the demo and tests
	"baselinker",
	"mail/mailtest", // for tests
	"mail",
	"desk",
	"secrets",
	"web",
}

const module = "rozmowa/"

// source is one Go file of this module.
type source struct {
	path string
	file *ast.File
}

func (s source) dir() string { return path.Dir(s.path) }
func (s source) isTest() bool {
	return strings.HasSuffix(s.path, "_test.go") || s.dir() == "api/apitest" || s.dir() == "devstack/testmain" || s.dir() == "mail/mailtest"
}
func (s source) isEntry() bool { return s.file.Name.Name == "main" && path.Base(s.path) == "main.go" }

// sources parses every Go file of the module, whatever it is built for.
func sources(t *testing.T) (files []source, set *token.FileSet) {
	t.Helper()
	set = token.NewFileSet()
	root := os.DirFS(".")
	require.NoError(t, fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			base := path.Base(name)
			if base == "node_modules" || base == "testdata" || name != "." && strings.HasPrefix(base, ".") || name == "data" || name == "bin" {
				return fs.SkipDir
			}
			if _, err := fs.Stat(root, path.Join(name, "go.mod")); err == nil && name != "." {
				return fs.SkipDir // a module of its own
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		files = append(files, source{name, file})
		return err
	}))
	require.NotEmpty(t, files)
	return files, set
}

func TestAPackageImportsOnlyWhatStandsBelowIt(t *testing.T) {
	files, set := sources(t)
	floor := map[string]int{}
	for i, name := range floors {
		floor[name] = i
	}
	for _, s := range files {
		if s.isTest() {
			continue
		}
		own, known := floor[s.dir()]
		require.True(t, known, "%s: the package %s has no floor: give it one above", s.path, s.dir())
		for _, i := range s.file.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			name, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			below, known := floor[name]
			require.True(t, known && below > own, "%s: %s must not import %s", set.Position(i.Pos()), s.dir(), name)
		}
	}
}

func TestOnlyMainBeginsContextsAndNoTestSleeps(t *testing.T) {
	files, set := sources(t)
	for _, s := range files {
		ast.Inspect(s.file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, ok := selector.X.(*ast.Ident)
			if !ok {
				return true
			}
			switch of.Name + "." + selector.Sel.Name {
			case "context.Background", "context.TODO":
				require.True(t, s.isTest() || s.isEntry(), "%s: contexts begin in main", set.Position(n.Pos()))
			case "time.Sleep":
				require.False(t, s.isTest(), "%s: wait for what must come instead", set.Position(n.Pos()))
			}
			return true
		})
	}
}
