package codec_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"beacon/internal/codec"
)

// of is the codec of one workflow.
func of(keys codec.Keys, workflow string) converter.PayloadCodec {
	return codec.NewPayloads(keys).WithSerializationContext(converter.WorkflowSerializationContext{Namespace: "beacon", WorkflowID: workflow})
}

func payload(t *testing.T, value any) *commonpb.Payload {
	t.Helper()
	p, err := converter.GetDefaultDataConverter().ToPayload(value)
	require.NoError(t, err)
	return p
}

func encrypted(t *testing.T, c converter.PayloadCodec, p *commonpb.Payload) *commonpb.Payload {
	t.Helper()
	sealed, err := c.Encode([]*commonpb.Payload{p})
	require.NoError(t, err)
	require.Len(t, sealed, 1)
	return sealed[0]
}

func decrypt(c converter.PayloadCodec, p *commonpb.Payload) (*commonpb.Payload, error) {
	opened, err := c.Decode([]*commonpb.Payload{p})
	if err != nil {
		return nil, err
	}
	return opened[0], nil
}

func TestALongPayloadIsCompressedAndComesBack(t *testing.T) {
	t.Parallel()
	c := of(ring(t, codec.NewKey("k0")), "case/1")
	for _, long := range []string{strings.Repeat(`{"kind":"task","due":"2026-03-02T09:00:00Z"},`, 500), strings.Repeat("x", 4<<20)} {
		p := payload(t, long)
		sealed := encrypted(t, c, p)
		require.Less(t, len(sealed.GetData()), len(p.GetData())/10)
		opened, err := decrypt(c, sealed)
		require.NoError(t, err)
		require.True(t, proto.Equal(p, opened))
	}
}

// The length of what somebody may choose, beside what they do not know, tells nothing of it.
func TestAShortPayloadIsAsLongAsItIs(t *testing.T) {
	t.Parallel()
	c := of(ring(t, codec.NewKey("k0")), "case/1")
	even, odd := payload(t, strings.Repeat("a", 900)), payload(t, randomText(450))
	require.Len(t, encrypted(t, c, even).GetData(), len(encrypted(t, c, odd).GetData()))
}

// randomText is of twice so many letters.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func TestWhatIsEncryptedIsNotCompressedOnTheWay(t *testing.T) {
	t.Parallel()
	keys, err := codec.ParseRing(codec.NewKey("one"))
	require.NoError(t, err)
	var o client.Options
	codec.WorkerOptions(keys)(&o)
	require.IsType(t, &client.GrpcCompressionNone{}, o.ConnectionOptions.GrpcCompression)
	o.ConnectionOptions.GrpcCompression = &client.GrpcCompressionGzip{}
	codec.Options(keys)(&o)
	require.IsType(t, &client.GrpcCompressionGzip{}, o.ConnectionOptions.GrpcCompression, "whoever says otherwise keeps it")
}

func TestAnyPayloadComesBackUnderAnyKeyThatIsKept(t *testing.T) {
	t.Parallel()
	keys := []string{codec.NewKey("k0"), codec.NewKey("k1"), codec.NewKey("k2"), codec.NewKey("k3")}
	rings := make([]*codec.Ring, len(keys))
	for i := range keys { // each ring has the newest first, and keeps all older
		var newestFirst []string
		for j := i; j >= 0; j-- {
			newestFirst = append(newestFirst, keys[j])
		}
		rings[i] = ring(t, newestFirst...)
	}
	rapid.Check(t, func(r *rapid.T) {
		p := &commonpb.Payload{
			Metadata: rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.Byte())).Draw(r, "metadata"),
			Data:     rapid.SliceOf(rapid.Byte()).Draw(r, "data"),
		}
		before := proto.CloneOf(p)
		sealedBy, openedBy := rapid.IntRange(0, 3).Draw(r, "sealed by"), rapid.IntRange(0, 3).Draw(r, "opened by")
		id := rapid.SampledFrom([]string{"", "case/1", "case/2"}).Draw(r, "workflow")
		sealed, err := of(rings[sealedBy], id).Encode([]*commonpb.Payload{p})
		if len(p.GetMetadata()) > 0 && !validText(p) { // what proto cannot write is refused, not let through
			if err == nil {
				r.Fatal("written as it cannot be")
			}
			return
		}
		if err != nil || !proto.Equal(before, p) {
			r.Fatal("sealing fails, or changes what it is given", err)
		}
		opened, err := decrypt(of(rings[openedBy], id), sealed[0])
		if openedBy < sealedBy {
			missing := (*codec.MissingKey)(nil)
			if !errors.As(err, &missing) || missing.ID != "k"+string(rune('0'+sealedBy)) || !errors.Is(err, codec.ErrNoKey) {
				r.Fatal("the key that is missing is not named", err)
			}
			return
		}
		if err != nil || !proto.Equal(p, opened) {
			r.Fatal("not what was sealed", err)
		}
	})
}

