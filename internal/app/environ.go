package app

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// FromEnv reads the configuration from variables written KEY=value. One that is empty
// counts as not set. Secrets may lie in files: BEACON_DATA_KEYS_FILE names the file
// that holds BEACON_DATA_KEYS. It fails with everything that cannot be read, naming
// each variable and what it expects, and never with a value; the configuration is then
// what the rest says, so that what is wrong with that can be said at once, too.
func FromEnv(environ []string) (Config, error) {
	var c Config
	vars := map[string]string{}
	for name, value := range env.ToMap(environ) {
		if value != "" {
			vars[name] = value
		}
	}
	err := errors.Join(readFiles(vars), unreadable(reflect.TypeFor[Config](), vars))
	err = errors.Join(err, env.ParseWithOptions(&c, env.Options{Environment: vars}))
	if err := errors.Join(err, c.nameTemporal(vars)); err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	return c, nil
}

// fileSuffix makes of a secret's variable the one that names its file.
const fileSuffix = "_FILE"

// readFiles puts in place every secret that is given as a file.
func readFiles(vars map[string]string) error {
	var errs []error
	for _, v := range Variables() {
		if file := vars[v.Name+fileSuffix]; v.Secret && file != "" {
			errs = append(errs, readFile(vars, v.Name, file))
		}
	}
	return errors.Join(errs...)
}

func readFile(vars map[string]string, name, file string) error {
	if vars[name] != "" {
		return problem(name, "and "+name+fileSuffix+" are both set: only one of them can say it")
	}
	value, err := secretIn(file)
	if err != nil {
		return problem(name+fileSuffix, "must name a file with "+name+" in it: "+err.Error())
	}
	vars[name] = value
	return nil
}

// secretIn is what a file holds, without the line's end that an editor leaves.
func secretIn(file string) (string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	value := strings.TrimRight(string(b), "\r\n")
	if value == "" {
		return "", errors.New(file + " is empty")
	}
	return value, nil
}

// Secret is a secret that is no part of the configuration: the variable name, or what
// the file holds that name_FILE names.
func Secret(environ []string, name string) (string, error) {
	vars := env.ToMap(environ)
	if file := vars[name+fileSuffix]; file != "" {
		if err := readFile(vars, name, file); err != nil {
			return "", err
		}
	}
	return vars[name], nil
}

// unreadable are the values that are not of their variable's kind. They are taken out.
func unreadable(t reflect.Type, vars map[string]string) error {
	var errs []error
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type.Kind() == reflect.Struct {
			errs = append(errs, unreadable(f.Type, vars))
			continue
		}
		value, set := vars[f.Tag.Get("env")]
		if expects := expected(f.Type); set && expects.of(value) != nil {
			errs = append(errs, problem(f.Tag.Get("env"), "must be "+expects.words))
			delete(vars, f.Tag.Get("env"))
		}
	}
	return errors.Join(errs...)
}

// kind is what a variable expects, in words and as a test.
type kind struct {
	words string
	of    func(string) error
}

func expected(t reflect.Type) kind {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return kind{"a length of time such as 15m or 1h30m", func(s string) error { _, err := time.ParseDuration(s); return err }}
	case t.Kind() == reflect.Bool:
		return kind{"true or false", func(s string) error { _, err := strconv.ParseBool(s); return err }}
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return kind{"a whole number", func(s string) error { _, err := strconv.ParseInt(s, 10, 64); return err }}
	}
	return kind{"some text", func(string) error { return nil }}
}
