package devstack

import "syscall"

// dieWithUs makes the kernel send sig to the child when the thread that forked
// it is gone.
func dieWithUs(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }
