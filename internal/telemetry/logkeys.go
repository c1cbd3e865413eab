package telemetry

// LogKeys are the attributes that a log may hold, and what each is. Whatever is not
// here is withheld. A value is an ID that this service or Temporal made, a code, a
// name of a part of the machinery, a count or a time; never what somebody wrote. To
// log something new, add a line.
var LogKeys = map[string]string{
	"route": "the pattern of a request's path", "method": "of a request", "status": "of an answer", "ms": "how long it took",
	"request_id": "the one that was answered", "trace_id": "the trace that it belongs to", "role": "in which somebody acts",
	"case": "its ID", "tries": "how many", "again": "a time", "came": "what came of it, a code", "into": "the case that another goes on as", "message": "its ID", "text": "its ID", "news": "its ID", "point": "the ID of a contact point",
	"code": "of a refusal", "cause": "what went wrong: see Cause", "kind": "the Go type of an error",
	"provider": "its name", "scope": "of a pause", "why": "in words that this program made", "setting": "the name of a variable",
	"addr": "where something listens", "version": "of this build", "again_in": "a length of time", "limit": "a length of time",
	"calendar": "bank holidays", "was": "bank holidays", "until": "a date",
	"endpoint": "where traces go", "lost": "how many spans", "worker": "what a process of this service is",
	"cases": "how many", "due": "a time", "late": "a length of time", "n": "how many", "clock": "the ID of a clock",

	// What Temporal's SDK says of itself.
	"Namespace": "", "TaskQueue": "", "WorkerID": "", "WorkflowType": "", "WorkflowID": "", "RunID": "",
	"ActivityType": "", "ActivityID": "", "Attempt": "", "UpdateName": "", "TraceID": "", "SpanID": "",
}

// ServerKeys are the attributes that the log of a Temporal server in this process may
// hold beside those.
var ServerKeys = map[string]string{
	"service": "", "component": "", "lifecycle": "", "error": "see Cause", "error-type": "", "service-error-type": "", "address": "", "host": "", "port": "",
	"shard-id": "", "wf-namespace": "", "wf-namespace-id": "", "wf-id": "", "wf-run-id": "", "wf-type": "", "wf-task-queue-name": "",
	"wf-task-queue-type": "", "queue-task-type": "", "queue-task-id": "", "attempt": "", "operation": "", "store-operation": "", "store-type": "", "logging-call-at": "",
	"cluster-name": "", "worker-component": "", "server-name": "", "timeout": "", "size": "", "build-id": "",
}
