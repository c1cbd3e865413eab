package api

import (
	"crypto/x509"
	"encoding/base64"
)

// sendgridKey signs what SendGrid sends in tests.
var sendgridKey = newKey()

func sendgridPublic() string {
	der, err := x509.MarshalPKIXPublicKey(&sendgridKey.PublicKey)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}
