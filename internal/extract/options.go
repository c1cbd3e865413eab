package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ImportOptions says which file goes where, and how patiently. Zero values
// stand for the defaults named below.
type ImportOptions struct {
	File   string    // the extract; opened and closed by Import
	Reader io.Reader // read instead of File, which then only names it; Report must be given if File is empty
	Format Format    // by the end of the file's name, else by its first byte

	API       string // where Beacon is, e.g. https://beacon.example.org; https unless it is this machine
	Token     string // bearer token of a referrer
	PlainHTTP bool   // allows http to another machine, for a network that is private by other means

	Concurrency int           // rows on their way at once; 8
	Timeout     time.Duration // for one attempt; 30 s
	Budget      time.Duration // for all attempts at one row; 2 min
	Grace       time.Duration // for what is on its way when the import is interrupted; 10 s

	Report     string       // where the report goes; File with .report.csv added
	Progress   Progress     // who is told how far it has come; nobody if nil
	HTTPClient *http.Client // redirects are never followed; one of its own if nil

	pace   pace
	window int // how many rows the reader may be ahead; defaultWindow
}

// pace is time and chance, which tests hold in their hands.
type pace struct {
	now    func() time.Time
	wait   func(ctx context.Context, d time.Duration) error
	jitter func() float64 // 0 to 1
}

func realPace() pace {
	return pace{now: time.Now, jitter: rand.Float64, wait: func(ctx context.Context, d time.Duration) error {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}}
}

// ready fills in the defaults, or says what is missing.
func (o ImportOptions) ready() (ImportOptions, error) {
	var wrong []error
	if o.File == "" && o.Reader == nil {
		wrong = append(wrong, errors.New("no file is named"))
	}
	if o.Report == "" && o.File != "" {
		o.Report = o.File + ".report.csv"
	}
	if o.Report == "" {
		wrong = append(wrong, errors.New("no place is named for the report"))
	}
	if o.Report == o.File && o.File != "" {
		wrong = append(wrong, errors.New("the report would overwrite the extract"))
	}
	if o.Token = strings.TrimSpace(o.Token); o.Token == "" {
		wrong = append(wrong, errors.New("no token is given"))
	}
	at, err := endpoint(o.API, o.PlainHTTP)
	if err != nil {
		wrong = append(wrong, err)
	}
	o.API = at
	o.Concurrency = orDefault(o.Concurrency, 8)
	o.Timeout = orDefault(o.Timeout, 30*time.Second)
	o.Budget = orDefault(o.Budget, 2*time.Minute)
	o.Grace = orDefault(o.Grace, 10*time.Second)
	o.window = orDefault(o.window, defaultWindow)
	o.HTTPClient = oneWay(o.HTTPClient, o.Concurrency)
	if o.Progress == nil {
		o.Progress = silence{}
	}
	if o.pace.now == nil {
		o.pace = realPace()
	}
	return o, errors.Join(wrong...)
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// endpoint is the address referrals are sent to. Names and numbers of victims
// go over plain http to this machine only, unless plain allows more.
func endpoint(api string, plain bool) (string, error) {
	u, err := url.Parse(strings.TrimRight(strings.TrimSpace(api), "/"))
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return "", errors.New("the address of the API must be like https://beacon.example.org")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("the address of the API must be without a password, a query and a fragment")
	case u.Scheme == "http" && !plain && !thisMachine(u.Hostname()):
		return "", fmt.Errorf("personal data is not sent over plain http to %s: use https", u.Hostname())
	}
	return u.String() + referralsPath, nil
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// oneWay is a client which hands a referral to nobody but the address it was
// given: a redirect is an answer, not an instruction.
func oneWay(c *http.Client, concurrency int) *http.Client {
	var out http.Client
	if c != nil {
		out = *c
	} else {
		out.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: concurrency,
			IdleConnTimeout:     90 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second,
		}
	}
	out.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &out
}
