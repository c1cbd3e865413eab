package codec

import (
	_ "embed"
	"errors"

	"github.com/klauspost/compress/zstd"
)

// How what is encrypted was packed: its first byte.
const (
	asItIs byte = iota
	byZstd
)

const (
	// packFrom is the length from which compressing is worth it. Only states and policies are
	// as long, in which nobody chooses words; a command that somebody sends is shorter.
	packFrom = 1 << 10

	// unpackMost is more than Temporal keeps in one payload, were it all one letter.
	unpackMost = 64 << 20
)

// dictionary is what most of what is long is made of: a policy and the state of a case, both
// made up. What was packed by it is unpacked by it alone, so that it never changes. A better
// one gets a number of its own, and this one stays.
//
//go:embed dictionaries/1
var dictionary []byte

const dictionaryNumber = 1

// Both may be used by many at once; one encoder with a short memory serves a process, as
// there is little to pack and each takes as much as thirty cases. What they pack is authenticated with what holds it, and
// so has no digest of its own.
var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(128<<10), zstd.WithEncoderDictRaw(dictionaryNumber, dictionary))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(unpackMost), zstd.WithDecoderDictRaw(dictionaryNumber, dictionary))
)

func pack(plain []byte) []byte {
	if len(plain) >= packFrom {
		if packed := packer.EncodeAll(plain, []byte{byZstd}); len(packed) <= len(plain) {
			return packed
		}
	}
	return append([]byte{asItIs}, plain...)
}

func unpack(packed []byte) ([]byte, error) {
	switch {
	case len(packed) > 0 && packed[0] == asItIs:
		return packed[1:], nil
	case len(packed) > 0 && packed[0] == byZstd:
		return unpacker.DecodeAll(packed[1:], nil)
	}
	return nil, errors.New("packed in a way that is not known here")
}
