package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"rozmowa/devstack"
)

// stack starts Postgres and Temporal alone, for tests that start, stop and kill the rest themselves. It prints
// their addresses as one line of JSON and then obeys lines such as "stop temporal", each answered by "ok" or
// "error: …". The end of its input stops everything, so that it dies with whoever started it.
func stack(ctx context.Context, c *config, in io.Reader, out io.Writer) (err error) {
	s, err := devstack.Start(ctx, devstack.Options{
		Dir: c.dataDir, Namespace: c.namespace, Ephemeral: true, Log: c.log,
	})
	if err != nil {
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		err = errors.Join(err, s.Stop(stop))
	}()
	commands := map[string]func(context.Context) error{
		"stop temporal": s.StopTemporal, "kill temporal": s.KillTemporal, "start temporal": s.StartTemporal,
		"stop postgres": s.StopPostgres, "kill postgres": s.KillPostgres, "start postgres": s.StartPostgres,
	}
	addresses := json.NewEncoder(out)
	if err := addresses.Encode(map[string]string{
		"databaseUrl": s.DatabaseURL, "temporalAddress": s.TemporalAddress, "temporalUi": s.TemporalUIURL,
	}); err != nil {
		return err
	}
	lines := make(chan string)
	go func() { // ends with the input; the process ends with this command
		defer close(lines)
		for scanner := bufio.NewScanner(in); scanner.Scan(); {
			lines <- strings.TrimSpace(scanner.Text())
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case line, more := <-lines:
			if !more {
				return nil
			}
			answer := "ok"
			if command := commands[line]; command == nil {
				answer = "error: no such command"
			} else if err := command(ctx); err != nil {
				answer = "error: " + err.Error()
			}
			if _, err := fmt.Fprintln(out, answer); err != nil {
				return err
			}
		}
	}
}
