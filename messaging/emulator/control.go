package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
)

// controlRoutes adds the JSON API by which tests and people steer the emulator.
//
//	GET    /control/messages      the messages accepted and the replies, oldest first; ?channel= and ?to= narrow it
//	POST   /control/inbound       a text from a person: {"from","to","body"}; answers when the webhook has
//	GET    /control/faults        the faults in force
//	POST   /control/faults        one more: see Fault
//	DELETE /control/faults        none any more
//	DELETE /control/faults/{id}   this one no more
func (e *Emulator) controlRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /control/messages", e.controlMessages)
	mux.HandleFunc("POST /control/inbound", e.controlInbound)
	mux.HandleFunc("GET /control/faults", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"faults": e.Faults()})
	})
	mux.HandleFunc("POST /control/faults", e.controlAddFault)
	mux.HandleFunc("DELETE /control/faults", func(w http.ResponseWriter, _ *http.Request) {
		e.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /control/faults/{id}", e.controlEndFault)
}

func (e *Emulator) controlMessages(w http.ResponseWriter, r *http.Request) {
	channel, to := Channel(r.FormValue("channel")), r.FormValue("to")
	other := func(m Message) bool { return (channel != "" && m.Channel != channel) || (to != "" && m.To != to) }
	writeJSON(w, http.StatusOK, map[string]any{
		"messages": slices.DeleteFunc(e.Messages(), other),
		"replies":  slices.DeleteFunc(e.Replies(), other),
	})
}

func (e *Emulator) controlInbound(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		From string `json:"from"`
		To   string `json:"to"`
		Body string `json:"body"`
	}
	if err := readStrict(w, r, &asked); err != nil {
		refuseControl(w, err)
		return
	}
	m, answer, err := e.Reply(r.Context(), asked.From, asked.To, asked.Body)
	if err != nil {
		refuseControl(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, map[string]any{"sid": m.SID, "to": m.To, "opt_out": m.OptOut, "webhook_status": answer})
}

func (e *Emulator) controlAddFault(w http.ResponseWriter, r *http.Request) {
	var f Fault
	err := readStrict(w, r, &f)
	if err == nil {
		f, err = e.AddFault(f)
	}
	if err != nil {
		refuseControl(w, err)
		return
	}
	writeJSON(w, http.StatusCreated, f)
}

func (e *Emulator) controlEndFault(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || !e.EndFault(id) {
		writeJSON(w, http.StatusNotFound, map[string]string{"error": "no such fault"})
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// readStrict reads one JSON object with known fields only.
func readStrict(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read request: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("read request: something follows the object")
	}
	return nil
}

// refuseControl answers 400 with what is wrong, or 500 where the ledger failed.
func refuseControl(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if errors.Is(err, errLedger) {
		status = http.StatusInternalServerError
	}
	writeJSON(w, status, map[string]string{"error": err.Error()})
}
