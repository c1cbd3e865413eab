package emulator

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sendgrid/sendgrid-go"
	"github.com/stretchr/testify/require"
	twilio "github.com/twilio/twilio-go/rest/api/v2010"
)

// restart closes the emulator and opens its ledger again.
func (w *world) restart(change ...func(*Options)) {
	w.t.Helper()
	require.NoError(w.t, w.e.Close())
	o := w.e.options
	for _, c := range change {
		c(&o)
	}
	w.open(o)
}

func inFile(t *testing.T) func(*Options) {
	path := filepath.Join(t.TempDir(), "ledger.ndjson")
	return func(o *Options) { o.LedgerFile = path }
}

func TestARestartKeepsEverything(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t))
	w.fault(Fault{Kind: ListLag, Provider: "email", Delay: Duration(time.Hour)})
	sid := *w.send(w.text(victim, "Hello")).Sid
	gone := *w.send(textTo("+441632960123", "Goodbye").SetValidityPeriod(60)).Sid
	w.email(letter("bounce@example.org"))
	w.settled()
	_, err := w.twilio().UpdateMessage(sid, new(twilio.UpdateMessageParams).SetBody(""))
	require.NoError(t, err)
	require.NoError(t, w.twilio().DeleteMessage(gone, nil))
	_, _, err = w.e.Reply(t.Context(), victim, ourNumber, "STOP")
	require.NoError(t, err)
	messages, replies, key, hooks := w.e.Messages(), w.e.Replies(), w.e.EventKey(), len(w.settled())

	w.restart()
	require.Equal(t, messages, w.e.Messages())
	require.Equal(t, replies, w.e.Replies())
	require.Equal(t, key, w.e.EventKey())
	require.Len(t, w.settled(), hooks, "nobody is told twice")
	m, err := w.twilio().FetchMessage(sid, nil)
	require.NoError(t, err)
	require.Empty(t, *m.Body)
	_, err = w.twilio().FetchMessage(gone, nil)
	require.Equal(t, 20404, codeOf(t, err))
	require.Equal(t, 21610, w.refused(textTo(victim, "Hello")).Code)
	w.email(letter("bounce@example.org"))
	got := events(t, w.settled()[hooks:])
	require.Equal(t, []string{"dropped"}, names(got))
	read, err := ReadLedger(w.e.options.LedgerFile)
	require.NoError(t, err)
	require.Len(t, read, len(messages)+1)
}

func TestARestartGoesOnWithWhatWasUnderWay(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t), func(o *Options) { o.CallbackDelay = time.Hour })
	w.fault(Fault{Kind: FinalFailure, Code: 30006})
	w.send(w.text(victim, "Hello"))
	w.email(letter(reader))
	require.NoError(t, w.e.Close())
	require.Empty(t, w.got)

	w.restart(func(o *Options) { o.CallbackDelay = 0 })
	hooks := w.settled()
	require.Len(t, hooks, 4)
	require.Equal(t, "undelivered", w.e.Messages()[0].Status().Name, "its fate was kept")
	require.Equal(t, "delivered", w.e.Messages()[1].Status().Name)
}

func TestARestartTellsWhatNobodyHeard(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t))
	w.fault(Fault{Kind: CallbackLate, Delay: Duration(time.Hour)})
	w.send(w.text(victim, "Hello"))
	require.Eventually(t, func() bool { m := w.e.Messages()[0]; return m.over() }, 10*time.Second, time.Millisecond)
	require.NoError(t, w.e.Close())
	require.Empty(t, w.got)
	rewrite(t, w.e.options.LedgerFile, `"late":"1h0m0s"`, `"late":"1ms"`)
	w.restart()
	require.ElementsMatch(t, []string{"sent", "delivered"}, w.statuses())
}

func rewrite(t *testing.T, path, old, with string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), old)
	require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, with)), 0o600))
}

func TestALineCutOffByDeathIsDropped(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t))
	w.send(textTo(victim, "Hello"))
	w.settled()
	require.NoError(t, w.e.Close())
	path := w.e.options.LedgerFile
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for end := range len(whole) {
		require.NoError(t, os.WriteFile(path, whole[:end], 0o600))
		_, err := ReadLedger(path)
		require.NoError(t, err, "cut off after %d bytes", end)
	}
	require.NoError(t, os.WriteFile(path, append(whole, `{"kind":"accep`...), 0o600))
	w.restart()
	require.Len(t, w.e.Messages(), 1)
	w.send(textTo(victim, "Hello again"))
	w.restart()
	require.Len(t, w.e.Messages(), 2)
}

