package devstack

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// commandLine is what the process was started with, parts joined by spaces; ""
// if there is no such process or it is a zombie.
func commandLine(ctx context.Context, pid int) string {
	if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil {
		return strings.TrimSpace(strings.ReplaceAll(string(text), "\x00", " "))
	}
	if _, err := os.Stat("/proc/self"); err == nil {
		return ""
	}
	text, err := exec.CommandContext(ctx, "ps", "-o", "args=", "-p", strconv.Itoa(pid)).Output() // macOS
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// stopOrphan ends the process pid, a child of a predecessor that was killed: by
// sig, and after patience by SIGKILL. It returns when the process is gone.
func stopOrphan(ctx context.Context, pid int, sig syscall.Signal, patience time.Duration) error {
	if err := syscall.Kill(pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop process %d of an earlier run: %w", pid, err)
	}
	kill := time.Now().Add(patience)
	for commandLine(ctx, pid) != "" {
		if time.Now().After(kill) {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("kill process %d of an earlier run: %w", pid, err)
			}
		}
		if err := pause(ctx); err != nil {
			return err
		}
	}
	return nil
}