func validText(p *commonpb.Payload) bool { _, err := proto.Marshal(p); return err == nil }

func TestAnEncryptedPayloadShowsNothingButItsKeyAndWhereItBelongs(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("2026"))
	p := payload(t, "Zebedee")
	one, same := encrypted(t, of(r, "case/1"), p), encrypted(t, of(r, "case/1"), p)
	require.Equal(t, map[string][]byte{"encoding": []byte("binary/encrypted"), "key": []byte("2026"), "in": one.Metadata["in"]}, one.Metadata)
	require.NotEqual(t, one.Data, same.Data, "equal payloads do not show")
	require.Equal(t, one.Metadata, same.Metadata)
	require.False(t, bytes.Contains(one.Data, []byte("Zebedee")))
	require.LessOrEqual(t, proto.Size(one)-proto.Size(p), 120, "of what is in every history so many times")
}

func TestAPayloadOpensOnlyInItsOwnWorkflow(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("a"))
	p := payload(t, "word")
	sealed := encrypted(t, of(r, "case/1"), p)
	activity := converter.ActivitySerializationContext{Namespace: "beacon", WorkflowID: "case/1", ActivityType: "Publish", IsLocal: true}
	for _, same := range []converter.PayloadCodec{of(r, "case/1"), codec.NewPayloads(r).WithSerializationContext(activity), codec.NewPayloads(r)} {
		opened, err := decrypt(same, sealed)
		require.NoError(t, err)
		require.True(t, proto.Equal(p, opened))
	}
	elsewhere := converter.WorkflowSerializationContext{Namespace: "another", WorkflowID: "case/1"}
	for _, other := range []converter.PayloadCodec{of(r, "case/2"), codec.NewPayloads(r).WithSerializationContext(elsewhere)} {
		_, err := decrypt(other, sealed)
		require.ErrorIs(t, err, codec.ErrElsewhere)
	}
	moved := proto.CloneOf(sealed)
	moved.Metadata["in"] = encrypted(t, of(r, "case/2"), p).Metadata["in"]
	_, err := decrypt(of(r, "case/2"), moved)
	require.ErrorIs(t, err, codec.ErrBroken, "saying that it belongs there does not make it so")
	delete(moved.Metadata, "in")
	_, err = decrypt(of(r, "case/2"), moved)
	require.ErrorIs(t, err, codec.ErrBroken, "nor does saying nothing")
}

func TestAnyByteThatIsChangedIsSeen(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("a"), codec.NewKey("b"))
	c := of(r, "case/1")
	sealed := encrypted(t, c, payload(t, "word"))
	refused := func(p *commonpb.Payload, what string, at int) {
		t.Helper()
		_, err := decrypt(c, p)
		require.Error(t, err, "%s, byte %d", what, at)
	}
	for at := range sealed.Data {
		changed := proto.CloneOf(sealed)
		changed.Data[at] ^= 1
		refused(changed, "data", at)
		refused(&commonpb.Payload{Metadata: sealed.Metadata, Data: sealed.Data[:at]}, "shortened to", at)
	}
	for name, value := range sealed.Metadata {
		for at := range value {
			changed := proto.CloneOf(sealed)
			changed.Metadata[name][at] ^= 1
			refused(changed, name, at)
		}
		without := proto.CloneOf(sealed)
		delete(without.Metadata, name)
		refused(without, "no "+name, 0)
	}
	renamed := proto.CloneOf(sealed)
	renamed.Metadata["key"] = []byte("b")
	refused(renamed, "another key", 0)
}

func TestWhatLiesInClearIsRefusedAndNeverWritten(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("a"))
	for _, foreign := range []*commonpb.Payload{payload(t, "word"), payload(t, nil), {}, {Data: []byte("word")}, nil} {
		_, err := decrypt(codec.NewPayloads(r), foreign)
		require.ErrorIs(t, err, codec.ErrClear)
	}
	_, err := codec.NewPayloads(&codec.Ring{}).Encode([]*commonpb.Payload{payload(t, "word")})
	require.ErrorIs(t, err, codec.ErrNoKey)
	sealed, _ := codec.NewPayloads(&codec.Ring{}).Encode([]*commonpb.Payload{payload(t, "word")})
	require.Nil(t, sealed)
}

