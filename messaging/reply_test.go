package messaging_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"beacon/messaging"
)

func TestACallForHelpIsHeardHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"Help", "HELP!!", "help me", "pls help", "He's here", "hes here", "He\u2019s back again", "he is outside my flat", "I'm scared", "im SCARED",
		"he threatened me", "he tried to strangle me", "call 999", "999", "can't get out", "I want to die", "he said he'd kill me",
		"stop he knows", "he took the kids", "Who is this?", "this is my wife's phone", "dwi'n ofnus",
	} {
		require.True(t, messaging.Distress(words), words)
	}
	for _, words := range []string{
		"", "1", "STOP", "ok", "Thank you", "Can you ring me on Friday?", "what time is it", "yes that is fine", "see you then", "🙂", "\x00\xff",
	} {
		require.False(t, messaging.Distress(words), words)
	}
}

func TestOnlyAOneByItselfConfirms(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"1", "1.", " 1 ", "1\n", "'1'", "\"1\"", "(1)", "1!"} {
		require.True(t, messaging.Confirms(words), words)
	}
	for _, words := range []string{"", "11", "1 no", "no 1", "2", "-", "one", "1 1", "Yes", "l", "I", "1\x00", "①"} {
		require.False(t, messaging.Confirms(words), words)
	}
}
