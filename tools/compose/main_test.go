package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const right = `
services:
  setup:
    image: example/setup:1
    restart: "no"
    environment: { PASSWORD: "${PASSWORD:?set it}" }
  api:
    image: example/api:1
    restart: unless-stopped
    ports: ["127.0.0.1:8080:8080"]
    healthcheck: { test: [CMD, check] }
    depends_on:
      setup: { condition: service_completed_successfully }
`

func TestWhatIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ old, now, complaint string }{
		"a right file is not":                 {"", "", ""},
		"a key that the specification lacks":  {"restart: unless-stopped", "restarts: always", "restarts"},
		"a service that isn't there":          {"      setup: {", "      missing: {", "missing"},
		"a tag latest":                        {"example/api:1", "example/api:latest", "give it a version"},
		"an image without a tag":              {"example/api:1", "registry:5000/api", "give it a version"},
		"a literal password":                  {`"${PASSWORD:?set it}"`, "guess", "must be ${VARIABLE:?message}"},
		"a password with a default":           {`"${PASSWORD:?set it}"`, `"${PASSWORD:-guess}"`, "must be ${VARIABLE:?message}"},
		"a password in an address":            {`PASSWORD: "${PASSWORD:?set it}"`, `URL: "postgres://me:guess@db/"`, "must be ${VARIABLE:?message}"},
		"a password in a list":                {`{ PASSWORD: "${PASSWORD:?set it}" }`, `["A=${PASSWORD:?set it}", "DB_PWD=guess"]`, "DB_PWD must be"},
		"a port of another service":           {`restart: "no"`, "restart: \"no\"\n    ports: [\"5432:5432\"]", "only the api may"},
		"a service without a healthcheck":     {"    healthcheck: { test: [CMD, check] }\n", "", "must have a healthcheck"},
		"a healthcheck that is switched off":  {"test: [CMD, check]", "disable: true", "must have a healthcheck"},
		"a one-shot that nobody waits for":    {"condition: service_completed_successfully", "condition: service_started", "waits for setup only"},
		"a one-shot that is started again":    {`restart: "no"`, "restart: always", "must have a healthcheck"},
		"a variable that the example lacks":   {"example/api:1", "example/api:${TAG:-1}", "TAG isn't in"},
		"a variable of the example not read":  {`environment: { PASSWORD: "${PASSWORD:?set it}" }`, "environment: {}", "which nothing reads"},
		"a required variable without a value": {`"${PASSWORD:?set it}"`, `"${OTHER:?set it}"`, "OTHER is missing a value"},
		"a mounted file that isn't there":     {`restart: "no"`, "restart: \"no\"\n    volumes: [\"./gone:/gone\"]", "mounts what isn't there"},
		"a braces' error in an interpolation": {"example/api:1", "example/api:${TAG", "TAG"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "deploy", ".env.example"), "PASSWORD=\n")
			file := filepath.Join(dir, "docker-compose.yml")
			text := strings.Replace(right, c.old, c.now, 1)
			if text == right && c.now != "" {
				t.Fatal("the case changes nothing")
			}
			write(t, file, text)
			err := check(t.Context(), file, nil)
			switch {
			case c.complaint == "" && err != nil:
				t.Fatal(err)
			case c.complaint != "" && err == nil:
				t.Fatal("it was accepted")
			case c.complaint != "" && !strings.Contains(err.Error(), c.complaint):
				t.Fatalf("the complaint is another: %v", err)
			}
		})
	}
}

func TestAnOverlayMayPublishOnLoopbackOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "deploy", ".env.example"), "PASSWORD=\n")
	file, overlay := filepath.Join(dir, "docker-compose.yml"), filepath.Join(dir, "overlay.yml")
	write(t, file, right)
	write(t, overlay, "services:\n  setup:\n    ports: [\"127.0.0.1:1:1\"]\n")
	if err := check(t.Context(), file, []string{overlay}); err != nil {
		t.Fatal(err)
	}
	write(t, overlay, "services:\n  setup:\n    ports: [\"1:1\"]\n")
	if err := check(t.Context(), file, []string{overlay}); err == nil {
		t.Fatal("it was accepted")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
