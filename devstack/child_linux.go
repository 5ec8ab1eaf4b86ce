package devstack

import "syscall"

// lowerThread lowers the priority of this thread and so of the child it forks.
func lowerThread(nice int) {
	if nice > 0 {
		// Going down is always allowed; were it not, the child is just not nice.
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, nice)
	}
}

// dieWithUs makes the kernel send sig to the child when the thread that forked
// it is gone.
func dieWithUs(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }
