package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
)

func TestWhereTemporalIsCanBeSaidInItsOwnWords(t *testing.T) {
	t.Parallel()
	profiles := written(t, "[profile.default]\naddress = \"file:7233\"\nnamespace = \"filed\"\n[profile.far]\naddress = \"far:7233\"\nnamespace = \"away\"\n")
	for _, c := range []struct {
		at, namespace string
		with          []string
	}{
		{"127.0.0.1:7233", "beacon", nil},
		{"ours:7233", "mine", []string{"BEACON_TEMPORAL_ADDR=ours:7233", "BEACON_TEMPORAL_NAMESPACE=mine"}},
		{"theirs:7233", "own", []string{"TEMPORAL_ADDRESS=theirs:7233", "TEMPORAL_NAMESPACE=own"}},
		{"both:7233", "beacon", []string{"TEMPORAL_ADDRESS=both:7233", "BEACON_TEMPORAL_ADDR=both:7233"}},
		{"file:7233", "filed", []string{"TEMPORAL_CONFIG_FILE=" + profiles}},
		{"far:7233", "away", []string{"TEMPORAL_CONFIG_FILE=" + profiles, "TEMPORAL_PROFILE=far"}},
		{"far:7233", "mine", []string{"TEMPORAL_CONFIG_FILE=" + profiles, "TEMPORAL_PROFILE=far", "BEACON_TEMPORAL_NAMESPACE=mine"}},
	} {
		o, err := config(t, c.with...).temporalOptions()
		require.NoError(t, err, c.with)
		require.Equal(t, c.at, o.HostPort, c.with)
		require.Equal(t, c.namespace, o.Namespace, c.with)
	}
}

func TestWhatIsWrongWithTemporalsVariablesNamesThem(t *testing.T) {
	t.Parallel()
	_, err := FromEnv(append([]string{"TEMPORAL_ADDRESS=here:7233", "BEACON_TEMPORAL_ADDR=there:7233"}, production...))
	require.ErrorContains(t, err, "BEACON_TEMPORAL_ADDR and TEMPORAL_ADDRESS are both set and differ")
	for variable, with := range map[string][]string{
		"TEMPORAL_TLS must be":                        {"TEMPORAL_TLS=yes"},
		"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION must": {"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION=perhaps"},
		"TEMPORAL_TLS_CLIENT_CERT_PATH must name":     {"TEMPORAL_TLS_CLIENT_CERT_PATH=/nowhere", "TEMPORAL_TLS_CLIENT_KEY_DATA=key"},
		"TEMPORAL_TLS_CLIENT_KEY_PATH":                {"TEMPORAL_TLS_CLIENT_CERT_PATH=" + written(t, "certificate")},
		"TEMPORAL_TLS_SERVER_CA_CERT_PATH":            {"TEMPORAL_TLS_SERVER_CA_CERT_PATH=/nowhere"},
		"TEMPORAL_CONFIG_FILE must name":              {"TEMPORAL_CONFIG_FILE=/nowhere"},
		"TEMPORAL_PROFILE needs TEMPORAL_CONFIG_FILE": {"TEMPORAL_PROFILE=far"},
		"unable to find profile":                      {"TEMPORAL_PROFILE=far", "TEMPORAL_CONFIG_FILE=" + written(t, "[profile.near]\n")},
		"BEACON_TEMPORAL_ADDR must be a host and":     {"TEMPORAL_CONFIG_FILE=" + written(t, "[profile.default]\nnamespace = \"x\"\n")},
	} {
		c := config(t, with...)
		require.ErrorContains(t, c.CheckWorker(), variable)
		require.ErrorContains(t, c.CheckAPI(), variable)
		_, err := DialTemporal(c, slog.New(slog.DiscardHandler))
		require.ErrorContains(t, err, variable)
	}
}

// authority signs certificates for both ends.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	dir  string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, dir: t.TempDir()}
	a.key = newKey(t)
	a.cert = &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, a.key.Public(), a.key)
	require.NoError(t, err)
	a.cert, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	a.write("ca.pem", "CERTIFICATE", der)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

