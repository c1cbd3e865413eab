package codec

import (
	failurepb "go.temporal.io/api/failure/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

// failures is the SDK's own converter of failures, which encrypts their messages and
// stack traces. Unlike it, it passes on which workflow they are of, and says why one
// cannot be read.
type failures struct {
	*temporal.DefaultFailureConverter
	data converter.DataConverter
}

var _ converter.FailureConverterWithSerializationContext = failures{}

func newFailures(data converter.DataConverter) failures {
	return failures{data: data, DefaultFailureConverter: temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter: data, EncodeCommonAttributes: true,
	})}
}

// WithSerializationContext is the converter of one workflow's failures.
func (f failures) WithSerializationContext(in converter.SerializationContext) converter.FailureConverter {
	return newFailures(converter.WithDataConverterSerializationContext(f.data, in))
}

// FailureToError is the error that a failure was. The message of one that cannot be
// decrypted says why not.
func (f failures) FailureToError(failure *failurepb.Failure) error {
	failure = proto.CloneOf(failure)
	for each := failure; each != nil; each = each.GetCause() {
		if each.GetEncodedAttributes() == nil {
			continue
		}
		var said any
		if err := f.data.FromPayload(each.GetEncodedAttributes(), &said); err != nil {
			each.Message = "a failure cannot be read: " + err.Error()
		}
	}
	return f.DefaultFailureConverter.FailureToError(failure)
}
