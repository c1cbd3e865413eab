package cluster

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Process is one that was started, by its number and by when it began, since a number
// alone is given to another some day.
type Process struct {
	PID   int    `json:"pid"`
	Began string `json:"began"`
}

// alive says whether it is still that process which was started.
func (p Process) alive() bool {
	if p.PID == 0 {
		return false
	}
	began, err := beganAt(p.PID)
	return err == nil && began == p.Began
}

// beganAt is when a living process began, in the system's own way of saying it.
func beganAt(pid int) (string, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil {
		return beganIn(string(b))
	}
	if _, noProc := os.Stat("/proc/self/stat"); noProc == nil {
		return "", err
	}
	out, err := exec.Command("ps", "-o", "stat=", "-o", "lstart=", "-p", strconv.Itoa(pid)).Output() //nolint:gosec // a number
	if err != nil || bytes.HasPrefix(bytes.TrimSpace(out), []byte("Z")) {
		return "", errors.New("it has ended")
	}
	_, at, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	return strings.TrimSpace(at), nil
}

// beganIn reads Linux's line about a process: after the name in brackets, the state is
// the first field and the start the twentieth.
func beganIn(stat string) (string, error) {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 || fields[0] == "Z" || fields[0] == "X" {
		return "", errors.New("it has ended")
	}
	return fields[19], nil
}

// launch starts a command that outlives this process, with a log of its own.
func launch(command *exec.Cmd, log string) (Process, <-chan error, error) {
	f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return Process{}, nil, fmt.Errorf("open its log: %w", err)
	}
	defer f.Close()
	command.Stdout, command.Stderr = f, f
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{}
	}
	command.SysProcAttr.Setsid = true // Ctrl-C here is no business of its
	if err := command.Start(); err != nil {
		return Process{}, nil, fmt.Errorf("start %s: %w", command.Path, err)
	}
	ended := make(chan error, 1)
	p := Process{PID: command.Process.Pid}
	p.Began, err = beganAt(p.PID)
	go func() { ended <- command.Wait() }()
	if err != nil {
		return p, ended, fmt.Errorf("start %s: %w at once", command.Path, errEnded)
	}
	return p, ended, nil
}

// end asks the process to end and waits; where it does not in time, it is killed.
func (p Process) end(by syscall.Signal, within time.Duration) (killed bool) {
	if !p.alive() {
		return false
	}
	_ = syscall.Kill(p.PID, by)
	for deadline := time.Now().Add(within); p.alive(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
			killed = true
			deadline = deadline.Add(time.Hour)
		}
	}
	return killed
}
