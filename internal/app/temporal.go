package app

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"

	"beacon/internal/codec"
)

// Temporal is Temporal's own environment configuration, as all its tools read it: what
// a cluster with TLS, or Temporal Cloud, needs beside an address and a namespace.
type Temporal struct {
	Address   string `env:"TEMPORAL_ADDRESS" says:"Temporal's own name for BEACON_TEMPORAL_ADDR; where both are set they must agree"`
	Namespace string `env:"TEMPORAL_NAMESPACE" says:"Temporal's own name for BEACON_TEMPORAL_NAMESPACE"`
	APIKey    string `env:"TEMPORAL_API_KEY" says:"an API key, as of Temporal Cloud; TLS is used with it" secret:"true"`
	Authority string `env:"TEMPORAL_CLIENT_AUTHORITY" says:"the :authority of requests, where a proxy needs another than the address"`
	TLS       string `env:"TEMPORAL_TLS" says:"true: use TLS; false: do not. Without it TLS is used where there is an API key or any TEMPORAL_TLS_…"`
	CertPath  string `env:"TEMPORAL_TLS_CLIENT_CERT_PATH" says:"for mTLS, the file of this service's certificate (PEM)"`
	CertData  string `env:"TEMPORAL_TLS_CLIENT_CERT_DATA" says:"the certificate itself, instead of its file"`
	KeyPath   string `env:"TEMPORAL_TLS_CLIENT_KEY_PATH" says:"for mTLS, the file of the certificate's key (PEM)"`
	KeyData   string `env:"TEMPORAL_TLS_CLIENT_KEY_DATA" says:"the key itself, instead of its file" secret:"true"`
	CAPath    string `env:"TEMPORAL_TLS_SERVER_CA_CERT_PATH" says:"the file of the authority that signed the server's certificate (PEM), where the system does not know it"`
	CAData    string `env:"TEMPORAL_TLS_SERVER_CA_CERT_DATA" says:"the authority's certificate itself, instead of its file"`
	Server    string `env:"TEMPORAL_TLS_SERVER_NAME" says:"the name that the server's certificate must have, where it is not the address"`
	Unchecked string `env:"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION" says:"refused by a worker when true: name the authority instead"`
	File      string `env:"TEMPORAL_CONFIG_FILE" says:"a TOML file with profiles, as Temporal's tools keep it; read only when it is named here"`
	Profile   string `env:"TEMPORAL_PROFILE" says:"which profile of TEMPORAL_CONFIG_FILE; otherwise default"`

	Headers []string // TEMPORAL_GRPC_META_…=value
}

// headers begins the variables that each name one header of every request.
const headers = "TEMPORAL_GRPC_META_"

// nameTemporal settles which address and namespace are meant, and takes the headers.
func (c *Config) nameTemporal(vars map[string]string) error {
	t := &c.Temporal
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if strings.HasPrefix(name, headers) {
			t.Headers = append(t.Headers, name+"="+vars[name])
		}
	}
	settle := func(ours, theirs string, into *string) error {
		switch {
		case vars[ours] != "" && vars[theirs] != "" && vars[ours] != vars[theirs]:
			return problem(ours, "and "+theirs+" are both set and differ: only one of them can say it")
		case vars[theirs] != "":
			*into = vars[theirs]
		case vars[ours] == "" && t.File != "":
			*into = "" // the file says
		}
		return nil
	}
	return errors.Join(
		settle("BEACON_TEMPORAL_ADDR", "TEMPORAL_ADDRESS", &c.TemporalAddr),
		settle("BEACON_TEMPORAL_NAMESPACE", "TEMPORAL_NAMESPACE", &c.TemporalNamespace),
	)
}

// CheckTemporal says everything that is wrong with how Temporal is to be reached. It
// reads the files that are named, and calls nobody.
func (c Config) CheckTemporal() error {
	_, err := c.temporalOptions()
	return err
}

func (c Config) temporalOptions() (client.Options, error) {
	if err := c.Temporal.check(); err != nil {
		if c.TemporalAddr != "" {
			err = errors.Join(err, listens(c.TemporalAddr, "BEACON_TEMPORAL_ADDR"))
		}
		return client.Options{}, err
	}
	o, err := envconfig.LoadClientOptions(envconfig.LoadClientOptionsRequest{
		DisableFile: c.Temporal.File == "", ConfigFileStrict: true, EnvLookup: c.Temporal.lookup(),
	})
	if err != nil {
		return o, problem("TEMPORAL_…", "cannot be used: "+err.Error())
	}
	if c.TemporalAddr != "" {
		o.HostPort = c.TemporalAddr
	}
	if c.TemporalNamespace != "" {
		o.Namespace = c.TemporalNamespace
	}
	return o, errors.Join(listens(o.HostPort, "BEACON_TEMPORAL_ADDR"), need(o.Namespace, "BEACON_TEMPORAL_NAMESPACE", "it names the Temporal namespace of this service"))
}

