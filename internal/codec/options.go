package codec

import (
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/worker"
)

// Options has a client encrypt all that it gives Temporal to keep, with the messages
// and stack traces of failures, and refuse what is not encrypted. Those who are to be
// told hear of every payload that could not be encrypted or decrypted, and why: Temporal
// keeps what becomes of it to itself.
func Options(keys Keys, tell ...func(error)) func(*client.Options) {
	return options(&Payloads{keys: keys, tell: tell})
}

// WorkerOptions are the Options of the client that a worker is made from: what cannot
// be decrypted there is a panic. The SDK then fails the workflow task, and Temporal
// tries it again until the key is there. An error would end the case, or pass for
// something that was never recorded.
func WorkerOptions(keys Keys, tell ...func(error)) func(*client.Options) {
	return options(&Payloads{keys: keys, panics: true, tell: tell})
}

// ReplayOptions have a replayer read encrypted histories. A file of a history does not
// say which workflow it is of, and so it is not looked at.
func ReplayOptions(keys Keys) func(*worker.WorkflowReplayerOptions) {
	return func(o *worker.WorkflowReplayerOptions) {
		o.DataConverter, o.FailureConverter = converters(o.DataConverter, &Payloads{keys: keys, loose: true, panics: true})
	}
}

// options: what is encrypted does not become shorter by compressing it once more on its way,
// which the SDK does unless it is told otherwise.
func options(c *Payloads) func(*client.Options) {
	return func(o *client.Options) {
		o.DataConverter, o.FailureConverter = converters(o.DataConverter, c)
		if o.ConnectionOptions.GrpcCompression == nil {
			o.ConnectionOptions.GrpcCompression = &client.GrpcCompressionNone{}
		}
	}
}

func converters(inner converter.DataConverter, c *Payloads) (converter.DataConverter, converter.FailureConverter) {
	if inner == nil {
		inner = converter.GetDefaultDataConverter()
	}
	data := converter.NewCodecDataConverter(inner, c)
	return data, newFailures(data)
}
