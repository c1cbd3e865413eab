package embedded

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"

	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
)

const (
	frontend = string(primitives.FrontendService)
	history  = string(primitives.HistoryService)
	matching = string(primitives.MatchingService)
	system   = string(primitives.WorkerService)

	loopback = "127.0.0.1"
)

// places are the addresses of one server, held open from the moment they are chosen, so that a taken one is found before anything starts.
type places struct {
	server map[string]net.Listener // by service; the server must bind these itself, so they are let go just before it does
	ui     net.Listener            // nil when there is no UI; kept open and served from
}

func holdPlaces(o Options) (*places, error) {
	p := &places{server: map[string]net.Listener{}}
	for service, addr := range map[string]string{frontend: o.FrontendAddr, history: "", matching: "", system: ""} {
		l, err := hold("the Temporal "+service, addr, listenFree)
		if err != nil {
			p.release()
			return nil, err
		}
		p.server[service] = l
	}
	if o.UIAddr == "" {
		return p, nil
	}
	var err error
	if p.ui, err = hold("the Temporal web UI", o.UIAddr, listen); err != nil {
		p.release()
		return nil, err
	}
	return p, nil
}

// hold listens on addr, or by free on a port nobody has when addr names none.
func hold(who, addr string, free func(host string) (net.Listener, error)) (net.Listener, error) {
	host, port := loopback, "0"
	if addr != "" {
		var err error
		if host, port, err = net.SplitHostPort(addr); err != nil {
			return nil, fmt.Errorf("the address of %s: %w", who, err)
		}
	}
	if host == "localhost" || host == "" {
		host = loopback
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%s may not listen on %s: no password guards it, so the address must be on the loopback interface", who, addr)
	}
	if port == "0" {
		return free(host)
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program; %s wants it: %w", addr, who, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot listen on %s: %w", who, addr, err)
	}
	return l, nil
}

func listen(host string) (net.Listener, error) { return net.Listen("tcp", net.JoinHostPort(host, "0")) }

// listenFree stays below the ports that systems hand out by themselves: between our letting go of a port and the server's binding it, no
// outgoing connection and no other listener on port 0 can be given it.
func listenFree(host string) (net.Listener, error) {
	var last error
	for range 100 {
		port := 20000 + rand.IntN(12000) //nolint:gosec // a free port is no secret
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err == nil {
			return l, nil
		}
		last = err
	}
	return nil, fmt.Errorf("find a free port on %s: %w", host, last)
}

func (p *places) addr(service string) string { return p.server[service].Addr().String() }

func (p *places) hostPort(service string) (string, int) {
	a := p.server[service].Addr().(*net.TCPAddr) //nolint:forcetypeassert // net.Listen("tcp", …) gives no other kind
	return a.IP.String(), a.Port
}

// hosts tells each service where the others are. Fixed hosts need no gossip ring: nothing to join, and no dead members to wait for
// after a kill.
func (p *places) hosts() map[primitives.ServiceName]static.Hosts {
	hosts := map[primitives.ServiceName]static.Hosts{}
	for service := range p.server {
		hosts[primitives.ServiceName(service)] = static.SingleLocalHost(p.addr(service))
	}
	return hosts
}

// releaseForServer lets go of the server's own addresses; addr still knows them.
func (p *places) releaseForServer() {
	for _, l := range p.server {
		_ = l.Close()
	}
}

// takeUI hands over the UI's listener, which release will then leave alone.
func (p *places) takeUI() net.Listener {
	l := p.ui
	p.ui = nil
	return l
}

func (p *places) release() {
	p.releaseForServer()
	if p.ui != nil {
		_ = p.ui.Close()
	}
}
