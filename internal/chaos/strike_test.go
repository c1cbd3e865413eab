package chaos

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumsspb "go.temporal.io/server/api/enums/v1"
	persistencespb "go.temporal.io/server/api/persistence/v1"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func TestWhatATimerOfTemporalsIsForIsRead(t *testing.T) {
	t.Parallel()
	for kind := range enumsspb.TaskType_name {
		b, err := (&persistencespb.TimerTaskInfo{
			NamespaceId: "n", WorkflowId: "case/1", RunId: "r", TaskType: enumsspb.TaskType(kind), EventId: 7, VisibilityTime: timestamppb.New(time.Now()),
		}).Marshal()
		require.NoError(t, err)
		require.Equal(t, uint64(kind), taskType(b), kind)
	}
	require.EqualValues(t, enumsspb.TASK_TYPE_USER_TIMER, userTimer)
	require.Zero(t, taskType([]byte{0xff, 0xff}))
	require.Zero(t, taskType(nil))
}

func TestAMomentIsWrittenAsTheTablesHaveIt(t *testing.T) {
	t.Parallel()
	require.Equal(t, "2026-03-02T09:00:00.007Z", sqlTime(time.Date(2026, 3, 2, 10, 0, 0, 7_900_000, time.FixedZone("", 3600))))
}