func (a *authority) write(name, kind string, der []byte) string {
	a.t.Helper()
	file := filepath.Join(a.dir, name)
	require.NoError(a.t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	return file
}

// sign makes a certificate and its key, in two files.
func (a *authority) sign(name string) (cert, key string) {
	a.t.Helper()
	own := newKey(a.t)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}, a.cert, own.Public(), a.key)
	require.NoError(a.t, err)
	private, err := x509.MarshalPKCS8PrivateKey(own)
	require.NoError(a.t, err)
	return a.write(name+".pem", "CERTIFICATE", der), a.write(name+".key", "PRIVATE KEY", private)
}

// greeter answers the one question that a client asks before any other.
type greeter struct {
	workflowservice.UnimplementedWorkflowServiceServer
}

func (greeter) GetSystemInfo(context.Context, *workflowservice.GetSystemInfoRequest) (*workflowservice.GetSystemInfoResponse, error) {
	return &workflowservice.GetSystemInfoResponse{}, nil
}

// sealed is a Temporal as far as its health goes, which lets in whoever has a
// certificate of the authority. asked gets what each request brought.
func (a *authority) sealed(asked chan<- metadata.MD) (addr string) {
	a.t.Helper()
	cert, err := tls.LoadX509KeyPair(a.sign("temporal.test"))
	require.NoError(a.t, err)
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	s := grpc.NewServer(
		grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{cert}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert})),
		grpc.UnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			with, _ := metadata.FromIncomingContext(ctx)
			asked <- with
			return next(ctx, req)
		}))
	well := health.NewServer()
	well.SetServingStatus("temporal.api.workflowservice.v1.WorkflowService", grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(s, well)
	workflowservice.RegisterWorkflowServiceServer(s, greeter{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(a.t, err)
	go func() { _ = s.Serve(l) }()
	a.t.Cleanup(s.Stop)
	return l.Addr().String()
}

// healthy asks Temporal once.
func healthy(t *testing.T, environ ...string) error {
	t.Helper()
	tc, err := DialTemporal(config(t, environ...), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer tc.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	_, err = tc.CheckHealth(ctx, &client.CheckHealthRequest{})
	return err
}

func TestTemporalIsReachedOverMutualTLSWithAKeyAndHeaders(t *testing.T) {
	t.Parallel()
	a, asked := newAuthority(t), make(chan metadata.MD, 10)
	at := a.sealed(asked)
	cert, key := a.sign("beacon.test")
	trust := []string{"TEMPORAL_ADDRESS=" + at, "TEMPORAL_TLS_SERVER_CA_CERT_PATH=" + filepath.Join(a.dir, "ca.pem"), "TEMPORAL_TLS_SERVER_NAME=temporal.test"}
	known := append([]string{"TEMPORAL_TLS_CLIENT_CERT_PATH=" + cert, "TEMPORAL_TLS_CLIENT_KEY_PATH=" + key,
		"TEMPORAL_API_KEY_FILE=" + written(t, "cloud-key\n"), "TEMPORAL_GRPC_META_TENANT_NAME=north"}, trust...)

	require.NoError(t, healthy(t, known...))
	brought := <-asked
	require.Equal(t, []string{"Bearer cloud-key"}, brought.Get("authorization"))
	require.Equal(t, []string{"north"}, brought.Get("tenant-name"))

	require.Error(t, healthy(t, trust...), "without a certificate")
	require.Error(t, healthy(t, "BEACON_TEMPORAL_ADDR="+at), "without TLS")
	stranger, strange := newAuthority(t).sign("beacon.test")
	require.Error(t, healthy(t, append(trust, "TEMPORAL_TLS_CLIENT_CERT_PATH="+stranger, "TEMPORAL_TLS_CLIENT_KEY_PATH="+strange)...), "of another authority")
	require.Len(t, asked, 1, "nobody else is let in") // the first client asked twice
}