func TestAnErrorRepeatsNothingThatCameFromOutside(t *testing.T) {
	t.Parallel()
	sealed := encrypted(t, codec.NewPayloads(ring(t, codec.NewKey("a"))), payload(t, "word"))
	sealed.Metadata["key"] = []byte("Zebedee Quux, 7 Canary Lane")
	_, err := decrypt(codec.NewPayloads(ring(t, codec.NewKey("a"))), sealed)
	require.ErrorIs(t, err, codec.ErrBroken)
	require.NotContains(t, err.Error(), "Zebedee")
}

// configured are the converters that an option gives a client.
func configured(with func(*client.Options)) client.Options {
	var o client.Options
	with(&o)
	return o
}

func TestMessagesAndStacksOfFailuresAreEncryptedToo(t *testing.T) {
	t.Parallel()
	r := ring(t, codec.NewKey("a"))
	here := converter.WorkflowSerializationContext{Namespace: "beacon", WorkflowID: "case/1"}
	f := converter.WithFailureConverterSerializationContext(configured(codec.Options(r)).FailureConverter, here)
	failure := f.ErrorToFailure(temporal.NewApplicationErrorWithCause("Zebedee said", "odd", errors.New("Quux did"), "Canary Lane"))
	written, err := proto.Marshal(failure)
	require.NoError(t, err)
	for _, word := range []string{"Zebedee", "Quux", "Canary"} {
		require.NotContains(t, string(written), word)
	}
	for each := failure; each != nil; each = each.GetCause() {
		require.NotEmpty(t, each.EncodedAttributes.Metadata["in"], "each belongs to its workflow")
	}
	back := f.FailureToError(failure)
	require.ErrorContains(t, back, "Zebedee said")
	app := (*temporal.ApplicationError)(nil)
	require.ErrorAs(t, back, &app)
	var detail string
	require.NoError(t, app.Details(&detail))
	require.Equal(t, "Canary Lane", detail)
	require.ErrorContains(t, errors.Unwrap(back), "Quux did")
}

func TestAFailureUnderAMissingKeySaysWhich(t *testing.T) {
	t.Parallel()
	old, next := ring(t, codec.NewKey("old")), ring(t, codec.NewKey("next"))
	failure := configured(codec.Options(old)).FailureConverter.ErrorToFailure(errors.New("Zebedee said"))
	back := configured(codec.Options(next)).FailureConverter.FailureToError(failure)
	require.ErrorContains(t, back, `key "old", which is not in the ring`)
	require.PanicsWithError(t, `decrypt a payload: it was sealed with key "old", which is not in the ring`, func() {
		_ = configured(codec.WorkerOptions(next)).FailureConverter.FailureToError(failure)
	})
}

func TestAWorkerPanicsRatherThanFail(t *testing.T) {
	t.Parallel()
	data := configured(codec.WorkerOptions(ring(t, codec.NewKey("a")))).DataConverter
	var got string
	require.Panics(t, func() { _ = data.FromPayload(payload(t, "clear"), &got) })
	lacking := configured(codec.WorkerOptions(&codec.Ring{})).DataConverter
	require.Panics(t, func() { _, _ = lacking.ToPayload("word") })
	require.Empty(t, got)
}

func FuzzNoForeignPayloadPanicsOrOpens(f *testing.F) {
	key := "a:" + strings.Repeat("A", 43) + "="
	r, err := codec.ParseRing(key)
	require.NoError(f, err)
	sealed, err := codec.NewPayloads(r).Encode([]*commonpb.Payload{{Data: []byte("word")}})
	require.NoError(f, err)
	real, err := proto.Marshal(sealed[0])
	require.NoError(f, err)
	f.Add(real)
	f.Add([]byte{})
	f.Add(real[:len(real)-3])
	for _, data := range []string{"", "short", "twelve bytes"} {
		b, err := proto.Marshal(&commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte(codec.Encoding), "key": []byte("a")}, Data: []byte(data)})
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p := &commonpb.Payload{}
		if proto.Unmarshal(b, p) != nil {
			return
		}
		opened, err := decrypt(codec.NewPayloads(r), p)
		if err == nil {
			require.Equal(t, "word", string(opened.GetData()), "only what was sealed opens")
		}
	})
}