// check finds what envconfig would pass over, or not name.
func (t Temporal) check() error {
	var errs []error
	for variable, value := range map[string]string{"TEMPORAL_TLS": t.TLS, "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION": t.Unchecked} {
		if !slices.Contains([]string{"", "true", "false", "1", "0"}, strings.ToLower(value)) {
			errs = append(errs, problem(variable, "must be true or false"))
		}
	}
	for variable, file := range map[string]string{
		"TEMPORAL_TLS_CLIENT_CERT_PATH": t.CertPath, "TEMPORAL_TLS_CLIENT_KEY_PATH": t.KeyPath,
		"TEMPORAL_TLS_SERVER_CA_CERT_PATH": t.CAPath, "TEMPORAL_CONFIG_FILE": t.File,
	} {
		if file == "" {
			continue
		}
		if _, err := secretIn(file); err != nil {
			errs = append(errs, problem(variable, "must name a file that can be read: "+err.Error()))
		}
	}
	if t.Profile != "" && t.File == "" {
		errs = append(errs, problem("TEMPORAL_PROFILE", "needs TEMPORAL_CONFIG_FILE, which holds the profiles"))
	}
	if (t.CertPath+t.CertData == "") != (t.KeyPath+t.KeyData == "") {
		errs = append(errs, problem("TEMPORAL_TLS_CLIENT_CERT_PATH", "and TEMPORAL_TLS_CLIENT_KEY_PATH (or their …_DATA) belong together: mTLS needs both"))
	}
	return errors.Join(errs...)
}

// lookup has envconfig see what was read here, and nothing else.
func (t Temporal) lookup() envconfig.EnvLookup {
	return variablesOf{
		"TEMPORAL_ADDRESS": t.Address, "TEMPORAL_NAMESPACE": t.Namespace, "TEMPORAL_API_KEY": t.APIKey,
		"TEMPORAL_CLIENT_AUTHORITY": t.Authority, "TEMPORAL_TLS": t.TLS,
		"TEMPORAL_TLS_CLIENT_CERT_PATH": t.CertPath, "TEMPORAL_TLS_CLIENT_CERT_DATA": t.CertData,
		"TEMPORAL_TLS_CLIENT_KEY_PATH": t.KeyPath, "TEMPORAL_TLS_CLIENT_KEY_DATA": t.KeyData,
		"TEMPORAL_TLS_SERVER_CA_CERT_PATH": t.CAPath, "TEMPORAL_TLS_SERVER_CA_CERT_DATA": t.CAData,
		"TEMPORAL_TLS_SERVER_NAME": t.Server, "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION": t.Unchecked,
		"TEMPORAL_CONFIG_FILE": t.File, "TEMPORAL_PROFILE": t.Profile,
	}.with(t.Headers)
}

type variablesOf map[string]string

func (v variablesOf) with(pairs []string) variablesOf {
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		v[name] = value
	}
	return v
}

// LookupEnv finds a variable that is set to something.
func (v variablesOf) LookupEnv(name string) (string, bool) { return v[name], v[name] != "" }

// Environ lists them as KEY=value.
func (v variablesOf) Environ() (pairs []string) {
	for name, value := range v {
		if value != "" {
			pairs = append(pairs, name+"="+value)
		}
	}
	return pairs
}

// DialTemporal makes a client for the configured namespace. It does not wait for
// the server: one that is away is met again when it is back. Everything that it has
// Temporal keep is encrypted; without keys it refuses to, and says which variable is
// missing.
func DialTemporal(c Config, log *slog.Logger, with ...func(*client.Options)) (client.Client, error) {
	return dial(c, log, codec.Options, with)
}

// dialWorker makes the client that a worker is made from, and that nobody else may use:
// what it cannot decrypt blocks the case until somebody has looked, as its panic does
// nowhere else.
func dialWorker(c Config, log *slog.Logger, with []func(*client.Options)) (client.Client, error) {
	return dial(c, log, codec.WorkerOptions, with)
}

type encrypting func(keys codec.Keys, tell ...func(error)) func(*client.Options)

func dial(c Config, log *slog.Logger, encrypted encrypting, with []func(*client.Options)) (client.Client, error) {
	o, err := c.temporalOptions()
	if err != nil {
		return nil, err
	}
	keys, err := c.payloadKeys()
	if err != nil {
		return nil, err
	}
	o.Logger = temporalLog(log)
	encrypted(keys, unreadablePayloads(log))(&o)
	mayAskAnew(&o)
	tracing, err := c.traced.Interceptor()
	if err != nil {
		return nil, err
	}
	if tracing != nil {
		o.Interceptors = append(o.Interceptors, tracing)
	}
	for _, more := range with {
		more(&o)
	}
	tc, err := client.NewLazyClient(o)
	if err != nil {
		return nil, fmt.Errorf("reach Temporal: %w", err)
	}
	return tc, nil
}
