package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// kindView is a kind of fault to choose; faultView is a fault in force.
type (
	kindView  struct{ Kind, Says string }
	faultView struct{ Says, Strikes, Often string }
)

// kindViews are the faults in the words of the page.
var kindViews = []kindView{
	{string(AcceptThenDrop), "Take it, then close the connection without an answer"},
	{string(Error500AfterAccept), "Take it, then answer 500"},
	{string(Error500), "Answer 500, do not take it"},
	{string(Error429), "Answer 429: too many, come back later"},
	{string(Slow), "Take it, answer late"},
	{string(Timeout), "Do not take it, never answer"},
	{string(Held), "Keep it in the queue before it is sent"},
	{string(FinalFailure), "Fail to deliver it"},
	{string(CallbackLate), "Call the webhook late"},
	{string(CallbackDuplicate), "Call the webhook twice"},
	{string(CallbackReorder), "Call the webhook in the wrong order"},
	{string(CallbackMissing), "Do not call the webhook"},
	{string(ListLag), "Leave it out of lists for a while"},
}

func faultViews(fs []Fault) (all []faultView) {
	for _, f := range fs {
		v := faultView{Strikes: "Texts and emails", Often: fmt.Sprintf("The next %d", f.Next)}
		for _, k := range kindViews {
			if k.Kind == string(f.Kind) {
				v.Says = k.Says
			}
		}
		switch f.Provider {
		case string(SMS):
			v.Strikes = "Texts"
		case string(Email):
			v.Strikes = "Emails"
		case Twilio, SendGrid, Notify:
			v.Strikes = "Only " + f.Provider
		}
		if f.On == OnLookup {
			v.Strikes += ", when looked up"
		}
		if f.To != "" {
			v.Strikes += ", only to " + f.To
		}
		if f.Rate > 0 {
			v.Often = fmt.Sprintf("%.4g in a hundred", f.Rate*100)
		}
		all = append(all, v)
	}
	return all
}

// readFault reads the fault form of the page. Empty boxes are left out.
func readFault(r *http.Request) (Fault, error) {
	f := Fault{
		Kind: Kind(r.PostFormValue("kind")), Provider: r.PostFormValue("provider"),
		To: strings.TrimSpace(r.PostFormValue("to")),
	}
	var wrong []error
	whole := func(name string, into *int) {
		text := strings.TrimSpace(r.PostFormValue(name))
		if text == "" {
			return
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			wrong = append(wrong, errors.New(name+": give a whole number"))
		}
		*into = n
	}
	whole("next", &f.Next)
	if f.Kind == FinalFailure {
		whole("code", &f.Code)
	}
	if text := strings.TrimSpace(r.PostFormValue("percent")); text != "" {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			wrong = append(wrong, errors.New("percent: give a number from 0 to 100"))
		}
		f.Rate = n / 100
	}
	if text := strings.TrimSpace(r.PostFormValue("delay")); text != "" {
		if err := f.Delay.UnmarshalText([]byte(text)); err != nil {
			wrong = append(wrong, err)
		}
	}
	return f, errors.Join(wrong...)
}
