package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc/credentials"

	"beacon/internal/telemetry"
)

// Traces is OpenTelemetry's own environment configuration, as far as it is heeded here.
type Traces struct {
	Endpoint string `env:"OTEL_EXPORTER_OTLP_ENDPOINT" says:"where a collector takes traces, by OTLP, such as http://127.0.0.1:4318; empty, with the next: nothing is traced"`
	Whole    string `env:"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" says:"the same for traces alone: with http/protobuf the whole address"`
	Protocol string `env:"OTEL_EXPORTER_OTLP_PROTOCOL" envDefault:"http/protobuf" says:"http/protobuf or grpc"`
	Headers  string `env:"OTEL_EXPORTER_OTLP_HEADERS" says:"headers for the collector: name=value[,name=value]" secret:"true"`
	CA       string `env:"OTEL_EXPORTER_OTLP_CERTIFICATE" says:"the file of the authority that signed the collector's certificate (PEM), where the system does not know it"`
	Service  string `env:"OTEL_SERVICE_NAME" says:"what traces call this service; otherwise beacon-api or beacon-worker"`
	About    string `env:"OTEL_RESOURCE_ATTRIBUTES" says:"more about this process, for every trace: name=value[,name=value]"`
	Sampler  string `env:"OTEL_TRACES_SAMPLER" envDefault:"parentbased_always_on" says:"which traces are kept: always_on, always_off, traceidratio, or one of them after parentbased_"`
	Ratio    string `env:"OTEL_TRACES_SAMPLER_ARG" says:"for traceidratio, how many of them: 0 to 1"`
	Disabled bool   `env:"OTEL_SDK_DISABLED" envDefault:"false" says:"true: nothing is traced, whatever else is set"`
}

// on says whether anything is to be traced.
func (t Traces) on() bool { return t.Endpoint+t.Whole != "" && !t.Disabled }

// check says everything that is wrong with where traces go.
func (t Traces) check() error {
	if !t.on() {
		return nil
	}
	var errs []error
	for variable, value := range map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": t.Endpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": t.Whole} {
		if value != "" {
			errs = append(errs, whole(value, variable, "http://127.0.0.1:4318"))
		}
	}
	if !slices.Contains([]string{"grpc", "http/protobuf"}, t.Protocol) {
		errs = append(errs, problem("OTEL_EXPORTER_OTLP_PROTOCOL", "must be http/protobuf or grpc"))
	}
	for variable, value := range map[string]string{"OTEL_EXPORTER_OTLP_HEADERS": t.Headers, "OTEL_RESOURCE_ATTRIBUTES": t.About} {
		_, err := listed(variable, value)
		errs = append(errs, err)
	}
	_, wrong := t.sampler()
	_, unreadable := t.tls()
	return errors.Join(append(errs, wrong, unreadable)...)
}

// listed reads name=value[,name=value], as OpenTelemetry writes it.
func listed(variable, value string) (map[string]string, error) {
	all := map[string]string{}
	for pair := range strings.SplitSeq(value, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, said, found := strings.Cut(pair, "=")
		text, err := url.PathUnescape(strings.TrimSpace(said))
		if name = strings.TrimSpace(name); !found || name == "" || err != nil {
			return nil, problem(variable, "must be name=value[,name=value]")
		}
		all[name] = text
	}
	return all, nil
}

func (t Traces) sampler() (sdktrace.Sampler, error) {
	kind, below := strings.CutPrefix(t.Sampler, "parentbased_")
	var s sdktrace.Sampler
	switch kind {
	case "always_on":
		s = sdktrace.AlwaysSample()
	case "always_off":
		s = sdktrace.NeverSample()
	case "traceidratio":
		ratio, err := strconv.ParseFloat(t.Ratio, 64)
		if t.Ratio == "" {
			ratio, err = 1, nil
		}
		if err != nil || ratio < 0 || ratio > 1 {
			return nil, problem("OTEL_TRACES_SAMPLER_ARG", "must be a number from 0 to 1")
		}
		s = sdktrace.TraceIDRatioBased(ratio)
	default:
		return nil, problem("OTEL_TRACES_SAMPLER", "must be always_on, always_off or traceidratio, or one of them after parentbased_")
	}
	if below {
		s = sdktrace.ParentBased(s)
	}
	return s, nil
}

func (t Traces) tls() (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CA == "" {
		return c, nil
	}
	pem, err := os.ReadFile(t.CA)
	if err != nil {
		return nil, problem("OTEL_EXPORTER_OTLP_CERTIFICATE", "must name a file that can be read: "+err.Error())
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, problem("OTEL_EXPORTER_OTLP_CERTIFICATE", "must name a file of certificates (PEM)")
	}
	return c, nil
}

// exporter makes the way to the collector. It calls nobody: one that is away is tried
// again, and held up by nothing.
func (t Traces) exporter(ctx context.Context) (sdktrace.SpanExporter, error) {
	headers, err := listed("OTEL_EXPORTER_OTLP_HEADERS", t.Headers)
	if err != nil {
		return nil, err
	}
	secured, err := t.tls()
	if err != nil {
		return nil, err
	}
	at := t.Whole
	if t.Protocol == "grpc" {
		if at == "" {
			at = t.Endpoint
		}
		with := []otlptracegrpc.Option{otlptracegrpc.WithEndpointURL(at), otlptracegrpc.WithHeaders(headers)}
		if strings.HasPrefix(at, "https:") {
			with = append(with, otlptracegrpc.WithTLSCredentials(credentials.NewTLS(secured)))
		}
		return otlptracegrpc.New(ctx, with...)
	}
	if at == "" {
		at = strings.TrimSuffix(t.Endpoint, "/") + "/v1/traces"
	}
	with := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(at), otlptracehttp.WithHeaders(headers)}
	if strings.HasPrefix(at, "https:") {
		with = append(with, otlptracehttp.WithTLSClientConfig(secured))
	}
	return otlptracehttp.New(ctx, with...)
}

// Trace begins the traces of this process, which calls itself so, where a collector is
// configured. Everything that is opened from this configuration afterwards is traced.
// stop hands over the rest.
func (c *Config) Trace(ctx context.Context, process string, log *slog.Logger) (stop func(), err error) {
	if !c.Traces.on() {
		return func() {}, nil
	}
	if err := c.Traces.check(); err != nil {
		return nil, err
	}
	to, err := c.Traces.exporter(ctx)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	telemetry.TellErrors(log)
	return c.traceTo(to, process)
}

func (c *Config) traceTo(to sdktrace.SpanExporter, process string) (stop func(), err error) {
	sampler, err := c.Traces.sampler()
	if err != nil {
		return nil, err
	}
	more, err := listed("OTEL_RESOURCE_ATTRIBUTES", c.Traces.About)
	if err != nil {
		return nil, err
	}
	if c.Traces.Service != "" {
		process = c.Traces.Service
	}
	about := []attribute.KeyValue{attribute.String("service.name", process), attribute.String("service.version", Version)}
	for name, value := range more {
		if name != "service.name" {
			about = append(about, attribute.String(name, value))
		}
	}
	c.traced = telemetry.NewTraces(to, telemetry.TraceOptions{Sampler: sampler, Attributes: about})
	return c.traced.Stop, nil
}
