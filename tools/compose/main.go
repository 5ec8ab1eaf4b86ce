// Command compose checks docker-compose.yml by the compose specification's own loader (schema, references,
// interpolation) and by this house's rules for production.
//
//	compose docker-compose.yml [overlay.yml …]
//
// Variables come from deploy/.env.example beside the first file; those without a value there are given one, as
// whoever copies it must.
package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: compose docker-compose.yml [overlay.yml …]")
		os.Exit(2)
	}
	if err := check(context.Background(), os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("the compose files are right")
}

// check looks at the file alone and then with each overlay.
func check(ctx context.Context, file string, overlays []string) error {
	example := filepath.Join(filepath.Dir(file), "deploy", ".env.example")
	text, err := os.ReadFile(example)
	if err != nil {
		return err
	}
	given, err := dotenv.UnmarshalWithLookup(string(text), nil)
	if err != nil {
		return fmt.Errorf("%s: %w", example, err)
	}
	sets := [][]string{{file}}
	for _, overlay := range overlays {
		sets = append(sets, []string{file, overlay})
	}
	var errs []error
	for _, files := range sets {
		if err := checkFiles(ctx, files, given, string(text)); err != nil {
			errs = append(errs, fmt.Errorf("%s:\n%w", strings.Join(files, " + "), err))
		}
	}
	return errors.Join(errs...)
}

func named(o *loader.Options) { o.SetProjectName("rozmowa", true) }

// checkFiles looks at files that are merged, the first of which is the main one.
func checkFiles(ctx context.Context, files []string, given map[string]string, example string) error {
	details := func(env types.Mapping) types.ConfigDetails {
		return types.ConfigDetails{WorkingDir: filepath.Dir(files[0]), ConfigFiles: types.ToConfigFiles(files), Environment: env}
	}
	written, err := loader.LoadModelWithContext(ctx, details(nil), func(o *loader.Options) {
		o.SkipInterpolation, o.SkipValidation = true, true
		named(o)
	})
	if err != nil {
		return err
	}
	variables := template.ExtractVariables(written, template.DefaultPattern)

	env := types.Mapping{}
	for name, value := range given {
		if value == "" && variables[name].Required {
			value = "a-value-of-" + strings.ToLower(name)
		}
		env[name] = value
	}
	project, err := loader.LoadWithContext(ctx, details(env), named)
	if err != nil {
		return err
	}

	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf("  "+format, args...)) }
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if !regexp.MustCompile(`(?m)^(# )?` + name + `=`).MatchString(example) {
			wrong("the variable %s isn't in deploy/.env.example", name)
		}
		if !variables[name].Required {
			continue
		}
		without := maps.Clone(env)
		delete(without, name)
		if _, err := loader.LoadWithContext(ctx, details(without), named); err == nil {
			wrong("the variable %s is required, yet all loads without it", name)
		}
	}
	for name := range given {
		if _, used := variables[name]; !used {
			wrong("deploy/.env.example has the variable %s, which nothing reads", name)
		}
	}
	errs = append(errs, passwords("", written)...)

	awaited := map[string]bool{} // services that another waits for to end well
	for _, s := range project.Services {
		for name, d := range s.DependsOn {
			if d.Condition == types.ServiceConditionCompletedSuccessfully {
				awaited[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(project.Services)) {
		s := project.Services[name]
		for _, p := range s.Ports {
			overlaid := len(files) > 1 && net.ParseIP(p.HostIP).IsLoopback()
			if name != "api" && !overlaid {
				wrong("%s publishes port %s; only the api may", name, p.Published)
			}
		}
		if s.NetworkMode != "" || s.Privileged {
			wrong("%s has a network mode or privileges of its own", name)
		}
		checked := s.HealthCheck != nil && !s.HealthCheck.Disable && len(s.HealthCheck.Test) > 1
		once := s.Restart == "no" && awaited[name]
		if checked == once {
			wrong("%s must have a healthcheck, or run once and be waited for", name)
		}
		if once != (s.Restart == "no") || !once && s.Restart != "unless-stopped" {
			wrong("%s has restart %q", name, s.Restart)
		}
		for dependency, d := range s.DependsOn {
			if d.Condition == types.ServiceConditionStarted {
				wrong("%s waits for %s only to be started, not to be healthy or done", name, dependency)
			}
		}
		_, tag, tagged := strings.Cut(s.Image[strings.LastIndex(s.Image, "/")+1:], ":")
		if !tagged || tag == "" || tag == "latest" {
			wrong("%s has the image %q; give it a version", name, s.Image)
		}
		for _, v := range s.Volumes {
			if v.Type == types.VolumeTypeBind {
				if _, err := os.Stat(v.Source); err != nil {
					wrong("%s mounts what isn't there: %v", name, err)
				}
			}
		}
	}
	return errors.Join(errs...)
}

var (
	secretName   = regexp.MustCompile(`(?i)(pass|pwd|secret|token|credential|private)`)
	fromOutside  = regexp.MustCompile(`^\$\{[A-Z_]+:\?[^}]+\}$`)
	withPassword = regexp.MustCompile(`://[^/@\s]*:[^$/@\s][^/@\s]*@`)
)

// passwords finds the values of a file as it is written that should come from outside and don't.
func passwords(path string, value any) (errs []error) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			errs = append(errs, passwords(path+"."+key, inner)...)
		}
	case []any:
		for _, inner := range v {
			if text, ok := inner.(string); ok { // KEY=value
				if key, setting, ok := strings.Cut(text, "="); ok && !strings.Contains(key, " ") {
					errs = append(errs, passwords(path+"."+key, setting)...)
					continue
				}
			}
			errs = append(errs, passwords(path, inner)...)
		}
	case string:
		name := path[strings.LastIndex(path, ".")+1:]
		if secretName.MatchString(name) && !fromOutside.MatchString(v) || withPassword.MatchString(v) {
			errs = append(errs, fmt.Errorf("  %s must be ${VARIABLE:?message}, without a default", strings.TrimPrefix(path, ".")))
		}
	}
	return errs
}