func TestADamagedLedgerIsNotOpened(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"nonsense\n", `{"kind":"reached","id":"SM1","status":{"name":"sent"}}` + "\n", `{"kind":"accepted"}` + "\n", `{"kind":"new"}` + "\n"} {
		path := filepath.Join(t.TempDir(), "ledger.ndjson")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := New(Options{AccountSID: account, AuthToken: secret, SendGridKey: mailKey, LedgerFile: path})
		require.ErrorContains(t, err, "line 1")
		_, err = ReadLedger(path)
		require.Error(t, err)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, text, string(after), "it is left as it was")
	}
	read, err := ReadLedger(filepath.Join(t.TempDir(), "none"))
	require.NoError(t, err)
	require.Empty(t, read)
}

func TestAMessageThatCannotBeKeptIsNotAccepted(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t))
	w.send(textTo(victim, "Hello"))
	w.settled()
	require.NoError(t, w.e.book.ledger.file.Close())
	require.Equal(t, 20500, w.refused(textTo(victim, "Hello")).Code)
	require.Equal(t, http.StatusInternalServerError, w.email(letter(reader)).StatusCode)
	require.Len(t, w.e.Messages(), 1)
	require.Error(t, w.e.Close())
}

func TestAClosedEmulatorAcceptsNothing(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t), func(o *Options) { o.CallbackDelay = time.Hour })
	w.send(w.text(victim, "Hello"))
	require.NoError(t, w.e.Close())
	require.NoError(t, w.e.Close())
	require.Equal(t, 20500, w.refused(textTo(victim, "Hello")).Code)
	require.ErrorIs(t, w.e.Settle(t.Context()), errClosed)
	_, _, err := w.e.Reply(t.Context(), victim, ourNumber, "Hi")
	require.ErrorIs(t, err, errClosed)
}

func TestTheOrderIsThatOfTheLedger(t *testing.T) {
	t.Parallel()
	w := setup(t, inFile(t))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := range 25 {
				_, err := w.twilio().CreateMessage(textTo(victim, fmt.Sprint(i, n)))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	w.settled()
	kept := w.e.Messages()
	require.Len(t, kept, 200)
	require.NoError(t, w.e.Close())
	read, err := ReadLedger(w.e.options.LedgerFile)
	require.NoError(t, err)
	require.Equal(t, kept, read)
}

const childVariable = "BEACON_EMULATOR_TEST_LEDGER"

// TestMain lets the test binary be the process that is killed, and gives
// SendGrid's SDK the tests' own transport.
func TestMain(m *testing.M) {
	if path := os.Getenv(childVariable); path != "" {
		if err := serveAsChild(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	sendgrid.DefaultClient.HTTPClient = browser
	os.Exit(m.Run())
}

func serveAsChild(path string) error {
	e, err := New(Options{AccountSID: account, AuthToken: secret, SendGridKey: mailKey, LedgerFile: path})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	srv := &http.Server{Handler: e.Handler(), ReadHeaderTimeout: time.Second}
	return srv.Serve(l)
}

// child starts an emulator in a process of its own.
func child(t *testing.T, path string) (address string, kill func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+path)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	address, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(address), func() {
		require.NoError(t, cmd.Process.Kill()) // SIGKILL
		_ = cmd.Wait()
	}
}

func TestWhatWasAnsweredSurvivesSIGKILL(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger.ndjson")
	answered := map[string]bool{}
	for round := range 5 {
		address, kill := child(t, path)
		var mu sync.Mutex
		var wg sync.WaitGroup
		enough := make(chan struct{}, 1000)
		for i := range 6 {
			wg.Go(func() {
				for n := 0; ; n++ {
					m, err := apiAt(address, account, secret).CreateMessage(textTo(victim, fmt.Sprint(round, i, n)))
					if err != nil {
						return
					}
					mu.Lock()
					answered[*m.Sid] = true
					mu.Unlock()
					enough <- struct{}{}
				}
			})
		}
		for range 20 * (round + 1) {
			<-enough
		}
		kill()
		wg.Wait()
		read, err := ReadLedger(path)
		require.NoError(t, err)
		there := map[string]bool{}
		for _, m := range read {
			require.False(t, there[m.SID], "twice in the ledger")
			there[m.SID] = true
		}
		for sid := range answered {
			require.True(t, there[sid], "answered, and not in the ledger")
		}
	}
}
