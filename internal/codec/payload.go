package codec

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"google.golang.org/protobuf/proto"
)

// Encoding is what an encrypted payload says of itself, as Temporal's own samples do.
const Encoding = "binary/encrypted"

// What else stands in clear beside an encrypted payload. It is in every history many
// times, and so is short.
const (
	metaKey   = "key" // the ID of the key
	metaBound = "in"  // what it is bound to, as a digest; absent where that was not known
)

// What a payload can be refused for, beside what a sealed text can.
var (
	ErrClear     = errors.New("a payload is not encrypted")
	ErrElsewhere = errors.New("a payload belongs to another workflow")
)

// Payloads encrypts what Temporal keeps: each payload whole, with what it says of its
// encoding, and a long one compressed, by AES-256-GCM under the current key. It is bound to the namespace and the
// workflow, where Temporal's SDK says which they are, and is refused in any other.
// What is not encrypted is refused, too. Nothing is ever passed on in clear.
type Payloads struct {
	keys   Keys
	bound  []byte // what is sealed belongs here, and what is opened must; nil: not known
	loose  bool   // never bound: the workflow that the SDK names is not the real one
	panics bool   // instead of failing
	passes bool   // what is not encrypted, when decrypting
	tell   []func(error)
}

var _ converter.PayloadCodecWithSerializationContext = (*Payloads)(nil)

// NewPayloads makes a codec with these keys.
func NewPayloads(keys Keys) *Payloads { return &Payloads{keys: keys} }

// boundSize is enough of a digest that nobody finds a second workflow with the same.
const boundSize = 16

// boundTo is the digest of a workflow: it says nothing that does not stand beside it.
func boundTo(namespace, workflowID string) []byte {
	sum := sha256.Sum256([]byte(namespace + "\x00" + workflowID))
	return sum[:boundSize]
}

// WithSerializationContext is the codec of one workflow. A workflow, its activities and
// its local activities have one and the same.
func (c *Payloads) WithSerializationContext(in converter.SerializationContext) converter.PayloadCodec {
	var namespace, workflow string
	switch in := in.(type) {
	case converter.WorkflowSerializationContext:
		namespace, workflow = in.Namespace, in.WorkflowID
	case converter.ActivitySerializationContext:
		namespace, workflow = in.Namespace, in.WorkflowID
	}
	if c.loose || workflow == "" {
		return c
	}
	one := *c
	one.bound = boundTo(namespace, workflow)
	return &one
}

// Encode encrypts payloads. It fails where there is no key to do so with.
func (c *Payloads) Encode(plain []*commonpb.Payload) ([]*commonpb.Payload, error) {
	sealed := make([]*commonpb.Payload, len(plain))
	for i, p := range plain {
		var err error
		if sealed[i], err = c.seal(p); err != nil {
			return nil, c.fail("encrypt a payload", err)
		}
	}
	return sealed, nil
}

// Decode decrypts payloads: all or none. Its errors are those of this package.
func (c *Payloads) Decode(sealed []*commonpb.Payload) ([]*commonpb.Payload, error) {
	opened := make([]*commonpb.Payload, len(sealed))
	for i, p := range sealed {
		var err error
		if opened[i], err = c.open(p); err != nil {
			return nil, c.fail("decrypt a payload", err)
		}
	}
	return opened, nil
}

func (c *Payloads) fail(doing string, err error) error {
	err = fmt.Errorf("%s: %w", doing, err)
	for _, tell := range c.tell {
		tell(err)
	}
	if c.panics {
		panic(err)
	}
	return err
}

func (c *Payloads) seal(p *commonpb.Payload) (*commonpb.Payload, error) {
	id, key, err := c.keys.Current()
	if err != nil {
		return nil, err
	}
	plain, err := proto.Marshal(p)
	if err != nil {
		return nil, errors.New("it cannot be written") // the library's words may quote it
	}
	plain = pack(plain)
	nonce := make([]byte, key.NonceSize(), key.NonceSize()+len(plain)+key.Overhead())
	_, _ = rand.Read(nonce) // it never fails: crypto/rand ends the process instead
	meta := map[string][]byte{converter.MetadataEncoding: []byte(Encoding), metaKey: []byte(id)}
	if c.bound != nil {
		meta[metaBound] = c.bound
	}
	return &commonpb.Payload{Metadata: meta, Data: key.Seal(nonce, nonce, plain, boundPayload(id, c.bound))}, nil
}

func (c *Payloads) open(p *commonpb.Payload) (*commonpb.Payload, error) {
	if string(p.GetMetadata()[converter.MetadataEncoding]) != Encoding {
		if c.passes {
			return p, nil
		}
		return nil, ErrClear
	}
	id, bound := string(p.GetMetadata()[metaKey]), p.GetMetadata()[metaBound]
	if len(bound) != 0 && c.bound != nil && string(bound) != string(c.bound) {
		return nil, ErrElsewhere
	}
	key, err := c.keys.ByID(id)
	if err != nil {
		return nil, err
	}
	b := p.GetData()
	if len(b) < key.NonceSize() {
		return nil, ErrBroken
	}
	plain, err := key.Open(nil, b[:key.NonceSize()], b[key.NonceSize():], boundPayload(id, bound))
	if err != nil {
		return nil, ErrBroken
	}
	if plain, err = unpack(plain); err != nil {
		return nil, ErrBroken
	}
	opened := &commonpb.Payload{}
	if err := proto.Unmarshal(plain, opened); err != nil {
		return nil, ErrBroken
	}
	return opened, nil
}

// boundPayload is authenticated with a payload. Nothing that was sealed for SQL is ever
// mistaken for one.
func boundPayload(key string, bound []byte) []byte {
	return append([]byte("payload\x00"+form+"\x00"+key+"\x00"), bound...)
}
