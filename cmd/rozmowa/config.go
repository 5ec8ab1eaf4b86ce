package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"rozmowa/api"
	"rozmowa/baselinker"
	"rozmowa/devstack"
	"rozmowa/secrets"
)

// config is what the environment says. README.md lists the variables; a test compares.
type config struct {
	databaseURL     string
	temporalAddress string
	namespace       string
	temporalUI      string
	address         string // host:port the api listens on
	workerAddress   string // host:port where a worker alone serves /healthz and /metrics; empty: nowhere
	publicURL       string
	trustedProxies  []string
	metricsToken    string
	limits          api.Limits
	files           string        // where attachments are kept: a folder or a bucket's address
	secrets         *secrets.Box  // seals passwords; without a key none can be saved
	baseLinkerURL   string        // where BaseLinker's API is
	baseLinkerPanel string        // an order's address in BaseLinker's panel, but for the number at its end
	privateHooks    bool          // webhooks may go to this machine and its network
	demo            bool          // serve the demo shop
	clockShift      time.Duration // how far ahead of the machine's the clock is that opening hours go by
	log             *slog.Logger

	// dev only
	dataDir                                    string
	port, temporalPort, temporalUIPort, dbPort int
	fakebasePort, fakebaseControlPort          int // of BaseLinker's stand-in; fakebasePort -1: none
}

// variable is a setting's name and what it is when unset.
type variable struct{ name, otherwise string }

var (
	varDatabaseURL     = variable{"DATABASE_URL", ""}
	varTemporalAddress = variable{"TEMPORAL_ADDRESS", ""}
	varNamespace       = variable{"TEMPORAL_NAMESPACE", "default"}
	varTemporalUI      = variable{"ROZMOWA_TEMPORAL_UI_URL", ""}
	varAddress         = variable{"ROZMOWA_ADDRESS", ":8080"}
	varPublicURL       = variable{"ROZMOWA_PUBLIC_URL", "http://localhost:8080"}
	varTrustedProxies  = variable{"ROZMOWA_TRUSTED_PROXIES", ""}
	varMetricsToken    = variable{"ROZMOWA_METRICS_TOKEN", ""}
	varStarts          = variable{"ROZMOWA_STARTS_PER_MINUTE", "0"}
	varMessages        = variable{"ROZMOWA_MESSAGES_PER_MINUTE", "0"}
	varLogins          = variable{"ROZMOWA_LOGINS_PER_MINUTE", "0"}
	varUploads         = variable{"ROZMOWA_UPLOADS_PER_MINUTE", "0"}
	varTranscripts     = variable{"ROZMOWA_TRANSCRIPTS_PER_MINUTE", "0"}
	varSecretKey       = variable{"ROZMOWA_SECRET_KEY", ""}
	varPrivateHooks    = variable{"ROZMOWA_PRIVATE_WEBHOOKS", "false"}
	varBaseLinkerURL   = variable{"ROZMOWA_BASELINKER_URL", baselinker.URL}
	varBaseLinkerPanel = variable{"ROZMOWA_BASELINKER_PANEL_URL", "https://panel.baselinker.com/orders.php#order:"}
	varFiles           = variable{"ROZMOWA_FILES", ""}
	varWorkerAddress   = variable{"ROZMOWA_WORKER_ADDRESS", ""}
	varDemo            = variable{"ROZMOWA_DEMO", "false"}
	varClockShift      = variable{"ROZMOWA_CLOCK_SHIFT", "0s"}
	varLogLevel        = variable{"ROZMOWA_LOG_LEVEL", "info"}
	varDataDir         = variable{"ROZMOWA_DATA", "data"}
	varPort            = variable{"ROZMOWA_PORT", "8080"}
	varTemporalPort    = variable{devstack.TemporalPortVariable, "7233"}
	varTemporalUIPort  = variable{devstack.TemporalUIPortVariable, "8233"}
	varPostgresPort    = variable{devstack.PostgresPortVariable, "0"}

	varFakebasePort        = variable{"ROZMOWA_FAKEBASE_PORT", "8098"}
	varFakebaseControlPort = variable{"ROZMOWA_FAKEBASE_CONTROL_PORT", "8099"}
)

