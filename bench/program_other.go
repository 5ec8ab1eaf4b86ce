//go:build !linux

package bench

import "syscall"

// dieWithUs can't be had here: the child of a killed bench lives on.
func dieWithUs(*syscall.SysProcAttr) {}
