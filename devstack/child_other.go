//go:build !linux

package devstack

import "syscall"

// lowerThread can't be had here: priorities are the process's.
func lowerThread(int) {}

// dieWithUs can't be had here: children of a killed process live on, and the
// next Start on their folder stops them.
func dieWithUs(*syscall.SysProcAttr, syscall.Signal) {}