func loadConfig(getenv func(string) string) (*config, error) {
	var errs []error
	text := func(v variable) string {
		if s := getenv(v.name); s != "" {
			return s
		}
		return v.otherwise
	}
	number := func(v variable) int {
		n, err := strconv.Atoi(text(v))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s is %q, which is no whole number", v.name, text(v)))
		}
		return n
	}
	c := &config{
		databaseURL: text(varDatabaseURL), temporalAddress: text(varTemporalAddress), namespace: text(varNamespace),
		temporalUI: text(varTemporalUI), address: text(varAddress), workerAddress: text(varWorkerAddress), publicURL: strings.TrimSuffix(text(varPublicURL), "/"),
		metricsToken: text(varMetricsToken), dataDir: text(varDataDir),
		baseLinkerURL: text(varBaseLinkerURL), baseLinkerPanel: text(varBaseLinkerPanel),
		limits: api.Limits{
			StartsPerMinute: number(varStarts), MessagesPerMinute: number(varMessages), LoginsPerMinute: number(varLogins),
			UploadsPerMinute: number(varUploads), TranscriptsPerMinute: number(varTranscripts),
		},
		port: number(varPort), temporalPort: number(varTemporalPort), temporalUIPort: number(varTemporalUIPort), dbPort: number(varPostgresPort),
		fakebasePort: number(varFakebasePort), fakebaseControlPort: number(varFakebaseControlPort),
	}
	demo, err := strconv.ParseBool(text(varDemo))
	if err != nil {
		errs = append(errs, fmt.Errorf("%s is %q; it is true or false", varDemo.name, text(varDemo)))
	}
	c.demo = demo
	if c.privateHooks, err = strconv.ParseBool(text(varPrivateHooks)); err != nil {
		errs = append(errs, fmt.Errorf("%s is %q; it is true or false", varPrivateHooks.name, text(varPrivateHooks)))
	}
	if c.clockShift, err = time.ParseDuration(text(varClockShift)); err != nil {
		errs = append(errs, fmt.Errorf("%s is %q; it is a duration such as 3h20m", varClockShift.name, text(varClockShift)))
	}
	if c.secrets, err = secrets.Parse(text(varSecretKey)); err != nil {
		errs = append(errs, fmt.Errorf("%s: %w", varSecretKey.name, err))
	}
	if c.files = text(varFiles); c.files == "" {
		c.files = filepath.Join(c.dataDir, "files")
	}
	if proxies := text(varTrustedProxies); proxies != "" {
		c.trustedProxies = strings.Split(proxies, ",")
	}
	for v, address := range map[variable]string{varPublicURL: c.publicURL, varBaseLinkerURL: c.baseLinkerURL, varBaseLinkerPanel: c.baseLinkerPanel} {
		if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
			errs = append(errs, fmt.Errorf("%s is %q, which is no http(s) address", v.name, address))
		}
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(text(varLogLevel))); err != nil {
		errs = append(errs, fmt.Errorf("%s is %q; it is debug, info, warn or error", varLogLevel.name, text(varLogLevel)))
	}
	c.log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	return c, errors.Join(errs...)
}

// requireServers is for the commands that start no servers of their own.
func (c *config) requireServers() error {
	var errs []error
	if c.databaseURL == "" {
		errs = append(errs, errors.New("DATABASE_URL is not set: give a postgres:// address"))
	}
	if c.temporalAddress == "" {
		errs = append(errs, errors.New("TEMPORAL_ADDRESS is not set: give the host:port of Temporal's frontend"))
	}
	return errors.Join(errs...)
}
