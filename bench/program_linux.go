package bench

import "syscall"

// dieWithUs makes the kernel end the child when the thread that forked it is gone.
func dieWithUs(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
