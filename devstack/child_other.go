//go:build !linux

package devstack

import "syscall"

// dieWithUs can't be had here: children of a killed process live on, and the
// next Start on their folder stops them.
func dieWithUs(*syscall.SysProcAttr, syscall.Signal) {}
